package io.plimsoll.node.server.diverge;

import io.plimsoll.chain.model.ModelCatalogue;
import io.plimsoll.kernels.engine.Engine;
import io.plimsoll.node.cli.Failure;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;

/** Finds out what a person means by a side. */
final class Sides {

  private static final int LOOKED_AT = 4_096;

  private Sides() {}

  /**
   * The chains of a side by their names; most have one, called nothing.
   *
   * @param text a node's URL, a data folder, a block log, results, or a derivation
   * @throws Failure where it is none of these
   */
  static Map<String, Side> open(String text, Engine engine, ModelCatalogue models)
      throws IOException {
    if (text.startsWith("http://") || text.startsWith("https://")) {
      return one(new NodeSide(text, engine, models));
    }
    Path path = Path.of(text);
    if (!Files.exists(path)) {
      throw new NoSuchFileException(text);
    }
    if (Files.isDirectory(path)) {
      if (Files.isDirectory(path.resolve("db"))) {
        return one(new FolderSide(path, engine, models));
      }
      Path results = path.resolve("blocks.jsonl");
      if (Files.isRegularFile(results)) {
        return ResultsSide.read(results);
      }
      throw new Failure(text + ": holds neither a chain nor results");
    }
    String start = start(path);
    if (start.contains("\"" + DerivationJson.SCHEMA + "\"")) {
      String name = path.toString();
      return one(new DerivationSide(name, DerivationJson.read(name, Files.readString(path))));
    }
    if (start.contains("\"previousHash\"") || start.startsWith("{\"end\"")) {
      return one(new LogSide(path));
    }
    if (start.contains("\"stateRoot\"")) {
      return ResultsSide.read(path);
    }
    throw new Failure(
        text + ": is no block log, no results and no derivation by what it begins with");
  }

  private static Map<String, Side> one(Side side) {
    return Collections.singletonMap("", side);
  }

  private static String start(Path file) throws IOException {
    char[] start = new char[LOOKED_AT];
    try (BufferedReader in = Files.newBufferedReader(file)) {
      int read = in.read(start);
      return new String(start, 0, Math.max(0, read));
    }
  }
}
