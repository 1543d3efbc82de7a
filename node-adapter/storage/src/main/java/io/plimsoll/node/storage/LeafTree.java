package io.plimsoll.node.storage;

import io.plimsoll.chain.block.Hash;
import io.plimsoll.chain.root.Sha256;
import io.plimsoll.chain.root.StateTree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The root of leaves that are given one after another, without a state behind them. */
final class LeafTree implements StateTree.Leaves {

  private final Map<byte[], Integer> numbers = new TreeMap<>(Arrays::compareUnsigned);
  private final List<byte[]> keyHashes = new ArrayList<>();
  private final List<byte[]> valueHashes = new ArrayList<>();
  private final Sha256 sha = new Sha256();
  private final StateTree tree = new StateTree(this);

  LeafTree() {}

  /** Sets a leaf, or takes it away where the value is empty; once between two {@link #root}s. */
  void put(byte[] key, byte[] value) {
    Integer known = numbers.get(key);
    int number = known == null ? keyHashes.size() : known;
    if (known == null) {
      numbers.put(key, number);
      keyHashes.add(hash(key));
      valueHashes.add(new byte[0]);
    }
    boolean there = valueHashes.get(number).length > 0;
    valueHashes.set(number, value.length == 0 ? value : hash(value));
    tree.put(number, there, key, key.length, value, value.length);
  }

  private byte[] hash(byte[] bytes) {
    return sha.update(bytes, 0, bytes.length).digest();
  }

  Hash root() {
    tree.apply();
    return Hash.of(tree.root());
  }

  int size() {
    return tree.size();
  }

  @Override
  public void keyHash(int leaf, byte[] to, int offset) {
    System.arraycopy(keyHashes.get(leaf), 0, to, offset, Hash.BYTES);
  }

  @Override
  public void valueHash(int leaf, byte[] to, int offset) {
    System.arraycopy(valueHashes.get(leaf), 0, to, offset, Hash.BYTES);
  }
}
