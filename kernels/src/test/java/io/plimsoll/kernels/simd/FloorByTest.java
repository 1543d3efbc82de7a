package io.plimsoll.kernels.simd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Division by multiplication against division. */
class FloorByTest {

  private static final long LARGEST = (1L << 62) - 1;

  private static void check(long divisor, long value) {
    long clamped = Math.clamp(value, -LARGEST - 1, LARGEST);
    assertEquals(
        Math.floorDiv(clamped, divisor),
        new FloorBy(divisor).of(clamped),
        () -> clamped + " / " + divisor);
  }

  private static void around(long divisor, Random random) {
    for (long edge : new long[] {0, divisor, 2 * divisor, LARGEST / divisor * divisor, LARGEST}) {
      for (int off = -2; off <= 2; off++) {
        check(divisor, edge + off);
        check(divisor, -edge + off);
      }
    }
    for (int i = 0; i < 200; i++) {
      check(divisor, random.nextLong() >> (1 + random.nextInt(62)));
    }
  }

  @Test
  void everyDivisorOfTheKernels() {
    Random random = new Random(1);
    for (int one = 1; one <= 1_000_000; one *= 10) {
      for (int factor : new int[] {1, 2, 4, 5, 8}) {
        for (long power = 1; power <= 1_000_000_000_000L; power *= 10) {
          around(Math.min(1_000_000, one * factor) * power, random);
        }
      }
    }
  }

  @Test
  void divisorsOfAllBits() {
    long seed = Long.getLong("plimsoll.seed", 2);
    System.out.println("divisorsOfAllBits: -Dplimsoll.seed=" + seed);
    Random random = new Random(seed);
    for (int bits = 0; bits <= 61; bits++) {
      around(1L << bits, random);
      around((1L << Math.max(1, bits)) - 1, random);
      around(Math.min(1L << 61, (1L << bits) + 1), random);
      around((1L << bits) | (random.nextLong() & ((1L << Math.min(bits, 60)) - 1)), random);
    }
  }
}
