package io.plimsoll.kernels;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * What this machine's threads can do at best: multiply-accumulates of ints and of longs with all
 * data in the first cache and eight sums in registers, and the reading of memory.
 */
final class Probes implements AutoCloseable {

  private static final VectorSpecies<Long> LANES = LongVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Integer> HALF =
      VectorSpecies.of(int.class, VectorShape.forBitSize(LANES.vectorBitSize() / 2));
  private static final int WIDTH = LANES.length();
  private static final int STEPS = 1_000_000;

  private final int threads;
  private final ExecutorService crew;
  private final int[] ints = new int[64 * WIDTH];
  private final long[] longs = new long[64 * WIDTH];
  private final long[][] memory;

  /** Of a number of threads at once, each with {@code megabytes} of memory to read. */
  Probes(int threads, int megabytes) {
    this.threads = threads;
    crew = Executors.newFixedThreadPool(threads);
    for (int i = 0; i < ints.length; i++) {
      ints[i] = i * 0x9E3779B9;
      longs[i] = i * 0x9E3779B97F4A7C15L;
    }
    memory = new long[threads][megabytes << 17];
  }

  /** Multiply-accumulates of ints a second, in thousand millions, all threads together. */
  double narrow() throws Exception {
    return atOnce(i -> narrow(ints), 8L * WIDTH * STEPS);
  }

  /** Multiply-accumulates of longs a second, in thousand millions, all threads together. */
  double full() throws Exception {
    return atOnce(i -> full(longs), 8L * WIDTH * STEPS);
  }

  /** Bytes read a second, in thousand millions, all threads together. */
  double stream() throws Exception {
    return atOnce(i -> sum(memory[i]), 8L * memory[0].length);
  }

  private interface Work {
    long run(int thread);
  }

  private double atOnce(Work work, long each) throws Exception {
    java.util.List<Callable<Long>> calls = new java.util.ArrayList<>();
    for (int i = 0; i < threads; i++) {
      int mine = i;
      calls.add(() -> work.run(mine));
    }
    long begin = System.nanoTime();
    long sink = 0;
    for (Future<Long> done : crew.invokeAll(calls)) {
      sink += done.get();
    }
    long end = System.nanoTime();
    return sink == 42 ? 0 : (double) each * threads / (end - begin);
  }

  private static long sum(long[] values) {
    LongVector a = LongVector.zero(LANES);
    LongVector b = a;
    LongVector c = a;
    LongVector d = a;
    for (int i = 0; i <= values.length - 4 * WIDTH; i += 4 * WIDTH) {
      a = a.add(LongVector.fromArray(LANES, values, i));
      b = b.add(LongVector.fromArray(LANES, values, i + WIDTH));
      c = c.add(LongVector.fromArray(LANES, values, i + 2 * WIDTH));
      d = d.add(LongVector.fromArray(LANES, values, i + 3 * WIDTH));
    }
    return a.add(b).add(c.add(d)).reduceLanes(VectorOperators.ADD);
  }

  private static LongVector widened(int[] from, int at) {
    return (LongVector)
        IntVector.fromArray(HALF, from, at).convertShape(VectorOperators.I2L, LANES, 0);
  }

  private static long narrow(int[] data) {
    LongVector a = LongVector.zero(LANES);
    LongVector b = a;
    LongVector c = a;
    LongVector d = a;
    LongVector e = a;
    LongVector f = a;
    LongVector g = a;
    LongVector h = a;
    for (int i = 0; i < STEPS; i++) {
      int at = (i & 7) * 8 * WIDTH;
      LongVector n =
          (LongVector)
              IntVector.broadcast(HALF, data[i & 255]).convertShape(VectorOperators.I2L, LANES, 0);
      a = a.add(n.mul(widened(data, at)));
      b = b.add(n.mul(widened(data, at + WIDTH)));
      c = c.add(n.mul(widened(data, at + 2 * WIDTH)));
      d = d.add(n.mul(widened(data, at + 3 * WIDTH)));
      e = e.add(n.mul(widened(data, at + 4 * WIDTH)));
      f = f.add(n.mul(widened(data, at + 5 * WIDTH)));
      g = g.add(n.mul(widened(data, at + 6 * WIDTH)));
      h = h.add(n.mul(widened(data, at + 7 * WIDTH)));
    }
    return a.add(b).add(c.add(d)).add(e.add(f)).add(g.add(h)).reduceLanes(VectorOperators.ADD);
  }

  private static long full(long[] data) {
    LongVector a = LongVector.zero(LANES);
    LongVector b = a;
    LongVector c = a;
    LongVector d = a;
    LongVector e = a;
    LongVector f = a;
    LongVector g = a;
    LongVector h = a;
    for (int i = 0; i < STEPS; i++) {
      int at = (i & 7) * 8 * WIDTH;
      LongVector n = LongVector.broadcast(LANES, data[i & 255]);
      a = a.add(n.mul(LongVector.fromArray(LANES, data, at)));
      b = b.add(n.mul(LongVector.fromArray(LANES, data, at + WIDTH)));
      c = c.add(n.mul(LongVector.fromArray(LANES, data, at + 2 * WIDTH)));
      d = d.add(n.mul(LongVector.fromArray(LANES, data, at + 3 * WIDTH)));
      e = e.add(n.mul(LongVector.fromArray(LANES, data, at + 4 * WIDTH)));
      f = f.add(n.mul(LongVector.fromArray(LANES, data, at + 5 * WIDTH)));
      g = g.add(n.mul(LongVector.fromArray(LANES, data, at + 6 * WIDTH)));
      h = h.add(n.mul(LongVector.fromArray(LANES, data, at + 7 * WIDTH)));
    }
    return a.add(b).add(c.add(d)).add(e.add(f)).add(g.add(h)).reduceLanes(VectorOperators.ADD);
  }

  @Override
  public void close() {
    crew.shutdownNow();
  }
}
