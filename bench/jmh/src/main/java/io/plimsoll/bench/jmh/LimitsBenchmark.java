package io.plimsoll.bench.jmh;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * What this machine can do at most: 64-bit sums of products of longs and of ints whose operands lie
 * in the first cache, and a stream from memory. One operation is one multiply-accumulate, or one
 * byte. Revaluation is held against these, as measured in the same run with the same number of
 * threads.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class LimitsBenchmark {

  private static final VectorSpecies<Long> LONGS = LongVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Integer> INTS =
      VectorSpecies.of(int.class, VectorShape.forBitSize(LONGS.vectorBitSize() / 2));
  private static final int WIDTH = LONGS.length();

  /**
   * Products do not wait for each other and an addition takes a cycle, so four accumulators keep
   * the multipliers busy. With eight the compiler stops inlining and puts vectors on the heap.
   */
  private static final int UNROLLED = 4;

  private static final int OPERANDS = 1_024;

  /** Often enough that one call takes long and its loop is compiled as a whole. */
  private static final int PASSES = 1_000;

  private static final int STREAM_LONGS = 1 << 25;

  /** For JMH. */
  public LimitsBenchmark() {}

  /** Operands in the first cache, for each thread its own. */
  @State(Scope.Thread)
  public static class Cached {
    private final long[] a = new long[OPERANDS];
    private final long[] b = new long[OPERANDS];
    private final int[] c = new int[OPERANDS];
    private final int[] d = new int[OPERANDS];

    /** For JMH. */
    public Cached() {}

    /** Any numbers. */
    @Setup
    public void fill() {
      for (int i = 0; i < OPERANDS; i++) {
        a[i] = 1_000_003L * i;
        b[i] = 7_919L * i - 3_000_000;
        c[i] = 2_003 * i;
        d[i] = 7_919 * i - 3_000_000;
      }
    }
  }

  /** 256 MiB for each thread, which no cache holds. */
  @State(Scope.Thread)
  public static class Stream {
    private final long[] values = new long[STREAM_LONGS];

    /** For JMH. */
    public Stream() {}

    /** Touches all pages. */
    @Setup
    public void fill() {
      Arrays.fill(values, 3);
    }
  }

  /** Products of longs. */
  @Benchmark
  @OperationsPerInvocation(OPERANDS * PASSES)
  public long multiplyAdd64(Cached operands) {
    long[] a = operands.a;
    long[] b = operands.b;
    LongVector s0 = LongVector.zero(LONGS);
    LongVector s1 = s0;
    LongVector s2 = s0;
    LongVector s3 = s0;
    for (int pass = 0; pass < PASSES; pass++) {
      for (int i = 0; i + UNROLLED * WIDTH <= OPERANDS; i += UNROLLED * WIDTH) {
        s0 = s0.add(product64(a, b, i));
        s1 = s1.add(product64(a, b, i + WIDTH));
        s2 = s2.add(product64(a, b, i + 2 * WIDTH));
        s3 = s3.add(product64(a, b, i + 3 * WIDTH));
      }
    }
    return sum(s0.add(s1), s2.add(s3));
  }

  private static LongVector product64(long[] a, long[] b, int at) {
    return LongVector.fromArray(LONGS, a, at).mul(LongVector.fromArray(LONGS, b, at));
  }

  /** Products of ints that are widened on the way. */
  @Benchmark
  @OperationsPerInvocation(OPERANDS * PASSES)
  public long multiplyAdd32(Cached operands) {
    int[] c = operands.c;
    int[] d = operands.d;
    LongVector s0 = LongVector.zero(LONGS);
    LongVector s1 = s0;
    LongVector s2 = s0;
    LongVector s3 = s0;
    for (int pass = 0; pass < PASSES; pass++) {
      for (int i = 0; i + UNROLLED * WIDTH <= OPERANDS; i += UNROLLED * WIDTH) {
        s0 = s0.add(product32(c, d, i));
        s1 = s1.add(product32(c, d, i + WIDTH));
        s2 = s2.add(product32(c, d, i + 2 * WIDTH));
        s3 = s3.add(product32(c, d, i + 3 * WIDTH));
      }
    }
    return sum(s0.add(s1), s2.add(s3));
  }

  private static LongVector product32(int[] c, int[] d, int at) {
    return widened(c, at).mul(widened(d, at));
  }

  private static LongVector widened(int[] values, int at) {
    return (LongVector)
        IntVector.fromArray(INTS, values, at).convertShape(VectorOperators.I2L, LONGS, 0);
  }

  private static long sum(LongVector a, LongVector b) {
    return a.add(b).reduceLanes(VectorOperators.ADD);
  }

  /** Reads memory from one end to the other. */
  @Benchmark
  @OperationsPerInvocation(STREAM_LONGS * Long.BYTES)
  public long readStream(Stream stream) {
    long[] values = stream.values;
    LongVector s0 = LongVector.zero(LONGS);
    LongVector s1 = s0;
    LongVector s2 = s0;
    LongVector s3 = s0;
    for (int i = 0; i + 4 * WIDTH <= STREAM_LONGS; i += 4 * WIDTH) {
      s0 = s0.add(LongVector.fromArray(LONGS, values, i));
      s1 = s1.add(LongVector.fromArray(LONGS, values, i + WIDTH));
      s2 = s2.add(LongVector.fromArray(LONGS, values, i + 2 * WIDTH));
      s3 = s3.add(LongVector.fromArray(LONGS, values, i + 3 * WIDTH));
    }
    return sum(s0.add(s1), s2.add(s3));
  }
}
