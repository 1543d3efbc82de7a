package io.plimsoll.bench.price;

import java.util.List;

/**
 * The stated rules for what history does not give. All ratios are ppm, all rules are recomputed at
 * each full hour from closes that are known by then.
 *
 * @param realised trailing volatility
 * @param implied volatility of options
 * @param basis annual premium of forwards over the index
 * @param funding what longs pay to shorts over eight hours; its base is the market's own
 * @param ratePpm annual discount rate of options, continuously compounded
 */
public record AssumptionRules(
    Realised realised, Implied implied, Carry basis, Carry funding, int ratePpm) {

  private static final long DAY_MS = 86_400_000;

  /**
   * Trailing realised volatility.
   *
   * @param trailingHours how many hourly returns count
   * @param floorPpm least value, a year
   * @param capPpm largest value, a year
   */
  public record Realised(int trailingHours, long floorPpm, long capPpm) {

    /** Checks the order of the bounds. */
    public Realised {
      require(trailingHours >= 1, "trailingHours must be at least 1");
      require(floorPpm >= 1, "the floor must be positive");
      require(floorPpm <= capPpm, "the floor must not be above the cap");
    }
  }

  /**
   * Volatility of options: {@code atm = prior + (realised * factor - prior) * term / (term + T)},
   * then {@code atm * (1 + skew * x + smile * x^2)} with x = ln(strike / forward) held to [-1, 1],
   * both held between floor and cap.
   *
   * @param factorPpm of the realised volatility
   * @param floorPpm least value, a year
   * @param capPpm largest value, a year
   * @param termMs time to expiry at which half of the way to the prior is gone
   * @param skewPpm relative rise per unit of x; negative where low strikes are dearer
   * @param smilePpm relative rise per unit of x squared
   */
  public record Implied(
      long factorPpm, long floorPpm, long capPpm, long termMs, long skewPpm, long smilePpm) {

    /** Checks the order of the bounds. */
    public Implied {
      require(factorPpm >= 1, "the factor must be positive");
      require(floorPpm >= 1, "the floor must be positive");
      require(floorPpm <= capPpm, "the floor must not be above the cap");
      require(termMs >= 1, "the term must be positive");
      require(smilePpm >= 0, "the smile must not be negative");
    }
  }

  /**
   * {@code base + slope * r}, held between the bounds, where r is the trailing log return over the
   * hours of {@link Realised}.
   *
   * @param basePpm the value when prices stand still
   * @param slopePpm the rise per unit of r
   * @param lowestPpm lower bound
   * @param highestPpm upper bound
   */
  public record Carry(long basePpm, long slopePpm, long lowestPpm, long highestPpm) {

    /** Checks the order of the bounds. */
    public Carry {
      require(lowestPpm <= highestPpm, "the lowest value must not be above the highest");
      require(lowestPpm > -ExactDecimal.ONE_PPM, "the lowest value must be above -100%");
    }
  }

  private static void require(boolean holds, String rule) {
    if (!holds) {
      throw new IllegalArgumentException(rule);
    }
  }

  /** One plain sentence for each rule, for every page that shows a result. */
  public List<String> sentences() {
    String window = "the last " + realised.trailingHours() + " hours";
    return List.of(
        "Realised volatility is that of the hourly closes of "
            + window
            + ", where hours before the table count at the stated prior, held between "
            + ExactDecimal.percent(realised.floorPpm())
            + " and "
            + ExactDecimal.percent(realised.capPpm())
            + " a year.",
        "Implied volatility at the money is "
            + ExactDecimal.format(implied.factorPpm(), 6)
            + " times the realised one for an expiry at hand and nears the prior with time to"
            + " expiry, half of the way at "
            + days(implied.termMs())
            + " days, held between "
            + ExactDecimal.percent(implied.floorPpm())
            + " and "
            + ExactDecimal.percent(implied.capPpm())
            + ".",
        "A strike's volatility is that at the money times 1 "
            + signed(implied.skewPpm())
            + " x "
            + signed(implied.smilePpm())
            + " x squared, where x is ln(strike / forward) between -1 and 1.",
        "The forward is the index times 1 plus an annual basis times the time to expiry; the basis"
            + " is "
            + carry(basis, ExactDecimal.percent(basis.basePpm()), window),
        "The rate that perpetuals' longs pay to shorts over 8 hours is "
            + carry(funding, "the market's own default", window),
        "Options are discounted at " + ExactDecimal.percent(ratePpm) + " a year.");
  }

  private static String carry(Carry rule, String base, String window) {
    return base
        + " plus "
        + ExactDecimal.format(rule.slopePpm(), 6)
        + " times the log return of "
        + window
        + ", held between "
        + ExactDecimal.percent(rule.lowestPpm())
        + " and "
        + ExactDecimal.percent(rule.highestPpm())
        + ".";
  }

  private static String days(long ms) {
    return ms % DAY_MS == 0
        ? Long.toString(Math.floorDiv(ms, DAY_MS))
        : ExactDecimal.format(ExactDecimal.mulDivHalfEven(ms, 1_000, DAY_MS), 3);
  }

  private static String signed(long ppm) {
    return (ppm < 0 ? "- " : "+ ") + ExactDecimal.format(Math.abs(ppm), 6);
  }
}
