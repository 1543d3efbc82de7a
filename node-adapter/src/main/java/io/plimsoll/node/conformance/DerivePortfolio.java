package io.plimsoll.node.conformance;

import io.plimsoll.fixed.E18;
import io.plimsoll.margin.rule.derive.Expiry;
import io.plimsoll.margin.rule.derive.OptionHolding;
import io.plimsoll.margin.rule.derive.Pmrm;
import io.plimsoll.margin.rule.derive.PmrmMargin;
import io.plimsoll.margin.rule.derive.PmrmParameters;
import io.plimsoll.margin.rule.derive.PmrmPortfolio;
import io.plimsoll.margin.rule.derive.Scenario;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Derive's portfolio margin, PMRM_2, whose cases are in decimals. */
final class DerivePortfolio {

  private static final String SECONDS = "seconds_to_expiry";
  private static final BigInteger SECONDS_OF_A_DAY = BigInteger.valueOf(86_400);

  private DerivePortfolio() {}

  static ObjectNode compute(JsonNode in) {
    JsonNode perp = Fields.object(in, "perp");
    PmrmPortfolio portfolio =
        new PmrmPortfolio(
            Fields.e18(in, "cash"),
            Fields.e18(in, "spot"),
            Fields.e18(in, "spot_confidence"),
            Fields.e18(in, "stable_price"),
            new PmrmPortfolio.Perp(
                Fields.e18(perp, "position"),
                Fields.e18(perp, "price"),
                Fields.e18(perp, "confidence"),
                Fields.e18(perp, "unrealised_pnl").add(Fields.e18(perp, "unrealised_funding"))),
            collaterals(in),
            expiries(in));
    return result(Pmrm.of(portfolio, parameters(in)));
  }

  private static List<PmrmPortfolio.Collateral> collaterals(JsonNode in) {
    List<PmrmPortfolio.Collateral> collaterals = new ArrayList<>();
    for (JsonNode one : Fields.list(in, "collaterals")) {
      collaterals.add(
          new PmrmPortfolio.Collateral(
              Fields.e18(one, "amount"),
              Fields.e18(one, "price"),
              Fields.e18(one, "confidence"),
              Fields.flag(one, "risk_cancelling"),
              Fields.e18(one, "mm_haircut"),
              Fields.e18(one, "im_haircut_add")));
    }
    return collaterals;
  }

  private static List<Expiry> expiries(JsonNode in) {
    List<JsonNode> options = Fields.list(in, "options");
    List<Expiry> expiries = new ArrayList<>();
    List<Long> known = new ArrayList<>();
    for (JsonNode one : Fields.list(in, "expiries")) {
      long seconds = Fields.uint32(one, SECONDS);
      if (known.contains(seconds)) {
        throw new Venue.BadInputs(SECONDS + " " + seconds + " must be that of one expiry");
      }
      known.add(seconds);
      BigInteger confidence =
          Fields.e18(one, "forward_confidence")
              .min(Fields.e18(one, "rate_confidence"))
              .min(Fields.e18(one, "vol_confidence"));
      expiries.add(
          Expiry.of(
              seconds,
              Fields.e18(one, "forward"),
              Fields.e18(one, "rate"),
              confidence,
              options(options, seconds)));
    }
    for (JsonNode option : options) {
      if (!known.contains(Fields.uint32(option, SECONDS))) {
        throw new Venue.BadInputs(
            SECONDS + " " + option.path(SECONDS) + " must be that of one of the expiries");
      }
    }
    return expiries;
  }

  private static List<OptionHolding> options(List<JsonNode> all, long seconds) {
    List<OptionHolding> options = new ArrayList<>();
    for (JsonNode one : all) {
      if (Fields.uint32(one, SECONDS) == seconds) {
        options.add(
            new OptionHolding(
                Fields.e18(one, "strike"),
                Fields.flag(one, "is_call"),
                Fields.e18(one, "mark_vol"),
                Fields.e18(one, "amount")));
      }
    }
    return options;
  }

  private static PmrmParameters parameters(JsonNode in) {
    JsonNode of = Fields.object(in, "params");
    List<Scenario> scenarios = new ArrayList<>();
    for (JsonNode one : Fields.list(in, "scenarios")) {
      scenarios.add(
          new Scenario(
              Fields.e18(one, "spot_mult"), volatility(one), Fields.e18(one, "dampening")));
    }
    return new PmrmParameters(
        new PmrmParameters.Margin(
            Fields.e18(of, "im_factor"),
            Fields.e18(of, "mm_factor"),
            Fields.e18(of, "short_rate_mult"),
            Fields.e18(of, "long_rate_mult"),
            Fields.e18(of, "short_rate_add"),
            Fields.e18(of, "long_rate_add"),
            Fields.e18(of, "short_static_discount"),
            Fields.e18(of, "long_static_discount")),
        new PmrmParameters.VolShock(
            Fields.e18(of, "vol_range_up"),
            Fields.e18(of, "vol_range_down"),
            Fields.e18(of, "short_term_power"),
            Fields.e18(of, "long_term_power"),
            floorSeconds(of),
            Fields.e18(of, "min_vol_up_shock")),
        new PmrmParameters.Skew(
            Fields.e18(of, "skew_linear_base_cap"),
            Fields.e18(of, "skew_linear_cbase"),
            Fields.e18(of, "skew_abs_base_cap"),
            Fields.e18(of, "skew_abs_cbase"),
            Fields.e18(of, "skew_min_kstar"),
            Fields.e18(of, "skew_width_scale"),
            Fields.e18(of, "skew_vol_param_static"),
            Fields.e18(of, "skew_vol_param_scale")),
        new PmrmParameters.Basis(
            Fields.e18(of, "basis_spot_up"),
            Fields.e18(of, "basis_spot_down"),
            Fields.e18(of, "basis_add_factor"),
            Fields.e18(of, "basis_mult_factor")),
        new PmrmParameters.Contingencies(
            Fields.e18(of, "peg_loss_threshold"),
            Fields.e18(of, "peg_loss_factor"),
            Fields.e18(of, "conf_threshold"),
            Fields.e18(of, "conf_margin"),
            Fields.e18(of, "mm_perp_pct"),
            Fields.e18(of, "im_perp_pct_add"),
            Fields.e18(of, "mm_option_pct"),
            Fields.e18(of, "im_option_pct_add")),
        scenarios);
  }

  /** Days are given as a decimal number; the venue counts whole seconds. */
  private static long floorSeconds(JsonNode of) {
    BigInteger seconds =
        Fields.e18(of, "dte_floor_days").multiply(SECONDS_OF_A_DAY).divide(E18.ONE);
    if (seconds.bitLength() > 32) {
      throw new Venue.BadInputs("dte_floor_days " + of.path("dte_floor_days") + " is too many");
    }
    return seconds.longValueExact();
  }

  private static Scenario.Volatility volatility(JsonNode in) {
    String text = Fields.text(in, "vol");
    return switch (text) {
      case "NONE" -> Scenario.Volatility.NONE;
      case "UP" -> Scenario.Volatility.UP;
      case "DOWN" -> Scenario.Volatility.DOWN;
      case "LINEAR" -> Scenario.Volatility.LINEAR;
      case "ABS" -> Scenario.Volatility.ABS;
      default ->
          throw new Venue.BadInputs("vol " + text + " must be NONE, UP, DOWN, LINEAR or ABS");
    };
  }

  private static ObjectNode result(PmrmMargin margin) {
    PmrmMargin.Charges charges = margin.charges();
    ObjectNode out = JsonNodeFactory.instance.objectNode();
    out.put("initial_margin", E18.text(margin.initial()));
    out.put("maintenance_margin", E18.text(margin.maintenance()));
    out.put("option_mtm", E18.text(margin.optionValue()));
    out.put("collateral_mtm", E18.text(margin.collateralValue()));
    ArrayNode scenarios = out.putArray("scenario_pnl");
    margin.scenarios().forEach(pnl -> scenarios.add(E18.text(pnl)));
    out.put("portfolio_mtm", E18.text(margin.markToMarket()));
    out.put("forward_contingency", E18.text(margin.basisContingency()));
    out.put("im_loss_factor", E18.text(margin.initialFactor()));
    out.put("oracle_contingency", charge(charges.confidence()));
    out.put("mm_perp_contingency", charge(charges.maintenancePerp()));
    out.put("im_perp_contingency_add", charge(charges.initialPerpAdd()));
    out.put("mm_base_contingency", charge(charges.maintenanceCollateral()));
    out.put("im_base_contingency_add", charge(charges.initialCollateralAdd()));
    out.put("mm_option_contingency", charge(charges.maintenanceOption()));
    out.put("im_option_contingency_add", charge(charges.initialOptionAdd()));
    return out;
  }

  /** Cases write charges as they change a margin. */
  private static String charge(BigInteger amount) {
    return E18.text(amount.negate());
  }
}
