package io.plimsoll.bench.scenario;

import io.plimsoll.bench.price.ExactDecimal;
import io.plimsoll.bench.price.InputFile;
import io.plimsoll.bench.price.PriceSeries;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the whole of a scenario; parts with rules of their own have readers of their own. */
final class ScenarioReader {

  private static final long ONE_PPM = ExactDecimal.ONE_PPM;
  private static final int LARGEST_VOL_PPM = 20_000_000;
  private static final int LARGEST_BAND_PPM = 1_000_000_000;
  private static final long LARGEST_STEP_E12 = 1_000_000_000_000_000L;
  private static final String CROSS = "cross";

  private ScenarioReader() {}

  static Scenario read(InputFile file) {
    YamlFields root = YamlReader.read(file);
    String name = name(root.text("name"));
    String title = root.string("title");
    String source = root.string("source");
    var date = root.text("date").date();
    Scenario.Prices prices = prices(root.fields("prices"));
    var assumptions = AssumptionsReader.read(root.fields("assumptions"));
    Map<String, Tier> tiers = tiers(root.items("tiers"));
    List<Market> markets = markets(root.items("markets"), tiers);
    Symbols symbols = new Symbols("market", markets.stream().map(Market::symbol).toList());
    OptionRules options = MarginReader.options(root.fields("options"), symbols);
    Portfolio portfolio = MarginReader.portfolio(root.fields("portfolio"), symbols);
    LiquidationRules liquidation = liquidation(root.fields("liquidation"));
    Depth depth = depth(root.fields("depth"), symbols);
    List<Pool> pools = pools(root.items("pools"), markets);
    Population population = new PopulationReader(markets, options).read(root.fields("population"));
    root.done();
    return new Scenario(
        file.name(),
        file.sha256(),
        name,
        title,
        source,
        date,
        prices,
        assumptions,
        markets,
        options,
        portfolio,
        liquidation,
        depth,
        pools,
        population,
        List.of());
  }

  /** Names stand in file names and tables, so they are short and plain. */
  private static String name(YamlText text) {
    String name = text.string();
    if (!name.matches("[a-z0-9][a-z0-9.-]{0,39}")) {
      throw text.place()
          .wrong(name, "must be 1 to 40 of a to z, 0 to 9, dots and hyphens, no hyphen first");
    }
    return name;
  }

  private static Scenario.Prices prices(YamlFields fields) {
    String table = fields.string("table");
    long fromMs = fullHour(fields.text("from"));
    long toMs = fullHour(fields.text("to"));
    long blockMs = 1_000L * fields.whole("blockSeconds", 1, 86_400);
    if (toMs <= fromMs) {
      throw fields.text("to").place().wrong(fields.string("to"), "must be later than from");
    }
    if (Math.floorMod(toMs - fromMs, blockMs) != 0) {
      throw fields
          .text("blockSeconds")
          .place()
          .wrong(fields.string("blockSeconds"), "must divide the time between from and to");
    }
    if (Math.floorDiv(toMs - fromMs, blockMs) > Scenario.MOST_BLOCKS) {
      throw fields
          .text("blockSeconds")
          .place()
          .wrong(
              fields.string("blockSeconds"),
              "must leave at most " + Scenario.MOST_BLOCKS + " blocks between from and to");
    }
    fields.done();
    return new Scenario.Prices(table, fromMs, toMs, blockMs);
  }

  private static long fullHour(YamlText text) {
    long ms = text.timeMs();
    if (Math.floorMod(ms, PriceSeries.HOUR_MS) != 0) {
      throw text.place().wrong(text.value(), "must be a full hour");
    }
    return ms;
  }

  private static Map<String, Tier> tiers(YamlItems items) {
    Map<String, Tier> tiers = new LinkedHashMap<>();
    Symbols names = new Symbols("tier");
    for (YamlFields fields : items.fields()) {
      String name = names.add(fields.text("name"));
      Tier tier =
          new Tier(
              name,
              fields.percent("initialPct", 1, ONE_PPM),
              fields.percent("maintenancePctOfInitial"),
              fields.quanta("openInterestLowerUsd"),
              fields.quanta("openInterestUpperUsd"));
      if (tier.openInterestUpper() != 0 && tier.openInterestLower() >= tier.openInterestUpper()) {
        throw fields
            .text("openInterestLowerUsd")
            .place()
            .wrong(fields.string("openInterestLowerUsd"), "must be below openInterestUpperUsd");
      }
      if (tier.openInterestUpper() == 0 && tier.openInterestLower() != 0) {
        throw fields
            .text("openInterestLowerUsd")
            .place()
            .wrong(fields.string("openInterestLowerUsd"), "must be 0 where the upper cap is 0");
      }
      fields.done();
      tiers.put(name, tier);
    }
    return tiers;
  }

  private static List<Market> markets(YamlItems items, Map<String, Tier> tiers) {
    Symbols tierNames = new Symbols("tier", List.copyOf(tiers.keySet()));
    Symbols symbols = new Symbols("market");
    List<Market> markets = new ArrayList<>();
    for (YamlFields fields : items.fields()) {
      String symbol = symbols.add(fields.text("symbol"));
      if (symbol.equals(CROSS)) {
        throw fields.text("symbol").place().wrong(symbol, "must not be the name of the cross pool");
      }
      boolean isolated = fields.text("margin").oneOf(List.of(CROSS, "isolated")).equals("isolated");
      @Nullable Tier tier = tiers.get(tierNames.known(fields.text("tier")));
      if (tier == null) {
        throw new IllegalStateException("a known tier is a tier");
      }
      markets.add(
          new Market(
              symbol,
              isolated,
              tier,
              fields.whole("priceExponent", -PriceSeries.SCALE, 0),
              fields.text("step").decimal(12, 1, LARGEST_STEP_E12),
              fields.millionths("openInterestFactor", 1, 1_000_000 * ONE_PPM),
              fields.percent("defaultFundingPct", -ONE_PPM, ONE_PPM),
              fields.percent("priorVolPct", 1, LARGEST_VOL_PPM),
              fields.percent("bandPctPerMinute", 1, LARGEST_BAND_PPM)));
      fields.done();
    }
    return markets;
  }

  private static LiquidationRules liquidation(YamlFields fields) {
    LiquidationRules rules =
        new LiquidationRules(
            fields.percent("penaltyPct"),
            fields.percent("slippagePct"),
            fields.percent("backstopSpreadPct"),
            fields.percent("portionPct", 1, ONE_PPM),
            fields.quanta("portionMinimumUsd"),
            fields.whole("stepsPerBlock", 1, 1_000_000),
            fields.whole("deleveragingHolders", 1, 1_000_000));
    fields.done();
    return rules;
  }

  private static Depth depth(YamlFields fields, Symbols symbols) {
    YamlItems items = fields.items("markets");
    Symbols given = new Symbols("market");
    List<Depth.MarketDepth> markets = new ArrayList<>();
    for (YamlFields market : items.fields()) {
      String symbol = given.add(market.text("symbol"));
      symbols.known(market.text("symbol"));
      markets.add(new Depth.MarketDepth(symbol, levels(market.items("levels"))));
      market.done();
    }
    symbols.allIn(given, items);
    Depth depth = new Depth(markets, levels(fields.items("options")));
    fields.done();
    return depth;
  }

  private static List<Depth.Level> levels(YamlItems items) {
    List<Depth.Level> levels = new ArrayList<>();
    long before = -1;
    for (YamlFields fields : items.fields()) {
      int spreadPpm = fields.percent("spreadPct", 0, ONE_PPM - 1);
      if (spreadPpm <= before) {
        throw fields
            .text("spreadPct")
            .place()
            .wrong(fields.string("spreadPct"), "must be wider than the level before it");
      }
      before = spreadPpm;
      levels.add(new Depth.Level(spreadPpm, fields.quanta("usd")));
      fields.done();
    }
    return levels;
  }

  private static List<Pool> pools(YamlItems items, List<Market> markets) {
    Symbols needed = new Symbols("pool");
    needed.names().add(CROSS);
    markets.stream().filter(Market::isolated).map(Market::symbol).forEach(needed.names()::add);
    Symbols given = new Symbols("pool");
    List<Pool> pools = new ArrayList<>();
    for (YamlFields fields : items.fields()) {
      String pool = given.add(fields.text("pool"));
      needed.known(fields.text("pool"));
      pools.add(
          new Pool(
              pool.equals(CROSS) ? "" : pool,
              fields.quanta("insuranceUsd"),
              fields.quanta("backstopUsd")));
      fields.done();
    }
    needed.allIn(given, items);
    return pools;
  }
}
