/**
 * A node whose blocks come from an EVM chain: the source of {@code plimsoll node --evm}.
 *
 * <p>May import everything of this module and the server.
 *
 * <p>Start with {@link io.plimsoll.node.evm.node.EvmSource}.
 */
@NullMarked
package io.plimsoll.node.evm.node;

import org.jspecify.annotations.NullMarked;
