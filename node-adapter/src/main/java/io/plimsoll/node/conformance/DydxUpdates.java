package io.plimsoll.node.conformance;

import io.plimsoll.margin.rule.dydx.Account;
import io.plimsoll.margin.rule.dydx.AccountUpdates;
import io.plimsoll.margin.rule.dydx.Markets;
import io.plimsoll.margin.rule.dydx.Match;
import io.plimsoll.margin.rule.dydx.Pool;
import io.plimsoll.margin.rule.dydx.UpdateKind;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** dYdX's cases of updates: collateralisation, isolated markets, open interest, the gate. */
final class DydxUpdates {

  private static final String POOLS = "collateral_pools_usdc";

  private DydxUpdates() {}

  static void addTo(SortedMap<String, Venue.Topic> topics) {
    topics.put("collateralization check of a set of updates (speculative)", DydxUpdates::judge);
    topics.put(
        "isolated market constraints / collateral pool movement / open interest after match",
        DydxUpdates::make);
    topics.put(
        "withdrawal/transfer gate for 50 blocks after a negative-TNC account was seen in the"
            + " collateral pool",
        DydxUpdates::make);
    topics.put(
        "open interest delta of a two-sided match = sum of change of long side",
        DydxUpdates::openInterest);
    topics.put("settle funding then apply update; payment = -(settlement)", DydxUpdates::settle);
  }

  private static AccountUpdates updates(JsonNode inputs, Markets markets) {
    List<AccountUpdates.Of> updates = new ArrayList<>();
    for (JsonNode node : Fields.list(inputs, "updates")) {
      updates.add(new AccountUpdates.Of(Fields.text(node, "account"), DydxInputs.update(node)));
    }
    return new AccountUpdates(updates, DydxInputs.kind(inputs), DydxInputs.gate(inputs, markets));
  }

  private static AccountUpdates.World world(JsonNode inputs, Markets markets) {
    return new AccountUpdates.World(DydxInputs.accounts(inputs, markets), markets, pools(inputs));
  }

  /** What collateral pools hold, by their market; empty where a case does not speak of them. */
  static Optional<SortedMap<Long, BigInteger>> pools(JsonNode inputs) {
    if (!Fields.has(inputs, POOLS)) {
      return Optional.empty();
    }
    SortedMap<Long, BigInteger> pools = new TreeMap<>();
    JsonNode map = Fields.object(inputs, POOLS);
    for (String name : map.propertyNames()) {
      pools.put(pool(name), Fields.natural(map, name));
    }
    return Optional.of(pools);
  }

  private static long pool(String name) {
    if (name.equals("CROSS")) {
      return Pool.CROSS;
    }
    if (!name.matches("ISO[0-9]{1,10}")) {
      throw new Venue.BadInputs(POOLS + "." + name + " must be named CROSS or ISO and an id");
    }
    return Long.parseLong(name.substring(3));
  }

  private static ObjectNode judge(JsonNode inputs) {
    Markets markets = DydxInputs.markets(inputs);
    return DydxOutputs.answer(
        updates(inputs, markets).judge(world(inputs, markets)), DydxOutputs::results);
  }

  private static ObjectNode make(JsonNode inputs) {
    Markets markets = DydxInputs.markets(inputs);
    return DydxOutputs.answer(
        updates(inputs, markets).make(world(inputs, markets)), DydxUpdates::write);
  }

  private static void write(ObjectNode out, AccountUpdates.Made made) {
    DydxOutputs.results(out, made.results());
    made.world()
        .accounts()
        .forEach((name, account) -> out.set(name + "_account_after", DydxOutputs.account(account)));
    made.world().pools().ifPresent(pools -> out.set(POOLS + "_after", DydxOutputs.pools(pools)));
    out.set("open_interest_base_after", DydxOutputs.openInterest(made.world()));
  }

  private static ObjectNode openInterest(JsonNode inputs) {
    ObjectNode none = DydxOutputs.object();
    none.putNull("oi_delta");
    if (DydxInputs.kind(inputs) != UpdateKind.MATCH) {
      return none;
    }
    List<Match.Side> sides = new ArrayList<>();
    for (JsonNode node : Fields.list(inputs, "sides")) {
      Account account = new Account(BigInteger.ZERO, DydxInputs.positions(node));
      sides.add(new Match.Side(account, DydxInputs.update(node)));
    }
    return DydxOutputs.answer(
        Match.openInterest(sides),
        (out, interest) -> {
          if (interest.base().signum() == 0) {
            out.putNull("oi_delta");
          } else {
            out.putObject("oi_delta")
                .put("perp_id", interest.market())
                .put("base", interest.base().toString());
          }
        });
  }

  private static ObjectNode settle(JsonNode inputs) {
    Markets markets = DydxInputs.markets(inputs);
    String name = "account";
    SortedMap<String, Account> accounts = new TreeMap<>();
    accounts.put(name, DydxInputs.account(Fields.object(inputs, name), markets));
    AccountUpdates updates =
        new AccountUpdates(
            List.of(
                new AccountUpdates.Of(name, DydxInputs.update(Fields.object(inputs, "update")))),
            DydxInputs.kind(inputs),
            DydxInputs.gate(inputs, markets));
    return DydxOutputs.answer(
        updates.make(new AccountUpdates.World(accounts, markets, pools(inputs))),
        (out, made) -> {
          DydxOutputs.results(out, made.results());
          out.set("account_after", DydxOutputs.account(made.world().account(name)));
          out.set(
              "funding_payments_quote_by_perp_id",
              DydxOutputs.byId(made.payments().getOrDefault(name, new TreeMap<>())));
        });
  }
}
