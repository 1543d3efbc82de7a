package io.plimsoll.bench.cli;

import io.plimsoll.bench.price.InvalidInput;
import io.plimsoll.bench.price.PriceSeries;
import io.plimsoll.bench.price.PriceTable;
import io.plimsoll.bench.scenario.MarketFeed;
import io.plimsoll.bench.scenario.Scenario;
import io.plimsoll.bench.simulate.Experiment;
import io.plimsoll.bench.simulate.Settings;
import io.plimsoll.bench.simulate.Simulation;
import io.plimsoll.bench.simulate.Summary;
import io.plimsoll.chain.command.Mode;
import io.plimsoll.chain.model.ModelCatalogue;
import io.plimsoll.margin.model.HoldingModel;
import io.plimsoll.node.cli.EngineOption;
import io.plimsoll.node.cli.Failure;
import io.plimsoll.node.parameters.Models;
import io.plimsoll.node.parameters.ParameterFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** {@code plimsoll simulate}. */
@CommandLine.Command(
    name = "simulate",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Replays a crash block by block under isolated, cross and portfolio margin.",
      "",
      "The same books trade on a chain for each experiment and mode: with the same collateral, and"
          + " at the same utilisation. Writes report.html, blocks.jsonl and summary.json. One seed"
          + " gives the same files on every machine."
    })
final class SimulateCommand implements Callable<Integer> {

  private static final int MOST_BOOKS = 1_000_000;
  private static final String ALL = "all";

  /** A chain pays funding for at most 10,000 hours in a block; one may have begun before. */
  private static final long MOST_HOURS_A_BLOCK = 9_998;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @CommandLine.Option(
      names = "--scenario",
      paramLabel = "NAME|FILE",
      defaultValue = Scenario.DEFAULT,
      description = "A shipped scenario or a YAML file (${DEFAULT-VALUE}).")
  private String scenario;

  @CommandLine.Option(
      names = "--prices",
      paramLabel = "FILE",
      description =
          "Your own hourly prices: a CSV file with ts_utc, symbol, open, high, low, close.")
  private @Nullable Path prices;

  @CommandLine.Option(
      names = "--experiment",
      paramLabel = "NAME",
      defaultValue = "both",
      description = "same-collateral, same-utilisation or both (${DEFAULT-VALUE}).")
  private String experiment;

  @CommandLine.Option(
      names = "--mode",
      paramLabel = "NAME",
      defaultValue = ALL,
      description = "isolated, cross, portfolio or all (${DEFAULT-VALUE}).")
  private String mode;

  @CommandLine.Option(
      names = "--model",
      paramLabel = "SET|FILE",
      description =
          "What margins mode portfolio in place of the scenario's stress matrix, or of the model"
              + " that it names: a parameter set that ships, as margin --model has them, or a file."
              + " Each account is asked about in each block, so take fewer books or blocks.")
  private @Nullable String model;

  @CommandLine.Option(
      names = "--subaccounts",
      paramLabel = "N",
      description =
          "Books in the population (10000); a book is several subaccounts in isolated mode.")
  private @Nullable Integer books;

  @CommandLine.Option(
      names = "--blocks",
      paramLabel = "N",
      description = "Spread the whole window over N blocks; otherwise the scenario's block time.")
  private @Nullable Integer blocks;

  @CommandLine.Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Seed of the population (${DEFAULT-VALUE}).")
  private long seed;

  @CommandLine.Mixin private EngineOption engine = new EngineOption();

  @CommandLine.Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "plimsoll-out",
      description = "Folder for the results (${DEFAULT-VALUE}).")
  private Path out;

  @CommandLine.Option(
      names = "--log",
      paramLabel = "FILE",
      description =
          "Write the blocks for replay: FILE for one chain, otherwise FILE.<experiment>.<mode>.")
  private @Nullable Path log;

  /** For picocli. */
  SimulateCommand() {}

  @Override
  public Integer call() throws IOException {
    try {
      simulate(settings());
    } catch (InvalidInput e) {
      throw new Failure(String.valueOf(e.getMessage()));
    }
    return 0;
  }

  private void simulate(Settings settings) throws IOException {
    PrintWriter terminal = spec.commandLine().getOut();
    Summary summary;
    try (Meter meter = Meter.of(settings, spec.commandLine().getErr())) {
      summary = new Simulation(settings).run(meter);
    }
    Table.print(summary, settings, terminal);
  }

  private Settings settings() throws IOException {
    checkEngine();
    MarketFeed feed = feed();
    int count = inRange("--blocks", blocks, feed.scenario().blocks(), Scenario.MOST_BLOCKS);
    int population =
        inRange("--subaccounts", books, feed.scenario().population().referenceBooks(), MOST_BOOKS);
    long windowMs = feed.scenario().prices().toMs() - feed.scenario().prices().fromMs();
    if (count > windowMs) {
      throw wrong("--blocks", Integer.toString(count), "must leave a millisecond for each block");
    }
    if (Math.ceilDiv(windowMs, count) > MOST_HOURS_A_BLOCK * PriceSeries.HOUR_MS) {
      throw wrong(
          "--blocks",
          Integer.toString(count),
          "must leave at most "
              + MOST_HOURS_A_BLOCK
              + " hours to each block, for which funding is paid; the prices span "
              + Math.ceilDiv(windowMs, PriceSeries.HOUR_MS));
    }
    String chosen = model == null ? feed.scenario().model() : model;
    return new Settings(
        feed,
        count,
        population,
        seed,
        engine.name(),
        experiments(),
        modes(),
        out,
        log,
        chosen == null ? null : model(chosen));
  }

  private static HoldingModel model(String named) throws IOException {
    try {
      HoldingModel chosen = Models.chosen(named);
      // Says what it lacks, where it does.
      ModelCatalogue.of(List.of(chosen));
      return chosen;
    } catch (ParameterFiles.Refused | IllegalArgumentException e) {
      throw new Failure(String.valueOf(e.getMessage()));
    }
  }

  private MarketFeed feed() {
    Scenario stated =
        scenario.endsWith(".yaml") || scenario.endsWith(".yml")
            ? Scenario.read(Path.of(scenario))
            : Scenario.shipped(scenario);
    if (prices == null) {
      return MarketFeed.of(stated);
    }
    PriceTable table = PriceTable.read(prices);
    return MarketFeed.of(stated.fittedTo(table), table);
  }

  private void checkEngine() {
    engine.open(spec, 1).close();
  }

  private int inRange(String option, @Nullable Integer given, long otherwise, int most) {
    long value = given == null ? otherwise : given;
    if (value < 1 || value > most) {
      throw wrong(option, Long.toString(value), "must be 1 to " + most);
    }
    return (int) value;
  }

  private List<Experiment> experiments() {
    List<Experiment> found = new ArrayList<>();
    for (Experiment each : Experiment.values()) {
      if (experiment.equals("both") || experiment.equals(each.text())) {
        found.add(each);
      }
    }
    if (found.isEmpty()) {
      throw wrong("--experiment", experiment, "must be same-collateral, same-utilisation or both");
    }
    return found;
  }

  private List<Mode> modes() {
    List<Mode> found = new ArrayList<>();
    for (Mode each : Mode.values()) {
      if (mode.equals(ALL) || mode.equals(each.name().toLowerCase(Locale.ROOT))) {
        found.add(each);
      }
    }
    if (found.isEmpty()) {
      throw wrong("--mode", mode, "must be isolated, cross, portfolio or all");
    }
    return found;
  }

  private CommandLine.ParameterException wrong(String option, String value, String rule) {
    return new CommandLine.ParameterException(
        spec.commandLine(), option + " '" + value + "' " + rule);
  }
}
