package io.plimsoll.bench.simulate;

import io.plimsoll.bench.price.BlockClock;
import io.plimsoll.bench.report.ReportPage;
import io.plimsoll.bench.scenario.Population;
import io.plimsoll.bench.scenario.Portfolio;
import io.plimsoll.bench.scenario.Scenario;
import io.plimsoll.chain.command.Mode;
import io.plimsoll.kernels.engine.Engine;
import io.plimsoll.kernels.engine.Engines;
import io.plimsoll.kernels.scenario.ScenarioSet;
import io.plimsoll.node.file.PartialFile;
import io.plimsoll.node.log.BlockLogWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Plays a scenario on a chain for each experiment and mode. All chains get the same prices and
 * quotes; block after block, each executes its own. Nothing in the results depends on the machine,
 * the number of threads or the time that it took.
 */
public final class Simulation {

  /** Most points of the series. */
  private static final int MOST_POINTS = 480;

  /** Blocks that a chain executes in one go. */
  private static final int BATCH = 16;

  private final Settings settings;
  private final Scenario scenario;
  private final Listing listing;
  private final BlockClock clock;
  private final List<SimulatedChain> chains = new ArrayList<>();
  private final List<PartialFile> parts = new ArrayList<>();
  private final int mostCommands;
  private final List<Long> times = new ArrayList<>();
  private final List<List<Long>> index = new ArrayList<>();

  /** A simulation that has not begun. */
  public Simulation(Settings settings) {
    this(settings, OpeningBlocks.MOST_COMMANDS);
  }

  /** One with another size of the opening's blocks. */
  Simulation(Settings settings, int mostCommands) {
    this.settings = settings;
    this.mostCommands = mostCommands;
    this.scenario = settings.feed().scenario();
    this.listing = new Listing(settings.feed());
    this.clock = scenario.clock(settings.blocks());
  }

  /**
   * Runs it and writes {@code report.html}, {@code blocks.jsonl} and {@code summary.json}, and the
   * logs where they are wanted.
   *
   * @return what a person sees at the end
   * @throws io.plimsoll.node.cli.Failure where it cannot be opened, or has no place to write
   * @throws IOException where a file cannot be written
   */
  public Summary run(Progress progress) throws IOException {
    if (settings.model() != null) {
      listing.requireCovered(settings.model());
    }
    Targets.prepare(settings);
    try (Engine pricing = Engines.create("scalar", 1)) {
      Quotation prices = new Quotation(settings.feed(), listing, pricing);
      BlockFeed feed = new BlockFeed(settings.feed(), listing, prices, clock, settings.books());
      BlockFeed.Content first = feed.content(0);
      List<TraderBook> books =
          Traders.draw(scenario.population(), listing, prices, settings.books(), settings.seed());
      times.add(first.timeMs());
      index.add(first.index());
      Requirements requirements =
          Requirements.measure(
              settings, listing, books, prices, chain -> openingBlocks(first, chain), pricing);
      openAll(books, requirements, prices, first);
      play(feed, progress);
      Summary summary = new Summary(settings, listing, books, requirements, chains, times, index);
      writeResults(summary);
      return summary;
    } finally {
      closeAll();
    }
  }

  private void openAll(
      List<TraderBook> books, Requirements requirements, Quotation prices, BlockFeed.Content first)
      throws IOException {
    List<byte[]> genesis = Commands.genesis(settings, listing, longestBlockMs());
    for (Experiment experiment : settings.experiments()) {
      for (Mode mode : settings.modes()) {
        SimulatedChain chain = newChain(experiment, mode, books, first);
        chains.add(chain);
        chain.open(first.timeMs() - SimulatedChain.GENESIS_BEFORE_MS, genesis, first.index());
        open(chain, books, requirements, prices, first);
      }
    }
  }

  private long longestBlockMs() {
    return Math.ceilDiv(scenario.prices().toMs() - scenario.prices().fromMs(), clock.blocks());
  }

  private SimulatedChain newChain(
      Experiment experiment, Mode mode, List<TraderBook> books, BlockFeed.Content first)
      throws IOException {
    int threads =
        settings.chains() == 1 ? Math.max(1, Runtime.getRuntime().availableProcessors()) : 1;
    PartialFile part =
        PartialFile.of(settings.out().resolve(Targets.name(experiment, mode) + ".blocks"));
    parts.add(part);
    Recorder recorder = new Recorder(listing, books, stresses(), first.index());
    Writer blocks = Files.newBufferedWriter(part.path(), StandardCharsets.UTF_8);
    Path log = Targets.log(settings, experiment, mode);
    BlockLogWriter logs = log == null ? null : BlockLogWriter.create(log);
    Engine engine = Engines.create(settings.engine(), threads);
    return new SimulatedChain(experiment, mode, engine, settings.models(), recorder, blocks, logs);
  }

  private OpeningBlocks openingBlocks(BlockFeed.Content first, OpeningBlocks.Chain chain) {
    return new OpeningBlocks(first, mostCommands, clock.timeMs(1), chain);
  }

  private List<ScenarioSet> stresses() {
    List<ScenarioSet> sets = new ArrayList<>();
    for (int m = 0; m < listing.markets().size(); m++) {
      Portfolio.Underlying stress = scenario.stress(listing.market(m).symbol());
      sets.add(
          ScenarioSet.stressMatrix(
              stress.rangePpm(),
              scenario.portfolio().stepsPerSide(),
              stress.volUpPpm(),
              stress.volDownPpm(),
              stress.extremeMovePpm(),
              stress.extremeWeightPpm()));
    }
    return sets;
  }

  private void open(
      SimulatedChain chain,
      List<TraderBook> books,
      Requirements requirements,
      Quotation prices,
      BlockFeed.Content first)
      throws IOException {
    Population population = scenario.population();
    Opening opening = new Opening(listing, chain.mode());
    OpeningBlocks into =
        openingBlocks(first, (timeMs, commands) -> chain.open(timeMs, commands, first.index()));
    List<long[]> amounts = new ArrayList<>();
    for (TraderBook book : books) {
      List<Opening.Part> of = opening.parts(book);
      long collateral = collateral(chain, book, requirements);
      long[] each =
          opening.allocate(
              of,
              requirements.ofParts(book, of, chain.mode()),
              collateral,
              population.isolatedPpm(),
              population.fundedAtLeastPpm());
      opening.open(book, of, each, false, prices, into.forNextBook());
      amounts.add(each);
    }
    into.finish();
    for (TraderBook book : books) {
      chain.recorder().opened(book, opening.parts(book), amounts.get(book.number()), chain.chain());
    }
    chain.recorder().begin(chain.chain());
  }

  private long collateral(SimulatedChain chain, TraderBook book, Requirements requirements) {
    Population population = scenario.population();
    if (chain.experiment() == Experiment.SAME_UTILISATION) {
      long requirement = requirements.of(book, chain.mode());
      return Opening.collateral(
          book, Opening.ceil(requirement, 1_000_000, population.utilisationPpm()), 1_000_000);
    }
    long largest = 0;
    for (Mode mode : Mode.values()) {
      largest = Math.max(largest, requirements.of(book, mode));
    }
    long wanted = Opening.ceil(book.grossQuanta(), 1_000_000, book.leverageE6());
    return Math.max(wanted, Opening.collateral(book, largest, population.fundedAtLeastPpm()));
  }

  private void play(BlockFeed feed, Progress progress) throws IOException {
    new Playback(chains, from -> batch(feed, from), progress).run();
    for (SimulatedChain chain : chains) {
      chain.finish();
    }
  }

  /** The next blocks, at most {@link #BATCH}; none after the last. */
  private List<Playback.Step> batch(BlockFeed feed, int from) {
    int every = Math.ceilDiv(clock.blocks(), MOST_POINTS);
    List<Playback.Step> batch = new ArrayList<>();
    int to = Math.min(clock.blocks(), from + BATCH - 1);
    for (int block = from; block <= to; block++) {
      BlockFeed.Content content = feed.content(block);
      boolean samples = block % every == 0 || block == clock.blocks();
      batch.add(new Playback.Step(block, content, samples));
      if (samples) {
        times.add(content.timeMs());
        index.add(content.index());
      }
    }
    return batch;
  }

  private void writeResults(Summary summary) throws IOException {
    String json = summary.json();
    try (PartialFile blocks = PartialFile.of(settings.out().resolve(Targets.BLOCKS))) {
      try (OutputStream out = Files.newOutputStream(blocks.path())) {
        for (PartialFile part : parts) {
          Files.copy(part.path(), out);
        }
      }
      put(Targets.SUMMARY, json);
      put(Targets.REPORT, ReportPage.render(json));
      blocks.finish();
    }
  }

  private void put(String name, String text) throws IOException {
    try (PartialFile file = PartialFile.of(settings.out().resolve(name))) {
      Files.writeString(file.path(), text);
      file.finish();
    }
  }

  private void closeAll() throws IOException {
    for (SimulatedChain chain : chains) {
      chain.close();
    }
    for (PartialFile part : parts) {
      part.close();
    }
  }
}
