package io.plimsoll.node.conformance;

import io.plimsoll.chain.command.Parameter;
import io.plimsoll.margin.model.Requirement;
import io.plimsoll.margin.rule.drift.MarginType;
import io.plimsoll.margin.rule.dydx.Account;
import io.plimsoll.margin.rule.dydx.Market;
import io.plimsoll.margin.rule.dydx.Markets;
import io.plimsoll.margin.rule.dydx.Position;
import io.plimsoll.margin.rule.dydx.Price;
import io.plimsoll.margin.rule.dydx.Tier;
import java.math.BigInteger;
import java.util.List;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Drift's cases of what a perpetual requires through blocks: a market under its margin policy. */
final class DriftBlocks {

  private static final String ACCOUNT = "account";
  private static final BigInteger MILLION = BigInteger.valueOf(1_000_000);

  /** Ppm of the 10^-4 in which ratios are. */
  private static final BigInteger UNIT = BigInteger.valueOf(100);

  private DriftBlocks() {}

  private static Venue.Unsupported not(String why) {
    return new Venue.Unsupported(why);
  }

  /** What a position requires; its profit counts in full on a chain. */
  static ObjectNode requirement(JsonNode in) {
    boolean plain =
        Fields.text(in, "contract").equals("PERP")
            && Fields.integer(in, "quote_oracle_price", 1_000_000).equals(MILLION)
            && Fields.count(in, "open_orders", 0) == 0;
    if (!plain) {
      throw not("a chain has perpetuals in dollars, and margins orders in another way");
    }
    MarginType type = DriftVenue.type(in);
    if (type == MarginType.FILL) {
      throw not("a fill asks for the initial margin");
    }
    BigInteger initial = Fields.natural(in, "margin_ratio_initial");
    BigInteger stays = Fields.natural(in, "margin_ratio_maintenance");
    if (initial.signum() == 0 || stays.compareTo(initial) > 0) {
      throw not("maintenance is a part of the initial margin");
    }
    // Ceil, so that the part of the initial ratio is no less than the maintenance ratio.
    BigInteger[] part = stays.multiply(MILLION).divideAndRemainder(initial);
    BigInteger partPpm = part[0].add(BigInteger.valueOf(part[1].signum()));
    Tier tier = new Tier(initial.multiply(UNIT), partPpm, BigInteger.ZERO, BigInteger.ZERO);
    Price price = new Price(Fields.natural(in, "oracle_price"), BigInteger.valueOf(1_000_000_000));
    Market market = new Market(0, false, price, tier, BigInteger.ZERO, BigInteger.ZERO);
    CaseChain chain = new CaseChain(new Markets(List.of(market)), -6);
    chain.open(ACCOUNT, account(in, price));
    chain.with(Parameter.MARGIN_POLICY, chain.id(0), 1);
    chain.with(Parameter.SIZE_FACTOR, chain.id(0), Fields.natural(in, "imf_factor", 0));
    chain.stand();
    chain.commit();
    Requirement required = chain.requirement(ACCOUNT);
    long margin = type == MarginType.INITIAL ? required.initial() : required.maintenance();
    return DydxOutputs.object().put("margin_requirement", Long.toString(margin));
  }

  private static Account account(JsonNode in, Price price) {
    BigInteger size = Fields.integer(in, "base_asset_amount");
    if (size.signum() == 0) {
      throw not("a position has a size");
    }
    BigInteger cash = price.notional(size).abs().shiftLeft(1).add(MILLION);
    TreeMap<Long, BigInteger> own = new TreeMap<>();
    BigInteger custom = Fields.natural(in, "user_custom_margin_ratio", 0).multiply(UNIT);
    if (custom.signum() > 0) {
      own.put(0L, custom);
    }
    return new Account(cash, List.of(new Position(0, size, BigInteger.ZERO, BigInteger.ZERO)), own);
  }
}
