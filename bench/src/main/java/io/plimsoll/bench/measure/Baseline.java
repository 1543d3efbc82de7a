package io.plimsoll.bench.measure;

import io.plimsoll.node.cli.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** The runs of one machine, a JSON object a line, the newest last. */
public final class Baseline {

  private final Path file;

  private Baseline(Path file) {
    this.file = file;
  }

  /**
   * The baseline of a machine.
   *
   * @param folder where baselines lie
   * @param machine as in {@link Run#machine}; its letters and digits name the file
   */
  public static Baseline of(Path folder, String machine) {
    String name =
        machine.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
    return new Baseline(folder.resolve(name + ".jsonl"));
  }

  /** Where it lies. */
  public Path file() {
    return file;
  }

  /** Adds a run. */
  public void append(Run run) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.writeString(
        file, run.json() + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  /**
   * The newest run, or nothing where there is none.
   *
   * @throws Failure where its line is not a run
   */
  public Optional<Run> last() throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    List<String> lines = Files.readAllLines(file);
    if (lines.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Run.read(new JsonMapper().readTree(lines.getLast())));
    } catch (JacksonException | NullPointerException | IllegalArgumentException e) {
      throw new Failure(file + ", line " + lines.size() + ": is not a run of this program");
    }
  }
}
