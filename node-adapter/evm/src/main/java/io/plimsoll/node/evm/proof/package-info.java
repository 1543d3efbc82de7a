/**
 * What a block's hash proves: its header, and by the receipts' root each of its logs.
 *
 * <p>May import {@code rpc} and hashes of {@code node.auth}.
 *
 * <p>Start with {@link io.plimsoll.node.evm.proof.BlockProofs}.
 */
@NullMarked
package io.plimsoll.node.evm.proof;

import org.jspecify.annotations.NullMarked;
