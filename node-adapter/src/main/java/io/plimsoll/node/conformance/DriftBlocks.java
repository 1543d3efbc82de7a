package io.plimsoll.node.conformance;

import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.command.SubaccountId;
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
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Drift's cases of what a perpetual requires and what its profit counts for through blocks: a
 * market under its margin policy.
 */
final class DriftBlocks {

  private static final String ACCOUNT = "account";
  private static final BigInteger MILLION = BigInteger.valueOf(1_000_000);

  /** Lots of a coin. */
  private static final BigInteger COIN = BigInteger.valueOf(1_000_000_000);

  private static final BigInteger WEIGHT = BigInteger.valueOf(10_000);

  /** Ppm of the 10^-4 in which ratios are. */
  private static final BigInteger UNIT = BigInteger.valueOf(100);

  private DriftBlocks() {}

  private static Venue.Unsupported not(String why) {
    return new Venue.Unsupported(why);
  }

  private static BigInteger natural(JsonNode in, String field) {
    return natural(in, field, 0);
  }

  /** A number that a chain has not negative, where the venue's own rule takes any. */
  private static BigInteger natural(JsonNode in, String field, long otherwise) {
    BigInteger value = Fields.integer(in, field, otherwise);
    if (value.signum() < 0) {
      throw not("no chain has a " + field + " below 0");
    }
    return value;
  }

  /** What a position requires, and what its profit counts for. */
  static ObjectNode requirement(JsonNode in) {
    boolean plain =
        Fields.text(in, "contract").equals("PERP")
            && Fields.integer(in, "quote_oracle_price", 1_000_000).equals(MILLION)
            && Fields.count(in, "open_orders", 0) == 0;
    if (!plain) {
      throw not("a chain has perpetuals in dollars, and margins orders in another way");
    }
    BigInteger initial = natural(in, "margin_ratio_initial");
    BigInteger stays = natural(in, "margin_ratio_maintenance");
    if (initial.signum() == 0 || stays.compareTo(initial) > 0) {
      throw not("maintenance is a part of the initial margin");
    }
    // Ceil, so that the part of the initial ratio is no less than the maintenance ratio.
    BigInteger[] part = stays.multiply(MILLION).divideAndRemainder(initial);
    BigInteger partPpm = part[0].add(BigInteger.valueOf(part[1].signum()));
    Tier tier = new Tier(initial.multiply(UNIT), partPpm, BigInteger.ZERO, BigInteger.ZERO);
    Price price = new Price(natural(in, "oracle_price"), COIN);
    BigInteger size = Fields.integer(in, "base_asset_amount");
    BigInteger quote = Fields.integer(in, "quote_asset_amount");
    // What has cost nothing is bought at its price, so that nothing is asked of its profit.
    boolean isTraded = quote.signum() == -size.signum();
    BigInteger cost = isTraded ? quote : price.notional(size).negate();
    Position position = new Position(0, size, cost, BigInteger.ZERO);
    Profit profit = profit(in, tier, price, position, "unrealized_pnl_");
    ObjectNode out = DydxOutputs.object().put("margin_requirement", Long.toString(profit.required));
    return isTraded ? out.put("weighted_unrealized_pnl", profit.counts.toString()) : out;
  }

  /** What a profit weighs, of 100 coins that gained it; seen where that is clear. */
  static ObjectNode profitWeight(JsonNode in) {
    BigInteger profit = Fields.integer(in, "unrealized_pnl");
    if (profit.compareTo(WEIGHT) < 0
        || Fields.integer(in, "unrealized_pnl_max_imbalance", 0).signum() != 0) {
      throw not("a weight shows in what counts of a large profit, whoever else has one");
    }
    BigInteger coins = BigInteger.valueOf(100);
    Price price = new Price(profit.divide(coins).add(COIN), COIN);
    BigInteger size = coins.multiply(COIN);
    BigInteger cost = price.notional(size).subtract(profit);
    Position position = new Position(0, size, cost.negate(), BigInteger.ZERO);
    Tier tier = new Tier(UNIT, MILLION, BigInteger.ZERO, BigInteger.ZERO);
    BigInteger counts = profit(in, tier, price, position, "").counts;
    BigInteger[] weight = counts.multiply(WEIGHT).divideAndRemainder(profit);
    return DydxOutputs.object().put("asset_weight", weight[0].intValueExact() + weight[1].signum());
  }

  /**
   * What an account with one position must have beside what of its profit does not count.
   *
   * @param counts of the profit, all of a loss
   */
  private record Profit(long required, BigInteger counts) {}

  /** What does not count is what a chain requires more than one on which all of it does. */
  private static Profit profit(
      JsonNode in, Tier tier, Price price, Position position, String prefix) {
    MarginType type = DriftVenue.type(in);
    if (type == MarginType.FILL) {
      throw not("a fill asks for the initial margin");
    }
    long required = margin(type, chain(in, tier, price, position, null));
    long more = margin(type, chain(in, tier, price, position, prefix)) - required;
    BigInteger profit = price.notional(position.size()).add(position.quote());
    return new Profit(required, profit.subtract(BigInteger.valueOf(more)));
  }

  private static long margin(MarginType type, Requirement of) {
    return type == MarginType.INITIAL ? of.initial() : of.maintenance();
  }

  /**
   * The requirement of an account that has traded its position at the case's cost.
   *
   * @param prefix of the fields with weights of profit; null where all of it counts
   */
  private static Requirement chain(
      JsonNode in, Tier tier, Price price, Position position, @Nullable String prefix) {
    Market market = new Market(0, false, price, tier, BigInteger.ZERO, BigInteger.ZERO);
    CaseChain chain = new CaseChain(new Markets(List.of(market)), -6);
    TreeMap<Long, BigInteger> own = new TreeMap<>();
    BigInteger custom = natural(in, "user_custom_margin_ratio", 0).multiply(UNIT);
    if (custom.signum() > 0) {
      own.put(0L, custom);
    }
    BigInteger value = price.notional(position.size()).abs();
    BigInteger cash = value.add(position.quote().abs()).shiftLeft(1).add(MILLION);
    chain.open(ACCOUNT, new Account(cash, List.of(), own));
    chain.with(Parameter.MARGIN_POLICY, chain.id(0), 1);
    chain.with(Parameter.SIZE_FACTOR, chain.id(0), natural(in, "imf_factor", 0));
    if (prefix != null) {
      weigh(chain, in, prefix);
    }
    chain.stand();
    chain.commit();
    trade(chain, position.size(), position.quote());
    chain.commit();
    return chain.requirement(ACCOUNT);
  }

  private static void weigh(CaseChain chain, JsonNode in, String prefix) {
    int market = chain.id(0);
    BigInteger opens = natural(in, prefix + "initial_asset_weight", 0);
    BigInteger stays = natural(in, prefix + "maintenance_asset_weight", 0);
    BigInteger factor = natural(in, "unrealized_pnl_imf_factor", 0);
    chain.with(Parameter.PROFIT_INITIAL_PPM, market, opens.multiply(UNIT));
    chain.with(Parameter.PROFIT_MAINTENANCE_PPM, market, stays.multiply(UNIT));
    chain.with(Parameter.PROFIT_SIZE_FACTOR, market, factor);
    if (Fields.has(in, "max_positive_upnl_initial")) {
      BigInteger cap = natural(in, "max_positive_upnl_initial");
      chain.with(Parameter.PROFIT_CAP, market, cap);
    }
  }

  /** All lots but one at one price, and the last one at what then is missing of the quote. */
  private static void trade(CaseChain chain, BigInteger size, BigInteger quote) {
    if (size.signum() == 0 || quote.signum() != -size.signum()) {
      throw not("who has a position has paid for it, or was paid");
    }
    BigInteger lots = size.abs();
    BigInteger price = quote.abs().multiply(COIN).divide(lots);
    BigInteger others = lots.subtract(BigInteger.ONE);
    BigInteger missing = quote.abs().subtract(others.multiply(price).divide(COIN));
    boolean buys = size.signum() > 0;
    SubaccountId buyer = buys ? chain.id(ACCOUNT) : chain.house(0);
    SubaccountId seller = buys ? chain.house(0) : chain.id(ACCOUNT);
    if (others.signum() > 0) {
      chain.add(chain.fill(buyer, seller, 0, others, price));
    }
    chain.add(chain.fill(buyer, seller, 0, BigInteger.ONE, missing.multiply(COIN)));
  }
}
