package io.plimsoll.node.evm.contract;

import io.plimsoll.chain.block.Hash;

/**
 * What validators say of one block of the module.
 *
 * @param height of the module's block
 * @param sourceBlock number of the block of the EVM chain of which it was made
 * @param sourceHash that block's hash
 */
public record Commitment(
    long height, long sourceBlock, Hash sourceHash, Hash stateRoot, Hash marginDigest) {}
