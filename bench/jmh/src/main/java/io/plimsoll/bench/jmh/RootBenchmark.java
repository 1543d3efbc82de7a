package io.plimsoll.bench.jmh;

import io.plimsoll.chain.root.Sha256;
import io.plimsoll.chain.root.StateTree;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * The state tree: 10,000 random leaves get new values, then the root, on one thread. A leaf has a
 * subaccount's key and the bytes of two positions; the hashes of key and value are part of it. One
 * operation is one leaf. Run by {@code ./plimsoll bench --suite root}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RootBenchmark {

  private static final int LEAVES = 10_000;
  private static final int KEY_BYTES = 25;
  private static final int VALUE_BYTES = 20 + 2 * 28;

  /** The number of leaves. */
  @Param({"1000000"})
  public int rows;

  private final byte[] key = new byte[KEY_BYTES];
  private final byte[] value = new byte[VALUE_BYTES];
  private final Sha256 sha = new Sha256();
  private final StateTree tree = new StateTree(new Numbers());
  private final SplittableRandom random = new SplittableRandom(3);
  private int[] order = {};
  private int round;

  /** For JMH. */
  public RootBenchmark() {}

  /** Leaves whose keys are made of their numbers. */
  private final class Numbers implements StateTree.Leaves {

    @Override
    public void keyHash(int leaf, byte[] to, int offset) {
      setKey(leaf);
      sha.update(key, 0, key.length).digest(to, offset);
    }

    @Override
    public void valueHash(int leaf, byte[] to, int offset) {
      throw new IllegalStateException("only proofs ask for values");
    }
  }

  private static void set(byte[] to, int at, int number) {
    for (int i = 0; i < Integer.BYTES; i++) {
      to[at + i] = (byte) (number >>> (Byte.SIZE * i));
    }
  }

  private void setKey(int leaf) {
    set(key, 1, leaf);
  }

  private void put(int leaf, boolean known) {
    setKey(leaf);
    set(value, 0, leaf);
    set(value, Integer.BYTES, round);
    tree.put(leaf, known, key, key.length, value, value.length);
  }

  /** A tree of all leaves. */
  @Setup
  public void fill() {
    order = new int[rows];
    for (int leaf = 0; leaf < rows; leaf++) {
      order[leaf] = leaf;
      put(leaf, false);
    }
    tree.apply();
  }

  /** Chooses the leaves, each once. */
  @Setup(Level.Invocation)
  public void choose() {
    round++;
    for (int i = 0; i < LEAVES; i++) {
      int at = i + random.nextInt(rows - i);
      int leaf = order[at];
      order[at] = order[i];
      order[i] = leaf;
    }
  }

  /** New values for them. */
  @Benchmark
  @OperationsPerInvocation(LEAVES)
  public byte[] update() {
    for (int i = 0; i < LEAVES; i++) {
      put(order[i], true);
    }
    tree.apply();
    return tree.root();
  }
}
