/**
 * The command line: its root, and the commands that need nothing but a chain.
 *
 * <p>May import all of this module. Other modules add commands through {@link
 * io.plimsoll.node.cli.CommandProvider}.
 *
 * <p>Start with {@link io.plimsoll.node.cli.Main}.
 */
@NullMarked
package io.plimsoll.node.cli;

import org.jspecify.annotations.NullMarked;
