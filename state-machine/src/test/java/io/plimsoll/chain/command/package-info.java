/**
 * Tests of commands' canonical bytes.
 *
 * <p>May import what it tests.
 *
 * <p>Start with {@link io.plimsoll.chain.command.CommandCodecTest}.
 */
package io.plimsoll.chain.command;
