package io.plimsoll.node.evm.contract;

import io.plimsoll.chain.block.Hash;
import io.plimsoll.chain.codec.ByteWriter;
import io.plimsoll.chain.command.Address;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.bouncycastle.crypto.digests.KeccakDigest;

/**
 * What validators sign, as the contract of commitments hashes it: structs of EIP-712 in the domain
 * {@code Plimsoll Commitments}, version {@code 1}, of one chain and one contract.
 */
public final class CommitmentDigest {

  private static final String DOMAIN =
      "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)";
  private static final String COMMITMENT =
      "Commitment(uint64 set,uint64 height,uint64 sourceBlock,"
          + "bytes32 sourceHash,bytes32 stateRoot,bytes32 marginDigest)";
  private static final String VALIDATORS =
      "ValidatorSet(uint64 set,address[] validators,uint64[] powers)";
  private static final String NAME = "Plimsoll Commitments";
  private static final String VERSION = "1";

  private final Hash separator;

  /**
   * The digests of one contract.
   *
   * @param chainId of the EVM chain, unsigned
   * @param contract the contract of commitments
   */
  public CommitmentDigest(long chainId, Address contract) {
    ByteWriter out = new ByteWriter();
    text(DOMAIN, out);
    text(NAME, out);
    text(VERSION, out);
    number(chainId, out);
    address(contract, out);
    separator = keccak(out);
  }

  /**
   * What is signed of a commitment.
   *
   * @param set the number of the validators' set, from 1 on
   * @return 32 bytes
   */
  public byte[] of(long set, Commitment commitment) {
    ByteWriter out = new ByteWriter();
    text(COMMITMENT, out);
    number(set, out);
    number(commitment.height(), out);
    number(commitment.sourceBlock(), out);
    commitment.sourceHash().write(out);
    commitment.stateRoot().write(out);
    commitment.marginDigest().write(out);
    return digest(keccak(out));
  }

  /**
   * What the set before signs of a set of validators.
   *
   * @param set the number of the new set
   * @param validators in ascending order
   * @param powers one for each
   * @return 32 bytes
   */
  public byte[] of(long set, List<Address> validators, List<Long> powers) {
    ByteWriter all = new ByteWriter();
    validators.forEach(each -> address(each, all));
    final Hash ofValidators = keccak(all);
    all.clear();
    powers.forEach(each -> number(each, all));
    final Hash ofPowers = keccak(all);
    ByteWriter out = new ByteWriter();
    text(VALIDATORS, out);
    number(set, out);
    ofValidators.write(out);
    ofPowers.write(out);
    return digest(keccak(out));
  }

  private byte[] digest(Hash struct) {
    ByteWriter out = new ByteWriter();
    out.u8(0x19).u8(0x01);
    separator.write(out);
    struct.write(out);
    ByteWriter hash = new ByteWriter();
    keccak(out).write(hash);
    return hash.toBytes();
  }

  private static void text(String text, ByteWriter out) {
    ByteWriter bytes = new ByteWriter();
    bytes.raw(text.getBytes(StandardCharsets.UTF_8));
    keccak(bytes).write(out);
  }

  private static void number(long value, ByteWriter out) {
    out.i64(0).i64(0).i64(0).i64(value);
  }

  private static void address(Address address, ByteWriter out) {
    out.i64(0).i32(0);
    address.write(out);
  }

  private static Hash keccak(ByteWriter of) {
    KeccakDigest digest = new KeccakDigest(Byte.SIZE * Hash.BYTES);
    digest.update(of.memory(), 0, of.size());
    byte[] hash = new byte[Hash.BYTES];
    digest.doFinal(hash, 0);
    return Hash.of(hash);
  }
}
