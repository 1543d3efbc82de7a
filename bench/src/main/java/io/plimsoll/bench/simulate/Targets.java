package io.plimsoll.bench.simulate;

import io.plimsoll.bench.scenario.MarketFeed;
import io.plimsoll.chain.command.Mode;
import io.plimsoll.node.cli.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where a simulation writes, looked at before it begins: a run is not lost for a name. */
final class Targets {

  /** The page. */
  static final String REPORT = "report.html";

  /** A line for each block of each chain. */
  static final String BLOCKS = "blocks.jsonl";

  /** All figures. */
  static final String SUMMARY = "summary.json";

  private Targets() {}

  /** The name of a chain in the names of files. */
  static String name(Experiment experiment, Mode mode) {
    return experiment.text() + "." + SimulatedChain.text(mode);
  }

  /** Where a chain's log goes, or null where none is wanted. */
  static @Nullable Path log(Settings settings, Experiment experiment, Mode mode) {
    Path log = settings.log();
    return log == null || settings.chains() == 1
        ? log
        : log.resolveSibling(log.getFileName() + "." + name(experiment, mode));
  }

  /**
   * Makes the folder of the results.
   *
   * @throws Failure where a file cannot be written as things stand, or would replace one that is
   *     read
   * @throws IOException where the folder cannot be made
   */
  static void prepare(Settings settings) throws IOException {
    if (settings.out().toString().isEmpty()) {
      throw new Failure("--out '' must name a folder");
    }
    Path log = settings.log();
    if (log != null && (log.getFileName() == null || log.getFileName().toString().isEmpty())) {
      throw new Failure("--log '" + log + "' must name a file");
    }
    Files.createDirectories(settings.out());
    Map<Path, String> taken = new LinkedHashMap<>();
    for (String name : new String[] {REPORT, BLOCKS, SUMMARY}) {
      check("--out", settings.out().resolve(name), settings.feed(), taken);
    }
    for (Experiment experiment : settings.experiments()) {
      for (Mode mode : settings.modes()) {
        Path file = log(settings, experiment, mode);
        if (file != null) {
          check("--log", file, settings.feed(), taken);
        }
      }
    }
  }

  private static void check(String option, Path file, MarketFeed feed, Map<Path, String> taken)
      throws IOException {
    Path folder = file.toAbsolutePath().normalize().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new Failure(file + ": " + folder + " is not a folder, so " + option + " cannot write");
    }
    if (!Files.isWritable(folder)) {
      throw new Failure(
          file + ": access to " + folder + " is denied, so " + option + " cannot write");
    }
    if (Files.isDirectory(file)) {
      throw new Failure(file + ": is a folder, and " + option + " writes a file of that name");
    }
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new Failure(file + ": is not a regular file, which " + option + " would replace");
    }
    for (String read : new String[] {feed.table().file(), feed.scenario().file()}) {
      if (isSame(file, read)) {
        throw new Failure(file + ": is read by this run, and " + option + " would replace it");
      }
    }
    Path real = folder.toRealPath().resolve(file.getFileName());
    Path hidden = real.resolveSibling("." + real.getFileName() + ".partial");
    for (Path each : new Path[] {real, hidden}) {
      String other = taken.putIfAbsent(each, option);
      if (other != null) {
        throw new Failure(file + ": " + option + " and " + other + " would both write it");
      }
    }
  }

  private static boolean isSame(Path file, String read) throws IOException {
    try {
      return Files.exists(file)
          && Files.exists(Path.of(read))
          && Files.isSameFile(file, Path.of(read));
    } catch (InvalidPathException e) {
      return false;
    }
  }
}
