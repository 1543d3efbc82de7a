package io.plimsoll.node.conformance;

import io.plimsoll.margin.rule.dydx.Account;
import io.plimsoll.margin.rule.dydx.Gate;
import io.plimsoll.margin.rule.dydx.LiquidationConfig;
import io.plimsoll.margin.rule.dydx.Market;
import io.plimsoll.margin.rule.dydx.Markets;
import io.plimsoll.margin.rule.dydx.Pool;
import io.plimsoll.margin.rule.dydx.Position;
import io.plimsoll.margin.rule.dydx.Price;
import io.plimsoll.margin.rule.dydx.Tier;
import io.plimsoll.margin.rule.dydx.Update;
import io.plimsoll.margin.rule.dydx.UpdateKind;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/** Reads what dYdX's cases are made of. What may be missing has the venue's default, mostly 0. */
final class DydxInputs {

  /** Powers of ten beyond that no market has, and they would take long. */
  private static final int MOST_POWER = 1_000;

  private static final String PERP_ID = "perp_id";

  private DydxInputs() {}

  static int power(JsonNode of, String field) {
    int power = Fields.count(of, field);
    if (Math.abs((long) power) > MOST_POWER) {
      throw new Venue.BadInputs(field + " " + power + " must be between -1000 and 1000");
    }
    return power;
  }

  static Price price(JsonNode of) {
    int quoteResolution =
        Fields.has(of, "quote_atomic_resolution") ? power(of, "quote_atomic_resolution") : -6;
    return Price.of(
        Fields.natural(of, "oracle_price"),
        power(of, "oracle_price_exponent"),
        power(of, "base_atomic_resolution"),
        quoteResolution);
  }

  static Tier tier(JsonNode of) {
    return new Tier(
        Fields.natural(of, "imf_ppm", 0),
        Fields.natural(of, "maintenance_fraction_ppm", 0),
        Fields.natural(of, "oi_lower_cap_quote", 0),
        Fields.natural(of, "oi_upper_cap_quote", 0));
  }

  static Market market(JsonNode of) {
    return new Market(
        Fields.uint32(of, PERP_ID, 0),
        isIsolated(of),
        price(of),
        tier(of),
        Fields.natural(of, "open_interest_base", 0),
        Fields.integer(of, "funding_index", 0));
  }

  private static boolean isIsolated(JsonNode of) {
    String type = Fields.has(of, "market_type") ? Fields.text(of, "market_type") : "CROSS";
    return switch (type) {
      case "CROSS" -> false;
      case "ISOLATED" -> true;
      default -> throw new Venue.BadInputs("market_type " + type + " must be CROSS or ISOLATED");
    };
  }

  static Markets markets(JsonNode inputs) {
    List<Market> markets = new ArrayList<>();
    TreeSet<Long> ids = new TreeSet<>();
    for (JsonNode node : Fields.list(inputs, "markets")) {
      Market market = market(node);
      if (!ids.add(market.id())) {
        throw new Venue.BadInputs("markets must hold perp_id " + market.id() + " once");
      }
      markets.add(market);
    }
    return new Markets(markets);
  }

  /** The market that a case is about. */
  static long marketId(JsonNode inputs, Markets markets) {
    return known(Fields.uint32(inputs, PERP_ID), markets);
  }

  private static long known(long id, Markets markets) {
    if (!markets.has(id)) {
      throw new Venue.BadInputs("perp_id " + id + " must be that of one of the markets");
    }
    return id;
  }

  static Account account(JsonNode of, Markets markets) {
    List<Position> positions = positions(of);
    positions.forEach(position -> known(position.market(), markets));
    return new Account(Fields.integer(of, "usdc_quote", 0), positions, ownPpm(of));
  }

  private static SortedMap<Long, BigInteger> ownPpm(JsonNode of) {
    SortedMap<Long, BigInteger> fractions = new TreeMap<>();
    String field = "custom_imf_ppm_by_perp_id";
    if (Fields.has(of, field)) {
      JsonNode map = Fields.object(of, field);
      for (String id : map.propertyNames()) {
        fractions.put(id(id, field), Fields.natural(map, id));
      }
    }
    return fractions;
  }

  static List<Position> positions(JsonNode of) {
    List<Position> positions = new ArrayList<>();
    TreeSet<Long> ids = new TreeSet<>();
    for (JsonNode node : Fields.listOrNone(of, "positions")) {
      Position position = position(node);
      if (!ids.add(position.market())) {
        throw new Venue.BadInputs("positions must hold perp_id " + position.market() + " once");
      }
      positions.add(position);
    }
    return positions;
  }

  static Position position(JsonNode of) {
    return new Position(
        Fields.uint32(of, PERP_ID),
        Fields.integer(of, "size_base"),
        Fields.integer(of, "quote_balance", 0),
        Fields.integer(of, "funding_index", 0));
  }

  static SortedMap<String, Account> accounts(JsonNode inputs, Markets markets) {
    SortedMap<String, Account> accounts = new TreeMap<>();
    JsonNode map = Fields.object(inputs, "accounts");
    for (String name : map.propertyNames()) {
      accounts.put(name, account(Fields.object(map, name), markets));
    }
    return accounts;
  }

  static Update update(JsonNode of) {
    List<Update.Change> changes = new ArrayList<>();
    for (JsonNode node : Fields.listOrNone(of, "position_deltas")) {
      changes.add(
          new Update.Change(
              Fields.uint32(node, PERP_ID),
              Fields.integer(node, "size_base_delta", 0),
              Fields.integer(node, "quote_balance_delta", 0)));
    }
    boolean cash = Fields.has(of, "usdc_deltas");
    return new Update(cash ? Fields.integers(of, "usdc_deltas") : List.of(), changes);
  }

  static UpdateKind kind(JsonNode inputs) {
    String kind = Fields.has(inputs, "update_type") ? Fields.text(inputs, "update_type") : "";
    return switch (kind) {
      case "Withdrawal" -> UpdateKind.WITHDRAWAL;
      case "Transfer" -> UpdateKind.TRANSFER;
      case "Deposit" -> UpdateKind.DEPOSIT;
      case "Match" -> UpdateKind.MATCH;
      case "CollatCheck", "UpdateTypeUnspecified", "" -> UpdateKind.COLLATERAL_CHECK;
      default ->
          throw new Venue.BadInputs(
              "update_type "
                  + kind
                  + " must be Withdrawal, Transfer, Deposit, Match or CollatCheck");
    };
  }

  /** The gate, which is open where a case does not speak of it. */
  static Gate gate(JsonNode inputs, Markets markets) {
    if (!Fields.has(inputs, "current_block")) {
      return Gate.OPEN;
    }
    SortedMap<Long, Long> seen = new TreeMap<>();
    String field = "negative_tnc_seen_at_block_by_perp_id";
    if (Fields.has(inputs, field)) {
      JsonNode map = Fields.object(inputs, field);
      for (String id : map.propertyNames()) {
        long pool = Pool.of(markets.get(known(id(id, field), markets)));
        seen.merge(pool, Fields.uint32(map, id, 0), Math::max);
      }
    }
    return new Gate(
        Fields.uint32(inputs, "current_block"),
        Fields.uint32(inputs, "gate_blocks", Gate.BLOCKS),
        seen,
        Fields.uint32(inputs, "chain_outage_seen_at_block", 0));
  }

  /** An id that is the name of a field. */
  private static long id(String text, String field) {
    if (!text.matches("[0-9]{1,10}") || Long.parseLong(text) >> 32 != 0) {
      throw new Venue.BadInputs(field + "." + text + " must be named by an id of 32 bits");
    }
    return Long.parseLong(text);
  }

  static LiquidationConfig config(JsonNode inputs) {
    JsonNode of = Fields.object(inputs, "liquidation_config");
    LiquidationConfig usual = LiquidationConfig.DEFAULT;
    return new LiquidationConfig(
        orUsual(of, "max_liquidation_fee_ppm", usual.maxFeePpm()),
        orUsual(of, "bankruptcy_adjustment_ppm", usual.bankruptcyAdjustmentPpm()),
        orUsual(of, "spread_to_mmr_ratio_ppm", usual.spreadToMaintenancePpm()),
        orUsual(of, "min_position_notional_liquidated", usual.minPositionNotional()),
        orUsual(of, "max_position_portion_liquidated_ppm", usual.maxPositionPortionPpm()),
        orUsual(of, "max_subaccount_notional_liquidated", usual.maxSubaccountNotional()),
        orUsual(of, "max_subaccount_insurance_lost", usual.maxSubaccountInsuranceLost()));
  }

  private static BigInteger orUsual(JsonNode of, String field, BigInteger usual) {
    return Fields.has(of, field) ? Fields.natural(of, field) : usual;
  }
}
