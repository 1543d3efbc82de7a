package io.plimsoll.node.conformance;

import io.plimsoll.margin.rule.dydx.Account;
import io.plimsoll.margin.rule.dydx.MarginedUpdate;
import io.plimsoll.margin.rule.dydx.Market;
import io.plimsoll.margin.rule.dydx.Markets;
import io.plimsoll.margin.rule.dydx.Risk;
import io.plimsoll.margin.rule.dydx.Settlement;
import io.plimsoll.margin.rule.dydx.Tier;
import io.plimsoll.margin.rule.dydx.Update;
import java.math.BigInteger;
import java.util.SortedMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** dYdX's cases of notionals, requirements and the risk of accounts. */
final class DydxMargin {

  private static final String NET = "net_collateral";

  private DydxMargin() {}

  static void addTo(SortedMap<String, Venue.Topic> topics) {
    topics.put(
        "single position IMR/MMR with optional open-interest scaled IMF", DydxMargin::position);
    topics.put("single position IMR/MMR, positive atomic resolution", DydxMargin::position);
    topics.put("signed net notional", DydxMargin::notional);
    topics.put("position net collateral equals signed notional", DydxMargin::notional);
    topics.put("base to quote conversion, truncation toward zero", DydxMargin::notional);
    topics.put("quote to base conversion, truncation toward zero", DydxMargin::size);
    topics.put("IMR of a notional under OI-scaled IMF, ceil", DydxMargin::initialOfNotional);
    topics.put("OI-scaled IMF in ppm, floor", DydxMargin::scaledPpm);
    topics.put("maintenance margin ppm of a tier, floor", DydxMargin::maintenancePpm);
    topics.put(
        "account-level net collateral / IMR / MMR after funding settlement and speculative update",
        DydxMargin::accountRisk);
    topics.put("account-level risk, settled account, no update", DydxMargin::accountRisk);
    topics.put("liquidatable predicate", DydxMargin::liquidatable);
    topics.put("risk predicate on raw numbers", DydxMargin::predicates);
    topics.put("riskiness ordering of two accounts by cross-multiplied NC/MMR", DydxMargin::order);
    topics.put(
        "allowed transition while under-collateralized, zero MMR corner", DydxMargin::transition);
    topics.put(
        "per-position collateral rebalancing (quote held inside positions) to maintenance level",
        DydxMargin::margined);
  }

  private static ObjectNode position(JsonNode inputs) {
    Market market = DydxInputs.market(Fields.object(inputs, "market"));
    return write(
        Risk.of(
            market,
            Fields.integer(inputs, "size_base"),
            BigInteger.ZERO,
            Fields.natural(inputs, "custom_imf_ppm", 0)));
  }

  private static ObjectNode notional(JsonNode inputs) {
    return DydxOutputs.number(
        "net_notional",
        DydxInputs.price(Fields.object(inputs, "market"))
            .notional(Fields.integer(inputs, "size_base")));
  }

  private static ObjectNode size(JsonNode inputs) {
    return DydxOutputs.answer(
        DydxInputs.price(Fields.object(inputs, "market"))
            .size(Fields.integer(inputs, "amount_quote")),
        (out, size) -> out.put("amount_base", size.toString()));
  }

  private static ObjectNode initialOfNotional(JsonNode inputs) {
    Tier tier = DydxInputs.tier(inputs);
    BigInteger initial =
        tier.initial(
            Fields.natural(inputs, "abs_notional_quote"),
            Fields.integer(inputs, "open_interest_quote", 0),
            Fields.natural(inputs, "custom_imf_ppm", 0));
    return DydxOutputs.number("imr", initial);
  }

  private static ObjectNode scaledPpm(JsonNode inputs) {
    return DydxOutputs.number(
        "adjusted_imf_ppm",
        DydxInputs.tier(inputs).scaledPpm(Fields.integer(inputs, "open_interest_quote", 0)));
  }

  private static ObjectNode maintenancePpm(JsonNode inputs) {
    return DydxOutputs.number("mmf_ppm", DydxInputs.tier(inputs).maintenanceOfNotionalPpm());
  }

  private static ObjectNode accountRisk(JsonNode inputs) {
    Markets markets = DydxInputs.markets(inputs);
    Account stored = DydxInputs.account(Fields.object(inputs, "account"), markets);
    Account settled = Settlement.of(stored, markets).account();
    return write(Risk.of(update(inputs, markets).applyTo(settled, markets), markets));
  }

  private static Update update(JsonNode inputs, Markets markets) {
    if (!Fields.has(inputs, "update")) {
      return Update.NONE;
    }
    Update update = DydxInputs.update(Fields.object(inputs, "update"));
    for (Update.Change change : update.positions()) {
      if (!markets.has(change.market())) {
        throw new Venue.BadInputs(
            "perp_id " + change.market() + " must be that of one of the markets");
      }
    }
    return update;
  }

  private static ObjectNode write(Risk risk) {
    return DydxOutputs.number(NET, risk.net())
        .put("imr", risk.initial().toString())
        .put("mmr", risk.maintenance().toString());
  }

  private static ObjectNode liquidatable(JsonNode inputs) {
    Markets markets = DydxInputs.markets(inputs);
    Account stored = DydxInputs.account(Fields.object(inputs, "account"), markets);
    boolean is = Risk.ofUnsettled(stored, markets).isLiquidatable();
    return DydxOutputs.object().put("is_liquidatable", is);
  }

  private static ObjectNode predicates(JsonNode inputs) {
    Risk risk = risk(inputs);
    ObjectNode out = DydxOutputs.object();
    if (Fields.has(inputs, "imr")) {
      out.put("is_initial_collateralized", risk.coversInitial());
    }
    if (Fields.has(inputs, "mmr")) {
      out.put("is_maintenance_collateralized", risk.coversMaintenance());
      out.put("is_liquidatable", risk.isLiquidatable());
    }
    return out;
  }

  private static Risk risk(JsonNode of) {
    return new Risk(
        Fields.integer(of, NET), Fields.natural(of, "imr", 0), Fields.natural(of, "mmr", 0));
  }

  private static ObjectNode order(JsonNode inputs) {
    Risk first = risk(Fields.object(inputs, "first"));
    Risk second = risk(Fields.object(inputs, "second"));
    return DydxOutputs.object().put("cmp", Integer.signum(first.compareRisk(second)));
  }

  private static ObjectNode transition(JsonNode inputs) {
    Risk before = risk(Fields.object(inputs, "before"));
    Risk after = risk(Fields.object(inputs, "after"));
    return DydxOutputs.object().put("result", before.judgeUndercollateralized(after).name());
  }

  private static ObjectNode margined(JsonNode inputs) {
    Markets markets = DydxInputs.markets(inputs);
    Account account = DydxInputs.account(Fields.object(inputs, "account"), markets);
    ObjectNode out = DydxOutputs.object();
    out.set(
        "update", DydxOutputs.update(MarginedUpdate.of(account, update(inputs, markets), markets)));
    return out;
  }
}
