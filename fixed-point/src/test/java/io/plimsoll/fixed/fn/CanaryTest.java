package io.plimsoll.fixed.fn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Every bit of a fixed sweep of all functions: what other machines and releases must repeat. */
class CanaryTest {

  private static final int POINTS = 20_000;

  @Test
  void theBitsAreThoseThatWereSeenFirst() {
    long[] values = new long[7 * POINTS];
    long x = 88_172_645_463_325_252L;
    for (int i = 0; i < POINTS; i++) {
      // Marsaglia's xorshift, so that the sweep is stated here in full.
      x ^= x << 13;
      x ^= x >>> 7;
      x ^= x << 17;
      long exponent = -Long.remainderUnsigned(x, 44L << 57);
      long distance = x % (9L << 54);
      values[7 * i] = Ln.q44(Math.max(1, x & Long.MAX_VALUE));
      values[7 * i + 1] = Exp.q62(exponent);
      values[7 * i + 2] = Exp.q32(exponent + (21L << 57));
      values[7 * i + 3] = NormalCdf.q62(distance);
      values[7 * i + 4] = NormalCdf.densityQ62(distance);
      values[7 * i + 5] = Sqrt.floor(x >>> 2, x);
      values[7 * i + 6] = Sqrt.ofRatioQ60(x >>> 8, 1L << 56);
    }
    assertEquals(
        "e6c9488231c57d63882aa41f72812e36ea553995c549906138689cb573881018", Exact.sha256(values));
  }
}
