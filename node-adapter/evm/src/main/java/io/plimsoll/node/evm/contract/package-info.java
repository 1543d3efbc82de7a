/**
 * The contracts as Java sees them: their compiled code, what they are asked, what validators sign.
 *
 * <p>May import the state machine, keys and web3j's ABI; nothing of what follows a chain.
 *
 * <p>Start with the Solidity sources in {@code node-adapter/evm/contracts}, then {@link
 * io.plimsoll.node.evm.contract.CommitmentDigest}.
 */
@NullMarked
package io.plimsoll.node.evm.contract;

import org.jspecify.annotations.NullMarked;
