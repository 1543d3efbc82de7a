/**
 * Tests of this module's commands from outside: output, messages and exit codes.
 *
 * <p>May import the command line's root.
 *
 * <p>Start with {@link io.plimsoll.bench.cli.SimulateCommandTest}.
 */
@NullMarked
package io.plimsoll.bench.cli;

import org.jspecify.annotations.NullMarked;
