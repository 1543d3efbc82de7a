package io.plimsoll.kernels.scalar;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.plimsoll.fixed.MulDiv;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Ratios by multiplication against long division, at edges and ties. */
class RatioTest {

  private final Random random = new Random(Long.getLong("plimsoll.seed", 61));

  private long any() {
    long size = random.nextLong() >>> random.nextInt(64);
    long edge = (1L << random.nextInt(64)) - random.nextInt(3) + 1;
    return switch (random.nextInt(4)) {
      case 0 -> edge;
      case 1 -> -size;
      default -> size;
    };
  }

  @Test
  void givesWhatLongDivisionGives() {
    Ratio ratio = new Ratio();
    for (int round = 0; round < 400_000; round++) {
      long d = Math.max(1, any() & Long.MAX_VALUE);
      long n = any() & Long.MAX_VALUE;
      ratio.set(n, d);
      for (int i = 0; i < 3; i++) {
        long a = any();
        assertEquals(MulDiv.halfEvenSaturated(a, n, d), ratio.halfEven(a), a + " " + n + " " + d);
      }
    }
  }

  /** Quotients that end in a half, small and beyond 64 bits, and just beside a half. */
  @Test
  void ties() {
    Ratio ratio = new Ratio();
    for (int round = 0; round < 200_000; round++) {
      long half = Math.max(1, (random.nextLong() >>> 2) >>> random.nextInt(61));
      long odd = (random.nextLong() >>> (1 + random.nextInt(62))) | 1;
      ratio.set(odd, 2 * half);
      for (long a : new long[] {half, -half, half + 1, half - 1}) {
        assertEquals(MulDiv.halfEvenSaturated(a, odd, 2 * half), ratio.halfEven(a), a + " " + odd);
      }
    }
  }
}
