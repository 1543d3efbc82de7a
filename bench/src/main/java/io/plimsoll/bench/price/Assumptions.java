package io.plimsoll.bench.price;

import java.math.BigInteger;

/**
 * What history does not give for one symbol: volatility, forwards and funding, by the rules of
 * {@link AssumptionRules}. Volatility, basis and funding change at full hours only and look at
 * closes that are known by then; the forward follows the index at every moment.
 */
public final class Assumptions {

  /** A year is 365 days. */
  public static final long YEAR_MS = 365L * 24 * PriceSeries.HOUR_MS;

  private static final long ONE = ExactDecimal.ONE_PPM;
  private static final long HOURS_A_YEAR = 365 * 24;
  private static final int SQUARE_BITS = 128;

  private final PricePath path;
  private final AssumptionRules rules;
  private final long priorPpm;
  private final long defaultFundingPpm;

  /** Sums of the log returns of the first i candles, Q64, and of their squares, Q128. */
  private final BigInteger[] returnsQ64;

  private final BigInteger[] squaresQ128;

  /**
   * Applies rules to a path.
   *
   * @param priorPpm annual volatility before the table begins and in the long run
   * @param defaultFundingPpm funding over eight hours when prices stand still
   */
  public Assumptions(PricePath path, AssumptionRules rules, long priorPpm, long defaultFundingPpm) {
    this.path = path;
    this.rules = rules;
    this.priorPpm = priorPpm;
    this.defaultFundingPpm = defaultFundingPpm;
    PriceSeries series = path.series();
    this.returnsQ64 = new BigInteger[series.size() + 1];
    this.squaresQ128 = new BigInteger[series.size() + 1];
    returnsQ64[0] = BigInteger.ZERO;
    squaresQ128[0] = BigInteger.ZERO;
    long before = series.openE12(0);
    for (int i = 0; i < series.size(); i++) {
      BigInteger change =
          NaturalLog.q64(BigInteger.valueOf(series.closeE12(i)), BigInteger.valueOf(before));
      returnsQ64[i + 1] = returnsQ64[i].add(change);
      squaresQ128[i + 1] = squaresQ128[i].add(change.multiply(change));
      before = series.closeE12(i);
    }
  }

  /** The path that the rules look at. */
  public PricePath path() {
    return path;
  }

  /** The last full hour at or before a moment: what all rules but the forward are computed for. */
  public static long hourMs(long timeMs) {
    return timeMs - Math.floorMod(timeMs, PriceSeries.HOUR_MS);
  }

  /** Candles that have closed by a full hour. */
  private int known(long hourMs) {
    return path.series().indexAt(hourMs - PriceSeries.HOUR_MS) + 1;
  }

  /** Candles that had closed when the trailing hours before a full hour began. */
  private int knownBefore(long hourMs) {
    return known(hourMs - rules.realised().trailingHours() * PriceSeries.HOUR_MS);
  }

  /**
   * Annual realised volatility in ppm: the square root, Floor, of the mean squared log return of
   * the trailing hours times the hours of a year, where each hour before the table counts the
   * prior's variance.
   *
   * @param timeMs a moment that the path covers
   */
  public long realisedVolPpm(long timeMs) {
    long hour = covered(timeMs);
    int trailing = rules.realised().trailingHours();
    long hoursKnown = Math.floorDiv(hour - path.firstMs(), PriceSeries.HOUR_MS);
    long hoursBefore = Math.max(0, trailing - hoursKnown);
    BigInteger squares = squaresQ128[known(hour)].subtract(squaresQ128[knownBefore(hour)]);
    BigInteger seen = squares.multiply(BigInteger.valueOf(ONE * ONE * HOURS_A_YEAR));
    BigInteger assumed =
        BigInteger.valueOf(priorPpm).pow(2).multiply(BigInteger.valueOf(hoursBefore));
    BigInteger variance =
        seen.add(assumed.shiftLeft(SQUARE_BITS))
            .shiftRight(SQUARE_BITS)
            .divide(BigInteger.valueOf(trailing));
    long volPpm = variance.sqrt().longValueExact();
    return Math.clamp(volPpm, rules.realised().floorPpm(), rules.realised().capPpm());
  }

  /** The log return of the trailing hours in ppm, HalfEven; hours before the table count 0. */
  public long trailingReturnPpm(long timeMs) {
    long hour = covered(timeMs);
    return NaturalLog.ppm(returnsQ64[known(hour)].subtract(returnsQ64[knownBefore(hour)]));
  }

  /**
   * Annual implied volatility at the money in ppm. Its two quotients are rounded HalfEven.
   *
   * @param expiryMs at or before the moment, it is that of an expiry at hand
   */
  public long atmVolPpm(long timeMs, long expiryMs) {
    AssumptionRules.Implied implied = rules.implied();
    long toExpiryMs = Math.max(0, expiryMs - hourMs(timeMs));
    long near = ExactDecimal.mulDivHalfEven(realisedVolPpm(timeMs), implied.factorPpm(), ONE);
    long above =
        ExactDecimal.mulDivHalfEven(
            near - priorPpm, implied.termMs(), implied.termMs() + toExpiryMs);
    return Math.clamp(priorPpm + above, implied.floorPpm(), implied.capPpm());
  }

  /**
   * Annual volatility of an option in ppm, by its strike against the forward of the last full hour,
   * so that it changes at full hours only. Its three quotients are rounded HalfEven.
   *
   * @param strike mantissa with the path's exponent
   */
  public long volPpm(long timeMs, long expiryMs, long strike) {
    AssumptionRules.Implied implied = rules.implied();
    long hour = covered(timeMs);
    long x = Math.clamp(NaturalLog.ppm(strike, forward(hour, expiryMs)), -ONE, ONE);
    long skewed = ExactDecimal.mulDivHalfEven(implied.skewPpm(), x, ONE);
    long curved = ExactDecimal.mulDivHalfEven(implied.smilePpm(), x * x, ONE * ONE);
    long atm = atmVolPpm(timeMs, expiryMs);
    long vol = ExactDecimal.mulDivHalfEven(atm, ONE + skewed + curved, ONE);
    return Math.clamp(vol, implied.floorPpm(), implied.capPpm());
  }

  /** Annual premium of forwards over the index in ppm. */
  public long basisPpm(long timeMs) {
    return carryPpm(rules.basis(), rules.basis().basePpm(), timeMs);
  }

  /** What longs pay to shorts over eight hours, in ppm. */
  public long fundingPpm(long timeMs) {
    return carryPpm(rules.funding(), defaultFundingPpm, timeMs);
  }

  private long carryPpm(AssumptionRules.Carry rule, long basePpm, long timeMs) {
    long moved = ExactDecimal.mulDivHalfEven(rule.slopePpm(), trailingReturnPpm(timeMs), ONE);
    return Math.clamp(basePpm + moved, rule.lowestPpm(), rule.highestPpm());
  }

  /**
   * The forward of an expiry as a mantissa: index * (1 + basis * T / year), HalfEven, at least 1.
   * From the expiry on it is the index.
   */
  public long forward(long timeMs, long expiryMs) {
    long index = path.at(timeMs);
    BigInteger year = BigInteger.valueOf(YEAR_MS).multiply(BigInteger.valueOf(ONE));
    BigInteger growth =
        BigInteger.valueOf(basisPpm(timeMs))
            .multiply(BigInteger.valueOf(Math.max(0, expiryMs - timeMs)));
    BigInteger forward = BigInteger.valueOf(index).multiply(year.add(growth));
    return Math.max(1, ExactDecimal.halfEven(forward, year));
  }

  /** The annual discount rate of options in ppm. */
  public int ratePpm() {
    return rules.ratePpm();
  }

  private long covered(long timeMs) {
    if (!path.covers(timeMs)) {
      throw new IllegalArgumentException(
          path.series().symbol() + " has no price at " + timeMs + " ms");
    }
    return hourMs(timeMs);
  }
}
