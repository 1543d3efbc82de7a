package io.plimsoll.chain.root;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A frozen tree has the root and the proofs of the tree in place, and stays as it was. */
class FrozenTreeTest {

  private static final long SEED = Long.getLong("plimsoll.seed", 3);

  private static byte[] key(int number) {
    return new byte[] {1, (byte) (number >> 8), (byte) number};
  }

  @Test
  void eachVersionStaysWhatItWasAndHasTheTreesRoot() {
    System.out.println("FrozenTreeTest: -Dplimsoll.seed=" + SEED);
    Random random = new Random(SEED);
    KeyedTree tree = new KeyedTree();
    TreeMap<Integer, byte[]> now = new TreeMap<>();
    FrozenTree frozen = FrozenTree.empty();
    List<FrozenTree> versions = new ArrayList<>();
    List<byte[]> roots = new ArrayList<>();
    List<TreeMap<Integer, byte[]>> contents = new ArrayList<>();
    for (int round = 0; round < 60; round++) {
      FrozenTree.Edit edit = frozen.edit();
      int changes = random.nextInt(40);
      for (int i = 0; i < changes; i++) {
        int number = random.nextInt(300);
        byte[] value = new byte[random.nextInt(3) == 0 ? 0 : 1 + random.nextInt(40)];
        random.nextBytes(value);
        edit.put(key(number), value);
        tree.put(key(number), value);
        if (value.length == 0) {
          now.remove(number);
        } else {
          now.put(number, value);
        }
      }
      frozen = edit.freeze();
      assertArrayEquals(tree.root(), frozen.root(), "round " + round);
      versions.add(frozen);
      roots.add(tree.root());
      contents.add(new TreeMap<>(now));
      for (int number = 0; number < 300; number += 7) {
        assertArrayEquals(
            Proof.of(tree.tree(), key(number)).toBytes(), frozen.prove(key(number)).toBytes());
      }
    }
    for (int round = 0; round < versions.size(); round++) {
      check(versions.get(round), roots.get(round), contents.get(round));
    }
  }

  private static void check(FrozenTree version, byte[] root, Map<Integer, byte[]> content) {
    assertArrayEquals(root, version.root());
    assertEquals(content.size(), version.size());
    for (int number = 0; number < 310; number++) {
      assertArrayEquals(content.get(number), version.get(key(number)));
    }
  }

  @Test
  void anEditThatIsFrozenTakesNothingMore() {
    FrozenTree.Edit edit = FrozenTree.empty().edit();
    edit.put(key(1), new byte[] {1});
    FrozenTree frozen = edit.freeze();
    assertThrows(IllegalStateException.class, () -> edit.put(key(2), new byte[] {2}));
    assertNull(frozen.get(key(2)));
    assertNull(FrozenTree.empty().get(key(1)));
    assertArrayEquals(new byte[32], FrozenTree.empty().root());
  }
}
