package io.plimsoll.bench.simulate;

import io.plimsoll.bench.price.ExactDecimal;
import io.plimsoll.bench.price.PriceSeries;
import io.plimsoll.bench.scenario.LiquidationRules;
import io.plimsoll.bench.scenario.Market;
import io.plimsoll.bench.scenario.OptionRules;
import io.plimsoll.bench.scenario.Pool;
import io.plimsoll.bench.scenario.Portfolio;
import io.plimsoll.bench.scenario.Scenario;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.Authenticated;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.CommandCodec;
import io.plimsoll.chain.command.Mode;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.command.Role;
import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.chain.model.ModelId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The commands with which a chain begins, before anybody trades, and who sends commands. */
final class Commands {

  /** Holds all roles. */
  static final Address OPERATOR = Address.ofNumber(1);

  /** Takes the other side at the opening and quotes to liquidations. */
  static final Address MAKER = Address.ofNumber(2);

  /** Stands behind the quotes. */
  static final Address BACKSTOP = Address.ofNumber(3);

  /** The largest amount that a chain takes in one command, in quanta: about 9 billion USD. */
  private static final long LARGEST_AMOUNT = 1L << 53;

  private static final int FIRST_TRADER = 1_000_000;
  private static final long CHAIN_ID = 1;

  private final List<byte[]> encoded = new ArrayList<>();

  /** No commands yet. */
  Commands() {}

  /** Owner of a book. */
  static Address trader(int book) {
    return Address.ofNumber(FIRST_TRADER + (long) book);
  }

  /** Number of the book that an address owns, or -1. */
  static int bookOf(Address owner) {
    return owner.high() == 0 && owner.middle() == 0 && owner.low() >= FIRST_TRADER
        ? owner.low() - FIRST_TRADER
        : -1;
  }

  /** The subaccount in which the maker or the backstop holds a market's instruments. */
  static SubaccountId desk(Address owner, Market market, int marketIndex) {
    return new SubaccountId(owner, market.isolated() ? Listing.marketId(marketIndex) : 0);
  }

  Commands add(Command command) {
    return add(OPERATOR, command);
  }

  Commands add(Address sender, Command command) {
    encoded.add(CommandCodec.encode(new Authenticated(sender, command)));
    return this;
  }

  /** Adds commands that are encoded already. */
  Commands addAll(List<byte[]> commands) {
    encoded.addAll(commands);
    return this;
  }

  int size() {
    return encoded.size();
  }

  List<byte[]> toList() {
    return List.copyOf(encoded);
  }

  /** Brings collateral, in as many commands as the amount needs. */
  Commands deposit(SubaccountId to, long amount) {
    for (long left = amount; left > 0; left -= LARGEST_AMOUNT) {
      add(new Command.Deposit(to, Math.min(left, LARGEST_AMOUNT)));
    }
    return this;
  }

  /** Takes collateral out, in as many commands as the amount needs. */
  Commands withdraw(SubaccountId from, long amount) {
    for (long left = amount; left > 0; left -= LARGEST_AMOUNT) {
      add(from.owner(), new Command.Withdraw(from, Math.min(left, LARGEST_AMOUNT)));
    }
    return this;
  }

  private void fundInsurance(int pool, long amount) {
    for (long left = amount; left > 0; left -= LARGEST_AMOUNT) {
      add(new Command.FundInsurance(pool, Math.min(left, LARGEST_AMOUNT)));
    }
  }

  private void set(Parameter parameter, int subject, long value) {
    add(new Command.ChangeParameter(parameter, subject, value, 0, 0));
  }

  /** The first block: roles, listings, parameters, funds, backstops and the maker. */
  static List<byte[]> genesis(Settings settings, Listing listing, long longestBlockMs) {
    Scenario scenario = settings.feed().scenario();
    int books = settings.books();
    Commands commands = new Commands();
    commands.add(new Command.Genesis(CHAIN_ID, OPERATOR));
    commands.add(new Command.GrantRole(OPERATOR, Role.ALL));
    commands.list(listing);
    commands.setForChain(scenario, longestBlockMs);
    if (settings.model() != null) {
      commands.set(Parameter.PORTFOLIO_MODEL, 0, ModelId.of(settings.model()));
    }
    for (int m = 0; m < listing.markets().size(); m++) {
      commands.setForMarket(scenario, listing.market(m), Listing.marketId(m), books);
      commands.setForUnderlying(scenario, listing.market(m), Listing.marketId(m));
    }
    for (Portfolio.Correlation pair : scenario.portfolio().correlations()) {
      int subject = Parameter.pair(id(listing, pair.one()), id(listing, pair.other()));
      commands.set(Parameter.SAME_WAY_PPM, subject, pair.sameWayPpm());
      commands.set(Parameter.OPPOSITE_PPM, subject, pair.oppositePpm());
    }
    commands.fund(scenario, listing, books);
    return commands.toList();
  }

  private static int id(Listing listing, String symbol) {
    for (int m = 0; m < listing.markets().size(); m++) {
      if (listing.market(m).symbol().equals(symbol)) {
        return Listing.marketId(m);
      }
    }
    throw new IllegalArgumentException("there is no market " + symbol);
  }

  private void list(Listing listing) {
    for (int m = 0; m < listing.markets().size(); m++) {
      Market market = listing.market(m);
      int id = Listing.marketId(m);
      add(new Command.ListUnderlying(id, market.symbol(), market.priceExponent()));
      add(
          new Command.ListMarket(
              id, id, market.isolated(), market.multiplierNum(), market.multiplierDen()));
    }
    for (int i = 0; i < listing.size(); i++) {
      Listing.Item item = listing.item(i);
      add(
          new Command.ListInstrument(
              item.id(),
              Listing.marketId(item.marketIndex()),
              item.kind(),
              item.expiryMs(),
              item.strike()));
    }
  }

  private void setForChain(Scenario scenario, long longestBlockMs) {
    LiquidationRules rules = scenario.liquidation();
    set(Parameter.PORTFOLIO_GATE, 0, scenario.portfolio().gateQuanta());
    set(Parameter.PORTFOLIO_MAINTENANCE_PPM, 0, scenario.portfolio().maintenancePpm());
    set(Parameter.STRESS_STEPS, 0, scenario.portfolio().stepsPerSide());
    set(Parameter.LIQUIDATION_STEPS, 0, rules.stepsPerBlock());
    set(Parameter.DELEVERAGING_HOLDERS, 0, rules.deleveragingHolders());
    long hours = Math.ceilDiv(longestBlockMs, PriceSeries.HOUR_MS);
    set(
        Parameter.FUNDING_BOUNDARIES,
        0,
        Math.max(Parameter.FUNDING_BOUNDARIES.initially(), hours + 1));
  }

  private void setForMarket(Scenario scenario, Market market, int id, int books) {
    LiquidationRules rules = scenario.liquidation();
    int reference = scenario.population().referenceBooks();
    set(Parameter.INITIAL_PPM, id, market.tier().initialPpm());
    set(Parameter.MAINTENANCE_PPM, id, market.tier().maintenancePpm());
    set(Parameter.LOWER_CAP, id, market.openInterestLower(books, reference));
    set(Parameter.UPPER_CAP, id, market.openInterestUpper(books, reference));
    set(Parameter.PENALTY_PPM, id, rules.penaltyPpm());
    set(Parameter.SLIPPAGE_PPM, id, rules.slippagePpm());
    set(Parameter.BACKSTOP_SPREAD_PPM, id, rules.backstopSpreadPpm());
    set(Parameter.PORTION_PPM, id, rules.portionPpm());
    set(Parameter.PORTION_MINIMUM, id, rules.portionMinimumQuanta());
    Optional<OptionRules.Underlying> options = scenario.optionsOn(market.symbol());
    if (options.isPresent()) {
      set(Parameter.SHORT_OPTION_PPM, id, options.get().shortPpm());
      set(Parameter.SHORT_OPTION_FLOOR_PPM, id, options.get().shortFloorPpm());
    }
  }

  private void setForUnderlying(Scenario scenario, Market market, int id) {
    Portfolio.Underlying stress = scenario.stress(market.symbol());
    set(Parameter.RANGE_PPM, id, stress.rangePpm());
    set(Parameter.VOL_UP_PPM, id, stress.volUpPpm());
    set(Parameter.VOL_DOWN_PPM, id, stress.volDownPpm());
    set(Parameter.EXTREME_MOVE_PPM, id, stress.extremeMovePpm());
    set(Parameter.EXTREME_WEIGHT_PPM, id, stress.extremeWeightPpm());
    set(Parameter.BASIS_PPM, id, stress.basisPpm());
    set(Parameter.LIQUIDITY_PPM, id, stress.liquidityPpm());
    set(Parameter.OPTION_LIQUIDITY_PPM, id, stress.optionLiquidityPpm());
    set(Parameter.OPTION_MINIMUM_PPM, id, stress.optionMinimumPpm());
    set(Parameter.BAND_PPM, id, market.bandPpmPerMinute());
  }

  private void fund(Scenario scenario, Listing listing, int books) {
    int reference = scenario.population().referenceBooks();
    long maker = scenario.population().counterpartyQuanta();
    deposit(new SubaccountId(MAKER, 0), maker);
    add(MAKER, new Command.SetMode(new SubaccountId(MAKER, 0), Mode.CROSS));
    for (Pool pool : scenario.pools()) {
      int id = pool.isCross() ? 0 : id(listing, pool.symbol());
      long insurance = Pool.scaled(pool.insuranceQuanta(), books, reference);
      long backstop = Pool.scaled(pool.backstopQuanta(), books, reference);
      SubaccountId desk = new SubaccountId(BACKSTOP, id);
      add(BACKSTOP, new Command.SetMode(desk, Mode.CROSS));
      add(new Command.SetBackstop(desk, id, true));
      fundInsurance(id, insurance);
      deposit(desk, backstop);
      if (!pool.isCross()) {
        deposit(new SubaccountId(MAKER, id), maker);
        add(MAKER, new Command.SetMode(new SubaccountId(MAKER, id), Mode.CROSS));
      }
    }
  }

  /** An amount as people read it: quanta as USD without trailing zeros. */
  static String usd(long quanta) {
    return ExactDecimal.format(quanta, 6);
  }
}
