/**
 * Tests of the command line from outside: output, messages and exit codes.
 *
 * <p>May import the chain and the log.
 *
 * <p>Start with {@link io.plimsoll.node.cli.ReplayCommandTest}.
 */
@NullMarked
package io.plimsoll.node.cli;

import org.jspecify.annotations.NullMarked;
