package io.plimsoll.chain.root;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StateTreeTest {

  private static byte[] key(int i) {
    return NaiveTrie.utf8("key " + i);
  }

  private static byte[] value(int i) {
    return NaiveTrie.utf8("value " + i);
  }

  /** Roots of n keys "key i" with values "value i", by a program in another language. */
  @ParameterizedTest
  @CsvSource({
    "0, 0000000000000000000000000000000000000000000000000000000000000000",
    "1, 263f3134568bd91568a048cb99c08729973fd146db930b054d91a3f79e7a346a",
    "2, 978e1405e68c6035b3d130831dde63ae9c8225e591448286d456124dbb41a025",
    "3, 9c6a9da0c8a4b504fd888906d1265b25d3dd82d6ade033fb02c386fe4572ec16",
    "10, 5b633d355f05323be0536779baffc085082369d8ffd8c122f70ebbdf9f5e2f88",
    "1000, 94e14a12fb00fff7ad653aa82359e0cffb2664d906947ecfe5d1dabb7f1e5255",
  })
  void rootsComputedElsewhere(int n, String root) {
    KeyedTree tree = new KeyedTree();
    for (int i = 0; i < n; i++) {
      tree.put(key(i), value(i));
    }
    assertEquals(root, HexFormat.of().formatHex(tree.root()));
    assertEquals(n, tree.size());
  }

  /** The two key hashes part at their last bit; the root is by a program in another language. */
  @Test
  void deepestCollision() {
    KeyedTree tree = new KeyedTree();
    byte[] one = new byte[32];
    one[31] = 1;
    tree.putHashed(new byte[32], NaiveTrie.utf8("a"));
    tree.putHashed(one, NaiveTrie.utf8("b"));
    assertEquals(
        "34880ccbca38fa4f619fe7a076848d9503a57200038d267c448999d9e644b083",
        HexFormat.of().formatHex(tree.root()));
  }

  /** Puts, removals, empty values and equal values in batches, against the naive trie. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void randomBatchesEqualTheNaiveTrie(long seed) {
    System.out.println("StateTreeTest.randomBatchesEqualTheNaiveTrie seed " + seed);
    Random random = new Random(seed);
    List<byte[]> hashes = new ArrayList<>(KeyHashes.clustered(random, 8 << random.nextInt(4)));
    hashes.addAll(KeyHashes.clustered(random, 4));
    for (int i = 0; i < 20; i++) {
      hashes.add(KeyHashes.random(random));
    }
    KeyedTree tree = new KeyedTree();
    NaiveTrie naive = new NaiveTrie();
    for (int batch = 0; batch < 150; batch++) {
      // Some batches mostly remove, so that the tree shrinks to nothing now and then.
      int puts = random.nextInt(5);
      int changes = random.nextInt(1 << random.nextInt(8));
      for (int i = 0; i < changes; i++) {
        byte[] hash = hashes.get(random.nextInt(hashes.size()));
        if (random.nextInt(4) < puts) {
          byte[] value = new byte[random.nextInt(4)];
          random.nextBytes(value);
          tree.putHashed(hash, value);
          naive.put(hash, value);
        } else {
          tree.removeHashed(hash);
          naive.remove(hash);
        }
      }
      assertEquals(naive.size(), tree.size(), () -> "seed " + seed);
      assertArrayEquals(naive.root(), tree.root(), () -> "seed " + seed);
      assertArrayEquals(naive.root(), tree.root(), () -> "asked again, seed " + seed);
    }
  }

  /** The alarm works: a trie that leaves out nodes with an empty side has other roots. */
  @Test
  void canaryOfTheNaiveTrie() {
    Random random = new Random(99);
    KeyedTree tree = new KeyedTree();
    NaiveTrie wrong = new NaiveTrie(true);
    for (byte[] hash : KeyHashes.clustered(random, 20)) {
      tree.putHashed(hash, value(1));
      wrong.put(hash, value(1));
    }
    assertFalse(Arrays.equals(wrong.root(), tree.root()));
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13})
  void theRootForgetsOrderAndHistory(long seed) {
    System.out.println("StateTreeTest.theRootForgetsOrderAndHistory seed " + seed);
    Random random = new Random(seed);
    List<byte[]> hashes = new ArrayList<>(KeyHashes.clustered(random, 60));
    for (int i = 0; i < 200; i++) {
      hashes.add(KeyHashes.random(random));
    }
    KeyedTree straight = new KeyedTree();
    hashes.forEach(hash -> straight.putHashed(hash, hash));

    KeyedTree detour = new KeyedTree();
    List<byte[]> guests = KeyHashes.clustered(random, 60);
    List<byte[]> shuffled = new ArrayList<>(hashes);
    Collections.shuffle(shuffled, random);
    guests.forEach(hash -> detour.putHashed(hash, value(0)));
    for (byte[] hash : shuffled) {
      detour.putHashed(hash, value(random.nextInt()));
      if (random.nextInt(8) == 0) {
        detour.root();
      }
    }
    guests.forEach(detour::removeHashed);
    Collections.shuffle(shuffled, random);
    shuffled.forEach(hash -> detour.putHashed(hash, hash));
    assertArrayEquals(straight.root(), detour.root());
  }

  @Test
  void puttingTheOldValuesBackUndoes() {
    KeyedTree tree = new KeyedTree();
    for (int i = 0; i < 500; i++) {
      tree.put(key(i), value(i));
    }
    byte[] before = tree.root();
    for (int i = 250; i < 750; i++) {
      tree.put(key(i), value(-i));
    }
    tree.remove(key(3));
    assertFalse(Arrays.equals(before, tree.root()));
    for (int i = 250; i < 500; i++) {
      tree.put(key(i), value(i));
    }
    for (int i = 500; i < 750; i++) {
      tree.remove(key(i));
    }
    tree.put(key(3), value(3));
    assertArrayEquals(before, tree.root());
    assertEquals(500, tree.size());
  }

  @Test
  void removingWhatIsNotThereChangesNothing() {
    KeyedTree tree = new KeyedTree();
    tree.remove(key(1));
    tree.put(key(1), new byte[0]);
    assertEquals(0, tree.size());
    assertArrayEquals(new byte[32], tree.root());
    tree.put(key(1), value(1));
    byte[] one = tree.root();
    tree.remove(key(2));
    assertArrayEquals(one, tree.root());
    assertEquals(1, tree.size());
  }

  /** A key and a value are hashed apart, so a byte cannot move from one to the other. */
  @Test
  void keysAndValuesAreBound() {
    KeyedTree tree = new KeyedTree();
    tree.put(NaiveTrie.utf8("ab"), NaiveTrie.utf8("c"));
    KeyedTree other = new KeyedTree();
    other.put(NaiveTrie.utf8("a"), NaiveTrie.utf8("bc"));
    assertFalse(Arrays.equals(tree.root(), other.root()));
  }

  @Test
  void theRootHandedOutIsACopy() {
    KeyedTree tree = new KeyedTree();
    tree.put(key(1), value(1));
    tree.put(key(2), value(2));
    byte[] root = tree.root();
    Arrays.fill(tree.root(), (byte) 0);
    assertArrayEquals(root, tree.root());
  }

  @Test
  void aLeafTakesAtMostEightyBytesAndRowsAreUsedAgain() {
    KeyedTree tree = new KeyedTree();
    int leaves = 30_000;
    for (int i = 0; i < leaves; i++) {
      tree.put(key(i), value(i));
    }
    long bytes = tree.memoryBytes();
    assertTrue(bytes <= 80L * leaves, () -> bytes + " bytes for " + leaves + " leaves");
    for (int round = 1; round <= 3; round++) {
      for (int i = 0; i < leaves; i++) {
        tree.remove(key(i + (round - 1) * leaves));
      }
      tree.root();
      for (int i = 0; i < leaves; i++) {
        tree.put(key(i + round * leaves), value(i));
      }
    }
    assertEquals(leaves, tree.size());
    assertEquals(bytes, tree.memoryBytes());
  }
}
