package io.plimsoll.node.conformance;

import io.plimsoll.chain.block.BlockResult;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.chain.event.Event;
import io.plimsoll.margin.rule.dydx.Account;
import io.plimsoll.margin.rule.dydx.Deleveraging;
import io.plimsoll.margin.rule.dydx.LiquidationConfig;
import io.plimsoll.margin.rule.dydx.Market;
import io.plimsoll.margin.rule.dydx.Markets;
import io.plimsoll.margin.rule.dydx.Position;
import io.plimsoll.margin.rule.dydx.Price;
import io.plimsoll.margin.rule.dydx.Risk;
import io.plimsoll.margin.rule.dydx.Tier;
import java.math.BigInteger;
import java.util.List;
import java.util.SortedMap;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * dYdX's cases of liquidation and deleveraging through blocks. A block liquidates who is below its
 * maintenance margin and deleverages who has less than nothing, by itself and with whole positions;
 * a case that asks for anything else is no block's.
 */
final class DydxBlockLosses {

  private static final String ACCOUNT = "account";
  private static final String LIQUIDATED = "liquidated";
  private static final String HOLDER = "offsetting";
  private static final int DYDX = 2;
  private static final int DYDX_DELEVERAGING = 3;
  private static final int NO_DELEVERAGING = 4;
  private static final BigInteger MOST = BigInteger.ONE.shiftLeft(60);
  private static final BigInteger MILLION = BigInteger.valueOf(1_000_000);

  private DydxBlockLosses() {}

  static void addTo(SortedMap<String, Venue.Topic> topics) {
    topics.put(
        "bankruptcy price of a position delta, ceil toward +inf", DydxBlockLosses::bankruptcy);
    topics.put(
        "fillable price as exact rational in quote quantums per base quantum",
        DydxBlockLosses::fillable);
    topics.put(
        "insurance fund delta of a liquidation fill (positive = fee to fund)",
        DydxBlockLosses::insurance);
    topics.put("insurance fund may not go negative", DydxBlockLosses::covers);
    topics.put(
        "deleveraging eligibility: negative TNC -> bankruptcy price; final settlement and TNC>=0"
            + " -> oracle price",
        DydxBlockLosses::eligibility);
    topics.put("one deleveraging fill between two accounts", DydxBlockLosses::fill);
    topics.put(
        "deleveraging walk over counterparties (start index pseudo-random, seeded by previous"
            + " block time = 5 s)",
        DydxBlockLosses::walk);
  }

  private static Venue.Unsupported not(String why) {
    return new Venue.Unsupported(why);
  }

  /** Sets what a case says of liquidation; more than any amount of a chain is the largest. */
  private static void configure(CaseChain chain, long market, LiquidationConfig config) {
    int id = chain.id(market);
    chain.with(Parameter.LIQUIDATION_POLICY, 0, DYDX);
    chain.with(Parameter.PENALTY_PPM, id, config.maxFeePpm());
    chain.with(Parameter.FILLABLE_ADJUSTMENT_PPM, 0, config.bankruptcyAdjustmentPpm());
    chain.with(Parameter.FILLABLE_SPREAD_PPM, 0, config.spreadToMaintenancePpm());
    chain.with(Parameter.PORTION_MINIMUM, id, config.minPositionNotional().min(MOST));
    chain.with(Parameter.PORTION_PPM, id, config.maxPositionPortionPpm());
    chain.with(Parameter.SUBACCOUNT_LIQUIDATED, 0, config.maxSubaccountNotional().min(MOST));
    chain.with(Parameter.SUBACCOUNT_INSURED, 0, config.maxSubaccountInsuranceLost().min(MOST));
  }

  /** Liquidation makes a position smaller. */
  private static void mustReduce(JsonNode inputs, BigInteger change) {
    Markets markets = DydxInputs.markets(inputs);
    Account account = DydxInputs.account(Fields.object(inputs, ACCOUNT), markets);
    BigInteger size = account.size(DydxInputs.marketId(inputs, markets));
    if (change.signum() == 0
        || size.signum() != -change.signum()
        || change.abs().compareTo(size.abs()) > 0) {
      throw not("liquidation makes a position smaller and no order else");
    }
  }

  private static <E extends Event> E only(BlockResult result, Class<E> type, Predicate<E> which) {
    for (Event event : result.events()) {
      if (type.isInstance(event) && which.test(type.cast(event))) {
        return type.cast(event);
      }
    }
    throw not(
        "the block does not liquidate it: it has its maintenance margin, or the price is bad");
  }

  private static ObjectNode fillable(JsonNode inputs) {
    mustReduce(inputs, Fields.integer(inputs, "delta_base"));
    long market = DydxInputs.marketId(inputs, DydxInputs.markets(inputs));
    CaseChain chain = DydxBlocks.account(inputs);
    configure(chain, market, DydxInputs.config(inputs));
    chain.stand();
    int id = chain.id(market);
    Event.LiquidationOrder order =
        only(chain.commit(), Event.LiquidationOrder.class, e -> e.instrument() == id);
    ObjectNode out = DydxOutputs.object();
    out.putObject("fillable_price_quote_per_base")
        .put("num", Long.toString(order.price()))
        .put("den", chain.priceDen(market).toString());
    return out;
  }

  /** A fill at the oracle's price, so that all between it and the bankruptcy price is penalty. */
  private static ObjectNode bankruptcy(JsonNode inputs) {
    BigInteger change = Fields.integer(inputs, "delta_base");
    mustReduce(inputs, change);
    Markets markets = DydxInputs.markets(inputs);
    long market = DydxInputs.marketId(inputs, markets);
    CaseChain chain = DydxBlocks.account(inputs);
    LiquidationConfig usual = LiquidationConfig.DEFAULT;
    configure(
        chain,
        market,
        new LiquidationConfig(
            MILLION,
            usual.bankruptcyAdjustmentPpm(),
            usual.spreadToMaintenancePpm(),
            usual.minPositionNotional(),
            usual.maxPositionPortionPpm(),
            MOST,
            MOST));
    Event.LiquidationFill fill = fill(chain, market, change, markets.get(market).price().num());
    if (fill.penalty() >= Math.abs(fill.quote())) {
      throw not(
          "a penalty is at most the price, so that the block does not show how much it lacks");
    }
    long quote = fill.quote() - fill.penalty() + fill.fundPaid();
    return DydxOutputs.object().put("bankruptcy_price_quote", Long.toString(quote));
  }

  /** The liquidation of so much against the house, with a fund that has enough. */
  private static Event.LiquidationFill fill(
      CaseChain chain, long market, BigInteger change, BigInteger price) {
    chain.stand();
    int id = chain.id(market);
    chain.add(new Command.FundInsurance(chain.poolOf(market), 1L << 53));
    long lots = CaseChain.number("a size", change.abs());
    long at = CaseChain.number("a price", price);
    chain.add(new Command.LiquidityQuote(chain.house(market), id, change.signum() < 0, lots, at));
    return only(chain.commit(), Event.LiquidationFill.class, e -> e.instrument() == id);
  }

  private static ObjectNode insurance(JsonNode inputs) {
    BigInteger size = Fields.natural(inputs, "fill_base");
    BigInteger change = Fields.flag(inputs, "is_buy") ? size : size.negate();
    mustReduce(inputs, change);
    long market = DydxInputs.marketId(inputs, DydxInputs.markets(inputs));
    CaseChain chain = DydxBlocks.account(inputs);
    configure(chain, market, DydxInputs.config(inputs));
    int power = DydxInputs.power(inputs, "quantum_conversion_exponent");
    BigInteger subticks = Fields.natural(inputs, "fill_subticks").multiply(chain.priceDen(market));
    BigInteger unit = BigInteger.TEN.pow(Math.min(Math.abs(power), 100));
    BigInteger[] price =
        power < 0
            ? subticks.divideAndRemainder(unit)
            : new BigInteger[] {subticks.multiply(unit), BigInteger.ZERO};
    if (price[1].signum() != 0 || price[0].signum() == 0) {
      throw not("a trade has a price, which is whole and more than 0");
    }
    Event.LiquidationFill fill = fill(chain, market, change, price[0]);
    String delta = Long.toString(fill.penalty() - fill.fundPaid());
    return DydxOutputs.object().put("insurance_fund_delta_quote", delta);
  }

  /** An account whose only position, sold at its value, leaves what the fund takes or pays. */
  private static ObjectNode covers(JsonNode inputs) {
    BigInteger change = Fields.integer(inputs, "insurance_fund_delta");
    BigInteger fund = Fields.integer(inputs, "insurance_fund_balance");
    if (fund.signum() < 0) {
      throw not("a fund has less than nothing in no chain");
    }
    BigInteger size = change.abs().shiftLeft(2).max(MILLION);
    Tier all = new Tier(MILLION, MILLION, BigInteger.ZERO, BigInteger.ZERO);
    Price one = new Price(BigInteger.ONE, BigInteger.ONE);
    Market market = new Market(0, false, one, all, BigInteger.ZERO, BigInteger.ZERO);
    CaseChain chain = new CaseChain(new Markets(List.of(market)));
    Position position = new Position(0, size, BigInteger.ZERO, BigInteger.ZERO);
    chain.open(ACCOUNT, new Account(change.subtract(size), List.of(position)));
    configure(chain, 0, LiquidationConfig.DEFAULT);
    chain.with(Parameter.PENALTY_PPM, chain.id(0), MILLION);
    chain.with(Parameter.SUBACCOUNT_LIQUIDATED, 0, MOST);
    chain.with(Parameter.SUBACCOUNT_INSURED, 0, MOST);
    chain.stand();
    if (fund.signum() > 0) {
      chain.add(new Command.FundInsurance(0, CaseChain.number("the fund", fund)));
    }
    long lots = CaseChain.number("a size", size);
    chain.add(new Command.LiquidityQuote(chain.house(0), chain.id(0), true, lots, 1));
    boolean filled =
        chain.commit().events().stream().anyMatch(Event.LiquidationFill.class::isInstance);
    return DydxOutputs.object().put("valid", filled);
  }

  private static ObjectNode eligibility(JsonNode inputs) {
    boolean ends = Fields.text(inputs, "market_status").equals("FINAL_SETTLEMENT");
    Markets markets = DydxInputs.markets(inputs);
    List<Position> positions =
        DydxInputs.account(Fields.object(inputs, ACCOUNT), markets).positions();
    if (positions.size() != 1) {
      throw not("of an account with one position a block shows at which price it is closed");
    }
    CaseChain chain = DydxBlocks.account(inputs);
    BlockResult result = deleverage(chain, positions.getFirst().market(), ends);
    SubaccountId id = chain.id(ACCOUNT);
    boolean atBankruptcy =
        result.events().stream()
            .anyMatch(e ->
                (e instanceof Event.Deleveraged d && d.subaccount().equals(id))
                    || (e instanceof Event.DeleveragedNothing n && n.subaccount().equals(id)));
    boolean atOracle =
        result.events().stream()
            .anyMatch(e ->
                e instanceof Event.FinallySettled f
                    && (f.buyer().equals(id) || f.seller().equals(id)));
    return DydxOutputs.object()
        .put("at_bankruptcy_price", atBankruptcy)
        .put("at_oracle_price", atOracle);
  }

  private static void mustCloseAll(JsonNode inputs, Account of, long market) {
    if (!Fields.integer(inputs, "delta_base").negate().equals(of.size(market))) {
      throw not("a block closes as much of a position as it can");
    }
  }

  private static void mustBeBankrupt(Account of, Markets markets) {
    if (Risk.ofUnsettled(of, markets).net().signum() >= 0) {
      throw not("nobody with equity is deleveraged in a market that goes on");
    }
  }

  private static void mustHaveEquity(Account of, Markets markets) {
    if (Risk.ofUnsettled(of, markets).net().signum() < 0) {
      throw not("who is bankrupt in a market that ends is deleveraged first");
    }
  }

  private static ObjectNode fill(JsonNode inputs) {
    Markets markets = DydxInputs.markets(inputs);
    long market = DydxInputs.marketId(inputs, markets);
    Account of = DydxInputs.account(Fields.object(inputs, LIQUIDATED), markets);
    Account holder = DydxInputs.account(Fields.object(inputs, HOLDER), markets);
    mustCloseAll(inputs, of, market);
    if (!of.size(market).negate().equals(holder.size(market))) {
      throw not("a block closes as much of a position as it can, against others, too");
    }
    boolean ends = DydxLiquidation.priceMode(inputs) == Deleveraging.PriceMode.ORACLE;
    if (ends) {
      mustHaveEquity(of, markets);
      mustHaveEquity(holder, markets);
    } else {
      mustBeBankrupt(of, markets);
    }
    CaseChain chain = new CaseChain(markets);
    chain.open(LIQUIDATED, of);
    chain.open(HOLDER, holder);
    boolean closed =
        deleverage(chain, market, ends).events().stream()
            .anyMatch(e ->
                (e instanceof Event.Deleveraged d && is(chain, d, LIQUIDATED, market))
                    || e instanceof Event.FinallySettled);
    ObjectNode out = DydxOutputs.object();
    if (!closed) {
      return out.put("error", "ErrFailedToUpdateSubaccounts");
    }
    out.set(LIQUIDATED + "_after", DydxOutputs.account(chain.now(LIQUIDATED)));
    out.set(HOLDER + "_after", DydxOutputs.account(chain.now(HOLDER)));
    return out;
  }

  private static boolean is(CaseChain chain, Event.Deleveraged event, String name, long market) {
    return event.subaccount().equals(chain.id(name)) && event.instrument() == chain.id(market);
  }

  /**
   * The block that deleverages by dYdX's policy one bankrupt subaccount at most.
   *
   * @param ends whether the market comes to its end in it, at the case's price
   */
  private static BlockResult deleverage(CaseChain chain, long market, boolean ends) {
    int id = chain.id(market);
    chain.with(Parameter.DELEVERAGING_POLICY, 0, ends ? NO_DELEVERAGING : DYDX_DELEVERAGING);
    chain.with(Parameter.DELEVERAGING_ATTEMPTS, 0, 1);
    chain.with(Parameter.FINAL_SETTLEMENT, id, 2);
    // An average over less than a block is the last price.
    chain.with(Parameter.SETTLEMENT_WINDOW_MS, id, 1);
    chain.stand();
    if (ends) {
      chain.add(new Command.DelistMarket(id, chain.nowMs() + 2 * CaseChain.STEP_MS));
      chain.add(
          new Command.ChangeParameter(Parameter.DELEVERAGING_POLICY, 0, DYDX_DELEVERAGING, 0, 0));
      chain.commit();
    }
    return chain.commit();
  }

  private static ObjectNode walk(JsonNode inputs) {
    Markets markets = DydxInputs.markets(inputs);
    long market = DydxInputs.marketId(inputs, markets);
    SortedMap<String, Account> accounts = DydxInputs.accounts(inputs, markets);
    String liquidated = Fields.text(inputs, LIQUIDATED);
    mustCloseAll(inputs, accounts.getOrDefault(liquidated, Account.EMPTY), market);
    mustBeBankrupt(accounts.getOrDefault(liquidated, Account.EMPTY), markets);
    CaseChain chain = new CaseChain(markets);
    for (String name : DydxLiquidation.order(inputs, accounts.keySet())) {
      chain.open(name, accounts.getOrDefault(name, Account.EMPTY));
    }
    chain.with(Parameter.DELEVERAGING_START, 0, Fields.count(inputs, "start_index", 0));
    BlockResult result = deleverage(chain, market, false);
    ObjectNode out = DydxOutputs.object();
    ArrayNode fills = out.putArray("fills");
    BigInteger left = Fields.integer(inputs, "delta_base");
    for (Event event : result.events()) {
      if (event instanceof Event.Deleveraged d && is(chain, d, liquidated, market)) {
        String holder = chain.nameOf(d.holder());
        long filled = Math.abs(d.lots());
        fills.addObject().put(ACCOUNT, holder).put("fill_base", Long.toString(filled));
        left = left.subtract(BigInteger.valueOf(d.lots()));
      }
    }
    ObjectNode after = out.putObject("accounts_after");
    accounts.keySet().forEach(name -> after.set(name, DydxOutputs.account(chain.now(name))));
    BigInteger open = chain.openInterests().getOrDefault(market, BigInteger.ZERO);
    return out.put("remaining_base", left.toString())
        .put("open_interest_base_after", open.toString());
  }
}
