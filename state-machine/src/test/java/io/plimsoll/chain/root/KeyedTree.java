package io.plimsoll.chain.root;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** A {@link StateTree} by keys: numbers them, and keeps what the tree asks its owner for. */
public final class KeyedTree implements StateTree.Leaves {

  private final StateTree tree = new StateTree(this);
  private final Map<String, Integer> numbers = new TreeMap<>();
  private final List<byte[]> hashes = new ArrayList<>();
  private final List<byte[]> values = new ArrayList<>();
  private final List<Boolean> inTree = new ArrayList<>();
  private final TreeSet<Integer> changed = new TreeSet<>();

  /** Gives a key its value; an empty value removes the key. */
  public void put(byte[] key, byte[] value) {
    putHashed(NaiveTrie.sha256(key), value);
  }

  void remove(byte[] key) {
    put(key, new byte[0]);
  }

  void putHashed(byte[] hash, byte[] value) {
    int number = numbers.computeIfAbsent(HexFormat.of().formatHex(hash), text -> hashes.size());
    if (number == hashes.size()) {
      hashes.add(hash.clone());
      values.add(new byte[0]);
      inTree.add(false);
    }
    values.set(number, value.clone());
    changed.add(number);
  }

  void removeHashed(byte[] hash) {
    putHashed(hash, new byte[0]);
  }

  /** The tree, with all changes made. */
  StateTree tree() {
    for (int number : changed) {
      tree.putHashed(number, inTree.get(number), hashes.get(number), values.get(number));
      inTree.set(number, values.get(number).length > 0);
    }
    changed.clear();
    tree.apply();
    return tree;
  }

  /** The root. */
  public byte[] root() {
    return tree().root();
  }

  int size() {
    return tree().size();
  }

  long memoryBytes() {
    return tree().memoryBytes();
  }

  @Override
  public void keyHash(int leaf, byte[] to, int offset) {
    System.arraycopy(hashes.get(leaf), 0, to, offset, Sha256.BYTES);
  }

  @Override
  public void valueHash(int leaf, byte[] to, int offset) {
    System.arraycopy(NaiveTrie.sha256(values.get(leaf)), 0, to, offset, Sha256.BYTES);
  }
}
