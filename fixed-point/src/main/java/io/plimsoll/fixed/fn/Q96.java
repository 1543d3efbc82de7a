package io.plimsoll.fixed.fn;

import java.math.BigInteger;

/**
 * Logarithm, exponential, root and normal distribution of integers without limits, with 96
 * fractional bits, where those of a long are too coarse: models that follow a venue to its 18
 * decimals. They allocate, and no block needs them.
 *
 * <p>Inside they work with 112 fractional bits; "units" below are 2^-112, and the last rounding of
 * half a 2^-96 is 2^15 of them.
 */
public final class Q96 {

  /** Fractional bits. */
  public static final int BITS = 96;

  /** 1. */
  public static final BigInteger ONE = BigInteger.ONE.shiftLeft(BITS);

  /** The largest size of an argument of {@link #exp}, as an integer. */
  public static final int LARGEST_EXPONENT = 1024;

  /** The most bits by which the numbers of a ratio in {@link #ln} may differ. */
  public static final int MOST_BITS_APART = 512;

  private static final int INNER = 112;
  private static final int GUARD = INNER - BITS;
  private static final BigInteger INNER_ONE = BigInteger.ONE.shiftLeft(INNER);

  private static final BigInteger LN2_Q192 = Tables.ln2();
  private static final BigInteger LN2_INNER = narrow(LN2_Q192);

  private static final int LN_STEP_BITS = 8;
  private static final int RECIPROCAL_BITS = 20;
  private static final int LN_TERMS = 5;
  private static final long[] RECIPROCAL_Q20 = new long[1 << LN_STEP_BITS];
  private static final BigInteger[] MINUS_LN = new BigInteger[1 << LN_STEP_BITS];

  /** 1 / (2 n + 1), of the series of artanh. */
  private static final Q112[] ODD_PARTS = new Q112[LN_TERMS];

  private static final int EXP_STEP_BITS = 7;
  private static final int EXP_TERMS = 12;
  private static final BigInteger[] POWERS = new BigInteger[90];

  /** Beyond this size of a negative argument e^x is less than a unit of 2^-96. */
  private static final int LEAST_EXPONENT = 70;

  private static final int NODE_BITS = 7;
  private static final int FARTHEST = 12;
  private static final BigInteger FARTHEST_Q96 = BigInteger.valueOf(FARTHEST).shiftLeft(BITS);
  private static final BigInteger HALF_STEP = BigInteger.ONE.shiftLeft(BITS - NODE_BITS - 1);
  private static final Q112[] CDF = new Q112[(FARTHEST << NODE_BITS) + 1];
  private static final Q112[] DENSITY = new Q112[(FARTHEST << NODE_BITS) + 1];

  static {
    fillLn();
    for (int j = 0; j < POWERS.length; j++) {
      POWERS[j] = narrow(Tables.exp(Tables.of(j, 1 << EXP_STEP_BITS)));
    }
    fillNormal();
  }

  private Q96() {}

  private static void fillLn() {
    int steps = 1 << LN_STEP_BITS;
    for (int i = 0; i < steps; i++) {
      BigInteger reciprocal =
          Tables.of(2L * steps, 2L * steps + 2L * i + 1).shiftRight(Tables.BITS - RECIPROCAL_BITS);
      RECIPROCAL_Q20[i] = reciprocal.longValueExact();
      // -ln r = ln((1 + t) / (1 - t)) with t = (1 - r) / (1 + r), for the r that is stored.
      BigInteger stored = reciprocal.shiftLeft(Tables.BITS - RECIPROCAL_BITS);
      BigInteger t = Tables.divide(Tables.ONE.subtract(stored), Tables.ONE.add(stored));
      MINUS_LN[i] = narrow(Tables.lnOfRatio(t));
    }
    for (int n = 0; n < LN_TERMS; n++) {
      ODD_PARTS[n] = Q112.of(INNER_ONE.divide(BigInteger.valueOf(2L * n + 1)));
    }
  }

  /** From node to node: phi by multiplying with e^(-(2 i + 1) / (2 * 128^2)), N by its series. */
  private static void fillNormal() {
    BigInteger step = Tables.of(1, 1 << NODE_BITS);
    BigInteger ratio = Tables.exp(Tables.of(-1, 2L << (2 * NODE_BITS)));
    BigInteger ratioStep = Tables.multiply(ratio, ratio);
    BigInteger phi = Tables.divide(Tables.ONE, Tables.sqrt(Tables.pi().shiftLeft(1)));
    BigInteger cdf = Tables.ONE.shiftRight(1);
    for (int i = 0; i < CDF.length; i++) {
      CDF[i] = Q112.of(narrow(cdf));
      DENSITY[i] = Q112.of(narrow(phi));
      BigInteger z = Tables.of(i, 1 << NODE_BITS);
      cdf = cdf.add(Tables.multiply(phi, stepIntegral(z, step, Tables.BITS)));
      phi = Tables.multiply(phi, ratio);
      ratio = Tables.multiply(ratio, ratioStep);
    }
  }

  /**
   * ln(numerator / denominator), Q96.
   *
   * <p>Error below 0.52 * 2^-96. The ratio is 2^k m with 1 &lt;= m &lt; 2; m, cut, is off by a unit
   * and so is its logarithm. With the reciprocal r of the middle of m's interval m r = 1 + y, |y|
   * at most 2^-8.9, and ln(1 + y) = 2 artanh(t), t = y / (2 + y), |t| &lt; 2^-9.8: the series stops
   * before t^11 / 11, 2^-110.2 when doubled, which is 4 units; its cuts and the table's halves are
   * less than 12 units, and k times the half unit of ln 2 at most 257.
   *
   * @param numerator positive
   * @param denominator positive, of a length within {@link #MOST_BITS_APART} of the other
   * @throws IllegalArgumentException where they are not so
   */
  public static BigInteger ln(BigInteger numerator, BigInteger denominator) {
    int k = numerator.bitLength() - denominator.bitLength();
    if (numerator.signum() <= 0 || denominator.signum() <= 0 || Math.abs(k) > MOST_BITS_APART) {
      throw new IllegalArgumentException(
          "ln(" + numerator + " / " + denominator + "): both must be positive and near");
    }
    boolean isLess =
        k >= 0
            ? numerator.compareTo(denominator.shiftLeft(k)) < 0
            : numerator.shiftLeft(-k).compareTo(denominator) < 0;
    k = isLess ? k - 1 : k;
    BigInteger m = quotient(numerator, denominator, INNER - k);
    int step = m.shiftRight(INNER - LN_STEP_BITS).intValue() - (1 << LN_STEP_BITS);
    Q112 product = Q112.of(m);
    product.times(RECIPROCAL_Q20[step], RECIPROCAL_BITS);
    BigInteger y = product.toInteger().subtract(INNER_ONE);
    Q112 t = Q112.of(y.shiftLeft(INNER).divide(y.add(INNER_ONE.shiftLeft(1))));
    Q112 square = new Q112();
    square.setProduct(t, t);
    Q112 series = new Q112();
    for (int n = LN_TERMS - 1; n >= 0; n--) {
      series.setProduct(series, square);
      series.add(ODD_PARTS[n]);
    }
    series.setProduct(t, series);
    BigInteger fraction = MINUS_LN[step].add(series.toInteger().shiftLeft(1));
    return rounded(LN2_INNER.multiply(BigInteger.valueOf(k)).add(fraction), GUARD);
  }

  /** numerator * 2^bits / denominator, Floor, of positive numbers. */
  private static BigInteger quotient(BigInteger numerator, BigInteger denominator, int bits) {
    return bits >= 0
        ? numerator.shiftLeft(bits).divide(denominator)
        : numerator.divide(denominator.shiftLeft(-bits));
  }

  /**
   * e^x, Q96; 0 for x below -70.
   *
   * <p>Error below 0.51 * 2^-96 and 2^-108 of the value. x = n ln 2 + j/128 + g with 0 &lt;= g &lt;
   * 1/128, g off by a unit, the error of ln 2 at 192 bits being smaller. The series of e^g stops
   * before g^13 / 13! &lt; 2^-123, its cuts are less than 1.1 units, the table's half and the cut
   * of the product another 2: less than 6 units of a number from 1 to 2.02, which 2^n moves with
   * it.
   *
   * @param xQ96 of a size up to {@link #LARGEST_EXPONENT}, unless negative
   * @throws IllegalArgumentException where it is larger
   */
  public static BigInteger exp(BigInteger xQ96) {
    if (xQ96.compareTo(BigInteger.valueOf(-LEAST_EXPONENT).shiftLeft(BITS)) < 0) {
      return BigInteger.ZERO;
    }
    if (xQ96.compareTo(BigInteger.valueOf(LARGEST_EXPONENT).shiftLeft(BITS)) > 0) {
      throw new IllegalArgumentException(
          "e^(" + xQ96 + " / 2^96): the exponent must be at most " + LARGEST_EXPONENT);
    }
    BigInteger x = xQ96.shiftLeft(Tables.BITS - BITS);
    BigInteger[] parts = x.divideAndRemainder(LN2_Q192);
    int n = parts[0].intValue();
    BigInteger rest = parts[1];
    if (rest.signum() < 0) {
      n--;
      rest = rest.add(LN2_Q192);
    }
    BigInteger g = rest.shiftRight(Tables.BITS - INNER);
    int j = g.shiftRight(INNER - EXP_STEP_BITS).intValue();
    g = g.subtract(BigInteger.valueOf(j).shiftLeft(INNER - EXP_STEP_BITS));
    BigInteger series = INNER_ONE;
    for (int k = EXP_TERMS; k >= 1; k--) {
      series = INNER_ONE.add(times(g, series).divide(BigInteger.valueOf(k)));
    }
    return rounded(times(POWERS[j], series), GUARD - n);
  }

  /**
   * The standard normal distribution N(h), Q96, from 0 to 1.
   *
   * <p>Error below 0.51 * 2^-96. Next to h there is a node z, a multiple of 1/128, whose N and phi
   * are in tables; the series of {@link #stepIntegral} for |h - z| at most 2^-8 is off by less than
   * 2 units and counts phi times. Beyond 12 the value is 0 or 1, off by 2^-108.
   */
  public static BigInteger cdf(BigInteger hQ96) {
    BigInteger size = hQ96.abs();
    if (size.compareTo(FARTHEST_Q96) >= 0) {
      return hQ96.signum() < 0 ? BigInteger.ZERO : ONE;
    }
    int drop = BITS - NODE_BITS;
    int node = size.add(HALF_STEP).shiftRight(drop).intValue();
    BigInteger z = BigInteger.valueOf(node).shiftLeft(INNER - NODE_BITS);
    Q112 value = stepIntegral(node, Q112.of(size.shiftLeft(GUARD).subtract(z)));
    value.setProduct(DENSITY[node], value);
    value.add(CDF[node]);
    if (hQ96.signum() < 0) {
      value.negate();
      value.addOne();
    }
    return rounded(value.toInteger(), GUARD);
  }

  /**
   * (N(z + d) - N(z)) / phi(z): the density ratio phi(z + d) / phi(z) is the sum of T_n with T_0 =
   * 1, T_1 = -z d and n T_n = -z d T_(n-1) - d^2 T_(n-2), and its integral the sum of d T_n / (n +
   * 1). It ends where two terms in turn are below 16 units; since |z d| is at most 0.094 then, what
   * follows is smaller than they are. Each term is cut four times, which with what it takes over is
   * less than 5 units; the sum's 25 count d times, and its last cut is one.
   */
  static BigInteger stepIntegral(BigInteger z, BigInteger d, int bits) {
    BigInteger zd = z.multiply(d).shiftRight(bits);
    BigInteger square = d.multiply(d).shiftRight(bits);
    BigInteger before = BigInteger.ZERO;
    BigInteger term = BigInteger.ONE.shiftLeft(bits);
    BigInteger sum = BigInteger.ZERO;
    for (long n = 1; before.bitLength() > 4 || term.bitLength() > 4; n++) {
      BigInteger count = BigInteger.valueOf(n);
      sum = sum.add(term.divide(count));
      BigInteger next = zd.multiply(term).add(square.multiply(before)).shiftRight(bits);
      before = term;
      term = next.divide(count).negate();
    }
    return sum.multiply(d).shiftRight(bits);
  }

  /**
   * The same of z = node / 128, bit for bit.
   *
   * @param d at most 2^-8 in size
   */
  static Q112 stepIntegral(int node, Q112 d) {
    Q112 zd = new Q112();
    zd.set(d);
    zd.times(node, NODE_BITS);
    Q112 square = new Q112();
    square.setProduct(d, d);
    Q112 before = new Q112();
    Q112 term = new Q112();
    term.setOne();
    Q112 part = new Q112();
    Q112 sum = new Q112();
    for (int n = 1; !before.isTiny() || !term.isTiny(); n++) {
      part.set(term);
      part.divide(n);
      sum.add(part);
      part.setProducts(zd, term, square, before);
      part.divide(n);
      part.negate();
      before.set(term);
      term.set(part);
    }
    sum.setProduct(sum, d);
    return sum;
  }

  /**
   * The square root of a ratio, Q96, Floor.
   *
   * @param numerator not negative
   * @param denominator positive
   */
  public static BigInteger sqrt(BigInteger numerator, BigInteger denominator) {
    return numerator.shiftLeft(2 * BITS).divide(denominator).sqrt();
  }

  private static BigInteger times(BigInteger a, BigInteger b) {
    return a.multiply(b).shiftRight(INNER);
  }

  private static BigInteger narrow(BigInteger q192) {
    return rounded(q192, Tables.BITS - INNER);
  }

  /** The nearest number with so many bits fewer; halves rise. More bits, where it is negative. */
  private static BigInteger rounded(BigInteger value, int drop) {
    return drop <= 0
        ? value.shiftLeft(-drop)
        : value.add(BigInteger.ONE.shiftLeft(drop - 1)).shiftRight(drop);
  }
}
