package io.plimsoll.bench.scenario;

import io.plimsoll.bench.price.ExactDecimal;
import io.plimsoll.bench.scenario.Population.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads who trades. */
final class PopulationReader {

  private static final long ONE_PPM = ExactDecimal.ONE_PPM;
  private static final int LARGEST_WEIGHT = 1_000_000;
  private static final long LARGEST_STRIKE_PPM = 100 * ONE_PPM;
  private static final List<String> KINDS = Arrays.stream(Kind.values()).map(Kind::text).toList();

  private final Symbols symbols;
  private final Symbols crossSymbols;
  private final Symbols optionSymbols;

  PopulationReader(List<Market> markets, OptionRules options) {
    this.symbols = new Symbols("market", markets.stream().map(Market::symbol).toList());
    this.crossSymbols =
        new Symbols(
            "cross market",
            markets.stream().filter(market -> !market.isolated()).map(Market::symbol).toList());
    this.optionSymbols =
        new Symbols(
            "market with options",
            options.underlyings().stream().map(OptionRules.Underlying::symbol).toList());
  }

  Population read(YamlFields fields) {
    int referenceBooks = fields.whole("referenceBooks", 1, 100_000_000);
    long fundedAtLeastPpm = fields.percent("fundedAtLeastPct", ONE_PPM, 1_000 * ONE_PPM);
    int utilisationPpm = fields.percent("utilisationPct", 1, ONE_PPM);
    int isolatedPpm = fields.percent("isolatedPct", 1, ONE_PPM);
    long counterpartyQuanta = fields.quanta("counterpartyUsd");
    List<Population.Group> groups = new ArrayList<>();
    for (YamlFields group : fields.items("groups").fields()) {
      groups.add(group(group));
      group.done();
    }
    fields.done();
    return new Population(
        referenceBooks, fundedAtLeastPpm, utilisationPpm, isolatedPpm, counterpartyQuanta, groups);
  }

  private Population.Group group(YamlFields fields) {
    String word = fields.text("kind").oneOf(KINDS);
    Kind kind =
        Arrays.stream(Kind.values()).filter(k -> k.text().equals(word)).findFirst().orElseThrow();
    boolean hedged = kind != Kind.DIRECTIONAL && kind != Kind.SHORT_OPTIONS;
    boolean options = kind.hasOptions();
    int weight = weight(fields);
    int longPpm = fields.percent("longPct");
    int least = fields.whole("leastPositions", 1, 50);
    int most = fields.whole("mostPositions", least, 50);
    int hedgeLowest = hedged ? fields.percent("hedgeLowestPct") : 0;
    int hedgeHighest = hedged ? fields.percent("hedgeHighestPct", hedgeLowest, 10 * ONE_PPM) : 0;
    int strikeLowest = options ? fields.percent("strikeLowestPct", 1, LARGEST_STRIKE_PPM) : 0;
    int strikeHighest =
        options ? fields.percent("strikeHighestPct", strikeLowest, LARGEST_STRIKE_PPM) : 0;
    return new Population.Group(
        kind,
        weight,
        longPpm,
        least,
        most,
        hedgeLowest,
        hedgeHighest,
        strikeLowest,
        strikeHighest,
        choices(fields.items("markets"), kind),
        sizes(fields.items("sizes")),
        leverages(fields.items("leverages")));
  }

  private static int weight(YamlFields fields) {
    return fields.whole("weight", 1, LARGEST_WEIGHT);
  }

  private List<Population.Choice> choices(YamlItems items, Kind kind) {
    List<Population.Choice> choices = new ArrayList<>();
    for (YamlFields fields : items.fields()) {
      YamlText text = fields.text("symbol");
      String symbol = symbols.known(text);
      String against = "";
      if (kind.hasOptions()) {
        optionSymbols.known(text);
      }
      if (kind == Kind.HEDGED_PAIR) {
        // A hedge counts only where both legs can lie in one subaccount.
        crossSymbols.known(text);
        against = crossSymbols.known(fields.text("against"));
        if (against.equals(symbol)) {
          throw fields.text("against").place().wrong(against, "must not be the same as symbol");
        }
      }
      choices.add(new Population.Choice(symbol, against, weight(fields)));
      fields.done();
    }
    return choices;
  }

  private static List<Population.Size> sizes(YamlItems items) {
    List<Population.Size> sizes = new ArrayList<>();
    for (YamlFields fields : items.fields()) {
      long quanta = fields.text("usd").decimal(6, ONE_PPM, 1_000_000_000 * ONE_PPM);
      sizes.add(new Population.Size(quanta, weight(fields)));
      fields.done();
    }
    return sizes;
  }

  private static List<Population.Leverage> leverages(YamlItems items) {
    List<Population.Leverage> leverages = new ArrayList<>();
    for (YamlFields fields : items.fields()) {
      long times = fields.millionths("times", 1, 1_000 * ONE_PPM);
      leverages.add(new Population.Leverage(times, weight(fields)));
      fields.done();
    }
    return leverages;
  }
}
