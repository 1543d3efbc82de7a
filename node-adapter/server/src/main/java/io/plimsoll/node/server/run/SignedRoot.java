package io.plimsoll.node.server.run;

import io.plimsoll.chain.block.Hash;
import io.plimsoll.chain.command.Address;

/**
 * What a validator has signed of a block.
 *
 * @param set the number of the validators' set under which it signed
 * @param height of the block
 * @param sourceBlock number of the block of another chain of which it was made
 * @param sourceHash that block's hash
 * @param validator whose signature it is
 * @param signature as hexadecimal digits
 */
public record SignedRoot(
    long set,
    long height,
    long sourceBlock,
    Hash sourceHash,
    Hash stateRoot,
    Hash marginDigest,
    Address validator,
    String signature) {}
