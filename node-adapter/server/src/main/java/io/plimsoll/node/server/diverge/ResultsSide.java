package io.plimsoll.node.server.diverge;

import io.plimsoll.chain.block.Hash;
import io.plimsoll.node.cli.Failure;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Results of a run, {@code blocks.jsonl}: roots and digests of one chain or of several, without
 * blocks. A chain is named {@code EXPERIMENT/MODE}.
 */
final class ResultsSide implements Side {

  private final String name;
  private final NavigableMap<Long, Claim> claims;

  private ResultsSide(String name, NavigableMap<Long, Claim> claims) {
    this.name = name;
    this.claims = claims;
  }

  /** The chains of a file by their names; one without a name is called nothing. */
  static Map<String, Side> read(Path file) throws IOException {
    JsonMapper mapper = new JsonMapper();
    Map<String, TreeMap<Long, Claim>> chains = new TreeMap<>();
    int number = 0;
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        try {
          JsonNode block = mapper.readTree(line);
          String chain = block.path("experiment").asString("");
          String mode = block.path("mode").asString("");
          chains
              .computeIfAbsent(
                  chain.isEmpty() && mode.isEmpty() ? "" : chain + "/" + mode,
                  key -> new TreeMap<>())
              .put(block.path("height").longValue(), claim(block));
        } catch (JacksonException | IllegalArgumentException e) {
          throw new Failure(
              file
                  + ", line "
                  + number
                  + ": must be an object with height, timeMs, stateRoot and marginDigest");
        }
      }
    }
    Map<String, Side> out = new TreeMap<>();
    chains.forEach((chain, of) -> {
      String named = chain.isEmpty() ? file.toString() : file + ", chain " + chain;
      out.put(chain, new ResultsSide(named, of));
    });
    return out;
  }

  private static Claim claim(JsonNode block) {
    return new Claim(
        block.path("height").longValue(),
        block.path("timeMs").longValue(),
        null,
        Hash.ofHex(block.path("stateRoot").stringValue()),
        Hash.ofHex(block.path("marginDigest").stringValue()),
        List.of());
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public long first() {
    return claims.firstKey();
  }

  @Override
  public long last() {
    return claims.lastKey();
  }

  @Override
  public @Nullable Claim claim(long height) {
    return claims.get(height);
  }

  @Override
  public void close() {
    claims.clear();
  }
}
