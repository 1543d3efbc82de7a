package io.plimsoll.bench.simulate;

import io.plimsoll.bench.price.ExactDecimal;
import io.plimsoll.bench.scenario.Assumed;
import io.plimsoll.bench.scenario.MarketFeed;
import io.plimsoll.bench.scenario.Population;
import io.plimsoll.bench.scenario.Scenario;
import io.plimsoll.chain.MarginChain;
import io.plimsoll.chain.block.Hash;
import io.plimsoll.chain.command.Mode;
import io.plimsoll.chain.model.ModelId;
import io.plimsoll.margin.model.HoldingModel;
import io.plimsoll.node.cli.Main;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a simulation found. Amounts are decimal strings of USD, counts are numbers, times are
 * milliseconds since 1970 in UTC. It holds no word about the machine or the time that it took, so
 * equal runs give equal texts.
 */
public final class Summary {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final ObjectNode root = JSON.createObjectNode();
  private final List<Row> rows = new ArrayList<>();

  /**
   * One chain, for the table at the end.
   *
   * @param refusedPrices price vectors that the chain refused, which a user's own prices can bring
   * @param refusedOthers other commands that it refused after the opening
   */
  public record Row(
      Experiment experiment,
      String mode,
      int accounts,
      int liquidatedBooks,
      String badDebtUsd,
      String fundEndUsd,
      long deleveragings,
      long refusedPrices,
      long refusedOthers,
      Hash root) {}

  Summary(
      Settings settings,
      Listing listing,
      List<TraderBook> books,
      Requirements requirements,
      List<SimulatedChain> chains,
      List<Long> times,
      List<List<Long>> index) {
    Scenario scenario = settings.feed().scenario();
    root.put("plimsoll", Main.version());
    addScenario(settings, scenario);
    addSentences(settings.feed());
    if (settings.model() != null) {
      addModel(settings.model());
    }
    addPopulation(scenario.population(), books.size());
    ArrayNode at = root.putArray("times");
    times.forEach(at::add);
    addPrices(listing, index);
    addRequirements(books, requirements, settings.modes());
    ArrayNode all = root.putArray("chains");
    for (SimulatedChain chain : chains) {
      addChain(all.addObject(), chain, listing);
    }
  }

  /** The whole of it as JSON. */
  public String json() {
    DefaultIndenter indenter = new DefaultIndenter(" ", "\n");
    return JSON.writer()
            .with(new DefaultPrettyPrinter().withObjectIndenter(indenter))
            .writeValueAsString(root)
        + "\n";
  }

  /** The chains in their fixed order. */
  public List<Row> rows() {
    return List.copyOf(rows);
  }

  private void addScenario(Settings settings, Scenario scenario) {
    ObjectNode node = root.putObject("scenario");
    node.put("name", scenario.name());
    node.put("title", scenario.title());
    node.put("fromMs", scenario.prices().fromMs());
    node.put("toMs", scenario.prices().toMs());
    node.put("blocks", settings.blocks());
    node.put(
        "blockTimeMs",
        Math.floorDiv(
            scenario.prices().toMs() - scenario.prices().fromMs(), (long) settings.blocks()));
    node.put("books", settings.books());
    node.put("seed", Long.toString(settings.seed()));
    // What the command line named, so that the page can say how to run it again.
    node.put("scenarioFile", scenario.isShipped() ? null : scenario.file());
    node.put("pricesFile", scenario.isFitted() ? settings.feed().table().file() : null);
    node.put("scenarioSha256", scenario.sha256());
    node.put("pricesSha256", settings.feed().table().sha256());
  }

  private void addSentences(MarketFeed feed) {
    ArrayNode measured = root.putArray("measured");
    measured.add("Prices: " + feed.table().source());
    measured.add("Figures of the scenario: " + feed.scenario().source());
    feed.table().notes().forEach(measured::add);
    ArrayNode assumed = root.putArray("assumed");
    for (Assumed group : feed.assumed()) {
      ObjectNode node = assumed.addObject();
      node.put("about", group.about());
      ArrayNode sentences = node.putArray("sentences");
      group.sentences().forEach(sentences::add);
    }
  }

  /** Says which model mode portfolio has, and what of its values no venue publishes. */
  private void addModel(HoldingModel model) {
    ObjectNode node = root.putObject("model");
    node.put("set", model.parameters().title());
    node.put("id", Long.toString(ModelId.of(model)));
    ObjectNode assumed = root.withArray("assumed").addObject();
    assumed.put("about", "mode portfolio, margined by " + model.parameters().title());
    ArrayNode sentences = assumed.putArray("sentences");
    sentences.add(
        "It nets "
            + model.terms().nets()
            + "; it ignores "
            + model.terms().ignores()
            + ". The stress parameters of the scenario are not used.");
    model.parameters().assumptions().forEach(sentences::add);
  }

  private void addPopulation(Population population, int books) {
    ArrayNode list = root.putArray("population");
    List<Integer> counts = population.counts(books);
    for (int g = 0; g < counts.size(); g++) {
      Population.Kind kind = population.groups().get(g).kind();
      ObjectNode node = list.addObject();
      node.put("kind", word(kind));
      node.put("books", counts.get(g));
      node.put("note", sentence(kind));
    }
  }

  private static String word(Population.Kind kind) {
    return switch (kind) {
      case DIRECTIONAL -> "directional";
      case HEDGED_PAIR -> "hedged pairs";
      case BASIS -> "basis traders";
      case DELTA_NEUTRAL -> "delta-neutral";
      case SHORT_OPTIONS -> "short options";
    };
  }

  private static String sentence(Population.Kind kind) {
    return switch (kind) {
      case DIRECTIONAL -> "Perpetuals, long or short, in one market or several.";
      case HEDGED_PAIR -> "One market's perpetual against another's.";
      case BASIS -> "A call and a put that make a forward, against the perpetual.";
      case DELTA_NEUTRAL -> "Options with a perpetual that takes their delta away.";
      case SHORT_OPTIONS -> "Options sold without a hedge.";
    };
  }

  private void addPrices(Listing listing, List<List<Long>> index) {
    ArrayNode list = root.putArray("prices");
    for (int m = 0; m < listing.markets().size(); m++) {
      ObjectNode node = list.addObject();
      node.put("market", listing.market(m).symbol());
      ArrayNode usd = node.putArray("usd");
      for (List<Long> at : index) {
        usd.add(ExactDecimal.format(at.get(m), -listing.market(m).priceExponent()));
      }
    }
  }

  private void addRequirements(
      List<TraderBook> books, Requirements requirements, List<Mode> modes) {
    ArrayNode list = root.putArray("requirementAtStart");
    for (Population.Kind kind : Population.Kind.values()) {
      List<TraderBook> of = books.stream().filter(book -> book.kind() == kind).toList();
      if (!of.isEmpty()) {
        addRequirement(list.addObject(), word(kind), of, requirements, modes);
      }
    }
    addRequirement(list.addObject(), "all", books, requirements, modes);
  }

  private static void addRequirement(
      ObjectNode node,
      String kind,
      List<TraderBook> books,
      Requirements requirements,
      List<Mode> modes) {
    node.put("kind", kind);
    node.put("books", books.size());
    for (Mode mode : modes) {
      long total = books.stream().mapToLong(book -> requirements.of(book, mode)).sum();
      node.put(SimulatedChain.text(mode) + "Usd", Commands.usd(total));
    }
  }

  private void addChain(ObjectNode node, SimulatedChain simulated, Listing listing) {
    Recorder recorder = simulated.recorder();
    MarginChain chain = simulated.chain();
    String mode = SimulatedChain.text(simulated.mode());
    long fund = recorder.points().getLast().fund();
    long badDebt = recorder.badDebt() + recorder.uncovered(chain);
    node.put("experiment", simulated.experiment().text());
    node.put("mode", mode);
    node.put("subaccounts", recorder.subaccounts());
    node.put("finalHeight", chain.height());
    node.put("finalRoot", chain.root().hex());
    node.put("finalMarginDigest", simulated.lastMarginDigest().hex());
    ObjectNode totals = node.putObject("totals");
    totals.put("collateralUsd", Commands.usd(recorder.collateral()));
    totals.put("liquidatedBooks", recorder.liquidatedBooks());
    totals.put("liquidatedSubaccounts", recorder.liquidatedSubaccounts());
    totals.put("liquidationSteps", recorder.steps());
    totals.put("liquidatedNotionalUsd", Commands.usd(recorder.liquidatedNotional()));
    totals.put("penaltiesUsd", Commands.usd(recorder.penalties()));
    totals.put("badDebtUsd", Commands.usd(badDebt));
    totals.put("uncoveredUsd", Commands.usd(recorder.uncovered(chain)));
    totals.put("fundStartUsd", Commands.usd(recorder.fundStart()));
    totals.put("fundEndUsd", Commands.usd(fund));
    totals.put("fundPaidUsd", Commands.usd(recorder.fundPaid()));
    totals.put("deleveragings", recorder.deleveragings());
    totals.put("deleveragedNotionalUsd", Commands.usd(recorder.deleveragedNotional()));
    totals.put("deleveragedBooks", recorder.deleveragedBooks());
    totals.put("deleveragingHolders", recorder.deleveragingHolders());
    totals.put("refusedPrices", recorder.refusedPrices());
    totals.put("refusedOthers", recorder.refusedOthers());
    addSeries(node.putObject("series"), recorder.points());
    ArrayNode hurt = node.putArray("hurtMost");
    for (Recorder.Hurt book : recorder.hurtMost(chain)) {
      addHurt(hurt.addObject(), book, listing);
    }
    rows.add(
        new Row(
            simulated.experiment(),
            mode,
            recorder.subaccounts(),
            recorder.liquidatedBooks(),
            Commands.usd(badDebt),
            Commands.usd(fund),
            recorder.deleveragings(),
            recorder.refusedPrices(),
            recorder.refusedOthers(),
            chain.root()));
  }

  private static void addSeries(ObjectNode node, List<Recorder.Point> points) {
    amounts(node, "equityUsd", points, Recorder.Point::equity);
    amounts(node, "initialMarginUsd", points, Recorder.Point::initial);
    amounts(node, "maintenanceMarginUsd", points, Recorder.Point::maintenance);
    counts(node, "belowMaintenance", points, Recorder.Point::belowMaintenance);
    counts(node, "liquidations", points, Recorder.Point::liquidations);
    amounts(node, "badDebtUsd", points, Recorder.Point::badDebt);
    amounts(node, "insuranceFundUsd", points, Recorder.Point::fund);
    counts(node, "deleveragings", points, Recorder.Point::deleveragings);
  }

  private static void amounts(
      ObjectNode node,
      String name,
      List<Recorder.Point> points,
      ToLongFunction<Recorder.Point> of) {
    ArrayNode list = node.putArray(name);
    points.forEach(point -> list.add(Commands.usd(of.applyAsLong(point))));
  }

  private static void counts(
      ObjectNode node,
      String name,
      List<Recorder.Point> points,
      ToLongFunction<Recorder.Point> of) {
    ArrayNode list = node.putArray(name);
    points.forEach(point -> list.add(of.applyAsLong(point)));
  }

  private static void addHurt(ObjectNode node, Recorder.Hurt hurt, Listing listing) {
    node.put("book", hurt.book().number());
    node.put("kind", word(hurt.book().kind()));
    node.put("lossUsd", Commands.usd(hurt.loss()));
    node.put("startEquityUsd", Commands.usd(hurt.start()));
    node.put("endEquityUsd", Commands.usd(hurt.end()));
    Recorder.Closing closing = hurt.closing();
    if (closing == null) {
      node.putNull("firstClosedMs").putNull("closedBy").putNull("driver");
    } else {
      node.put("firstClosedMs", closing.timeMs());
      node.put("closedBy", closing.deleveraged() ? "deleveraging" : "liquidation");
      node.put("driver", closing.driver());
    }
    List<String> positions = new ArrayList<>();
    for (TraderBook.Leg leg : hurt.book().legs()) {
      Listing.Item item = listing.item(leg.instrument());
      long stepE12 = listing.marketOf(item).stepE12();
      positions.add(size(leg.lots(), stepE12) + " " + item.name());
    }
    node.put("positions", String.join(", ", positions));
  }

  /** Lots in units of the underlying. */
  private static String size(long lots, long stepE12) {
    BigDecimal size =
        BigDecimal.valueOf(lots).multiply(BigDecimal.valueOf(stepE12, 12)).stripTrailingZeros();
    return (lots > 0 ? "+" : "") + size.toPlainString();
  }
}
