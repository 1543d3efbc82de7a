package io.plimsoll.node.cli;

import io.plimsoll.fixed.E18;
import io.plimsoll.margin.analysis.LiquidationPrice;
import io.plimsoll.margin.analysis.LiquidationPrice.Outcome;
import java.io.PrintWriter;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Liquidation prices for people and as JSON. */
final class LiquidationPrices {

  private static final String ASSUMED =
      "time, volatilities and all other prices stay; marks and forwards move with the index, and"
          + " options are marked by Black-76";

  private LiquidationPrices() {}

  /** Two lines for each coin. */
  static void print(List<LiquidationPrice> prices, PrintWriter out) {
    if (prices.isEmpty()) {
      return;
    }
    out.println("liquidation prices in USD; " + ASSUMED);
    Columns table = new Columns(3);
    for (LiquidationPrice price : prices) {
      table.row(price.coin(), price.up() ? "above" : "below", said(price), proof(price));
    }
    table.print(out);
  }

  private static String said(LiquidationPrice price) {
    String healthy = E18.text(price.price(price.healthy()));
    return switch (price.outcome()) {
      case FOUND ->
          "liquidated at " + E18.text(price.price(price.liquidated())) + ", healthy at " + healthy;
      case AT_ONCE -> "liquidated already at " + E18.text(price.price(price.start()));
      case NONE_UP_TO -> "none up to " + healthy + ", which is as far as it was looked";
      case NOT_DECIDED ->
          (price.covering().isEmpty() ? "not decided" : "not decided beyond " + healthy)
              + ": "
              + price.reason();
    };
  }

  private static String proof(LiquidationPrice price) {
    int count = price.covering().size();
    return count == 0 ? "" : "shown by " + count + (count == 1 ? " stretch" : " stretches");
  }

  /** With each stretch that shows it. */
  static void put(ObjectNode root, List<LiquidationPrice> prices) {
    ObjectNode all = root.putObject("liquidationPrices");
    all.put("assumes", ASSUMED);
    ArrayNode sides = all.putArray("sides");
    for (LiquidationPrice price : prices) {
      ObjectNode side =
          sides
              .addObject()
              .put("coin", price.coin())
              .put("side", price.up() ? "above" : "below")
              .put("tick", E18.text(price.step()))
              .put("outcome", price.outcome().name().toLowerCase(Locale.ROOT));
      if (!price.covering().isEmpty()) {
        side.put("healthyTicks", String.valueOf(price.healthy()));
        side.put("healthy", E18.text(price.price(price.healthy())));
      }
      if (price.outcome() == Outcome.FOUND || price.outcome() == Outcome.AT_ONCE) {
        side.put("liquidatedTicks", String.valueOf(price.liquidated()));
        side.put("liquidated", E18.text(price.price(price.liquidated())));
      }
      if (price.reason() != null) {
        side.put("reason", price.reason());
      }
      ArrayNode covering = side.putArray("covering");
      for (LiquidationPrice.Part part : price.covering()) {
        BigInteger least = part.least();
        ObjectNode node =
            covering
                .addObject()
                .put("fromTicks", String.valueOf(part.from()))
                .put("toTicks", String.valueOf(part.to()));
        if (least != null) {
          node.put("least", E18.text(least));
        }
      }
    }
  }
}
