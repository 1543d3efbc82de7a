package io.plimsoll.bench.price;

import java.math.BigInteger;
import java.util.Arrays;

/**
 * The index price of one symbol at any moment, as a mantissa: the price is mantissa * 10^exponent
 * USD.
 *
 * <p>History gives four prices an hour and not their order, so a rule bridges them. With a close at
 * or above the open, the hour goes open, low, high, close; otherwise open, high, low, close. These
 * four stand at minutes 0, 15, 30 and 45, then the path goes on to the next candle's open. Between
 * two of these points it is a straight line, rounded HalfEven. So the path passes exactly through
 * every open, high, low and close, never leaves a candle's range before its minute 45, and has no
 * jumps. The last candle keeps its close from minute 45 on.
 *
 * <p>The path is a function of time alone. Blocks further apart than 15 minutes therefore step over
 * some of an hour's extremes; blocks of a divisor of 15 minutes meet them all.
 */
public final class PricePath {

  /** The rule in one sentence, for reports. */
  public static final String SENTENCE =
      "Within an hour the price runs in straight lines from the open through the low and the high"
          + " (the high first where the hour falls) to the close, 15 minutes each, then to the next"
          + " hour's open.";

  /** Prices must be below this mantissa, which is what the pricing kernel takes. */
  public static final long MANTISSA_LIMIT = 1L << 49;

  private static final long QUARTER_MS = 900_000;
  private static final int POINTS = 4;

  private final PriceSeries series;
  private final int exponent;
  private final long[] points;

  /**
   * A path through a series.
   *
   * @param exponent −12 to 0; prices with more digits are rounded HalfEven to it
   * @throws IllegalArgumentException where the exponent leaves a price without digits, or one with
   *     too many
   */
  public PricePath(PriceSeries series, int exponent) {
    if (exponent > 0 || exponent < -PriceSeries.SCALE) {
      throw new IllegalArgumentException("must be -12 to 0");
    }
    this.series = series;
    this.exponent = exponent;
    this.points = new long[POINTS * series.size()];
    for (int i = 0; i < series.size(); i++) {
      boolean rises = series.closeE12(i) >= series.openE12(i);
      points[POINTS * i] = mantissa(series.openE12(i));
      points[POINTS * i + 1] = mantissa(rises ? series.lowE12(i) : series.highE12(i));
      points[POINTS * i + 2] = mantissa(rises ? series.highE12(i) : series.lowE12(i));
      points[POINTS * i + 3] = mantissa(series.closeE12(i));
    }
  }

  private long mantissa(long priceE12) {
    BigInteger unit = BigInteger.TEN.pow(PriceSeries.SCALE + exponent);
    long mantissa = ExactDecimal.halfEven(BigInteger.valueOf(priceE12), unit);
    if (mantissa < 1 || mantissa >= MANTISSA_LIMIT) {
      throw new IllegalArgumentException(
          "does not suit a price of "
              + series.symbol()
              + " of "
              + ExactDecimal.format(priceE12, PriceSeries.SCALE)
              + " USD, whose mantissa must be 1 to 2^49 - 1");
    }
    return mantissa;
  }

  /** The candles that the path goes through. */
  public PriceSeries series() {
    return series;
  }

  /** A price is mantissa * 10^exponent USD. */
  public int exponent() {
    return exponent;
  }

  /** The first moment that has a price. */
  public long firstMs() {
    return series.firstMs();
  }

  /** When the last candle opens. */
  public long lastHourMs() {
    return series.lastHourMs();
  }

  /** The last moment that has a price: the close of the last candle. */
  public long endMs() {
    return series.endMs();
  }

  /** The largest mantissa on the path. */
  public long largest() {
    return Arrays.stream(points).max().orElseThrow();
  }

  /** Whether a moment has a price. */
  public boolean covers(long timeMs) {
    return timeMs >= firstMs() && timeMs <= endMs();
  }

  /**
   * The mantissa of the index price at a moment.
   *
   * @throws IllegalArgumentException outside of {@link #firstMs()} to {@link #endMs()}
   */
  public long at(long timeMs) {
    if (!covers(timeMs)) {
      throw new IllegalArgumentException(
          series.symbol()
              + " has no price at "
              + timeMs
              + " ms: its table covers "
              + firstMs()
              + " to "
              + endMs());
    }
    int i = series.indexAt(timeMs);
    long sinceMs = timeMs - series.hourMs(i);
    for (int leg = 0; leg < POINTS - 1; leg++) {
      if (sinceMs < QUARTER_MS) {
        return between(points[POINTS * i + leg], points[POINTS * i + leg + 1], sinceMs, QUARTER_MS);
      }
      sinceMs -= QUARTER_MS;
    }
    long close = points[POINTS * i + POINTS - 1];
    if (i == series.size() - 1) {
      return close;
    }
    long legMs = series.hourMs(i + 1) - series.hourMs(i) - (POINTS - 1) * QUARTER_MS;
    return between(close, points[POINTS * (i + 1)], sinceMs, legMs);
  }

  /** (from * (legMs - sinceMs) + to * sinceMs) / legMs, ties to even. */
  private static long between(long from, long to, long sinceMs, long legMs) {
    BigInteger weighted =
        BigInteger.valueOf(from)
            .multiply(BigInteger.valueOf(legMs - sinceMs))
            .add(BigInteger.valueOf(to).multiply(BigInteger.valueOf(sinceMs)));
    return ExactDecimal.halfEven(weighted, BigInteger.valueOf(legMs));
  }
}
