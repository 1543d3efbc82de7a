package io.plimsoll.bench.price;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/**
 * Decimal text as exact integers, and back. Nothing is ever rounded on the way in: digits that the
 * scale does not hold are an error.
 */
public final class ExactDecimal {

  /** One million: what 100% is in ppm. */
  public static final long ONE_PPM = 1_000_000;

  private static final int LONGEST = 40;

  private ExactDecimal() {}

  /**
   * The number times 10^scale.
   *
   * @param text an optional minus, digits, and optionally a point and digits
   * @param scale 0 to 18
   * @throws NumberFormatException whose message is the rule that the text breaks, as a clause
   */
  public static long parse(String text, int scale) {
    if (!isDecimal(text)) {
      throw new NumberFormatException(
          "must be a decimal number: an optional minus, digits, and optionally a point and digits");
    }
    int point = text.indexOf('.');
    int fraction = point < 0 ? 0 : text.length() - point - 1;
    if (fraction > scale) {
      throw new NumberFormatException(
          scale == 0
              ? "must be a whole number"
              : "has more than " + scale + " digits after the point");
    }
    BigInteger scaled =
        new BigDecimal(text).setScale(scale, RoundingMode.UNNECESSARY).unscaledValue();
    if (scaled.bitLength() > Long.SIZE - 1) {
      throw new NumberFormatException("is too large");
    }
    return scaled.longValue();
  }

  private static boolean isDecimal(String text) {
    int start = text.startsWith("-") ? 1 : 0;
    int points = 0;
    for (int i = start; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean digit = c >= '0' && c <= '9';
      boolean inner = c == '.' && i > start && i < text.length() - 1;
      if (!digit && !inner) {
        return false;
      }
      points += inner ? 1 : 0;
    }
    return text.length() > start && text.length() <= LONGEST && points <= 1;
  }

  /** The number unscaled / 10^scale without trailing zeros. */
  public static String format(long unscaled, int scale) {
    BigDecimal value = BigDecimal.valueOf(unscaled, scale).stripTrailingZeros();
    return value.signum() == 0 ? "0" : value.toPlainString();
  }

  /** A ratio in ppm as a percentage: 150,000 is "15%". */
  public static String percent(long ppm) {
    return format(ppm, 4) + "%";
  }

  /**
   * numerator / denominator, ties to even.
   *
   * @throws ArithmeticException where it does not fit a long, or the denominator is 0
   */
  public static long halfEven(BigInteger numerator, BigInteger denominator) {
    return new BigDecimal(numerator)
        .divide(new BigDecimal(denominator), 0, RoundingMode.HALF_EVEN)
        .longValueExact();
  }

  /** a * b / d, ties to even, over the exact product. */
  public static long mulDivHalfEven(long a, long b, long d) {
    return halfEven(BigInteger.valueOf(a).multiply(BigInteger.valueOf(b)), BigInteger.valueOf(d));
  }
}
