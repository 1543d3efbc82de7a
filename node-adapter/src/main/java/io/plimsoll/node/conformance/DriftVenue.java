package io.plimsoll.node.conformance;

import io.plimsoll.margin.rule.drift.Contract;
import io.plimsoll.margin.rule.drift.Figure;
import io.plimsoll.margin.rule.drift.LiquidationFees;
import io.plimsoll.margin.rule.drift.LiquidationLeg;
import io.plimsoll.margin.rule.drift.LiquidationSizes;
import io.plimsoll.margin.rule.drift.MarginType;
import io.plimsoll.margin.rule.drift.PerpMargin;
import io.plimsoll.margin.rule.drift.PerpMarket;
import io.plimsoll.margin.rule.drift.PerpPosition;
import io.plimsoll.margin.rule.drift.SocializedLoss;
import io.plimsoll.margin.rule.drift.SpotHolding;
import io.plimsoll.margin.rule.drift.SpotMargin;
import io.plimsoll.margin.rule.drift.SpotMarket;
import io.plimsoll.margin.rule.drift.SpotWeights;
import io.plimsoll.margin.rule.drift.StrictPrice;
import java.math.BigInteger;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Drift v2. A field that is zero on an empty account or market there may be missing here. An error
 * of the venue is the field {@code error}, with its reason in {@code code}.
 */
public final class DriftVenue implements Venue {

  /** What a deposit has grown to before it has grown. */
  private static final long NO_INTEREST = 10_000_000_000L;

  private static final long ONE = 1_000_000;

  /** Requirement of an open order at the venue, in 10^-6. */
  private static final long ORDER_MARGIN = 10_000;

  /** Most profit that counts to open at the venue, in 10^-6. */
  private static final long INITIAL_PROFIT_CAP = 100_000_000;

  private final SortedMap<String, Topic> topics = new TreeMap<>();

  /** With all topics. */
  public DriftVenue() {
    topics.put("spot_asset_weight", DriftVenue::assetWeight);
    topics.put("spot_liability_weight", DriftVenue::liabilityWeight);
    topics.put("scaled_initial_asset_weight", DriftVenue::scaledWeight);
    topics.put("unrealized_pnl_asset_weight", DriftVenue::profitWeight);
    topics.put("perp_position_value", DriftVenue::perpMargin);
    topics.put("spot_order_worst_case_margin", DriftVenue::spotMargin);
    topics.put("perp_base_to_cover_shortage", DriftVenue::baseToCover);
    topics.put("spot_liability_to_cover_shortage", DriftVenue::liabilityToCover);
    topics.put("liability_implied_by_asset", DriftVenue::liabilityOf);
    topics.put("asset_for_liability", DriftVenue::assetFor);
    topics.put("swap_within_boundary", DriftVenue::swap);
    topics.put("max_pct_to_liquidate", DriftVenue::share);
    topics.put("perp_insurance_fund_fee", DriftVenue::insuranceOnPerp);
    topics.put("spot_insurance_fund_fee", DriftVenue::insuranceOnSpot);
    topics.put("liquidation_fee_growth", DriftVenue::grownFee);
    topics.put("socialize_perp_loss_via_funding", DriftVenue::fundingDelta);
    topics.put("socialize_spot_loss_via_interest", DriftVenue::interestDelta);
  }

  @Override
  public SortedMap<String, Topic> blocks() {
    SortedMap<String, Topic> blocks = new TreeMap<>();
    blocks.put("perp_position_value", DriftBlocks::requirement);
    blocks.put("unrealized_pnl_asset_weight", DriftBlocks::profitWeight);
    return blocks;
  }

  @Override
  public String name() {
    return "drift";
  }

  @Override
  public SortedMap<String, Topic> topics() {
    return Collections.unmodifiableSortedMap(topics);
  }

  private static ObjectNode assetWeight(JsonNode in) {
    return result(
        "asset_weight",
        SpotWeights.asset(
            market(in, "", "scale_start"),
            Fields.integer(in, "size"),
            number(in, "oracle_price"),
            type(in)));
  }

  private static ObjectNode liabilityWeight(JsonNode in) {
    return result(
        "liability_weight",
        SpotWeights.liability(market(in, "", "scale_start"), Fields.integer(in, "size"), type(in)));
  }

  private static ObjectNode scaledWeight(JsonNode in) {
    return result(
        "asset_weight",
        SpotWeights.scaledInitialAsset(
            market(in, "", "scale_start_quote"), number(in, "oracle_price")));
  }

  private static ObjectNode profitWeight(JsonNode in) {
    return result(
        "asset_weight",
        PerpMargin.profitWeight(
            perpMarket(in, "initial_asset_weight", "maintenance_asset_weight"),
            Fields.integer(in, "unrealized_pnl"),
            type(in)));
  }

  private static ObjectNode perpMargin(JsonNode in) {
    PerpMargin.Result margin =
        PerpMargin.of(
            perpMarket(
                in,
                "unrealized_pnl_initial_asset_weight",
                "unrealized_pnl_maintenance_asset_weight"),
            new PerpPosition(
                Fields.integer(in, "base_asset_amount"),
                Fields.integer(in, "quote_asset_amount"),
                Fields.integer(in, "open_bids", 0),
                Fields.integer(in, "open_asks", 0),
                Fields.count(in, "open_orders", 0),
                Fields.integer(in, "last_cumulative_funding_rate", 0)),
            number(in, "oracle_price"),
            StrictPrice.of(number(in, "quote_oracle_price", ONE)),
            type(in),
            new PerpMargin.Terms(
                number(in, "user_custom_margin_ratio", 0),
                number(in, "open_order_margin", ORDER_MARGIN),
                Fields.integer(in, "max_positive_upnl_initial", INITIAL_PROFIT_CAP)));
    ObjectNode out = result("margin_requirement", margin.requirement());
    out.setAll(result("weighted_unrealized_pnl", margin.profit()));
    return out;
  }

  /** The quote asset, and orders in one other token. The quote asset counts in full, always. */
  private static ObjectNode spotMargin(JsonNode in) {
    SpotHolding tokens =
        new SpotHolding(
            Fields.integer(in, "sol_deposit", 0),
            Fields.integer(in, "sol_open_bids", 0),
            Fields.integer(in, "sol_open_asks", 0),
            Fields.count(in, "sol_open_orders", 0));
    SpotMargin margin =
        SpotMargin.ofQuote(Fields.integer(in, "usdc_deposit", 0), StrictPrice.of(ONE))
            .plus(
                SpotMargin.of(
                    market(in, "sol_", "scale_start"),
                    tokens,
                    StrictPrice.of(number(in, "sol_price")),
                    type(in),
                    number(in, "user_custom_margin_ratio", 0),
                    number(in, "open_order_margin", ORDER_MARGIN)));
    ObjectNode out = result("margin_requirement", margin.requirement());
    out.setAll(result("total_collateral", margin.collateral()));
    return out;
  }

  private static ObjectNode baseToCover(JsonNode in) {
    return result(
        "base_amount",
        LiquidationSizes.baseToCover(
            Fields.integer(in, "margin_shortage"),
            number(in, "margin_ratio"),
            number(in, "liquidator_fee"),
            number(in, "insurance_fund_fee"),
            number(in, "oracle_price"),
            number(in, "quote_oracle_price")),
        Figure.Width.U64);
  }

  private static ObjectNode liabilityToCover(JsonNode in) {
    return result(
        "liability_transfer",
        LiquidationSizes.liabilityToCover(
            Fields.integer(in, "margin_shortage"),
            leg(in, "asset"),
            leg(in, "liability"),
            number(in, "insurance_fund_fee")),
        Figure.Width.U128);
  }

  private static ObjectNode liabilityOf(JsonNode in) {
    return result(
        "liability_transfer",
        LiquidationSizes.liabilityOf(
            Fields.integer(in, "asset_amount"), leg(in, "asset"), leg(in, "liability")));
  }

  private static ObjectNode assetFor(JsonNode in) {
    return result(
        "asset_transfer",
        LiquidationSizes.assetFor(
            Fields.integer(in, "liability_amount"),
            leg(in, "asset"),
            leg(in, "liability"),
            Fields.integer(in, "asset_amount")));
  }

  private static ObjectNode swap(JsonNode in) {
    Figure price =
        LiquidationSizes.swapPrice(
            Fields.integer(in, "asset_transfer"),
            Fields.integer(in, "liability_transfer"),
            leg(in, "asset"),
            leg(in, "liability"));
    return result("swap_price", price).put("ok", !price.isError());
  }

  private static ObjectNode share(JsonNode in) {
    return result(
        "pct",
        LiquidationSizes.share(
            Fields.integer(in, "margin_shortage"),
            Fields.integer(in, "last_active_slot"),
            Fields.integer(in, "slot"),
            Fields.integer(in, "initial_pct"),
            Fields.integer(in, "duration"),
            Fields.integer(in, "already_freed", 0)));
  }

  private static ObjectNode insuranceOnPerp(JsonNode in) {
    return result(
        "fee",
        LiquidationFees.insuranceOnPerp(
            Fields.integer(in, "margin_shortage"),
            Fields.integer(in, "base_amount"),
            number(in, "margin_ratio"),
            number(in, "liquidator_fee"),
            number(in, "oracle_price"),
            number(in, "quote_price"),
            number(in, "max_if_fee")));
  }

  private static ObjectNode insuranceOnSpot(JsonNode in) {
    return result(
        "fee",
        LiquidationFees.insuranceOnSpot(
            Fields.integer(in, "margin_shortage"),
            Fields.integer(in, "token_amount"),
            leg(in, "asset"),
            leg(in, "liability"),
            number(in, "max_if_fee")));
  }

  private static ObjectNode grownFee(JsonNode in) {
    return result(
        "fee",
        LiquidationFees.grown(
            number(in, "base_fee"),
            number(in, "max_fee"),
            Fields.integer(in, "last_active_slot"),
            Fields.integer(in, "current_slot"),
            Fields.integer(in, "grace_slots"),
            number(in, "increase_per_slot")));
  }

  private static ObjectNode fundingDelta(JsonNode in) {
    return result(
        "cumulative_funding_rate_delta",
        SocializedLoss.fundingDelta(
            Fields.integer(in, "loss"),
            Fields.integer(in, "base_long"),
            Fields.integer(in, "base_short")));
  }

  private static ObjectNode interestDelta(JsonNode in) {
    return result(
        "delta",
        SocializedLoss.interestDelta(Fields.integer(in, "borrow"), market(in, "", "scale_start")));
  }

  /** A token's market, whose fields begin with a prefix where a case has several. */
  private static SpotMarket market(JsonNode in, String prefix, String scaleStart) {
    return new SpotMarket(
        number(in, prefix + "initial_asset_weight", 0),
        number(in, prefix + "maintenance_asset_weight", 0),
        number(in, prefix + "initial_liability_weight", 0),
        number(in, prefix + "maintenance_liability_weight", 0),
        number(in, "imf_factor", 0),
        Fields.count(in, prefix + "decimals", 0),
        Fields.integer(in, scaleStart, 0),
        Fields.integer(in, "deposit_balance", 0),
        Fields.integer(in, "cumulative_deposit_interest", NO_INTEREST));
  }

  private static PerpMarket perpMarket(JsonNode in, String initial, String maintenance) {
    return new PerpMarket(
        contract(in),
        number(in, "max_prediction_price", ONE),
        number(in, "margin_ratio_initial", 0),
        number(in, "margin_ratio_maintenance", 0),
        number(in, "imf_factor", 0),
        number(in, "unrealized_pnl_imf_factor", 0),
        number(in, initial, 0),
        number(in, maintenance, 0),
        Fields.integer(in, "unrealized_pnl_max_imbalance", 0),
        Fields.integer(in, "net_user_pnl", 0),
        Fields.integer(in, "cumulative_funding_rate_long", 0),
        Fields.integer(in, "cumulative_funding_rate_short", 0));
  }

  /** One side of a swap; a rule that does not ask for a field gets a zero for it. */
  private static LiquidationLeg leg(JsonNode in, String side) {
    return new LiquidationLeg(
        number(in, side + "_weight", 0),
        number(in, side + "_multiplier"),
        Fields.count(in, side + "_decimals", 0),
        number(in, side + "_price", 0));
  }

  private static Contract contract(JsonNode in) {
    String contract = Fields.has(in, "contract") ? Fields.text(in, "contract") : "PERP";
    return switch (contract) {
      case "PERP" -> Contract.PERPETUAL;
      case "PREDICTION" -> Contract.PREDICTION;
      default -> throw new BadInputs("contract " + contract + " must be PERP or PREDICTION");
    };
  }

  static MarginType type(JsonNode in) {
    String type = Fields.text(in, "margin_type");
    return switch (type) {
      case "Initial" -> MarginType.INITIAL;
      case "Fill" -> MarginType.FILL;
      case "Maintenance" -> MarginType.MAINTENANCE;
      default ->
          throw new BadInputs("margin_type " + type + " must be Initial, Fill or Maintenance");
    };
  }

  private static long number(JsonNode in, String field) {
    BigInteger value = Fields.integer(in, field);
    if (value.bitLength() > 63) {
      throw new BadInputs(field + " " + value + " must fit 64 bits");
    }
    return value.longValue();
  }

  private static long number(JsonNode in, String field, long otherwise) {
    return Fields.has(in, field) ? number(in, field) : otherwise;
  }

  private static ObjectNode result(String field, Figure figure) {
    ObjectNode out = JsonNodeFactory.instance.objectNode();
    return figure.isError()
        ? out.put("error", true).put("code", figure.toString())
        : out.put(field, figure.toString());
  }

  /** A result whose largest number stands for everything, which cases write by its name. */
  private static ObjectNode result(String field, Figure figure, Figure.Width width) {
    boolean everything = !figure.isError() && figure.value().equals(width.largest());
    return everything
        ? JsonNodeFactory.instance.objectNode().put(field, width + "_MAX")
        : result(field, figure);
  }
}
