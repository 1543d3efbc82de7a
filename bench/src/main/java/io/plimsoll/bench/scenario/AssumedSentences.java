package io.plimsoll.bench.scenario;

import io.plimsoll.bench.price.ExactDecimal;
import io.plimsoll.bench.price.PricePath;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Says in plain words what a simulation assumes, with its figures, for every page that shows its
 * results.
 */
final class AssumedSentences {

  private final MarketFeed feed;
  private final Scenario scenario;
  private final Population population;

  AssumedSentences(MarketFeed feed) {
    this.feed = feed;
    this.scenario = feed.scenario();
    this.population = scenario.population();
  }

  List<Assumed> all() {
    return List.of(
        new Assumed("What traders do", traders()),
        new Assumed("Who trades", groups()),
        new Assumed("Collateral", collateral()),
        new Assumed("Prices between the hours", prices()),
        new Assumed("Volatility, forwards and funding", unseen()),
        new Assumed("Options", options()),
        new Assumed("Isolated and cross margin", tiers()),
        new Assumed("Portfolio margin", portfolio()),
        new Assumed("Depth of books", depth()),
        new Assumed("Liquidation, funds and backstops", liquidation()));
  }

  private List<String> traders() {
    List<String> found = new ArrayList<>();
    found.add("The traders are made up; the seed draws them.");
    found.add(
        "They trade at the opening and never again: nobody adds collateral, closes a position or"
            + " opens a new one.");
    if (!feed.options().isEmpty()) {
      found.add(
          "So a book of options keeps the perpetual that hedged them when they expire, as a naked"
              + " position.");
    }
    found.add("Liquidations do not move prices, which are those of history whatever is sold.");
    found.add(
        "A maker takes the other side of every trade at the opening and quotes to liquidations. It"
            + " has "
            + money(population.counterpartyQuanta())
            + " in each collateral pool; no result counts it.");
    return found;
  }

  private List<String> groups() {
    List<String> found = new ArrayList<>();
    long total = population.groups().stream().mapToLong(Population.Group::weight).sum();
    for (Population.Group group : population.groups()) {
      found.add(
          word(group.kind())
              + ": "
              + share(group.weight(), total)
              + " of books; "
              + positions(group)
              + " in "
              + mix(group.markets(), AssumedSentences::market)
              + sides(group)
              + "; size "
              + mix(group.sizes(), size -> money(size.quanta()))
              + "; leverage "
              + mix(group.leverages(), each -> ExactDecimal.format(each.timesE6(), 6) + "x")
              + ".");
    }
    return found;
  }

  private static String word(Population.Kind kind) {
    String text = kind.text().replace('-', ' ');
    return Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }

  private static String market(Population.Choice choice) {
    return choice.against().isEmpty()
        ? choice.symbol()
        : choice.symbol() + " against " + choice.against();
  }

  private static String positions(Population.Group group) {
    boolean combined =
        group.kind() != Population.Kind.DIRECTIONAL
            && group.kind() != Population.Kind.SHORT_OPTIONS;
    String what = combined ? "combination" : "position";
    return group.leastPositions() == group.mostPositions()
        ? group.leastPositions() + " " + what + (group.leastPositions() == 1 ? "" : "s")
        : group.leastPositions() + " to " + group.mostPositions() + " " + what + "s";
  }

  private static String sides(Population.Group group) {
    StringBuilder text = new StringBuilder();
    String part = ExactDecimal.percent(group.longPpm());
    switch (group.kind()) {
      case DIRECTIONAL -> text.append("; ").append(part).append(" of positions long");
      case HEDGED_PAIR -> text.append("; ").append(part).append(" long the first");
      case BASIS -> text.append("; ").append(part).append(" of combinations long the forward");
      case DELTA_NEUTRAL -> text.append("; ").append(part).append(" of books long options");
      case SHORT_OPTIONS -> text.append("; all sold");
    }
    if (group.kind().hasOptions()) {
      range(text, "; strikes ", group.strikeLowestPpm(), group.strikeHighestPpm(), " of the index");
    }
    if (group.hedgeHighestPpm() > 0) {
      range(text, "; hedged by ", group.hedgeLowestPpm(), group.hedgeHighestPpm(), "");
    }
    return text.toString();
  }

  private static void range(StringBuilder to, String what, long lowest, long highest, String of) {
    to.append(what).append(ExactDecimal.percent(lowest)).append(" to ");
    to.append(ExactDecimal.percent(highest)).append(of);
  }

  private static <W extends Population.Weighted> String mix(
      List<W> items, Function<W, String> text) {
    long total = Population.total(items);
    return items.size() == 1
        ? text.apply(items.getFirst())
        : String.join(
            ", ",
            items.stream()
                .map(item -> text.apply(item) + " (" + share(item.weight(), total) + ")")
                .toList());
  }

  private static String share(long weight, long total) {
    return ExactDecimal.percent(ExactDecimal.mulDivHalfEven(weight, ExactDecimal.ONE_PPM, total));
  }

  private List<String> collateral() {
    return List.of(
        "A book would like to post its size over its leverage.",
        "With the same collateral, each book posts that, and at least "
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

  private List<String> prices() {
    List<String> found = new ArrayList<>();
    found.add(PricePath.SENTENCE);
    found.add(
        "A price may move by a band for each minute since the last one, else the chain refuses it: "
            + each(
                scenario.markets(),
                Market::symbol,
                market -> ExactDecimal.percent(market.bandPpmPerMinute()))
            + ".");
    for (Market market : scenario.markets()) {
      feed.endMs(market.symbol())
          .ifPresent(endMs ->
              found.add(
                  market.symbol()
                      + " is delisted and settled at the end of its last hour, "
                      + Instant.ofEpochMilli(endMs)
                      + "."));
    }
    found.addAll(scenario.notes());
    return found;
  }

  private List<String> unseen() {
    List<String> found = new ArrayList<>(scenario.assumptions().sentences());
    found.add(
        "The priors of volatility are "
            + each(
                scenario.markets(),
                Market::symbol,
                market -> ExactDecimal.percent(market.priorVolPpm()))
            + " a year.");
    found.add(
        "The default rates of funding over 8 hours are "
            + each(
                scenario.markets(),
                Market::symbol,
                market -> ExactDecimal.percent(market.defaultFundingPpm()))
            + ".");
    return found;
  }

  private List<String> options() {
    if (feed.options().isEmpty()) {
      return List.of("There are no options.");
    }
    return List.of(
        feed.options().size()
            + " options are listed at the opening, a call and a put for each strike, at fixed"
            + " percentages of the opening index price, on "
            + String.join(
                " and ",
                scenario.options().underlyings().stream()
                    .map(OptionRules.Underlying::symbol)
                    .toList())
            + "; none are listed later.");
  }

  private List<String> tiers() {
    List<String> found = new ArrayList<>();
    for (Market market : scenario.markets()) {
      Tier tier = market.tier();
      found.add(
          market.symbol()
              + " is on the tier "
              + tier.name()
              + (market.isolated() ? ", in a market of its own" : "")
              + ": initial margin "
              + ExactDecimal.percent(tier.initialPpm())
              + " of the index value, maintenance "
              + ExactDecimal.percent(tier.maintenancePpm())
              + " of that"
              + caps(market)
              + ".");
    }
    for (OptionRules.Underlying options : scenario.options().underlyings()) {
      found.add(
          "A short option on "
              + options.symbol()
              + " asks "
              + ExactDecimal.percent(options.shortPpm())
              + " of the index value less what it is out of the money, at least "
              + ExactDecimal.percent(options.shortFloorPpm())
              + "; a long one its whole value. These rules are our own.");
    }
    return found;
  }

  private String caps(Market market) {
    int books = population.referenceBooks();
    if (market.openInterestUpper(books, books) == 0) {
      return "";
    }
    return "; initial margin grows from "
        + money(market.openInterestLower(books, books))
        + " to "
        + money(market.openInterestUpper(books, books))
        + " of open interest, the tier's caps times "
        + ExactDecimal.format(market.openInterestFactorE6(), 6)
        + " for "
        + books
        + " books and in proportion for other numbers";
  }

  private List<String> portfolio() {
    Portfolio rules = scenario.portfolio();
    List<String> found = new ArrayList<>();
    found.add(
        "The price moves in "
            + rules.stepsPerSide()
            + " steps to each side, each with volatility up, the same and down; initial margin is"
            + " the worst loss of all, plus add-ons. The figures are our own.");
    for (Portfolio.Underlying stress : rules.underlyings()) {
      found.add(stress(stress));
    }
    found.add(
        rules.correlations().isEmpty()
            ? "Losses on two underlyings add in full."
            : "Losses on two underlyings count at a correlation, where both worst moves have one"
                + " sign and where they do not: "
                + each(
                    rules.correlations(),
                    pair -> pair.one() + " and " + pair.other(),
                    pair ->
                        ExactDecimal.percent(pair.sameWayPpm())
                            + " and "
                            + ExactDecimal.percent(pair.oppositePpm()))
                + ". Other pairs add in full.");
    found.add(
        "Maintenance margin is "
            + ExactDecimal.percent(rules.maintenancePpm())
            + " of the initial one"
            + (rules.gateQuanta() == 0
                ? "; no least equity is asked."
                : "; a subaccount needs " + money(rules.gateQuanta()) + " of equity to enter."));
    return found;
  }

  private static String stress(Portfolio.Underlying stress) {
    return stress.symbol()
        + ": up to "
        + ExactDecimal.percent(stress.rangePpm())
        + ", volatility up by "
        + ExactDecimal.percent(stress.volUpPpm())
        + " or down by "
        + ExactDecimal.percent(stress.volDownPpm())
        + " of itself, and extreme moves of "
        + ExactDecimal.percent(stress.extremeMovePpm())
        + " at "
        + ExactDecimal.percent(stress.extremeWeightPpm())
        + " of their loss; add-ons "
        + ExactDecimal.percent(stress.basisPpm())
        + " of matched and "
        + ExactDecimal.percent(stress.liquidityPpm())
        + " of net perpetuals, "
        + ExactDecimal.percent(stress.optionLiquidityPpm())
        + " of options; at least "
        + ExactDecimal.percent(stress.optionMinimumPpm())
        + " of short options.";
  }

  private List<String> depth() {
    List<String> found = new ArrayList<>();
    for (Depth.MarketDepth market : scenario.depth().markets()) {
      found.add(market.symbol() + ", each side: " + levels(market.levels()) + ".");
    }
    if (!feed.options().isEmpty()) {
      found.add(
          "Each option, each side, in parts and amounts of the index value: "
              + levels(scenario.depth().options())
              + ".");
    }
    found.add(
        "These are for "
            + population.referenceBooks()
            + " books, and in proportion for other numbers. They stand anew in every block.");
    found.add(
        "They hold while a market's realised volatility is at most its prior; above it sizes fall"
            + " and spreads grow in proportion.");
    return found;
  }

  private static String levels(List<Depth.Level> levels) {
    return each(
        levels,
        level -> money(level.quanta()),
        level -> "at " + ExactDecimal.percent(level.spreadPpm()));
  }

  private List<String> liquidation() {
    LiquidationRules rules = scenario.liquidation();
    List<String> found = new ArrayList<>();
    found.add(
        "An order closes "
            + ExactDecimal.percent(rules.portionPpm())
            + " of a position, at most "
            + ExactDecimal.percent(rules.slippagePpm())
            + " from the mark; a backstop takes what is left at "
            + ExactDecimal.percent(rules.backstopSpreadPpm())
            + ". The penalty is "
            + ExactDecimal.percent(rules.penaltyPpm())
            + " at most, to the insurance fund.");
    found.add(
        "At most "
            + rules.stepsPerBlock()
            + " orders a block, and at most "
            + rules.deleveragingHolders()
            + " holders are visited to deleverage a position.");
    for (Pool pool : scenario.pools()) {
      found.add(
          (pool.isCross() ? "The cross markets' pool" : "The pool of " + pool.symbol())
              + " opens with an insurance fund of "
              + money(pool.insuranceQuanta())
              + " and a backstop of "
              + money(pool.backstopQuanta())
              + " for "
              + population.referenceBooks()
              + " books, and in proportion for other numbers.");
    }
    return found;
  }

  private static <T> String each(
      List<T> items, Function<T, String> name, Function<T, String> value) {
    return String.join(
        ", ", items.stream().map(item -> name.apply(item) + " " + value.apply(item)).toList());
  }

  /** Dollars with commas: 1,250.5 USD is "$1,250.5". */
  static String money(long quanta) {
    String text = ExactDecimal.format(quanta, 6);
    int point = text.indexOf('.');
    StringBuilder grouped = new StringBuilder(text);
    for (int at = (point < 0 ? text.length() : point) - 3; at > 0; at -= 3) {
      grouped.insert(at, ',');
    }
    return "$" + grouped;
  }
}
