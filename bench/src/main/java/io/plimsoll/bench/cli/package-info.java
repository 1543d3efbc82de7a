/**
 * The commands that this module adds to the command line.
 *
 * <p>May import all of this module and the command line's root.
 *
 * <p>Start with {@link io.plimsoll.bench.cli.SimulateCommand}.
 */
@NullMarked
package io.plimsoll.bench.cli;

import org.jspecify.annotations.NullMarked;
