package io.plimsoll.bench.scenario;

import io.plimsoll.bench.price.Assumptions;
import io.plimsoll.bench.price.ExactDecimal;
import io.plimsoll.bench.price.InvalidInput;
import io.plimsoll.bench.price.PricePath;
import io.plimsoll.bench.price.PriceSeries;
import io.plimsoll.bench.price.PriceTable;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.SequencedMap;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/**
 * A scenario and a table of prices put together: the index path of each market, the rules for what
 * history does not give, and the options that are listed at the opening. It is the same on every
 * machine and does not depend on the number of blocks.
 */
public final class MarketFeed {

  private final Scenario scenario;
  private final PriceTable table;
  private final SequencedMap<String, Assumptions> bySymbol;
  private final List<OptionSeries> options;

  private MarketFeed(
      Scenario scenario, PriceTable table, SequencedMap<String, Assumptions> bySymbol) {
    this.scenario = scenario;
    this.table = table;
    this.bySymbol = Collections.unmodifiableSequencedMap(bySymbol);
    this.options = series();
  }

  /**
   * Puts a scenario on the table that it names.
   *
   * @throws InvalidInput where the two do not suit each other
   */
  public static MarketFeed of(Scenario scenario) {
    return of(scenario, scenario.table());
  }

  /**
   * Puts a scenario on a table. For a table that the scenario does not name, see {@link
   * Scenario#fittedTo}.
   *
   * @throws InvalidInput where the two do not suit each other
   */
  public static MarketFeed of(Scenario scenario, PriceTable table) {
    SequencedMap<String, Assumptions> bySymbol = new LinkedHashMap<>();
    for (Market market : scenario.markets()) {
      PriceSeries series = table.series(market.symbol());
      if (series.firstMs() > scenario.prices().fromMs()
          || series.endMs() <= scenario.prices().fromMs()) {
        throw new InvalidInput(
            table.file(),
            0,
            "symbol",
            market.symbol(),
            "has no price at the scenario's opening, "
                + Instant.ofEpochMilli(scenario.prices().fromMs()));
      }
      bySymbol.put(
          market.symbol(),
          new Assumptions(
              checkedPath(scenario, market, series),
              scenario.assumptions(),
              market.priorVolPpm(),
              market.defaultFundingPpm()));
    }
    if (bySymbol.values().stream().allMatch(a -> a.path().endMs() < scenario.prices().toMs())) {
      throw new InvalidInput(
          table.file(),
          0,
          "the table",
          "",
          "ends before the scenario does, " + Instant.ofEpochMilli(scenario.prices().toMs()));
    }
    return new MarketFeed(scenario, table, bySymbol);
  }

  private static PricePath checkedPath(Scenario scenario, Market market, PriceSeries series) {
    PricePath path = path(scenario, market, series);
    ScenarioLimits.checkLots(scenario, market, path);
    return path;
  }

  private static PricePath path(Scenario scenario, Market market, PriceSeries series) {
    try {
      return new PricePath(series, market.priceExponent());
    } catch (IllegalArgumentException e) {
      throw new InvalidInput(
          scenario.file(),
          0,
          "priceExponent of the market " + market.symbol(),
          Integer.toString(market.priceExponent()),
          String.valueOf(e.getMessage()));
    }
  }

  /** The scenario. */
  public Scenario scenario() {
    return scenario;
  }

  /** The table of prices. */
  public PriceTable table() {
    return table;
  }

  /** Volatility, forwards and funding of a market. */
  public Assumptions assumptions(String symbol) {
    @Nullable Assumptions found = bySymbol.get(symbol);
    if (found == null) {
      throw new IllegalArgumentException("there is no market " + symbol);
    }
    return found;
  }

  /** The index path of a market. */
  public PricePath path(String symbol) {
    return assumptions(symbol).path();
  }

  /** The index price of a market at the opening, as a mantissa. */
  public long opening(String symbol) {
    return path(symbol).at(scenario.prices().fromMs());
  }

  /**
   * When a market's prices end, where that is before the window's end: it is delisted, and settled
   * at this time, the last at which its path has a price.
   */
  public OptionalLong endMs(String symbol) {
    long endMs = path(symbol).endMs();
    return endMs < scenario.prices().toMs() ? OptionalLong.of(endMs) : OptionalLong.empty();
  }

  /** The listed options by market, expiry, strike, and calls before puts. */
  public List<OptionSeries> options() {
    return options;
  }

  /** The expiries of options, in time order. */
  public List<Long> expiriesMs() {
    List<Long> found = new ArrayList<>();
    OptionRules rules = scenario.options();
    LocalDateTime opening =
        LocalDateTime.ofInstant(Instant.ofEpochMilli(scenario.prices().fromMs()), ZoneOffset.UTC);
    LocalDateTime first =
        opening
            .toLocalDate()
            .with(TemporalAdjusters.nextOrSame(rules.weekday()))
            .atTime(rules.hourUtc(), 0);
    if (!first.isAfter(opening)) {
      first = first.plusWeeks(1);
    }
    for (int week = 0; week < rules.expiries().size(); week++) {
      found.add(first.plusWeeks(week).toInstant(ZoneOffset.UTC).toEpochMilli());
    }
    return List.copyOf(found);
  }

  private List<OptionSeries> series() {
    List<OptionSeries> found = new ArrayList<>();
    List<Long> expiriesMs = expiriesMs();
    for (OptionRules.Underlying underlying : scenario.options().underlyings()) {
      for (int i = 0; i < expiriesMs.size(); i++) {
        for (long strike : strikes(underlying, scenario.options().expiries().get(i))) {
          found.add(new OptionSeries(underlying.symbol(), expiriesMs.get(i), strike, true));
          found.add(new OptionSeries(underlying.symbol(), expiriesMs.get(i), strike, false));
        }
      }
    }
    return List.copyOf(found);
  }

  /** Strikes that fall on one multiple of the step are listed once, and none below the first. */
  private SequencedSet<Long> strikes(OptionRules.Underlying underlying, OptionRules.Expiry expiry) {
    int exponent = scenario.market(underlying.symbol()).priceExponent();
    BigInteger opening = BigInteger.valueOf(opening(underlying.symbol()));
    // Quanta are 10^-6 USD and a mantissa is 10^exponent USD, so a step is this ratio of mantissas.
    BigInteger stepNum =
        BigInteger.valueOf(underlying.strikeStepQuanta()).multiply(power(-exponent - 6));
    BigInteger stepDen = power(exponent + 6);
    SequencedSet<Long> found = new LinkedHashSet<>();
    for (int ppm : scenario.options().strikesPpm()) {
      if (ppm < expiry.lowestPpm() || ppm > expiry.highestPpm()) {
        continue;
      }
      BigInteger target = opening.multiply(BigInteger.valueOf(ppm)).multiply(stepDen);
      BigInteger unit = stepNum.multiply(BigInteger.valueOf(ExactDecimal.ONE_PPM));
      long multiple = Math.max(1, ExactDecimal.halfEven(target, unit));
      BigInteger strike = stepNum.multiply(BigInteger.valueOf(multiple));
      ScenarioLimits.checkOptions(
          scenario,
          underlying.symbol(),
          path(underlying.symbol()),
          strike.divide(stepDen),
          expiriesMs().getLast());
      found.add(ExactDecimal.halfEven(strike, stepDen));
    }
    return found;
  }

  private static BigInteger power(int exponent) {
    return BigInteger.TEN.pow(Math.max(0, exponent));
  }

  /** All that is assumed rather than taken from history, in plain sentences by topic. */
  public List<Assumed> assumed() {
    return new AssumedSentences(this).all();
  }
}
