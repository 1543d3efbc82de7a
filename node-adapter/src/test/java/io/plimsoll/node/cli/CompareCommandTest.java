package io.plimsoll.node.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The books that ship, under all models. */
class CompareCommandTest {

  private static final Path BOOKS = Path.of("books");

  @TempDir private Path folder;

  private static JsonNode compared(String book) {
    Run run = Run.of("compare", BOOKS.resolve(book).toString(), "--format", "json");
    assertEquals(0, run.code(), run.err());
    return new JsonMapper().readTree(run.out());
  }

  private static double initial(JsonNode root, String set) {
    for (JsonNode model : root.path("models")) {
      if (model.path("set").asString().equals(set)) {
        return Double.parseDouble(model.path("margin").path("initial").asString("NaN"));
      }
    }
    return Double.NaN;
  }

  @Test
  void eachModelAnswersOrSaysWhyNot() {
    JsonNode root = compared("worked-example.json");
    assertEquals("2100000", root.path("notional").asString());
    assertEquals(11, root.path("models").size());
    int covered = 0;
    for (JsonNode model : root.path("models")) {
      assertTrue(model.has("margin") != model.has("refusal"), model.toString());
      assertFalse(model.path("nets").asString().isEmpty());
      covered += model.has("margin") ? 1 : 0;
    }
    assertTrue(covered >= 4, "covered by " + covered);
  }

  /** A calendar spread is nearly flat: models that net it ask a small part of an outright bet. */
  @Test
  void hedgesAreSeenWhereAModelNetsThem() {
    JsonNode spread = compared("calendar-spread.json");
    for (String set : List.of("bybit/illustrative", "okx/illustrative", "portfolio/illustrative")) {
      double initial = initial(spread, set);
      assertTrue(initial > 0 && initial < 2_010, set + " asks " + initial);
    }
  }

  @Test
  void inverseBooksAreTranslatedForLinearVenues() {
    JsonNode root = compared("synthetic-long.json");
    for (JsonNode model : root.path("models")) {
      boolean isInverse = model.path("set").asString().startsWith("deribit");
      assertEquals(
          isInverse,
          model.path("notes").toString().contains("positions are taken as settled in the coin"),
          model.toString());
    }
  }

  @Test
  void thePageNeedsNothingElse() throws IOException {
    Path page = folder.resolve("page.html");
    Path book = folder.resolve("a<b>&.json");
    Files.copy(BOOKS.resolve("synthetic-long.json"), book);
    Run run =
        Run.of(
            "compare",
            book.toString(),
            "--models",
            "portfolio/illustrative,deribit/2024-06",
            "--page",
            page.toString());
    assertEquals(0, run.code(), run.err());
    String html = Files.readString(page).toLowerCase(Locale.ROOT);
    assertFalse(html.contains("{{data}}"));
    assertTrue(html.contains("\"set\":\"portfolio/illustrative\""));
    assertFalse(html.contains("src=\"http") || html.contains("href=\"http"), "loads something");
    // The book's name is text, not markup.
    assertTrue(html.contains("a\\u003cb\\u003e\\u0026.json"));
  }

  @Test
  void whatIsWrongIsSaid() {
    Run run = Run.of("compare", BOOKS.resolve("none.json").toString());
    assertEquals(Main.FAILED, run.code());
    assertTrue(run.err().contains("no such file"), run.err());
    Run model =
        Run.of("compare", BOOKS.resolve("calendar-spread.json").toString(), "--models", "x/1");
    assertTrue(model.err().contains("model x/1 must be a file"), model.err());
  }
}
