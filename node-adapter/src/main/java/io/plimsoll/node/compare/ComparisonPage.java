package io.plimsoll.node.compare;

import io.plimsoll.fixed.E18;
import io.plimsoll.margin.analysis.Moved;
import io.plimsoll.margin.analysis.Translation;
import io.plimsoll.margin.analysis.Valuation;
import io.plimsoll.margin.holding.Holdings;
import io.plimsoll.margin.model.Assessment;
import io.plimsoll.node.file.PageTemplate;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A comparison as one page that needs nothing else: requirements by model, what the book gains over
 * price and volatility, and initial margin over the price.
 */
public final class ComparisonPage {

  private static final JsonMapper MAPPER = new JsonMapper();
  private static final PageTemplate TEMPLATE =
      new PageTemplate(ComparisonPage.class, "compare.html", "{{data}}");
  private static final BigInteger PERCENT = E18.ONE.divide(BigInteger.valueOf(100));

  /** Moves of the price in percent, of the curves and of the surface. */
  private static final List<Integer> CURVE =
      List.of(-50, -40, -30, -20, -15, -10, -5, 0, 5, 10, 15, 20, 30, 40, 50);

  private static final List<Integer> MOVES = List.of(-40, -30, -20, -10, -5, 0, 5, 10, 20, 30, 40);
  private static final List<Integer> VOLATILITIES = List.of(50, 25, 0, -25, -50);

  private ComparisonPage() {}

  /** The page's HTML. */
  public static String of(String title, Holdings book, Comparison comparison) {
    return TEMPLATE.fill(MAPPER.writeValueAsString(data(title, book, comparison)));
  }

  private static ObjectNode data(String title, Holdings book, Comparison comparison) {
    ObjectNode root = MAPPER.createObjectNode();
    root.put("title", title);
    root.put("notional", dollars(comparison.notional()));
    ArrayNode models = root.putArray("models");
    for (Comparison.Row row : comparison.rows()) {
      ObjectNode node = models.addObject();
      node.put("set", row.set())
          .put("nets", row.model().terms().nets())
          .put("ignores", row.model().terms().ignores())
          .put("refusal", row.refusal());
      Assessment of = row.assessment();
      if (of != null) {
        node.put("initial", dollars(of.initial()))
            .put("maintenance", dollars(of.maintenance()))
            .put("equity", dollars(of.equity()));
      }
    }
    ArrayNode coins = root.putArray("coins");
    for (String coin : Comparison.coins(book)) {
      coin(coins.addObject(), coin, book, comparison);
    }
    return root;
  }

  private static void coin(ObjectNode node, String coin, Holdings book, Comparison comparison) {
    node.put("coin", coin).put("index", dollars(book.index(coin)));
    ArrayNode moves = node.putArray("curveMoves");
    CURVE.forEach(moves::add);
    ObjectNode curves = node.putObject("curves");
    for (Comparison.Row row : comparison.rows()) {
      if (row.assessment() != null) {
        ArrayNode curve = curves.putArray(row.set());
        curve(row, coin).forEach(curve::add);
      }
    }
    Holdings valued = Translation.of(book, Valuation.TERMS).holdings();
    // Marks may differ from the formula's prices, so what does not move is repriced too.
    BigInteger today = Valuation.of(Moved.of(valued, coin, E18.ONE, E18.ONE));
    ArrayNode surfaceMoves = node.putArray("moves");
    MOVES.forEach(surfaceMoves::add);
    ArrayNode volatilities = node.putArray("volatilities");
    ArrayNode surface = node.putArray("surface");
    for (int volatility : VOLATILITIES) {
      volatilities.add(volatility);
      ArrayNode row = surface.addArray();
      for (int move : MOVES) {
        Holdings moved = Moved.of(valued, coin, factor(move), factor(volatility));
        row.add(dollars(Valuation.of(moved).subtract(today)));
      }
    }
  }

  /** Initial margin at each move; nothing where the model no longer covers the book. */
  private static List<@Nullable String> curve(Comparison.Row row, String coin) {
    List<@Nullable String> out = new ArrayList<>();
    IntStream.range(0, CURVE.size())
        .parallel()
        .mapToObj(i -> initial(row, coin, CURVE.get(i)))
        .forEachOrdered(out::add);
    return out;
  }

  private static @Nullable String initial(Comparison.Row row, String coin, int move) {
    try {
      Holdings moved = Moved.of(row.translated().holdings(), coin, factor(move), E18.ONE);
      return dollars(row.model().assess(moved).initial());
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static BigInteger factor(int percent) {
    return E18.ONE.add(PERCENT.multiply(BigInteger.valueOf(percent)));
  }

  /** Whole cents, toward zero. */
  private static String dollars(BigInteger amount) {
    BigInteger cents = amount.divide(PERCENT);
    return E18.text(cents.multiply(PERCENT));
  }
}
