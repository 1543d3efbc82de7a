package io.plimsoll.chain.root;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProofTest {

  private static byte[] key(int i) {
    return NaiveTrie.utf8("key " + i);
  }

  private static byte[] value(int i) {
    return NaiveTrie.utf8("value " + i);
  }

  private static KeyedTree tree(int leaves) {
    KeyedTree tree = new KeyedTree();
    for (int i = 0; i < leaves; i++) {
      tree.put(key(i), value(i));
    }
    return tree;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 100})
  void eachKeyIsProvedPresentOrAbsentAndNothingElse(int leaves) {
    KeyedTree tree = tree(leaves);
    byte[] root = tree.root();
    for (int i = 0; i < leaves + 100; i++) {
      Proof proof = Proof.of(tree.tree(), key(i));
      boolean present = i < leaves;
      assertEquals(present, Proof.verify(root, key(i), value(i), proof), "its value");
      assertEquals(!present, Proof.verify(root, key(i), null, proof), "none");
      assertEquals(!present, Proof.verify(root, key(i), new byte[0], proof), "an empty value");
      assertFalse(Proof.verify(root, key(i), value(i + 1), proof), "another value");
      assertFalse(Proof.verify(new byte[31], key(i), value(i), proof), "no root");
    }
  }

  /** A proof of another key shows the value of none; nor does a proof from an older state. */
  @Test
  void aProofIsOfOneKeyAndOneRoot() {
    KeyedTree tree = tree(50);
    byte[] root = tree.root();
    Proof proof = Proof.of(tree.tree(), key(7));
    for (int i = 0; i < 50; i++) {
      assertEquals(i == 7, Proof.verify(root, key(i), value(i), proof));
      assertFalse(Proof.verify(root, key(i), null, proof));
    }
    tree.put(key(8), value(-8));
    assertFalse(Proof.verify(tree.root(), key(7), value(7), proof));
    assertTrue(Proof.verify(tree.root(), key(7), value(7), Proof.of(tree.tree(), key(7))));
  }

  /** The tree may have changes that are not hashed yet when a proof is asked for. */
  @Test
  void aProofIsOfTheStateNow() {
    KeyedTree tree = tree(50);
    byte[] before = tree.root();
    tree.remove(key(3));
    Proof proof = Proof.of(tree.tree(), key(3));
    assertFalse(Proof.verify(before, key(3), null, proof));
    assertTrue(Proof.verify(tree.root(), key(3), null, proof));
  }

  @ParameterizedTest
  @ValueSource(longs = {21, 22, 23, 24})
  void bytesAreThoseOfTheNaiveTrie(long seed) {
    System.out.println("ProofTest.bytesAreThoseOfTheNaiveTrie seed " + seed);
    Random random = new Random(seed);
    List<byte[]> hashes = KeyHashes.clustered(random, 60);
    KeyedTree tree = new KeyedTree();
    NaiveTrie naive = new NaiveTrie();
    for (byte[] hash : hashes.subList(0, 20)) {
      tree.putHashed(hash, hash);
      naive.put(hash, hash);
    }
    byte[] root = tree.root();
    int[] kinds = new int[3];
    for (byte[] hash : hashes) {
      Proof proof = Proof.ofHashed(tree.tree()::way, hash);
      byte[] bytes = proof.toBytes();
      assertArrayEquals(naive.proof(hash), bytes, () -> "seed " + seed);
      kinds[bytes[0]]++;
      boolean present = bytes[0] == 1;
      assertTrue(NaiveProof.holdsHashed(root, hash, present ? hash : new byte[0], bytes));
      assertFalse(NaiveProof.holdsHashed(root, hash, present ? new byte[0] : hash, bytes));
      assertEquals(present, Proof.verifyHashed(root, hash, hash, Proof.ofBytes(bytes)));
      assertEquals(!present, Proof.verifyHashed(root, hash, null, Proof.ofBytes(bytes)));
    }
    assertTrue(Arrays.stream(kinds).allMatch(n -> n > 0), () -> "not all kinds, seed " + seed);
  }

  /** Every bit of a proof, of a value and of a root counts, for each of the three kinds. */
  @Test
  void eachBitCounts() {
    Random random = new Random(31);
    System.out.println("ProofTest.eachBitCounts seed 31");
    byte[] first = KeyHashes.random(random);
    byte[] near = KeyHashes.parting(random, first, 9);
    KeyedTree tree = new KeyedTree();
    tree.putHashed(first, value(1));
    tree.putHashed(near, value(2));
    tree.putHashed(KeyHashes.parting(random, first, 2), value(3));
    byte[] nothing = KeyHashes.parting(random, first, 5);
    byte[] otherLeaf = KeyHashes.parting(random, near, 200);
    List<Integer> kinds = new ArrayList<>();
    kinds.add(flip(tree, first, value(1)));
    kinds.add(flip(tree, nothing, null));
    kinds.add(flip(tree, otherLeaf, null));
    assertEquals(List.of(1, 0, 2), kinds);
  }

  private static int flip(KeyedTree tree, byte[] hash, byte @Nullable [] value) {
    byte[] root = tree.root();
    byte[] bytes = Proof.ofHashed(tree.tree()::way, hash).toBytes();
    assertTrue(Proof.verifyHashed(root, hash, value, Proof.ofBytes(bytes)));
    for (int bit = 0; bit < 8 * bytes.length; bit++) {
      byte[] bad = flipped(bytes, bit);
      assertFalse(Proof.verifyHashed(root, hash, value, Proof.ofBytes(bad)), "proof bit " + bit);
      assertFalse(NaiveProof.holdsHashed(root, hash, value == null ? new byte[0] : value, bad));
    }
    for (int bit = 0; bit < 8 * root.length; bit++) {
      byte[] bad = flipped(root, bit);
      assertFalse(Proof.verifyHashed(bad, hash, value, Proof.ofBytes(bytes)), "root bit " + bit);
    }
    for (int bit = 0; value != null && bit < 8 * value.length; bit++) {
      byte[] bad = flipped(value, bit);
      assertFalse(Proof.verifyHashed(root, hash, bad, Proof.ofBytes(bytes)), "value bit " + bit);
    }
    for (int length = 0; length < bytes.length; length++) {
      byte[] bad = Arrays.copyOf(bytes, length);
      assertFalse(Proof.verifyHashed(root, hash, value, Proof.ofBytes(bad)), "length " + length);
    }
    byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
    assertFalse(Proof.verifyHashed(root, hash, value, Proof.ofBytes(longer)), "a byte more");
    return bytes[0];
  }

  private static byte[] flipped(byte[] bytes, int bit) {
    byte[] bad = bytes.clone();
    bad[bit >> 3] ^= (byte) (1 << (bit & 7));
    return bad;
  }

  /** 256 levels, the most there can be: one bit of each byte, as all would take long. */
  @Test
  void theDeepestProof() {
    byte[] one = new byte[32];
    one[31] = 1;
    KeyedTree tree = new KeyedTree();
    tree.putHashed(new byte[32], value(0));
    tree.putHashed(one, value(1));
    byte[] root = tree.root();
    byte[] bytes = Proof.ofHashed(tree.tree()::way, one).toBytes();
    assertEquals(3 + 256 * 32, bytes.length);
    assertTrue(Proof.verifyHashed(root, one, value(1), Proof.ofBytes(bytes)));
    for (int at = 0; at < bytes.length; at++) {
      byte[] bad = flipped(bytes, 8 * at + (at * 5 & 7));
      assertFalse(Proof.verifyHashed(root, one, value(1), Proof.ofBytes(bad)), "byte " + at);
    }
  }

  /** Another leaf shows absence only where it lies on the key's way, and is another's. */
  @Test
  void aLeafElsewhereShowsNothing() {
    KeyedTree tree = tree(50);
    byte[] root = tree.root();
    byte[] own = Proof.of(tree.tree(), key(7)).toBytes();
    byte[] asOther = Arrays.copyOf(own, own.length + 64);
    asOther[0] = 2;
    System.arraycopy(NaiveTrie.sha256(key(7)), 0, asOther, own.length, 32);
    System.arraycopy(NaiveTrie.sha256(value(7)), 0, asOther, own.length + 32, 32);
    assertFalse(Proof.verify(root, key(7), null, Proof.ofBytes(asOther)), "its own leaf");
    int refused = 0;
    for (int i = 50; i < 150; i++) {
      // The hashes lead to the root for whoever shares the way; the others must be refused.
      byte[] honest = Proof.of(tree.tree(), key(i)).toBytes();
      boolean same = Arrays.equals(honest, asOther);
      assertEquals(same, Proof.verify(root, key(i), null, Proof.ofBytes(asOther)));
      refused += same ? 0 : 1;
    }
    assertTrue(refused > 50);
  }

  @Test
  void anyBytesAreRefusedInPeace() {
    long seed = 41;
    System.out.println("ProofTest.anyBytesAreRefusedInPeace seed " + seed);
    Random random = new Random(seed);
    byte[] root = tree(5).root();
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[random.nextInt(170)];
      random.nextBytes(bytes);
      if (bytes.length > 2 && random.nextInt(8) > 0) {
        // Mostly a head that fits the length, or nearly.
        bytes[0] = (byte) random.nextInt(4);
        bytes[1] = 0;
        bytes[2] = (byte) ((bytes.length - 3) >> 5);
      }
      Proof proof = Proof.ofBytes(bytes);
      byte @Nullable [] value = random.nextBoolean() ? value(1) : null;
      assertFalse(Proof.verify(root, key(1), value, proof));
      assertFalse(NaiveProof.holds(root, key(1), value == null ? new byte[0] : value, bytes));
    }
  }

  @Test
  void bytesAreCopied() {
    KeyedTree tree = tree(5);
    Proof proof = Proof.of(tree.tree(), key(1));
    Arrays.fill(proof.toBytes(), (byte) 0);
    byte[] given = proof.toBytes();
    Proof copy = Proof.ofBytes(given);
    Arrays.fill(given, (byte) 0);
    assertTrue(Proof.verify(tree.root(), key(1), value(1), proof));
    assertTrue(Proof.verify(tree.root(), key(1), value(1), copy));
  }
}
