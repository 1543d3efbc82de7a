package io.plimsoll.bench.scenario;

import io.plimsoll.bench.price.InvalidInput;
import io.plimsoll.bench.price.PriceSeries;
import io.plimsoll.bench.price.PriceTable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Fits a scenario to a table of prices that a person brings. */
final class ScenarioFit {

  private ScenarioFit() {}

  static Scenario fit(Scenario scenario, PriceTable table) {
    List<Market> markets = kept(scenario.markets(), market -> table.has(market.symbol()));
    if (markets.isEmpty()) {
      throw new InvalidInput(
          table.file(),
          0,
          "the table",
          String.join(", ", table.symbols()),
          "has no market of the scenario, whose markets are " + symbols(scenario.markets()));
    }
    Predicate<String> has = table::has;
    Population population = population(scenario.population(), has);
    if (population.groups().isEmpty()) {
      throw new InvalidInput(
          table.file(), 0, "the table", symbols(markets), "leaves no group of traders a market");
    }
    Scenario.Prices window = window(scenario.prices(), markets, table);
    OptionRules options = scenario.options();
    Portfolio portfolio = scenario.portfolio();
    return new Scenario(
        scenario.file(),
        scenario.sha256(),
        scenario.name(),
        "The scenario " + scenario.name() + " on the prices of " + table.file(),
        scenario.source(),
        scenario.date(),
        window,
        scenario.assumptions(),
        markets,
        new OptionRules(
            options.weekday(),
            options.hourUtc(),
            options.expiries(),
            options.strikesPpm(),
            kept(options.underlyings(), underlying -> has.test(underlying.symbol()))),
        new Portfolio(
            portfolio.stepsPerSide(),
            portfolio.maintenancePpm(),
            portfolio.model(),
            portfolio.gateQuanta(),
            kept(portfolio.underlyings(), underlying -> has.test(underlying.symbol())),
            kept(portfolio.correlations(), pair -> has.test(pair.one()) && has.test(pair.other()))),
        scenario.liquidation(),
        new Depth(
            kept(scenario.depth().markets(), market -> has.test(market.symbol())),
            scenario.depth().options()),
        kept(scenario.pools(), pool -> pool.isCross() || has.test(pool.symbol())),
        population,
        notes(scenario, markets, window, table));
  }

  private static <T> List<T> kept(List<T> items, Predicate<T> keep) {
    return items.stream().filter(keep).toList();
  }

  private static String symbols(List<Market> markets) {
    return String.join(", ", markets.stream().map(Market::symbol).toList());
  }

  private static Scenario.Prices window(
      Scenario.Prices stated, List<Market> markets, PriceTable table) {
    long fromMs = 0;
    long toMs = 0;
    for (Market market : markets) {
      PriceSeries series = table.series(market.symbol());
      fromMs = Math.max(fromMs, series.firstMs());
      toMs = Math.max(toMs, series.endMs());
    }
    for (Market market : markets) {
      PriceSeries series = table.series(market.symbol());
      if (series.endMs() <= fromMs) {
        throw new InvalidInput(
            table.file(),
            0,
            "symbol",
            market.symbol(),
            "ends before another symbol begins, so that no hour has all prices");
      }
    }
    return new Scenario.Prices(table.file(), fromMs, toMs, stated.blockMs());
  }

  private static Population population(Population stated, Predicate<String> has) {
    List<Population.Group> groups = new ArrayList<>();
    for (Population.Group group : stated.groups()) {
      List<Population.Choice> markets =
          kept(
              group.markets(),
              choice ->
                  has.test(choice.symbol())
                      && (choice.against().isEmpty() || has.test(choice.against())));
      if (!markets.isEmpty()) {
        groups.add(group.onMarkets(markets));
      }
    }
    return new Population(
        stated.referenceBooks(),
        stated.fundedAtLeastPpm(),
        stated.utilisationPpm(),
        stated.isolatedPpm(),
        stated.counterpartyQuanta(),
        groups);
  }

  private static List<String> notes(
      Scenario scenario, List<Market> markets, Scenario.Prices window, PriceTable table) {
    List<String> notes = new ArrayList<>(scenario.notes());
    notes.add(
        "The prices are those of "
            + table.file()
            + " from "
            + Instant.ofEpochMilli(window.fromMs())
            + " to "
            + Instant.ofEpochMilli(window.toMs())
            + ".");
    List<Market> missing = kept(scenario.markets(), market -> !markets.contains(market));
    if (!missing.isEmpty()) {
      notes.add("Left out, because the table has no prices of them: " + symbols(missing) + ".");
    }
    notes.addAll(table.notes());
    return notes;
  }
}
