package io.plimsoll.node.conformance;

import io.plimsoll.fixed.E18;
import io.plimsoll.margin.rule.paradex.DeltaRisk;
import io.plimsoll.margin.rule.paradex.OpenSizes;
import io.plimsoll.margin.rule.paradex.PositionLimit;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What Paradex's documentation shows by examples that agree with its formulas; there is no code to
 * decide the others. Numbers are decimals.
 */
public final class ParadexVenue implements Venue {

  private static final Tolerance LAST_DIGIT =
      new Tolerance(BigDecimal.ZERO, new BigDecimal("1e-18"));

  private final SortedMap<String, Topic> topics = new TreeMap<>();

  /** With all topics. */
  public ParadexVenue() {
    topics.put("minimum delta requirement", ParadexVenue::minimum);
    topics.put("open-order aware net IMR", ParadexVenue::openSizes);
    topics.put("position limit", ParadexVenue::limit);
    topics.put(
        "partial liquidation share trial",
        undecided("the printed penalties are half of what is closed while the text says 70%"));
    topics.put(
        "socialised loss factor on withdrawals",
        undecided("the printed factor is of another sum than the formula's"));
  }

  @Override
  public String name() {
    return "paradex";
  }

  @Override
  public SortedMap<String, Topic> topics() {
    return Collections.unmodifiableSortedMap(topics);
  }

  @Override
  public Tolerance tolerance(String topic) {
    return LAST_DIGIT;
  }

  private static Topic undecided(String why) {
    return in -> {
      throw new Unsupported(why + "; there is no code to decide which holds");
    };
  }

  private static ObjectNode minimum(JsonNode in) {
    List<BigInteger> deltas = new ArrayList<>();
    for (JsonNode delta : Fields.list(in, "deltas")) {
      deltas.add(Fields.e18(JsonNodeFactory.instance.objectNode().set("deltas", delta), "deltas"));
    }
    DeltaRisk of = DeltaRisk.of(deltas);
    ObjectNode out = JsonNodeFactory.instance.objectNode();
    put(out, "net_delta", of.net());
    put(out, "gross_delta", of.gross());
    put(out, "hedged_delta", of.hedged());
    put(
        out,
        "min_delta_risk",
        of.minimum(
            natural(in, "unhedged_factor"), natural(in, "hedged_factor"), natural(in, "spot")));
    return out;
  }

  private static ObjectNode openSizes(JsonNode in) {
    OpenSizes sizes =
        OpenSizes.of(
            Fields.e18(in, "position"), natural(in, "buy_orders"), natural(in, "sell_orders"));
    ObjectNode out = JsonNodeFactory.instance.objectNode();
    put(out, "buy_open_size", sizes.buy());
    put(out, "sell_open_size", sizes.sell());
    put(out, "net_imr", sizes.initial(natural(in, "imf"), natural(in, "mark")));
    return out;
  }

  private static ObjectNode limit(JsonNode in) {
    PositionLimit room = PositionLimit.of(natural(in, "limit"), Fields.e18(in, "position"));
    ObjectNode out = JsonNodeFactory.instance.objectNode();
    put(out, "max_buy", room.buy());
    put(out, "max_sell", room.sell());
    return out;
  }

  private static void put(ObjectNode out, String field, BigInteger value) {
    out.put(field, E18.text(value));
  }

  private static BigInteger natural(JsonNode in, String field) {
    BigInteger value = Fields.e18(in, field);
    if (value.signum() < 0) {
      throw new BadInputs(field + " " + E18.text(value) + " must not be negative");
    }
    return value;
  }
}
