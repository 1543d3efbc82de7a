package io.plimsoll.chain;

import io.plimsoll.chain.block.Hash;
import io.plimsoll.chain.codec.ByteWriter;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.chain.root.FrozenTree;
import io.plimsoll.chain.root.Proof;
import io.plimsoll.chain.root.Sha256;
import org.jspecify.annotations.Nullable;

/**
 * The state as one committed block left it. Nothing changes it, so any number of threads may read
 * it, for as long as they like; margins are asked of a {@link ViewReader}.
 */
public final class ChainView {

  private static final int SUBACCOUNTS = 8;

  private final long height;
  private final long timeMs;
  private final Hash lastHash;
  private final Hash stateRoot;
  private final FrozenTree leaves;
  private final int positions;
  private final byte[][] marketKeys;
  private final byte[][] marketValues;

  ChainView(
      long height,
      long timeMs,
      Hash lastHash,
      Hash stateRoot,
      FrozenTree leaves,
      int positions,
      byte[][] marketKeys,
      byte[][] marketValues) {
    this.height = height;
    this.timeMs = timeMs;
    this.lastHash = lastHash;
    this.stateRoot = stateRoot;
    this.leaves = leaves;
    this.positions = positions;
    this.marketKeys = marketKeys;
    this.marketValues = marketValues;
  }

  /** Height of the block; 0 before the first. */
  public long height() {
    return height;
  }

  /** Its time in milliseconds; -1 before the first. */
  public long timeMs() {
    return timeMs;
  }

  /** Its hash; zeros before the first. */
  public Hash lastHash() {
    return lastHash;
  }

  /** Merkle root of the state after it. */
  public Hash stateRoot() {
    return stateRoot;
  }

  /** The number of leaves. */
  public int leaves() {
    return leaves.size();
  }

  /** The number of positions of all subaccounts. */
  public int positions() {
    return positions;
  }

  /** The key of a subaccount's leaf. */
  public static byte[] subaccountKey(SubaccountId id) {
    return key(SUBACCOUNTS, id);
  }

  /** The key of the subaccount's leaf of which another table's key is. */
  static byte[] subaccountKey(byte[] of) {
    byte[] key = of.clone();
    key[0] = SUBACCOUNTS;
    return key;
  }

  static byte[] key(int tag, SubaccountId id) {
    ByteWriter out = new ByteWriter(1 + SubaccountId.BYTES);
    id.write(out.u8(tag));
    return out.toBytes();
  }

  static byte[] key(int tag, Address address) {
    ByteWriter out = new ByteWriter(1 + Address.BYTES);
    address.write(out.u8(tag));
    return out.toBytes();
  }

  /**
   * The canonical bytes of a leaf, in a new array; null where the state has none of that key.
   *
   * @param key the table's tag and the row's key, see {@link io.plimsoll.chain.state.State#tables}
   */
  public byte @Nullable [] leaf(byte[] key) {
    byte[] value = leaves.get(key);
    return value == null ? null : value.clone();
  }

  byte @Nullable [] shared(byte[] key, Sha256 sha) {
    return leaves.get(key, sha);
  }

  /**
   * The proof, against {@link #stateRoot}, of what the state says of a leaf's key: of its value, or
   * that it has none. The first proof hashes the whole tree once; those of later blocks hash what
   * has changed.
   */
  public Proof prove(byte[] key) {
    return leaves.prove(key);
  }

  /** Keys of the leaves of which a block's market is made, in their order. */
  byte[][] marketKeys() {
    return marketKeys;
  }

  /** Their values. */
  byte[][] marketValues() {
    return marketValues;
  }
}
