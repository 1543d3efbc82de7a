package io.plimsoll.fixed.fn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.plimsoll.fixed.Samples;
import java.math.BigInteger;
import org.junit.jupiter.api.Test;

/** Two longs against integers without limits, bit for bit. */
class Q112Test {

  private static final int RUNS = 20_000;
  private static final int BITS = 112;
  private static final BigInteger LOW = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

  /** Of any size up to 2^bits, and such whose words are all ones or all zeros. */
  private static BigInteger number(Samples samples, int bits) {
    BigInteger number =
        BigInteger.valueOf(samples.next() & Long.MAX_VALUE)
            .shiftLeft(63)
            .add(BigInteger.valueOf(samples.next() & Long.MAX_VALUE))
            .mod(BigInteger.ONE.shiftLeft(1 + samples.nextInt(bits)));
    int shape = samples.nextInt(6);
    number = shape == 0 ? number.or(LOW) : number;
    number = shape == 1 ? number.andNot(LOW) : number;
    number = shape == 2 ? number.shiftRight(64).shiftLeft(64).add(BigInteger.ONE) : number;
    return samples.nextInt(2) == 0 ? number : number.negate();
  }

  @Test
  void productsAreFloored() {
    Samples samples = new Samples();
    for (int run = 0; run < RUNS; run++) {
      BigInteger a = number(samples, 119);
      BigInteger b = number(samples, 119);
      BigInteger c = number(samples, 119);
      BigInteger d = number(samples, 119);
      Q112 own = new Q112();
      own.setProducts(Q112.of(a), Q112.of(b), Q112.of(c), Q112.of(d));
      BigInteger sum = a.multiply(b).add(c.multiply(d)).shiftRight(BITS);
      assertEquals(sum, own.toInteger(), () -> a + " " + b + " " + c + " " + d + Samples.seed());
      own.setProduct(Q112.of(c), Q112.of(b));
      assertEquals(c.multiply(b).shiftRight(BITS), own.toInteger(), Samples.seed());
    }
  }

  /** The number that is set may be one of those that are read. */
  @Test
  void aNumberIsMultipliedInPlace() {
    Q112 half = Q112.of(BigInteger.ONE.shiftLeft(BITS - 1));
    half.setProduct(half, half);
    assertEquals(BigInteger.ONE.shiftLeft(BITS - 2), half.toInteger());
  }

  @Test
  void smallFactorsAreFloored() {
    Samples samples = new Samples();
    for (int run = 0; run < RUNS; run++) {
      BigInteger a = number(samples, 113);
      long factor = samples.nextInt(1 << 20);
      int drop = 1 + samples.nextInt(20);
      Q112 own = Q112.of(a);
      own.times(factor, drop);
      BigInteger product = a.multiply(BigInteger.valueOf(factor)).shiftRight(drop);
      if (product.bitLength() < 126) {
        assertEquals(
            product, own.toInteger(), () -> a + " " + factor + " " + drop + Samples.seed());
      }
    }
  }

  @Test
  void partsAreCutTowardZero() {
    Samples samples = new Samples();
    for (int run = 0; run < RUNS; run++) {
      BigInteger a = number(samples, 120);
      int parts = 1 + samples.nextInt(Q112.DIVISORS - 1);
      BigInteger near = a.divide(BigInteger.valueOf(parts)).multiply(BigInteger.valueOf(parts));
      for (BigInteger of : new BigInteger[] {a, near, near.subtract(BigInteger.ONE)}) {
        Q112 own = Q112.of(of);
        own.divide(parts);
        BigInteger part = of.divide(BigInteger.valueOf(parts));
        assertEquals(part, own.toInteger(), () -> of + " / " + parts + Samples.seed());
      }
    }
  }

  @Test
  void sumsAndSigns() {
    Samples samples = new Samples();
    for (int run = 0; run < RUNS; run++) {
      BigInteger a = number(samples, 120);
      BigInteger b = number(samples, 120);
      Q112 own = Q112.of(a);
      own.negate();
      own.add(Q112.of(b));
      assertEquals(b.subtract(a), own.toInteger(), () -> a + " " + b + Samples.seed());
    }
  }

  @Test
  void tinyNumbersTakeFourBits() {
    for (long number = -40; number <= 40; number++) {
      BigInteger value = BigInteger.valueOf(number);
      assertEquals(value.bitLength() <= 4, Q112.of(value).isTiny(), "" + number);
      BigInteger far = value.add(BigInteger.ONE.shiftLeft(64));
      assertFalse(Q112.of(far).isTiny(), "" + far);
    }
  }

  /** What the tables are filled by, at 112 bits. */
  @Test
  void theSeriesIsThatOfTheTables() {
    Samples samples = new Samples();
    for (int run = 0; run < RUNS / 10; run++) {
      int node = samples.nextInt(1537);
      BigInteger d = number(samples, 103);
      d = run % 7 == 0 ? BigInteger.ONE.shiftLeft(104).negate() : d;
      BigInteger z = BigInteger.valueOf(node).shiftLeft(BITS - 7);
      BigInteger slow = Q96.stepIntegral(z, d, BITS);
      BigInteger own = Q96.stepIntegral(node, Q112.of(d)).toInteger();
      assertEquals(slow, own, () -> z + " " + Samples.seed());
    }
  }
}
