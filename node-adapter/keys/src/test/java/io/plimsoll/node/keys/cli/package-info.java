/**
 * {@code plimsoll keys} as a person runs it.
 *
 * <p>May import the command line's root and JUnit.
 *
 * <p>Start with {@link io.plimsoll.node.keys.cli.KeysCommandTest}.
 */
@NullMarked
package io.plimsoll.node.keys.cli;

import org.jspecify.annotations.NullMarked;
