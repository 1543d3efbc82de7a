package io.plimsoll.node.server.rpc;

import io.plimsoll.chain.ViewReader;
import io.plimsoll.chain.state.Rows;
import io.plimsoll.node.server.run.Readers;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What is listed, and its prices at the last committed block. */
final class MarketMethods {

  private static final int MOST_INSTRUMENTS = 1_000;

  private final Readers readers;

  MarketMethods(Readers readers) {
    this.readers = readers;
  }

  List<RpcMethod> all() {
    ObjectNode underlying =
        Schema.object(
            Schema.field("id", Schema.whole(0, 65_535, "Id.")),
            Schema.field("name", Schema.text("Its name.")),
            Schema.field("priceExponent", Schema.whole(-64, 64, "Prices are mantissa * 10^it.")),
            Schema.field("index", Schema.amount("Index price, a mantissa; 0 before the first.")),
            Schema.field("pricedAtMs", Schema.whole(0, Long.MAX_VALUE, "Its block time.")));
    ObjectNode market =
        Schema.object(
            Schema.field("id", Schema.whole(0, 65_535, "Id.")),
            Schema.field("underlying", Schema.whole(0, 65_535, "Id of its underlying.")),
            Schema.field("isolated", Schema.flag("Whether it has a pool of its own.")),
            Schema.field("multiplierNum", Schema.amount("A lot is worth price * this / that.")),
            Schema.field("multiplierDen", Schema.amount("In quanta of USD.")),
            Schema.field("ended", Schema.flag("Whether it is over.")));
    ObjectNode instrument =
        Schema.object(
            Schema.field("id", Schema.whole(0, Integer.MAX_VALUE, "Id.")),
            Schema.field("market", Schema.whole(0, 65_535, "Id of its market.")),
            Schema.field("kind", Schema.text("What it is.")),
            Schema.field("expiryMs", Schema.whole(0, Long.MAX_VALUE, "0 where it has none.")),
            Schema.field("strike", Schema.amount("A mantissa; 0 where it has none.")),
            Schema.field("mark", Schema.amount("A mantissa; 0 where it has none.")),
            Schema.field("openInterest", Schema.amount("Lots held long.")),
            Schema.field("fundingPpm", Schema.whole(-100_000_000, 100_000_000, "Of 8 hours.")),
            Schema.field("open", Schema.flag("Whether positions may become larger.")),
            Schema.field("ended", Schema.flag("Whether it is over.")));
    return List.of(
        new RpcMethod(
            "getMarkets",
            "Underlyings, markets, and instruments with their marks, a page at a time.",
            List.of(
                Schema.maybe("from", Schema.whole(0, Integer.MAX_VALUE, "Least instrument id.")),
                Schema.maybe(
                    "limit", Schema.whole(1, MOST_INSTRUMENTS, "The most instruments; 100."))),
            Schema.object(
                Schema.field("underlyings", Schema.list(underlying, "By id.")),
                Schema.field("markets", Schema.list(market, "By id.")),
                Schema.field("instruments", Schema.list(instrument, "By id.")),
                Schema.field(
                    "next",
                    Schema.orNull(
                        Schema.whole(0, Integer.MAX_VALUE, "Where the next page begins."))),
                Schema.field("block", Answers.blockSchema())),
            Answers.object().put("limit", 10),
            RpcMethod.Kind.OPEN,
            (given, caller) -> {
              int from = given.has("from") ? (int) given.whole("from", 0, Integer.MAX_VALUE) : 0;
              int limit =
                  given.has("limit") ? (int) given.whole("limit", 1, MOST_INSTRUMENTS) : 100;
              return readers.ask(reader -> markets(reader, from, limit));
            }));
  }

  private static ObjectNode markets(ViewReader reader, int from, int limit) {
    ObjectNode answer = Answers.object();
    ArrayNode underlyings = answer.putArray("underlyings");
    for (Map.Entry<Integer, Rows.Underlying> entry :
        reader.market().underlyings().rows().entrySet()) {
      Rows.Underlying row = entry.getValue();
      underlyings
          .addObject()
          .put("id", entry.getKey())
          .put("name", row.name())
          .put("priceExponent", row.priceExponent())
          .put("index", Long.toString(row.index()))
          .put("pricedAtMs", row.pricedAtMs());
    }
    ArrayNode markets = answer.putArray("markets");
    for (Map.Entry<Integer, Rows.Market> entry : reader.market().markets().rows().entrySet()) {
      Rows.Market row = entry.getValue();
      markets
          .addObject()
          .put("id", entry.getKey())
          .put("underlying", row.underlying())
          .put("isolated", row.isolated())
          .put("multiplierNum", Long.toString(row.multiplierNum()))
          .put("multiplierDen", Long.toString(row.multiplierDen()))
          .put("ended", row.ended());
    }
    ArrayNode instruments = answer.putArray("instruments");
    answer.putNull("next");
    for (Map.Entry<Integer, Rows.Instrument> entry :
        reader.market().instruments().rows().tailMap(from, true).entrySet()) {
      if (instruments.size() == limit) {
        answer.put("next", entry.getKey());
        break;
      }
      add(instruments, reader, entry.getKey(), entry.getValue());
    }
    answer.set("block", Answers.block(reader.view()));
    return answer;
  }

  private static void add(ArrayNode to, ViewReader reader, int id, Rows.Instrument row) {
    to.addObject()
        .put("id", id)
        .put("market", row.market())
        .put("kind", Answers.word(row.kind()))
        .put("expiryMs", row.expiryMs())
        .put("strike", Long.toString(row.strike()))
        .put("mark", Long.toString(reader.mark(id)))
        .put("openInterest", Long.toString(row.openInterest()))
        .put("fundingPpm", row.fundingPpm())
        .put("open", reader.isOpen(id))
        .put("ended", row.ended());
  }
}
