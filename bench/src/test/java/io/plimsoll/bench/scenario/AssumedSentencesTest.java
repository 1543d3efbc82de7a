package io.plimsoll.bench.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.bench.price.ExactDecimal;
import io.plimsoll.bench.price.InputFile;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is assumed is said, with its figures. */
class AssumedSentencesTest {

  private static final Pattern FIGURE = Pattern.compile("([A-Za-z]+): (-?[0-9.]+)(?=[ ,}\n])");

  private static String text() {
    List<String> all = new ArrayList<>();
    for (Assumed topic : MarketFeed.of(Scenario.shipped(Scenario.DEFAULT)).assumed()) {
      assertTrue(!topic.about().isBlank() && !topic.sentences().isEmpty(), topic.about());
      all.addAll(topic.sentences());
    }
    return String.join("\n", all);
  }

  /** Every percentage, amount and leverage of the shipped scenario stands in some sentence. */
  @Test
  void everyFigureOfTheScenarioIsSaid() {
    String said = text();
    String yaml = InputFile.shipped(Scenario.class, Scenario.DEFAULT + ".yaml").text();
    Matcher figures = FIGURE.matcher(yaml.substring(yaml.indexOf("\nassumptions:")));
    int checked = 0;
    while (figures.find()) {
      String key = figures.group(1);
      String value = ExactDecimal.format(ExactDecimal.parse(figures.group(2), 6), 6);
      String expected =
          switch (key) {
            case "strikeStepUsd",
                "openInterestLowerUsd",
                "openInterestUpperUsd",
                "gateUsd",
                "portionMinimumUsd" ->
                "";
            case "lowestPct", "highestPct", "strikesPct" -> "";
            case "usd", "insuranceUsd", "backstopUsd", "counterpartyUsd" ->
                AssumedSentences.money(ExactDecimal.parse(value, 6));
            case "times" -> value + "x";
            case "stepsPerBlock",
                "deleveragingHolders",
                "trailingHours",
                "termDays",
                "stepsPerSide",
                "referenceBooks" ->
                value;
            default -> key.endsWith("Pct") || key.equals("bandPctPerMinute") ? value + "%" : "";
          };
      if (!expected.isEmpty()) {
        assertTrue(said.contains(expected), () -> key + " " + expected + " is not said:\n" + said);
        checked++;
      }
    }
    assertTrue(checked > 150, "only " + checked + " figures were looked at");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "They trade at the opening and never again",
        "keeps the perpetual that hedged them when they expire",
        "Liquidations do not move prices",
        "A short option on BTC asks 15% of the index value less what it is out of the money, at"
            + " least 10%; a long one its whole value.",
        "LUNA: up to 30%, volatility up by 30% or down by 25% of itself, and extreme moves of 60%"
            + " at 35% of their loss",
        "BTC and ETH 100% and 20%",
        "BTC, each side: $500,000 at 0.02%, $2,000,000 at 0.1%",
        "The pool of LUNA opens with an insurance fund of $100,000 and a backstop of $500,000",
        "The penalty is 1.5% at most",
        "at most 5% from the mark; a backstop takes what is left at 2%",
        "Directional: 60% of books; 1 to 3 positions in BTC (42%), ETH (34%)",
        "size $1,000 (35%), $5,000 (32%)",
        "leverage 1x (10%), 2x (22%)",
        "LUNA is delisted and settled at the end of its last hour, 2022-05-13T01:00:00Z.",
      })
  void says(String words) {
    String said = text();
    assertTrue(said.contains(words), said);
  }

  @Test
  void moneyHasCommas() {
    assertEquals("$0", AssumedSentences.money(0));
    assertEquals("$999", AssumedSentences.money(999_000_000));
    assertEquals("$1,000.5", AssumedSentences.money(1_000_500_000));
    assertEquals("$12,345,678.000001", AssumedSentences.money(12_345_678_000_001L));
  }
}
