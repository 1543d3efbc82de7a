/**
 * {@code plimsoll evm}: transactions to the contracts from the command line, for trying a chain
 * out.
 *
 * <p>May import everything of this module and the server.
 *
 * <p>Start with {@link io.plimsoll.node.evm.cli.EvmCommand}.
 */
@NullMarked
package io.plimsoll.node.evm.cli;

import org.jspecify.annotations.NullMarked;
