package io.plimsoll.node.conformance;

import io.plimsoll.margin.rule.InsuranceFund;
import io.plimsoll.margin.rule.dydx.Account;
import io.plimsoll.margin.rule.dydx.AccountUpdates;
import io.plimsoll.margin.rule.dydx.Answer;
import io.plimsoll.margin.rule.dydx.Code;
import io.plimsoll.margin.rule.dydx.Deleveraging;
import io.plimsoll.margin.rule.dydx.Liquidation;
import io.plimsoll.margin.rule.dydx.LiquidationConfig;
import io.plimsoll.margin.rule.dydx.LiquidationLimits;
import io.plimsoll.margin.rule.dydx.Market;
import io.plimsoll.margin.rule.dydx.Markets;
import io.plimsoll.margin.rule.dydx.Position;
import io.plimsoll.margin.rule.dydx.Ratio;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** dYdX's cases of liquidation and deleveraging. */
final class DydxLiquidation {

  private static final String FILLABLE = "fillable_price_quote_per_base";
  private static final String CONVERSION = "quantum_conversion_exponent";
  private static final String LIQUIDATED = "liquidated";
  private static final String DELTA = "delta_base";

  /** How many holders the venue's nodes visit unless told otherwise. */
  private static final int MOST_VISITED = 500;

  private DydxLiquidation() {}

  static void addTo(SortedMap<String, Venue.Topic> topics) {
    topics.put(
        "bankruptcy price of a position delta, ceil toward +inf", DydxLiquidation::bankruptcy);
    topics.put(
        "fillable price as exact rational in quote quantums per base quantum",
        DydxLiquidation::fillable);
    topics.put(
        "fillable price to subticks: round up for liquidated long (sell), down for short (buy),"
            + " clamp",
        DydxLiquidation::subticks);
    topics.put(
        "insurance fund delta of a liquidation fill (positive = fee to fund)",
        DydxLiquidation::insurance);
    topics.put("insurance fund may not go negative", DydxLiquidation::covers);
    topics.put("per-block subaccount liquidation limits left", DydxLiquidation::limits);
    topics.put("per-position min/max notional liquidatable", DydxLiquidation::notionals);
    topics.put(
        "deleveraging eligibility: negative TNC -> bankruptcy price; final settlement and TNC>=0"
            + " -> oracle price",
        DydxLiquidation::eligibility);
    topics.put("one deleveraging fill between two accounts", DydxLiquidation::fill);
    topics.put(
        "deleveraging walk over counterparties (start index pseudo-random, seeded by previous"
            + " block time = 5 s)",
        DydxLiquidation::walk);
  }

  private static Liquidation liquidation(JsonNode inputs) {
    Markets markets = DydxInputs.markets(inputs);
    Account account = DydxInputs.account(Fields.object(inputs, "account"), markets);
    return Liquidation.of(account, markets, DydxInputs.marketId(inputs, markets));
  }

  private static ObjectNode bankruptcy(JsonNode inputs) {
    return DydxOutputs.answer(
        liquidation(inputs).bankruptcyQuote(Fields.integer(inputs, DELTA)),
        (out, quote) -> out.put("bankruptcy_price_quote", quote.toString()));
  }

  private static ObjectNode fillable(JsonNode inputs) {
    return DydxOutputs.answer(
        liquidation(inputs).fillablePrice(Fields.integer(inputs, DELTA), DydxInputs.config(inputs)),
        (out, price) ->
            out.putObject(FILLABLE)
                .put("num", price.num().toString())
                .put("den", price.den().toString()));
  }

  private static ObjectNode subticks(JsonNode inputs) {
    JsonNode price = Fields.object(inputs, FILLABLE);
    BigInteger num = Fields.natural(price, "num");
    Ratio exact = new Ratio(num, positive(price, "den"));
    return DydxOutputs.number(
        "subticks",
        Liquidation.subticks(
            exact,
            Fields.flag(inputs, "is_liquidating_long"),
            positive(inputs, "subticks_per_tick"),
            DydxInputs.power(inputs, CONVERSION)));
  }

  private static BigInteger positive(JsonNode of, String field) {
    BigInteger value = Fields.natural(of, field);
    if (value.signum() == 0) {
      throw new Venue.BadInputs(field + " must not be 0");
    }
    return value;
  }

  private static ObjectNode insurance(JsonNode inputs) {
    BigInteger fill = Fields.natural(inputs, "fill_base");
    BigInteger quote =
        Liquidation.quoteOf(
            Fields.natural(inputs, "fill_subticks"), fill, DydxInputs.power(inputs, CONVERSION));
    return DydxOutputs.answer(
        liquidation(inputs)
            .insuranceChange(Fields.flag(inputs, "is_buy"), fill, quote, DydxInputs.config(inputs)),
        (out, change) -> out.put("insurance_fund_delta_quote", change.toString()));
  }

  private static ObjectNode covers(JsonNode inputs) {
    boolean valid =
        InsuranceFund.covers(
            Fields.integer(inputs, "insurance_fund_balance"),
            Fields.integer(inputs, "insurance_fund_delta"));
    return DydxOutputs.object().put("valid", valid);
  }

  private static ObjectNode limits(JsonNode inputs) {
    LiquidationLimits limits = LiquidationLimits.fresh(DydxInputs.config(inputs));
    String already = "already_liquidated_perp_id";
    if (Fields.has(inputs, already)) {
      limits =
          limits.after(
              Fields.uint32(inputs, already),
              Fields.integer(inputs, "previous_notional_liquidated", 0),
              Fields.integer(inputs, "previous_insurance_fund_delta", 0));
    }
    long market = Fields.uint32(inputs, "queried_perp_id");
    ObjectNode out = DydxOutputs.object();
    writeLimit(out, "max_notional_liquidatable", limits.notionalLeft(market));
    writeLimit(out, "max_insurance_lost", limits.insuranceLeft(market));
    return out;
  }

  /** What stops the venue's node stands where the number would. */
  private static void writeLimit(ObjectNode out, String field, Answer<BigInteger> answer) {
    switch (answer) {
      case Answer.Value<BigInteger> of -> out.put(field, of.value().toString());
      case Answer.Refused<BigInteger> no ->
          out.put(no.code() == Code.INVARIANT ? field : field + "_error", no.code().venueName());
    }
  }

  private static ObjectNode notionals(JsonNode inputs) {
    Markets markets = DydxInputs.markets(inputs);
    JsonNode node = Fields.object(inputs, "position");
    Position position = DydxInputs.position(node);
    Market market = markets.get(DydxInputs.marketId(node, markets));
    LiquidationConfig config = DydxInputs.config(inputs);
    BigInteger size = position.size();
    return DydxOutputs.number("min_notional", LiquidationLimits.leastNotional(market, size, config))
        .put("max_notional", LiquidationLimits.mostNotional(market, size, config).toString());
  }

  private static ObjectNode eligibility(JsonNode inputs) {
    Markets markets = DydxInputs.markets(inputs);
    Account account = DydxInputs.account(Fields.object(inputs, "account"), markets);
    boolean ended = Fields.text(inputs, "market_status").equals("FINAL_SETTLEMENT");
    Deleveraging.Eligibility is = Deleveraging.Eligibility.of(account, markets, ended);
    return DydxOutputs.object()
        .put("at_bankruptcy_price", is.atBankruptcyPrice())
        .put("at_oracle_price", is.atOraclePrice());
  }

  static Deleveraging.PriceMode priceMode(JsonNode inputs) {
    String mode = Fields.has(inputs, "price_mode") ? Fields.text(inputs, "price_mode") : "";
    return switch (mode) {
      case "", "BANKRUPTCY" -> Deleveraging.PriceMode.BANKRUPTCY;
      case "ORACLE" -> Deleveraging.PriceMode.ORACLE;
      default -> throw new Venue.BadInputs("price_mode " + mode + " must be BANKRUPTCY or ORACLE");
    };
  }

  private static ObjectNode fill(JsonNode inputs) {
    Markets markets = DydxInputs.markets(inputs);
    String holder = "offsetting";
    SortedMap<String, Account> accounts = new TreeMap<>();
    for (String name : List.of(LIQUIDATED, holder)) {
      accounts.put(name, DydxInputs.account(Fields.object(inputs, name), markets));
    }
    AccountUpdates.World world = new AccountUpdates.World(accounts, markets, Optional.empty());
    Deleveraging deleveraging =
        new Deleveraging(
            world, LIQUIDATED, DydxInputs.marketId(inputs, markets), priceMode(inputs));
    return DydxOutputs.answer(
        deleveraging.fill(holder, Fields.integer(inputs, DELTA)),
        (out, after) ->
            after
                .accounts()
                .forEach(
                    (name, account) -> out.set(name + "_after", DydxOutputs.account(account))));
  }

  private static ObjectNode walk(JsonNode inputs) {
    Markets markets = DydxInputs.markets(inputs);
    SortedMap<String, Account> accounts = DydxInputs.accounts(inputs, markets);
    long market = DydxInputs.marketId(inputs, markets);
    BigInteger change = Fields.integer(inputs, DELTA);
    AccountUpdates.World world = new AccountUpdates.World(accounts, markets, Optional.empty());
    Deleveraging deleveraging =
        new Deleveraging(world, Fields.text(inputs, LIQUIDATED), market, priceMode(inputs));
    Deleveraging.Walk walk =
        deleveraging.walk(
            holders(inputs, world, market, change),
            natural(inputs, "start_index", 0),
            natural(inputs, "max_accounts_iterated", MOST_VISITED),
            change);
    ObjectNode out = DydxOutputs.object();
    ObjectNode after = out.putObject("accounts_after");
    walk.world()
        .accounts()
        .forEach((name, account) -> after.set(name, DydxOutputs.account(account)));
    ArrayNode fills = out.putArray("fills");
    for (Deleveraging.Fill fill : walk.fills()) {
      fills.addObject().put("account", fill.holder()).put("fill_base", fill.base().toString());
    }
    return out.put("remaining_base", walk.remaining().toString())
        .put(
            "open_interest_base_after",
            walk.world().markets().get(market).openInterest().toString());
  }

  private static int natural(JsonNode of, String field, int otherwise) {
    int value = Fields.count(of, field, otherwise);
    if (value < 0) {
      throw new Venue.BadInputs(field + " " + value + " must not be negative");
    }
    return value;
  }

  /** Who holds the opposite side, in the order of the case or else of their names. */
  private static List<String> holders(
      JsonNode inputs, AccountUpdates.World world, long market, BigInteger change) {
    List<String> order = order(inputs, world.accounts().keySet());
    order.removeIf(name -> world.account(name).size(market).signum() != change.signum());
    return order;
  }

  /** Accounts in the order of the case or else of their names. */
  static List<String> order(JsonNode inputs, Collection<String> names) {
    List<String> order = new ArrayList<>(names);
    if (Fields.has(inputs, "account_order")) {
      order.clear();
      for (JsonNode node : Fields.list(inputs, "account_order")) {
        order.add(node.asString(""));
      }
    }
    return order;
  }
}
