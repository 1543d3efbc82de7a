package io.plimsoll.kernels;

import ch.obermuhlner.math.big.BigDecimalMath;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.function.IntFunction;

/**
 * Black-76 to more than 50 digits: numbers with 200 fractional bits, made of other tables and other
 * series than the kernel's. {@code Black76ReferenceTest} compares it with decimals of 60 digits.
 *
 * <p>Each function is off by less than 2^-185: a few hundred operations are off by 2^-199 each, and
 * the nodes come from decimals of 70 digits.
 */
public final class Black76Reference {

  /** Fractional bits of all numbers here. */
  public static final int BITS = 200;

  /** 1. */
  public static final BigInteger ONE = BigInteger.ONE.shiftLeft(BITS);

  private static final MathContext DIGITS = new MathContext(70);
  private static final BigInteger YEAR_MS = BigInteger.valueOf(31_536_000_000L);

  /** Nodes a unit of the argument of N. */
  private static final int NODES_PER_ONE = 16;

  /** From here on N is 1 to all bits: 1 - N(20) is 2^-294. */
  private static final int FARTHEST = 20;

  private static final BigInteger[] CDF =
      table(FARTHEST * NODES_PER_ONE + 1, i -> slowCdf(sixteenths(i)));
  private static final BigInteger[] DENSITY =
      table(FARTHEST * NODES_PER_ONE + 1, i -> slowDensity(sixteenths(i)));
  private static final BigInteger[] LN_OF_256THS =
      table(257, i -> BigDecimalMath.log(BigDecimal.valueOf(1 + i / 256.0), DIGITS));
  private static final BigInteger LN_2 = of(BigDecimalMath.log(BigDecimal.TWO, DIGITS));

  private Black76Reference() {}

  private static BigInteger[] table(int size, IntFunction<BigDecimal> entry) {
    BigInteger[] table = new BigInteger[size];
    for (int i = 0; i < size; i++) {
      table[i] = of(entry.apply(i));
    }
    return table;
  }

  private static BigDecimal sixteenths(int i) {
    return BigDecimal.valueOf(i / (double) NODES_PER_ONE);
  }

  /** A decimal in this class's format. */
  public static BigInteger of(BigDecimal value) {
    return value
        .multiply(new BigDecimal(ONE))
        .setScale(0, RoundingMode.HALF_EVEN)
        .toBigIntegerExact();
  }

  /** A ratio of two integers. */
  public static BigInteger ratio(long num, long den) {
    return ONE.multiply(BigInteger.valueOf(num)).divide(BigInteger.valueOf(den));
  }

  /** A number of this format in decimals. */
  public static BigDecimal decimal(BigInteger value) {
    return new BigDecimal(value).divide(new BigDecimal(ONE));
  }

  /** The product of two numbers. */
  public static BigInteger times(BigInteger a, BigInteger b) {
    return a.multiply(b).shiftRight(BITS);
  }

  /** The quotient of two numbers. */
  public static BigInteger over(BigInteger a, BigInteger b) {
    return a.shiftLeft(BITS).divide(b);
  }

  /** The square root of a time in years. */
  public static BigInteger rootYears(long timeMs) {
    return BigInteger.valueOf(timeMs).shiftLeft(2 * BITS).divide(YEAR_MS).sqrt();
  }

  /** s = volatility times the root of the time. */
  public static BigInteger s(long volPpm, long timeMs) {
    return rootYears(timeMs)
        .multiply(BigInteger.valueOf(volPpm))
        .divide(BigInteger.valueOf(1_000_000));
  }

  /** The logarithm of an integer from 1 on: 2^k (1 + i/256) (1 + r), the last by 2 artanh. */
  public static BigInteger ln(long x) {
    int k = 63 - Long.numberOfLeadingZeros(x);
    BigInteger mantissa = BigInteger.valueOf(x).shiftLeft(BITS - k);
    int i = mantissa.shiftRight(BITS - 8).intValue() - 256;
    BigInteger node = BigInteger.valueOf(256 + i).shiftLeft(BITS - 8);
    BigInteger y = over(mantissa.subtract(node), mantissa.add(node));
    BigInteger square = times(y, y);
    BigInteger power = y.shiftLeft(1);
    BigInteger sum = BigInteger.ZERO;
    for (int n = 1; power.signum() != 0; n += 2) {
      sum = sum.add(power.divide(BigInteger.valueOf(n)));
      power = times(power, square);
    }
    return LN_2.multiply(BigInteger.valueOf(k)).add(LN_OF_256THS[i]).add(sum);
  }

  /** The standard normal distribution function. */
  public static BigInteger cdf(BigInteger h) {
    BigInteger above = fromNode(h.abs(), true);
    return h.signum() < 0 ? ONE.subtract(above) : above;
  }

  /** Its density. */
  public static BigInteger density(BigInteger h) {
    return fromNode(h.abs(), false);
  }

  /**
   * The Taylor series at the next sixteenth: phi(z + u) = phi(z) sum a_n u^n with a_0 = 1, a_1 = -z
   * and n a_n = -z a_(n-1) - a_(n-2); N by integrating it.
   */
  private static BigInteger fromNode(BigInteger h, boolean integral) {
    int i =
        h.add(BigInteger.ONE.shiftLeft(BITS - 5)).shiftRight(BITS - 4).min(big(9_999)).intValue();
    if (i >= FARTHEST * NODES_PER_ONE) {
      return integral ? ONE : BigInteger.ZERO;
    }
    BigInteger z = BigInteger.valueOf(i).shiftLeft(BITS - 4);
    BigInteger u = h.subtract(z);
    BigInteger before = BigInteger.ZERO;
    BigInteger term = ONE; // a_n u^n
    BigInteger sum = BigInteger.ZERO;
    BigInteger uu = times(u, u);
    BigInteger zu = times(z, u);
    for (int n = 0; term.bitLength() > 1 || before.bitLength() > 1; n++) {
      sum = sum.add(integral ? term.divide(big(n + 1)) : term);
      BigInteger next = times(zu, term).add(times(uu, before)).negate().divide(big(n + 1));
      before = term;
      term = next;
    }
    BigInteger density = DENSITY[i];
    return integral ? CDF[i].add(times(times(sum, u), density)) : times(sum, density);
  }

  private static BigInteger big(int value) {
    return BigInteger.valueOf(value);
  }

  /** d2 = ln(F/K) / s - s / 2. */
  public static BigInteger d2(long forward, long strike, BigInteger s) {
    return over(ln(forward).subtract(ln(strike)), s).subtract(s.shiftRight(1));
  }

  /** The undiscounted price of a call in mantissa units, in this class's format. */
  public static BigInteger callBits(long forward, long strike, BigInteger s) {
    BigInteger d2 = d2(forward, strike, s);
    return cdf(d2.add(s))
        .multiply(BigInteger.valueOf(forward))
        .subtract(cdf(d2).multiply(BigInteger.valueOf(strike)));
  }

  /** The undiscounted price of a call in mantissa units. */
  public static BigDecimal call(long forward, long strike, long volPpm, long timeMs) {
    return decimal(callBits(forward, strike, s(volPpm, timeMs)));
  }

  /** N(h) = 1/2 + phi(h) * (h + h^3/3 + h^5/(3*5) + ...) in decimals of 70 digits, for h from 0. */
  static BigDecimal slowCdf(BigDecimal h) {
    BigDecimal square = h.multiply(h, DIGITS);
    BigDecimal term = h;
    BigDecimal sum = h;
    for (int n = 3; term.signum() != 0 && term.compareTo(new BigDecimal("1e-70")) > 0; n += 2) {
      term = term.multiply(square, DIGITS).divide(BigDecimal.valueOf(n), DIGITS);
      sum = sum.add(term, DIGITS);
    }
    return new BigDecimal("0.5").add(slowDensity(h).multiply(sum, DIGITS));
  }

  /** phi(h) in decimals of 70 digits. */
  static BigDecimal slowDensity(BigDecimal h) {
    BigDecimal root =
        BigDecimalMath.sqrt(BigDecimalMath.pi(DIGITS).multiply(BigDecimal.TWO), DIGITS);
    BigDecimal exponent = h.multiply(h).divide(BigDecimal.valueOf(-2), DIGITS);
    return BigDecimalMath.exp(exponent, DIGITS).divide(root, DIGITS);
  }
}
