package io.plimsoll.node.conformance;

import io.plimsoll.margin.rule.dydx.Account;
import io.plimsoll.margin.rule.dydx.AccountUpdates;
import io.plimsoll.margin.rule.dydx.Answer;
import io.plimsoll.margin.rule.dydx.Market;
import io.plimsoll.margin.rule.dydx.Pool;
import io.plimsoll.margin.rule.dydx.Position;
import io.plimsoll.margin.rule.dydx.Update;
import io.plimsoll.margin.rule.dydx.UpdateResult;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes results under the names that dYdX's cases have for them. */
final class DydxOutputs {

  private DydxOutputs() {}

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /** What a rule gives: its value as written, or the name of its code under {@code error}. */
  static <T> ObjectNode answer(Answer<T> answer, BiConsumer<ObjectNode, T> write) {
    ObjectNode out = object();
    switch (answer) {
      case Answer.Value<T> of -> write.accept(out, of.value());
      case Answer.Refused<T> no -> out.put("error", no.code().venueName());
    }
    return out;
  }

  static ObjectNode number(String field, BigInteger value) {
    return object().put(field, value.toString());
  }

  static ObjectNode account(Account account) {
    ObjectNode out = number("usdc_quote", account.cash());
    ArrayNode positions = out.putArray("positions");
    for (Position position : account.positions()) {
      positions
          .addObject()
          .put("perp_id", position.market())
          .put("size_base", position.size().toString())
          .put("funding_index", position.fundingIndex().toString())
          .put("quote_balance", position.quote().toString());
    }
    return out;
  }

  static ObjectNode update(Update update) {
    ObjectNode out = object();
    ArrayNode cash = out.putArray("usdc_deltas");
    update.cash().forEach(delta -> cash.add(delta.toString()));
    ArrayNode positions = out.putArray("position_deltas");
    for (Update.Change change : update.positions()) {
      positions
          .addObject()
          .put("perp_id", change.market())
          .put("size_base_delta", change.size().toString())
          .put("quote_balance_delta", change.quote().toString());
    }
    return out;
  }

  static void results(ObjectNode out, List<UpdateResult> results) {
    out.put("success", AccountUpdates.isSuccess(results));
    ArrayNode each = out.putArray("per_update");
    results.forEach(result -> each.add(result.name()));
  }

  static ObjectNode byId(Map<Long, BigInteger> values) {
    ObjectNode out = object();
    values.forEach((id, value) -> out.put(Long.toString(id), value.toString()));
    return out;
  }

  static ObjectNode openInterest(AccountUpdates.World world) {
    ObjectNode out = object();
    for (Market market : world.markets().all()) {
      out.put(Long.toString(market.id()), market.openInterest().toString());
    }
    return out;
  }

  static ObjectNode pools(Map<Long, BigInteger> balances) {
    ObjectNode out = object();
    balances.forEach((pool, balance) -> out.put(poolName(pool), balance.toString()));
    return out;
  }

  private static String poolName(long pool) {
    return pool == Pool.CROSS ? "CROSS" : "ISO" + pool;
  }
}
