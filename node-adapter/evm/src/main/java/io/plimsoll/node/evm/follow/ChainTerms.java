package io.plimsoll.node.evm.follow;

import io.plimsoll.chain.block.Hash;
import io.plimsoll.chain.codec.ByteWriter;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.root.Sha256;
import java.util.List;

/**
 * What all nodes of a module's chain must have the same: of which blocks of which EVM chain it is
 * made, and what stands in its first block.
 *
 * @param moduleChain the chain's id in signed commands and in genesis
 * @param evmChain the EVM chain's id
 * @param inbox the contract whose logs are the input
 * @param commitments the contract that takes roots
 * @param firstBlock number of the EVM block of which the module's block 1 is made
 * @param firstHash hash of that block
 * @param provable whether the chain's headers are Ethereum's, so that a block's hash proves what is
 *     in it; else endpoints can only be compared
 * @param every heights that are multiples of this are signed and committed
 * @param genesis canonical bytes of the commands that come before all others in block 1
 */
public record ChainTerms(
    long moduleChain,
    long evmChain,
    Address inbox,
    Address commitments,
    long firstBlock,
    Hash firstHash,
    boolean provable,
    long every,
    List<byte[]> genesis) {

  private static final int TAG = 5;

  /**
   * Copies the list.
   *
   * @throws IllegalArgumentException where a number is out of its range
   */
  public ChainTerms {
    genesis = List.copyOf(genesis);
    if (firstBlock < 0 || every < 1) {
      throw new IllegalArgumentException(
          "the first block is " + firstBlock + " and every is " + every + "; 0 and 1 at least");
    }
  }

  /**
   * By what nodes know that they have the same: SHA-256 of the byte 5 and all fields, each command
   * after its length.
   */
  public Hash hash() {
    ByteWriter out = new ByteWriter();
    out.u8(TAG).i64(moduleChain).i64(evmChain);
    inbox.write(out);
    commitments.write(out);
    out.i64(firstBlock);
    firstHash.write(out);
    out.u8(provable ? 1 : 0).i64(every).i32(genesis.size());
    genesis.forEach(command -> out.i32(command.length).raw(command));
    Sha256 sha = new Sha256();
    sha.update(out.memory(), 0, out.size());
    return Hash.of(sha.digest());
  }

  /** Number of the EVM block of which a block of the module is made. */
  public long sourceOf(long height) {
    return firstBlock + height - 1;
  }
}
