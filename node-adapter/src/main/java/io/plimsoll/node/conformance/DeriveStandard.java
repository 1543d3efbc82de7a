package io.plimsoll.node.conformance;

import io.plimsoll.fixed.E18;
import io.plimsoll.margin.rule.derive.Expiry;
import io.plimsoll.margin.rule.derive.OptionHolding;
import io.plimsoll.margin.rule.derive.StandardManager;
import io.plimsoll.margin.rule.derive.StandardMarket;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Derive's standard manager, whose cases are in integers of 10^-18 and have decimal parameters. */
final class DeriveStandard {

  private static final String SECONDS = "seconds_to_expiry";

  private DeriveStandard() {}

  static ObjectNode compute(JsonNode in) {
    JsonNode params = Fields.object(in, "params");
    JsonNode depeg = Fields.object(params, "depeg");
    StandardMarket.Parameters parameters = parameters(params);
    List<StandardMarket> markets = new ArrayList<>();
    List<String> names = new ArrayList<>();
    List<JsonNode> options = Fields.list(in, "options");
    for (JsonNode one : Fields.list(in, "markets")) {
      String name = Fields.text(one, "market");
      if (names.contains(name)) {
        throw new Venue.BadInputs("market " + name + " must be named once");
      }
      names.add(name);
      markets.add(market(one, expiries(options, name), parameters));
    }
    for (JsonNode option : options) {
      if (!names.contains(Fields.text(option, "market"))) {
        throw new Venue.BadInputs(
            "market " + option.path("market") + " must be one of the markets");
      }
    }
    StandardManager.Margin margin =
        StandardManager.of(
            Fields.integer(in, "cash"),
            Fields.integer(in, "stable_price"),
            new StandardManager.Depeg(Fields.e18(depeg, "threshold"), Fields.e18(depeg, "factor")),
            markets);
    ObjectNode out = JsonNodeFactory.instance.objectNode();
    out.put("initial_margin", margin.initial().toString());
    out.put("maintenance_margin", margin.maintenance().toString());
    out.put("mark_to_market", margin.markToMarket().toString());
    return out;
  }

  private static StandardMarket market(
      JsonNode in, List<Expiry> expiries, StandardMarket.Parameters parameters) {
    BigInteger position = Fields.integer(in, "perp_position");
    BigInteger price = Fields.integer(in, "perp_price");
    BigInteger value = BigInteger.ZERO;
    if (position.signum() != 0) {
      BigInteger gain = price.subtract(Fields.integer(in, "perp_last_entry"));
      BigInteger funding =
          Fields.integer(in, "global_funding_index")
              .subtract(Fields.integer(in, "account_funding_index"));
      value = E18.timesTowardZero(position, gain).subtract(E18.timesTowardZero(position, funding));
    }
    return new StandardMarket(
        Fields.integer(in, "spot"),
        Fields.integer(in, "spot_confidence"),
        position,
        price,
        Fields.integer(in, "perp_confidence"),
        value,
        Fields.integer(in, "base_position"),
        expiries,
        parameters);
  }

  private static List<Expiry> expiries(List<JsonNode> options, String market) {
    List<Expiry> expiries = new ArrayList<>();
    List<Long> known = new ArrayList<>();
    for (JsonNode one : options) {
      long seconds = Fields.uint32(one, SECONDS);
      if (Fields.text(one, "market").equals(market) && !known.contains(seconds)) {
        known.add(seconds);
        expiries.add(expiry(options, market, one, seconds));
      }
    }
    return expiries;
  }

  private static Expiry expiry(
      List<JsonNode> options, String market, JsonNode first, long seconds) {
    BigInteger forward = Fields.integer(first, "forward");
    BigInteger confidence = E18.ONE;
    List<OptionHolding> held = new ArrayList<>();
    for (JsonNode one : options) {
      if (Fields.text(one, "market").equals(market) && Fields.uint32(one, SECONDS) == seconds) {
        if (!Fields.integer(one, "forward").equals(forward)) {
          throw new Venue.BadInputs(
              "forward " + one.path("forward") + " must be that of its expiry, " + forward);
        }
        confidence =
            confidence
                .min(Fields.integer(one, "forward_confidence"))
                .min(Fields.integer(one, "vol_confidence"));
        held.add(
            new OptionHolding(
                Fields.integer(one, "strike"),
                Fields.flag(one, "is_call"),
                Fields.integer(one, "vol"),
                Fields.integer(one, "amount")));
      }
    }
    return Expiry.of(seconds, forward, BigInteger.ZERO, confidence, held);
  }

  private static StandardMarket.Parameters parameters(JsonNode in) {
    JsonNode option = Fields.object(in, "option");
    JsonNode perp = Fields.object(in, "perp");
    JsonNode base = Fields.object(in, "base");
    JsonNode oracle = Fields.object(in, "oracle");
    return new StandardMarket.Parameters(
        new StandardMarket.Options(
            Fields.e18(option, "max_spot_req"),
            Fields.e18(option, "min_spot_req"),
            Fields.e18(option, "mm_call_spot_req"),
            Fields.e18(option, "mm_put_spot_req"),
            Fields.e18(option, "mm_put_mtm_req"),
            Fields.e18(option, "unpaired_im_scale"),
            Fields.e18(option, "unpaired_mm_scale"),
            Fields.e18(option, "mm_offset_scale")),
        new StandardMarket.Perp(Fields.e18(perp, "im"), Fields.e18(perp, "mm")),
        new StandardMarket.Base(Fields.e18(base, "margin_factor"), Fields.e18(base, "im_scale")),
        new StandardMarket.Oracle(
            Fields.e18(oracle, "perp_threshold"),
            Fields.e18(oracle, "option_threshold"),
            Fields.e18(oracle, "base_threshold"),
            Fields.e18(oracle, "factor")));
  }
}
