package io.plimsoll.bench.scenario;

import io.plimsoll.bench.price.ExactDecimal;
import java.time.DayOfWeek;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Reads which options are listed and the parameters of portfolio margin. */
final class MarginReader {

  private static final long ONE_PPM = ExactDecimal.ONE_PPM;
  private static final long LARGEST_STRIKE_PPM = 100 * ONE_PPM;
  private static final int LARGEST_VOL_MOVE_PPM = 100_000_000;
  private static final List<String> WEEKDAYS =
      Arrays.stream(DayOfWeek.values()).map(day -> day.name().toLowerCase(Locale.ROOT)).toList();

  private MarginReader() {}

  static OptionRules options(YamlFields fields, Symbols symbols) {
    String weekday = fields.text("weekday").oneOf(WEEKDAYS);
    int hourUtc = fields.whole("hourUtc", 0, 23);
    List<OptionRules.Expiry> expiries = new ArrayList<>();
    for (YamlFields expiry : fields.items("expiries").fields()) {
      int lowest = expiry.percent("lowestPct", 1, LARGEST_STRIKE_PPM);
      expiries.add(
          new OptionRules.Expiry(lowest, expiry.percent("highestPct", lowest, LARGEST_STRIKE_PPM)));
      expiry.done();
    }
    List<Integer> strikesPpm = new ArrayList<>();
    long before = 0;
    for (YamlText strike : fields.items("strikesPct").texts()) {
      before = strike.decimal(4, before + 1, LARGEST_STRIKE_PPM);
      strikesPpm.add(Math.toIntExact(before));
    }
    Symbols given = new Symbols("market");
    List<OptionRules.Underlying> underlyings = new ArrayList<>();
    for (YamlFields underlying : fields.itemsOrNone("underlyings").fields()) {
      String symbol = given.add(underlying.text("symbol"));
      symbols.known(underlying.text("symbol"));
      underlyings.add(
          new OptionRules.Underlying(
              symbol,
              underlying.text("strikeStepUsd").decimal(6, 1, 1_000_000 * ONE_PPM),
              underlying.percent("shortPct"),
              underlying.percent("shortFloorPct")));
      underlying.done();
    }
    fields.done();
    return new OptionRules(
        DayOfWeek.of(WEEKDAYS.indexOf(weekday) + 1), hourUtc, expiries, strikesPpm, underlyings);
  }

  static Portfolio portfolio(YamlFields fields, Symbols symbols) {
    int stepsPerSide = fields.whole("stepsPerSide", 1, 50);
    int maintenancePpm = fields.percent("maintenancePctOfInitial", 1, ONE_PPM);
    String model = fields.stringIfThere("model");
    long gateQuanta = fields.quanta("gateUsd");
    YamlItems items = fields.items("underlyings");
    Symbols given = new Symbols("market");
    List<Portfolio.Underlying> underlyings = new ArrayList<>();
    for (YamlFields underlying : items.fields()) {
      symbols.known(underlying.text("symbol"));
      underlyings.add(underlying(underlying, given.add(underlying.text("symbol"))));
    }
    symbols.allIn(given, items);
    List<Portfolio.Correlation> correlations = new ArrayList<>();
    Symbols pairs = new Symbols("pair");
    for (YamlFields pair : fields.itemsOrNone("correlations").fields()) {
      correlations.add(correlation(pair, symbols, pairs));
    }
    fields.done();
    return new Portfolio(
        stepsPerSide, maintenancePpm, model, gateQuanta, underlyings, correlations);
  }

  private static Portfolio.Underlying underlying(YamlFields fields, String symbol) {
    Portfolio.Underlying found =
        new Portfolio.Underlying(
            symbol,
            fields.percent("rangePct"),
            fields.percent("volUpPct", 0, LARGEST_VOL_MOVE_PPM),
            fields.percent("volDownPct"),
            fields.percent("extremeMovePct"),
            fields.percent("extremeWeightPct"),
            fields.percent("basisPct"),
            fields.percent("liquidityPct"),
            fields.percent("optionLiquidityPct"),
            fields.percent("optionMinimumPct"));
    if (found.extremeMovePpm() < found.rangePpm()) {
      throw fields
          .text("extremeMovePct")
          .place()
          .wrong(fields.string("extremeMovePct"), "must not be below rangePct");
    }
    fields.done();
    return found;
  }

  private static Portfolio.Correlation correlation(
      YamlFields fields, Symbols symbols, Symbols pairs) {
    String one = symbols.known(fields.text("one"));
    String other = symbols.known(fields.text("other"));
    if (one.equals(other)) {
      throw fields.text("other").place().wrong(other, "must not be the same as one");
    }
    String pair = one.compareTo(other) < 0 ? one + " " + other : other + " " + one;
    if (!pairs.names().add(pair)) {
      throw fields.place().wrong(pair, "is there twice");
    }
    Portfolio.Correlation found =
        new Portfolio.Correlation(
            one, other, fields.percent("sameWayPct"), fields.percent("oppositePct"));
    fields.done();
    return found;
  }
}
