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
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Models with their numbers on chains. */
class ModelsCommandTest {

  /** As another program has computed them from the files. */
  private static final String NUMBERS =
      """
      backpack/illustrative 4017096580487716926
      binance/2024-10 2761309958074138733
      binance/illustrative 3230286577796803465
      bybit/2025-01 4597068624732782909
      bybit/illustrative 3224395433734010168
      deribit/2024-06 4261038189385732181
      derive/illustrative 3214296787637951363
      derivesrm/2026-01 4382943861145241894
      drift/illustrative 2364120811379806550
      dydx/2026-03 3146296763159381351
      dydx/illustrative 4017488621309174452
      okx/2025-01 2587448092121025361
      okx/illustrative 4420084081773886107
      paradex/2026-08 3988552098268362110
      portfolio/illustrative 2433432043037308782
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
    for (JsonNode model : all) {
      long id = Long.parseLong(model.path("id").asString());
      assertTrue(Parameter.CROSS_MODEL.allows(id));
      assertTrue(seen.add(id), "one number for one set");
      assertNotNull(Models.catalogue().find(id));
      found.append(model.path("set").asString()).append(' ').append(id).append('\n');
    }
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
