package io.plimsoll.bench.simulate;

import io.plimsoll.bench.scenario.MarketFeed;
import io.plimsoll.bench.scenario.Scenario;
import io.plimsoll.chain.block.Block;
import io.plimsoll.chain.command.Mode;
import io.plimsoll.node.log.BlockLogReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Small simulations of the shipped scenario, for tests. */
public final class Runs {

  static final int BLOCKS = 48;
  static final int BOOKS = 60;

  private Runs() {}

  /** All six chains, or some, with logs at {@code DIR/log}. */
  public static Settings settings(
      Path out, long seed, String engine, List<Experiment> experiments, List<Mode> modes) {
    return settings(out, BLOCKS, BOOKS, seed, engine, experiments, modes);
  }

  /** Of another size. */
  static Settings settings(
      Path out,
      int blocks,
      int books,
      long seed,
      String engine,
      List<Experiment> experiments,
      List<Mode> modes) {
    return new Settings(
        MarketFeed.of(Scenario.shipped(Scenario.DEFAULT)),
        blocks,
        books,
        seed,
        engine,
        experiments,
        modes,
        out,
        out.resolve("log"));
  }

  /** Runs all six chains. */
  public static Summary all(Path out, long seed, String engine) throws IOException {
    return new Simulation(
            settings(
                out,
                seed,
                engine,
                Arrays.asList(Experiment.values()),
                Arrays.asList(Mode.values())))
        .run((block, liquidations) -> {});
  }

  /** The files of a folder by name. */
  static Map<String, byte[]> files(Path folder) throws IOException {
    Map<String, byte[]> found = new TreeMap<>();
    try (Stream<Path> list = Files.list(folder)) {
      for (Path file : list.toList()) {
        found.put(file.getFileName().toString(), Files.readAllBytes(file));
      }
    }
    return found;
  }

  /** The blocks of a log. */
  static List<Block> blocks(Path log) throws IOException {
    List<Block> blocks = new ArrayList<>();
    try (BlockLogReader reader = BlockLogReader.open(log)) {
      for (Block block = reader.next(); block != null; block = reader.next()) {
        blocks.add(block);
      }
    }
    return blocks;
  }
}
