package io.plimsoll.bench.scenario;

import io.plimsoll.bench.price.ExactDecimal;
import io.plimsoll.bench.price.PricePath;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Says in plain words what a simulation assumes, for every page that shows its results. */
final class AssumedSentences {

  private AssumedSentences() {}

  static List<String> of(MarketFeed feed) {
    Scenario scenario = feed.scenario();
    List<String> found = new ArrayList<>();
    found.add(PricePath.SENTENCE);
    found.addAll(scenario.assumptions().sentences());
    found.add(priors(scenario));
    found.add(options(feed));
    found.addAll(markets(feed));
    found.addAll(population(scenario.population()));
    found.add(
        "Books are as deep as the scenario states while a market's realised volatility is at most"
            + " its prior; above it sizes fall and spreads grow in proportion.");
    found.add(
        "Ranges, volatility moves, add-ons and correlations of portfolio margin are the"
            + " scenario's own; extreme moves count "
            + extremes(scenario.portfolio())
            + " of their loss.");
    found.addAll(scenario.notes());
    return List.copyOf(found);
  }

  private static String priors(Scenario scenario) {
    List<String> priors = new ArrayList<>();
    for (Market market : scenario.markets()) {
      priors.add(market.symbol() + " " + ExactDecimal.percent(market.priorVolPpm()));
    }
    return "The priors of volatility are " + String.join(", ", priors) + " a year.";
  }

  private static String options(MarketFeed feed) {
    if (feed.options().isEmpty()) {
      return "There are no options.";
    }
    return feed.options().size()
        + " options are listed at the opening, a call and a put for each strike, at fixed"
        + " percentages of the opening index price, on "
        + String.join(
            " and ",
            feed.scenario().options().underlyings().stream()
                .map(OptionRules.Underlying::symbol)
                .toList())
        + "; none are listed later.";
  }

  private static List<String> markets(MarketFeed feed) {
    List<String> found = new ArrayList<>();
    int books = feed.scenario().population().referenceBooks();
    for (Market market : feed.scenario().markets()) {
      String symbol = market.symbol();
      if (market.openInterestUpper(books, books) > 0) {
        found.add(
            "Open-interest caps of "
                + symbol
                + " are those of dYdX's tier "
                + market.tier().name()
                + " times "
                + ExactDecimal.format(market.openInterestFactorE6(), 6)
                + " for "
                + books
                + " books, and in proportion for other numbers.");
      }
      feed.endMs(symbol)
          .ifPresent(endMs ->
              found.add(
                  symbol
                      + " is delisted and settled at the end of its last hour, "
                      + Instant.ofEpochMilli(endMs)
                      + "."));
    }
    return found;
  }

  private static List<String> population(Population population) {
    return List.of(
        "The traders are made up: kinds, sizes and leverages are drawn from the scenario's"
            + " distributions by the seed.",
        "Depth, insurance funds, backstops and caps are stated for "
            + population.referenceBooks()
            + " books and scaled in proportion to their number.",
        "With the same collateral, each book opens with at least "
            + ExactDecimal.percent(population.fundedAtLeastPpm())
            + " of the largest initial requirement that a mode makes of it.",
        "At the same utilisation, each book opens with an initial requirement of "
            + ExactDecimal.percent(population.utilisationPpm())
            + " of its collateral in its own mode.",
        "With isolated margin, "
            + ExactDecimal.percent(population.isolatedPpm())
            + " of a book's collateral lies with its positions, one subaccount each, in proportion"
            + " to their requirements; the rest is not at risk.");
  }

  private static String extremes(Portfolio portfolio) {
    List<String> weights =
        portfolio.underlyings().stream()
            .map(underlying -> ExactDecimal.percent(underlying.extremeWeightPpm()))
            .distinct()
            .toList();
    return String.join(" or ", weights);
  }
}
