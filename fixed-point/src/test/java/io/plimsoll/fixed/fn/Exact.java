package io.plimsoll.fixed.fn;

import ch.obermuhlner.math.big.BigDecimalMath;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.IntFunction;

/** The functions in decimals of 50 digits, which share no code with ours; and fingerprints. */
final class Exact {

  static final MathContext DIGITS = new MathContext(50);

  /** What {@link #firstDifference} says of a table without a fault. */
  static final String AGREES = "";

  private static final BigDecimal ROOT_TWO_PI =
      BigDecimalMath.sqrt(BigDecimalMath.pi(DIGITS).multiply(BigDecimal.TWO), DIGITS);
  private static final BigDecimal NEGLIGIBLE = new BigDecimal("1e-45");

  private Exact() {}

  static BigDecimal ofQ(BigInteger value, int bits) {
    return new BigDecimal(value).divide(new BigDecimal(BigInteger.ONE.shiftLeft(bits)));
  }

  /** A number with so many fractional bits, without rounding. */
  static BigDecimal ofQ(long value, int bits) {
    return ofQ(BigInteger.valueOf(value), bits);
  }

  /** A number in units of 2^-bits. */
  static BigDecimal units(BigDecimal value, int bits) {
    return value.multiply(new BigDecimal(BigInteger.ONE.shiftLeft(bits)));
  }

  static BigDecimal ln(BigDecimal x) {
    return BigDecimalMath.log(x, DIGITS);
  }

  static BigDecimal exp(BigDecimal x) {
    return BigDecimalMath.exp(x, DIGITS);
  }

  static BigDecimal density(BigDecimal h) {
    BigDecimal exponent = h.multiply(h).divide(BigDecimal.valueOf(-2), DIGITS);
    return exp(exponent).divide(ROOT_TWO_PI, DIGITS);
  }

  /** 1/2 + phi(h) (h + h^3 / 3 + h^5 / (3 * 5) + ...), and 1 less that for -h; for h to 40. */
  static BigDecimal cdf(BigDecimal h) {
    BigDecimal size = h.abs();
    BigDecimal square = size.multiply(size, DIGITS);
    BigDecimal term = size;
    BigDecimal sum = size;
    for (int n = 3; term.compareTo(NEGLIGIBLE) > 0; n += 2) {
      term = term.multiply(square, DIGITS).divide(BigDecimal.valueOf(n), DIGITS);
      sum = sum.add(term, DIGITS);
    }
    BigDecimal above = new BigDecimal("0.5").add(density(size).multiply(sum, DIGITS));
    return h.signum() < 0 ? BigDecimal.ONE.subtract(above) : above;
  }

  /** The first entry that is not the number of so many fractional bits next to the exact one. */
  static String firstDifference(long[] table, int bits, IntFunction<BigDecimal> exact) {
    for (int i = 0; i < table.length; i++) {
      BigDecimal units = units(exact.apply(i), bits);
      long nearest = units.setScale(0, RoundingMode.HALF_UP).longValueExact();
      if (table[i] != nearest) {
        return "entry " + i + " is " + table[i] + ", the nearest to the exact one is " + nearest;
      }
    }
    return AGREES;
  }

  /** SHA-256 of the longs, eight bytes each, the most significant first. */
  static String sha256(long[] values) {
    ByteBuffer bytes = ByteBuffer.allocate(values.length * Long.BYTES);
    bytes.asLongBuffer().put(values);
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.array()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
