package io.plimsoll.bench.scenario;

import io.plimsoll.bench.price.Assumptions;
import io.plimsoll.bench.price.ExactDecimal;
import io.plimsoll.bench.price.InvalidInput;
import io.plimsoll.bench.price.PricePath;
import java.math.BigInteger;

/**
 * Whether what a scenario asks for fits a chain, which holds what it computes in 64 bits: amounts
 * after they are scaled to a population, lots at the prices that come, forwards and strikes.
 */
final class ScenarioLimits {

  private static final long LARGEST_MULTIPLIER_NUM = 10_000;
  private static final long LARGEST_MULTIPLIER_DEN = 1_000_000_000_000L;

  /** Largest value of one lot in quanta, about a million USD, and the least in thousandths. */
  private static final BigInteger LARGEST_LOT = BigInteger.ONE.shiftLeft(40);

  private static final BigInteger LEAST_LOT_DIVISOR = BigInteger.valueOf(1_000);

  private ScenarioLimits() {}

  /** Checks the amounts that are in proportion to the number of books. */
  static void checkAmounts(Scenario scenario, int books) {
    int reference = scenario.population().referenceBooks();
    for (Market market : scenario.markets()) {
      BigInteger cap =
          BigInteger.valueOf(market.tier().openInterestUpper())
              .multiply(BigInteger.valueOf(market.openInterestFactorE6()))
              .divide(BigInteger.valueOf(ExactDecimal.ONE_PPM));
      checkAmount(
          scenario,
          "openInterestFactor of the market " + market.symbol(),
          ExactDecimal.format(market.openInterestFactorE6(), 6),
          scaled(cap, books, reference));
    }
    for (Pool pool : scenario.pools()) {
      String of = " of the pool " + (pool.isCross() ? "cross" : pool.symbol());
      checkScaled(scenario, "insuranceUsd" + of, pool.insuranceQuanta(), books);
      checkScaled(scenario, "backstopUsd" + of, pool.backstopQuanta(), books);
    }
    for (Depth.MarketDepth depth : scenario.depth().markets()) {
      for (Depth.Level level : depth.levels()) {
        checkScaled(scenario, "usd of the depth of " + depth.symbol(), level.quanta(), books);
      }
    }
    for (Depth.Level level : scenario.depth().options()) {
      checkScaled(scenario, "usd of the depth of options", level.quanta(), books);
    }
  }

  private static BigInteger scaled(BigInteger quanta, int books, int reference) {
    return quanta.multiply(BigInteger.valueOf(books)).divide(BigInteger.valueOf(reference));
  }

  private static void checkScaled(Scenario scenario, String field, long quanta, int books) {
    BigInteger amount =
        scaled(BigInteger.valueOf(quanta), books, scenario.population().referenceBooks());
    checkAmount(scenario, field, ExactDecimal.format(quanta, 6), amount);
  }

  private static void checkAmount(
      Scenario scenario, String field, String value, BigInteger quanta) {
    if (quanta.compareTo(BigInteger.valueOf(Scenario.LARGEST_QUANTA)) > 0) {
      throw new InvalidInput(
          scenario.file(),
          0,
          field,
          value,
          "makes "
              + quanta.divide(BigInteger.valueOf(ExactDecimal.ONE_PPM))
              + " USD for this many books, and a chain takes at most "
              + Math.floorDiv(Scenario.LARGEST_QUANTA, ExactDecimal.ONE_PPM));
    }
  }

  /** Checks what one lot of a market is worth on its path. */
  static void checkLots(Scenario scenario, Market market, PricePath path) {
    long num = market.multiplierNum();
    long den = market.multiplierDen();
    if (num > LARGEST_MULTIPLIER_NUM || den > LARGEST_MULTIPLIER_DEN) {
      throw wrongStep(
          scenario,
          market,
          "with priceExponent "
              + market.priceExponent()
              + " makes one lot's value "
              + num
              + "/"
              + den
              + " quanta for each unit of the price; a chain takes at most 10000 over 10^12");
    }
    BigInteger most = BigInteger.valueOf(path.largest()).multiply(BigInteger.valueOf(num));
    if (most.compareTo(LARGEST_LOT.multiply(BigInteger.valueOf(den))) > 0) {
      throw wrongStep(
          scenario,
          market,
          "is too large: one lot is worth more than a million USD at the highest price");
    }
    BigInteger opening =
        BigInteger.valueOf(path.at(scenario.prices().fromMs())).multiply(BigInteger.valueOf(num));
    if (opening.multiply(LEAST_LOT_DIVISOR).compareTo(BigInteger.valueOf(den)) < 0) {
      throw wrongStep(
          scenario, market, "is too small: one lot is worth less than 10^-9 USD at the opening");
    }
  }

  private static InvalidInput wrongStep(Scenario scenario, Market market, String rule) {
    return new InvalidInput(
        scenario.file(),
        0,
        "step of the market " + market.symbol(),
        ExactDecimal.format(market.stepE12(), 12),
        rule);
  }

  /**
   * Checks that the options on a market have forwards and strikes that a chain takes.
   *
   * @param strike the largest
   * @param lastMs the last expiry
   */
  static void checkOptions(
      Scenario scenario, String symbol, PricePath path, BigInteger strike, long lastMs) {
    BigInteger limit = BigInteger.valueOf(PricePath.MANTISSA_LIMIT);
    if (strike.compareTo(limit) >= 0) {
      throw new InvalidInput(
          scenario.file(),
          0,
          "a strike of the options on " + symbol,
          strike.toString(),
          "must have a mantissa below 2^49: priceExponent, strikesPct or strikeStepUsd too large");
    }
    long highestPpm = Math.max(0, scenario.assumptions().basis().highestPpm());
    BigInteger year =
        BigInteger.valueOf(Assumptions.YEAR_MS).multiply(BigInteger.valueOf(ExactDecimal.ONE_PPM));
    BigInteger growth =
        BigInteger.valueOf(highestPpm)
            .multiply(BigInteger.valueOf(lastMs - scenario.prices().fromMs()));
    BigInteger forward = BigInteger.valueOf(path.largest()).multiply(year.add(growth)).divide(year);
    if (forward.compareTo(limit.subtract(BigInteger.ONE)) >= 0) {
      throw new InvalidInput(
          scenario.file(),
          0,
          "priceExponent of the market " + symbol,
          Integer.toString(path.exponent()),
          "leaves a forward a mantissa of 2^49 or more");
    }
  }
}
