package io.plimsoll.fixed.fn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.plimsoll.fixed.Samples;
import java.math.BigInteger;
import org.junit.jupiter.api.Test;

class SqrtTest {

  private static final int RUNS = 50_000;
  private static final BigInteger TWO_64 = BigInteger.ONE.shiftLeft(64);

  private static BigInteger unsigned(long value) {
    BigInteger signed = BigInteger.valueOf(value);
    return value < 0 ? signed.add(TWO_64) : signed;
  }

  private static void isRoot(BigInteger square, long root, String of) {
    assertEquals(square.sqrt().longValueExact(), root, () -> of + Samples.seed());
  }

  @Test
  void ofALong() {
    Samples samples = new Samples();
    for (int run = 0; run < RUNS; run++) {
      long x = samples.next() & Long.MAX_VALUE;
      isRoot(BigInteger.valueOf(x), Sqrt.floor(x), "sqrt " + x);
    }
  }

  /** Squares and their neighbours are where a root that is one off shows. */
  @Test
  void ofSquaresAndTheirNeighbours() {
    Samples samples = new Samples();
    for (int run = 0; run < RUNS; run++) {
      long root = samples.next() & Long.MAX_VALUE;
      BigInteger square = BigInteger.valueOf(root).pow(2);
      for (int step = -1; step <= 1; step++) {
        BigInteger x = square.add(BigInteger.valueOf(step));
        if (x.signum() >= 0 && x.bitLength() <= 126) {
          long hi = x.shiftRight(64).longValueExact();
          isRoot(x, Sqrt.floor(hi, x.longValue()), "sqrt " + x);
        }
      }
    }
  }

  @Test
  void ofTwoWords() {
    Samples samples = new Samples();
    for (int run = 0; run < RUNS; run++) {
      long hi = samples.next() >>> 2;
      long lo = samples.next();
      BigInteger x = unsigned(hi).shiftLeft(64).add(unsigned(lo));
      isRoot(x, Sqrt.floor(hi, lo), "sqrt " + x);
    }
    assertEquals(Long.MAX_VALUE, Sqrt.floor((1L << 62) - 1, -1L));
  }

  @Test
  void ofARatio() {
    Samples samples = new Samples();
    for (int run = 0; run < RUNS; run++) {
      long den = 1 + (samples.next() >>> 4);
      long num = Long.remainderUnsigned(samples.next(), 4 * den);
      BigInteger scaled = unsigned(num).shiftLeft(120).divide(unsigned(den));
      isRoot(scaled, Sqrt.ofRatioQ60(num, den), "sqrt " + num + " / " + den);
    }
    assertEquals(1L << 60, Sqrt.ofRatioQ60(7, 7));
    assertEquals(0, Sqrt.ofRatioQ60(0, 1));
  }

  @Test
  void outsideOfTheDomain() {
    assertThrows(IllegalArgumentException.class, () -> Sqrt.floor(-1));
    assertThrows(IllegalArgumentException.class, () -> Sqrt.floor(1L << 62, 0));
    assertThrows(IllegalArgumentException.class, () -> Sqrt.floor(-1, 0));
    assertThrows(IllegalArgumentException.class, () -> Sqrt.ofRatioQ60(4, 1));
    assertThrows(IllegalArgumentException.class, () -> Sqrt.ofRatioQ60(-1, 1));
    assertThrows(IllegalArgumentException.class, () -> Sqrt.ofRatioQ60(1, 0));
    assertThrows(IllegalArgumentException.class, () -> Sqrt.ofRatioQ60(1, (1L << 60) + 1));
  }
}
