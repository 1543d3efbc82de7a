package io.plimsoll.node.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.chain.command.Parameter;
import io.plimsoll.node.parameters.Models;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Models with their numbers on chains. */
class ModelsCommandTest {

  /** Sets of published values alone, which lack what no venue publishes. */
  private static final List<String> INCOMPLETE =
      List.of("binance/2024-10", "bybit/2025-01", "dydx/2026-03", "okx/2025-01");

  /** As another program has computed them from the files. */
  private static final String NUMBERS =
      """
      backpack/illustrative 2649861956912273672
      binance/illustrative 3335964846887805534
      bybit/illustrative 4514967135648785363
      deribit/2024-06 2672641146091588740
      derive/illustrative 4190534195988233708
      derivesrm/2026-01 2444471742243582120
      drift/illustrative 3634907026376383205
      dydx/illustrative 4105154943321910517
      okx/illustrative 3125094394787524594
      paradex/2026-08 4526790362913245852
      portfolio/illustrative 4511622091256896065
      """;

  @TempDir private Path folder;

  private static JsonNode models(String... sets) {
    String[] words = new String[sets.length + 3];
    words[0] = "models";
    System.arraycopy(sets, 0, words, 1, sets.length);
    words[sets.length + 1] = "--format";
    words[sets.length + 2] = "json";
    Run run = Run.of(words);
    assertEquals(0, run.code(), run.err());
    return new JsonMapper().readTree(run.out()).path("models");
  }

  /** These stand on chains: a set's values never change, a change of them is another set. */
  @Test
  void numbersStayWhatTheyAre() {
    JsonNode all = models();
    assertEquals(Models.sets().size(), all.size());
    Set<Long> seen = new TreeSet<>();
    StringBuilder found = new StringBuilder();
    List<String> incomplete = new ArrayList<>();
    for (JsonNode model : all) {
      if (!model.path("lacks").isEmpty()) {
        incomplete.add(model.path("set").asString());
        assertTrue(model.path("id").isNull());
        continue;
      }
      long id = Long.parseLong(model.path("id").asString());
      assertTrue(Parameter.CROSS_MODEL.allows(id));
      assertTrue(seen.add(id), "one number for one set");
      assertNotNull(Models.catalogue().find(id));
      found.append(model.path("set").asString()).append(' ').append(id).append('\n');
    }
    assertEquals(INCOMPLETE, incomplete);
    assertEquals(NUMBERS, found.toString());
  }

  /** 0.10 is 0.1, and where a value is from is no value; another value is another model. */
  @Test
  void aNumberIsOfTheValuesAlone() throws IOException {
    String shipped;
    try (var in = Models.class.getResourceAsStream("deribit/2024-06.json")) {
      shipped = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    Path same = folder.resolve("same.json");
    Path other = folder.resolve("other.json");
    Files.writeString(
        same, shipped.replace("\"0.16\"", "\"0.160\"").replace("2024-06-17", "2024-06-18"));
    Files.writeString(other, shipped.replace("\"0.16\"", "\"0.161\""));
    String id = models("deribit/2024-06").path(0).path("id").asString();
    assertEquals(id, models(same.toString()).path(0).path("id").asString());
    assertTrue(!id.equals(models(other.toString()).path(0).path("id").asString()));
  }

  @Test
  void anUnknownSetIsRefused() {
    Run run = Run.of("models", "nobody/2020");
    assertEquals(1, run.code());
    assertTrue(run.err().contains("nobody/2020"), run.err());
  }
}
