package io.plimsoll.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The page carries the summary whole and as data alone, and asks nothing of anybody. What it looks
 * like in a browser is for .ci/run to say, which opens the pages that {@link #kindsOfRun} leaves.
 */
class ReportPageTest {

  private static final JsonMapper JSON = new JsonMapper();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "</script><script>alert(1)</script>",
        "</SCRIPT\n><img src=x onerror=alert(2)>",
        "<!-- <script>",
        "]]>",
        "&lt;/script&gt; & &amp;",
        "line\u2028paragraph\u2029end",
        "$1 \\$ \\\\u003c $& {{summary}}",
        "quotes \" ' ` and \\ and \t",
        "\u0000\u001f\u007f\ufeff\ud83d\ude80",
      })
  void aHostileNameIsText(String name) {
    ObjectNode summary = summary();
    ((ObjectNode) summary.get("scenario")).put("title", name);
    ((ObjectNode) summary.get("prices").get(0)).put("market", name);
    summary.put(name, name);

    String page = ReportPage.render(JSON.writeValueAsString(summary));

    String data = data(page);
    for (String mark : List.of("<", ">", "&", "\u2028", "\u2029")) {
      assertFalse(
          data.contains(mark), () -> "the data has a bare " + JSON.writeValueAsString(mark));
    }
    assertEquals(summary, JSON.readTree(data), "the page's data is the summary");
    assertEquals(ReportPage.template(), page.replace(data, ReportPage.PLACEHOLDER));
  }

  @Test
  void theTemplateHasOnePlaceForTheSummary() {
    assertEquals(2, ReportPage.template().split("\\{\\{summary}}", -1).length);
  }

  @Test
  void thePageRefersToNothingOutside() {
    String template = ReportPage.template().toLowerCase(Locale.ROOT);
    for (String reference :
        List.of(
            "http:", "https:", "ws:", "wss:", "src=", "url(", "@import", "import(", "import ")) {
      assertFalse(template.contains(reference), () -> "the page refers outside by " + reference);
    }
    for (String call :
        List.of("fetch(", "xmlhttprequest", "websocket", "sendbeacon", "eventsource")) {
      assertFalse(template.contains(call), () -> "the page reaches out by " + call);
    }
    for (String link : template.split("href=", -1)) {
      assertTrue(
          link.startsWith("<!doctype") || link.startsWith("\"#") || link.startsWith("\"data:,\""),
          () -> "a link leaves the page: " + link.substring(0, Math.min(60, link.length())));
    }
    assertTrue(template.contains("default-src 'none'"), "the page forbids itself all loading");
  }

  @Test
  void thePageNeverReadsDataAsMarkup() {
    String template = ReportPage.template();
    for (String way :
        List.of(
            "innerHTML",
            "outerHTML",
            "insertAdjacentHTML",
            "document.write",
            "eval(",
            "new Function",
            "DOMParser",
            "createContextualFragment",
            "srcdoc")) {
      assertFalse(template.contains(way), () -> "the page makes markup of text by " + way);
    }
  }

  /** A page for each kind of run; .ci/run opens them in a browser. */
  @ParameterizedTest
  @ValueSource(
      strings = {"six-chains", "one-chain", "two-modes", "one-sample", "calm", "uneven", "bare"})
  void kindsOfRun(String kind) throws IOException {
    ObjectNode summary = kindOfRun(kind);
    String json = JSON.writerWithDefaultPrettyPrinter().writeValueAsString(summary);

    String page = ReportPage.render(json);

    assertEquals(summary, JSON.readTree(data(page)));
    assertEquals(page, ReportPage.render(json), "equal summaries give equal pages");
    Path pages = Files.createDirectories(Path.of("target", "report-pages"));
    Files.writeString(pages.resolve(kind + ".html"), page);
  }

  private static ObjectNode kindOfRun(String kind) {
    ObjectNode summary = summary();
    switch (kind) {
      case "six-chains" -> {}
      case "one-chain" -> keep(summary, List.of("portfolio"), c -> is(c, "same-collateral"));
      case "two-modes" ->
          keep(summary, List.of("isolated", "cross"), c -> is(c, "same-utilisation"));
      case "uneven" ->
          keep(
              summary,
              List.of("isolated", "cross", "portfolio"),
              c -> is(c, "same-collateral") == mode(c).equals("isolated"));
      case "one-sample" -> oneSample(summary);
      case "calm" -> calm(summary);
      case "bare" -> {
        for (String part : List.of("measured", "assumed", "population", "requirementAtStart")) {
          summary.putArray(part);
        }
        summary.get("chains").forEach(chain -> ((ObjectNode) chain).putArray("hurtMost"));
      }
      default -> throw new IllegalArgumentException(kind);
    }
    return summary;
  }

  /** Leaves the chains of these modes that pass, and the requirements of these modes. */
  private static void keep(ObjectNode summary, List<String> modes, Predicate<JsonNode> passes) {
    ArrayNode kept = JSON.createArrayNode();
    for (JsonNode chain : summary.get("chains")) {
      if (modes.contains(mode(chain)) && passes.test(chain)) {
        kept.add(chain);
      }
    }
    assertFalse(kept.isEmpty());
    summary.set("chains", kept);
    for (JsonNode row : summary.get("requirementAtStart")) {
      for (String mode : List.of("isolated", "cross", "portfolio")) {
        if (!modes.contains(mode)) {
          ((ObjectNode) row).remove(mode + "Usd");
        }
      }
    }
  }

  private static void oneSample(ObjectNode summary) {
    shorten((ArrayNode) summary.get("times"));
    summary.get("prices").forEach(one -> shorten((ArrayNode) one.get("usd")));
    for (JsonNode chain : summary.get("chains")) {
      chain.get("series").forEach(series -> shorten((ArrayNode) series));
    }
  }

  private static void shorten(ArrayNode values) {
    while (values.size() > 1) {
      values.remove(values.size() - 1);
    }
  }

  /** Nobody is liquidated and no fund pays. */
  private static void calm(ObjectNode summary) {
    for (JsonNode chain : summary.get("chains")) {
      ObjectNode totals = (ObjectNode) chain.get("totals");
      for (String name : List.of("liquidatedBooks", "liquidatedSubaccounts", "liquidationSteps")) {
        totals.put(name, 0);
      }
      totals.put("deleveragings", 0).put("badDebtUsd", "0").put("fundPaidUsd", "0");
      totals.put("liquidatedNotionalUsd", "0").put("deleveragedNotionalUsd", "0");
      totals.put("penaltiesUsd", "0").put("fundEndUsd", totals.get("fundStartUsd").asString());
      ObjectNode series = (ObjectNode) chain.get("series");
      int samples = summary.get("times").size();
      for (String name : List.of("belowMaintenance", "liquidations", "deleveragings")) {
        ArrayNode zeros = series.putArray(name);
        for (int i = 0; i < samples; i++) {
          zeros.add(0);
        }
      }
      ArrayNode debt = series.putArray("badDebtUsd");
      ArrayNode fund = series.putArray("insuranceFundUsd");
      for (int i = 0; i < samples; i++) {
        debt.add("0");
        fund.add(totals.get("fundStartUsd").asString());
      }
      ((ObjectNode) chain).putArray("hurtMost");
    }
  }

  private static boolean is(JsonNode chain, String experiment) {
    return chain.get("experiment").asString().equals(experiment);
  }

  private static String mode(JsonNode chain) {
    return chain.get("mode").asString();
  }

  /** What stands in the page where the template has its gap. */
  private static String data(String page) {
    String template = ReportPage.template();
    int start = template.indexOf(ReportPage.PLACEHOLDER);
    int after = template.length() - start - ReportPage.PLACEHOLDER.length();
    return page.substring(start, page.length() - after);
  }

  private static ObjectNode summary() {
    try (InputStream in = ReportPageTest.class.getResourceAsStream("summary.json")) {
      byte[] json = Objects.requireNonNull(in, "the test's summary.json").readAllBytes();
      return (ObjectNode) JSON.readTree(new String(json, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
