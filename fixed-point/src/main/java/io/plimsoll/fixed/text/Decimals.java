package io.plimsoll.fixed.text;

import java.math.BigInteger;

/**
 * Decimal text to and from integers that carry a power of ten, without rounding: at scale 2 the
 * text {@code -1.5} and the integer -150 are one value.
 *
 * <p>Text is an optional {@code -}, one or more of the digits 0 to 9, and optionally a point and
 * one or more digits. No plus sign, exponent, space, grouping or digits of other scripts.
 */
public final class Decimals {

  /** Largest scale: one unit of it still leaves room for a digit before the point in a long. */
  private static final int SCALE_MAX = 18;

  private static final int SHOWN_CHARS_MAX = 60;

  /** A longer text is no number of a margin system, and slow to read. */
  private static final int WIDE_CHARS_MAX = 1_000;

  /** Least value that can take one more digit; below it the next power of ten is no long. */
  private static final long TENTH_OF_MIN = Long.MIN_VALUE / 10;

  private static final String OUT_OF_RANGE = "its integer does not fit a long";

  private Decimals() {}

  /**
   * The integer {@code text * 10^scale}. The fraction may have fewer digits than {@code scale} but
   * no more, not even zeros, because they claim a precision that the integer does not keep.
   *
   * @param scale 0 to 18
   * @throws NumberFormatException naming the text and the rule, if it is not of the form above, has
   *     too many fraction digits, or the integer is not a long
   * @throws IllegalArgumentException if the scale is outside of its range
   */
  public static long parse(CharSequence text, int scale) {
    checkScale(scale);
    int length = text.length();
    boolean negative = length > 0 && text.charAt(0) == '-';
    int start = negative ? 1 : 0;
    int point = endOfDigits(text, start);
    int end = endOfNumber(text, point);
    int fractionDigits = end == point ? 0 : end - point - 1;
    if (fractionDigits > scale) {
      throw refused(text, "more than " + scale + " digits after the point");
    }
    // Below zero, where Long.MIN_VALUE has room as well.
    long minus = 0;
    for (int i = start; i < end; i++) {
      if (i != point) {
        minus = append(text, minus, text.charAt(i) - '0');
      }
    }
    for (int i = fractionDigits; i < scale; i++) {
      minus = append(text, minus, 0);
    }
    if (!negative && minus == Long.MIN_VALUE) {
      throw refused(text, OUT_OF_RANGE);
    }
    return negative ? minus : -minus;
  }

  /**
   * Shortest text of {@code unscaled * 10^-scale}: no zeros at the end of a fraction, no point
   * without one, one digit at least before it, and no {@code -0}. {@link #parse} at the same scale
   * gives {@code unscaled} back.
   *
   * @param scale 0 to 18
   * @throws IllegalArgumentException if the scale is outside of its range
   */
  public static String format(long unscaled, int scale) {
    String fixed = formatFixed(unscaled, scale);
    if (scale == 0) {
      return fixed;
    }
    int end = fixed.length();
    while (fixed.charAt(end - 1) == '0') {
      end--;
    }
    if (fixed.charAt(end - 1) == '.') {
      end--;
    }
    return fixed.substring(0, end);
  }

  /**
   * As {@link #format}, but with exactly {@code scale} digits after the point.
   *
   * @param scale 0 to 18
   * @throws IllegalArgumentException if the scale is outside of its range
   */
  public static String formatFixed(long unscaled, int scale) {
    checkScale(scale);
    String text = Long.toString(unscaled);
    if (scale == 0) {
      return text;
    }
    int sign = unscaled < 0 ? 1 : 0;
    StringBuilder result = new StringBuilder(text);
    while (result.length() - sign <= scale) {
      result.insert(sign, '0');
    }
    return result.insert(result.length() - scale, '.').toString();
  }

  /**
   * As {@link #parse}, for an integer of any size.
   *
   * @param scale 0 or more
   * @throws NumberFormatException naming the text and the rule, if it is not of the form above, has
   *     too many fraction digits, or is longer than 1,000 characters
   */
  public static BigInteger parseWide(CharSequence text, int scale) {
    if (text.length() > WIDE_CHARS_MAX) {
      throw refused(text, "more than " + WIDE_CHARS_MAX + " characters");
    }
    int length = text.length();
    int start = length > 0 && text.charAt(0) == '-' ? 1 : 0;
    int point = endOfDigits(text, start);
    int end = endOfNumber(text, point);
    int fractionDigits = end == point ? 0 : end - point - 1;
    if (fractionDigits > scale) {
      throw refused(text, "more than " + scale + " digits after the point");
    }
    String digits =
        text.subSequence(0, point).toString() + text.subSequence(end - fractionDigits, end);
    return new BigInteger(digits).multiply(BigInteger.TEN.pow(scale - fractionDigits));
  }

  /** As {@link #format}, for an integer of any size and a scale of 0 or more. */
  public static String formatWide(BigInteger unscaled, int scale) {
    StringBuilder result = new StringBuilder(unscaled.abs().toString());
    while (result.length() <= scale) {
      result.insert(0, '0');
    }
    int point = result.length() - scale;
    int end = result.length();
    while (end > point && result.charAt(end - 1) == '0') {
      end--;
    }
    result.setLength(end);
    if (end > point) {
      result.insert(point, '.');
    }
    return unscaled.signum() < 0 ? "-" + result : result.toString();
  }

  /** Where a number ends of which {@code point} is the end of its digits before the point. */
  private static int endOfNumber(CharSequence text, int point) {
    int end = point;
    if (point < text.length() && text.charAt(point) == '.') {
      end = endOfDigits(text, point + 1);
    }
    if (end < text.length()) {
      throw refused(text, "only a leading '-', digits 0 to 9 and one '.' between them are allowed");
    }
    return end;
  }

  private static int endOfDigits(CharSequence text, int from) {
    int end = from;
    while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
      end++;
    }
    if (end == from) {
      throw refused(text, "a digit is missing at position " + from);
    }
    return end;
  }

  private static long append(CharSequence text, long minus, int digit) {
    // Long.MIN_VALUE ends in 8.
    if (minus < TENTH_OF_MIN || (minus == TENTH_OF_MIN && digit > 8)) {
      throw refused(text, OUT_OF_RANGE);
    }
    return minus * 10 - digit;
  }

  private static void checkScale(int scale) {
    if (scale < 0 || scale > SCALE_MAX) {
      throw new IllegalArgumentException("scale " + scale + " is not within 0 to " + SCALE_MAX);
    }
  }

  private static NumberFormatException refused(CharSequence text, String rule) {
    // Text comes from outside, and a message is no place for a megabyte of it.
    boolean shown = text.length() <= SHOWN_CHARS_MAX;
    String excerpt = shown ? text.toString() : text.subSequence(0, SHOWN_CHARS_MAX) + "...";
    return new NumberFormatException("decimal \"" + excerpt + "\": " + rule);
  }
}
