package io.plimsoll.node.conformance;

import io.plimsoll.chain.MarginChain;
import io.plimsoll.chain.block.Block;
import io.plimsoll.chain.block.BlockResult;
import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.Authenticated;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.CommandCodec;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.command.Role;
import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.chain.state.Accounts;
import io.plimsoll.kernels.engine.Engines;
import io.plimsoll.margin.market.InstrumentKind;
import io.plimsoll.margin.model.Requirement;
import io.plimsoll.margin.rule.dydx.Account;
import io.plimsoll.margin.rule.dydx.Market;
import io.plimsoll.margin.rule.dydx.Markets;
import io.plimsoll.margin.rule.dydx.Pool;
import io.plimsoll.margin.rule.dydx.Position;
import io.plimsoll.margin.rule.dydx.Price;
import io.plimsoll.margin.rule.dydx.Tier;
import io.plimsoll.margin.rule.dydx.Update;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A chain that is brought, by commands in blocks alone, to stand as a case says: its markets with
 * their prices, tiers, open interest and funding indices, and its accounts with what they hold.
 *
 * <p>A lot is a base quantum. An account gets there as anybody would: it deposits, opens its
 * positions against a house with deep pockets while requirements are next to nothing and prices
 * favour it, and then prices and parameters become the case's. What a case calls the account's cash
 * is here cash and quote balances together.
 *
 * <p>What no chain can hold, or nobody can bring about, is {@link Venue.Unsupported}, with the code
 * by which a block refused it where one did.
 */
final class CaseChain {

  private static final Address OWNER = Address.ofNumber(1);

  /** Subaccount numbers of houses; in key order they come after all accounts of a case. */
  private static final int FIRST_HOUSE = 100_000;

  private static final long HOUR_MS = 3_600_000;

  /** A full hour, in 2023. */
  private static final long START_MS = 472_223 * HOUR_MS;

  /** Time between two blocks. */
  static final long STEP_MS = 1_000;

  /** What a price may at most be multiplied or divided by in one block here. */
  private static final BigInteger LARGEST_STEP = BigInteger.valueOf(500);

  /** Hours of funding in which an index must get where a case has it. */
  private static final int MOST_HOURS = 100;

  private static final long LARGEST_RATE_PPM = 100_000;

  /** Lots worth so many quanta have an index that moves by a rate's ppm an hour. */
  private static final BigInteger RATE_UNIT = BigInteger.valueOf(8);

  private static final BigInteger MILLION = BigInteger.valueOf(1_000_000);
  private static final BigInteger HOUSE_CASH = BigInteger.ONE.shiftLeft(53);

  /** How often a price is doubled in search of one at which an account can open. */
  private static final int MOST_DOUBLINGS = 50;

  private final MarginChain chain = new MarginChain(Engines.create("scalar", 1));
  private final List<byte[]> waiting = new ArrayList<>();
  private final Markets markets;
  private final int priceExponent;

  /** The chain's id of a market, its underlying and its perpetual. */
  private final SortedMap<Long, Integer> ids = new TreeMap<>();

  private final SortedMap<Long, BigInteger> prices = new TreeMap<>();
  private final SortedMap<Long, BigInteger> indices = new TreeMap<>();
  private final SortedMap<String, SubaccountId> subaccounts = new TreeMap<>();
  private final SortedMap<Long, BigInteger> longs = new TreeMap<>();
  private final SortedMap<Long, BigInteger> shorts = new TreeMap<>();
  private final List<Command> parameters = new ArrayList<>();
  private long nowMs = START_MS;

  /** Whether a case says what is kept in positions apart from cash. */
  private boolean keepsQuotes;

  /** Lists the markets and pays the houses. */
  CaseChain(Markets markets) {
    this(markets, 0);
  }

  /**
   * The same where sizes of positions count.
   *
   * @param priceExponent of all prices: a lot is 10^(-6 - exponent) / a price's denominator coins
   */
  CaseChain(Markets markets, int priceExponent) {
    this.markets = markets;
    this.priceExponent = priceExponent;
    add(new Command.Genesis(1, OWNER));
    add(new Command.GrantRole(OWNER, Role.ALL));
    set(Parameter.STALE_AFTER_MS, 0, 1L << 60);
    set(Parameter.DELEVERAGING_POLICY, 0, 4);
    for (Market market : markets.all()) {
      list(market);
    }
    commit();
    commit();
  }

  private void list(Market market) {
    int id = ids.size() + 1;
    ids.put(market.id(), id);
    indices.put(market.id(), BigInteger.ZERO);
    add(new Command.ListUnderlying(id, "M" + id, priceExponent));
    long den = number("a lot's denominator", market.price().den());
    add(new Command.ListMarket(id, id, market.isolated(), 1, den));
    add(new Command.ListInstrument(id, id, InstrumentKind.PERPETUAL, 0, 0));
    set(Parameter.INITIAL_PPM, id, 1);
    set(Parameter.MAINTENANCE_PPM, id, 0);
    set(Parameter.BAND_PPM, id, 1_000_000_000);
    for (int house = 0; house < 2; house++) {
      for (int i = 0; i < 4; i++) {
        add(new Command.Deposit(house(market.id(), house), HOUSE_CASH.longValueExact()));
      }
    }
  }

  private SubaccountId house(long market, int which) {
    return new SubaccountId(OWNER, FIRST_HOUSE + 2 * id(market) + which);
  }

  /** The chain's id of a case's market, for its underlying, market and perpetual alike. */
  int id(long market) {
    Integer id = ids.get(market);
    if (id == null) {
      throw new Venue.Unsupported("the case does not say what market " + market + " is");
    }
    return id;
  }

  /** A subaccount with deep pockets, of a market. */
  SubaccountId house(long market) {
    return house(market, 0);
  }

  /** The subaccount of an account of the case, by its name. */
  SubaccountId id(String name) {
    SubaccountId id = subaccounts.get(name);
    if (id == null) {
      throw new Venue.Unsupported("the case does not say what account " + name + " is");
    }
    return id;
  }

  /** The name of a subaccount of the case, or else that it is a house. */
  String nameOf(SubaccountId id) {
    for (var entry : subaccounts.entrySet()) {
      if (entry.getValue().equals(id)) {
        return entry.getKey();
      }
    }
    return "a house";
  }

  /** By what a price is divided for the value of a lot. */
  BigInteger priceDen(long market) {
    return markets.get(market).price().den();
  }

  /** Whether a market's initial margin grows with its open interest. */
  boolean isScaled(long market) {
    return markets.has(market) && markets.get(market).tier().upperCap().signum() > 0;
  }

  /** The pool in which a market's positions are. */
  int poolOf(long market) {
    return markets.get(market).isolated() ? id(market) : Accounts.CROSS_POOL;
  }

  /** A number that must fit what a chain has room for. */
  static long number(String what, BigInteger value) {
    if (value.bitLength() > 62) {
      throw new Venue.Unsupported(what + " is larger than any number of a chain");
    }
    return value.longValueExact();
  }

  CaseChain add(Command command) {
    waiting.add(CommandCodec.encode(new Authenticated(OWNER, command)));
    return this;
  }

  private void set(Parameter parameter, int subject, long value) {
    add(new Command.ChangeParameter(parameter, subject, value, 0, 0));
  }

  /** Chooses a parameter of the chain the case is about, from the block that is asked on. */
  CaseChain with(Parameter parameter, int subject, BigInteger value) {
    long fits = number(parameter.name(), value);
    if (!parameter.allows(fits)) {
      throw new Venue.Unsupported("no chain has a " + parameter.name() + " of " + value);
    }
    parameters.add(new Command.ChangeParameter(parameter, subject, fits, 0, 0));
    return this;
  }

  CaseChain with(Parameter parameter, int subject, long value) {
    return with(parameter, subject, BigInteger.valueOf(value));
  }

  /** Commits what waits, a second after the last block. */
  BlockResult commit() {
    return commitAt(nowMs + STEP_MS);
  }

  /** Commits what waits at a time; every command of it must be taken. */
  BlockResult commitAt(long timeMs) {
    BlockResult result = execute(timeMs);
    chain.commit();
    nowMs = timeMs;
    for (ResultCode code : result.results()) {
      if (code != ResultCode.OK) {
        throw new Venue.Unsupported("no block brings it about: " + code.sentence());
      }
    }
    return result;
  }

  /** What the next block gives for one command; nothing has happened afterwards. */
  ResultCode ask(Command command) {
    add(command);
    ResultCode code = execute(nowMs + STEP_MS).results().getFirst();
    chain.discard();
    return code;
  }

  private BlockResult execute(long timeMs) {
    Block block = new Block(chain.height() + 1, timeMs, chain.lastHash(), waiting);
    waiting.clear();
    return chain.execute(block);
  }

  long nowMs() {
    return nowMs;
  }

  /** Brings an account to hold what the case says. */
  void open(String name, Account account) {
    SubaccountId id = new SubaccountId(OWNER, subaccounts.size());
    subaccounts.put(name, id);
    BigInteger net = account.cash();
    for (Position position : account.positions()) {
      net = net.add(position.quote());
      keepsQuotes |= position.quote().signum() != 0;
    }
    SortedMap<Long, BigInteger> at = new TreeMap<>();
    BigInteger deposit = deposit(account, net, at);
    if (deposit == null) {
      throw new Venue.Unsupported("nobody can come to owe that much by opening positions");
    }
    account.ownPpm().forEach((market, ppm) -> ownLeverage(id, market, ppm));
    deposit(id, deposit);
    moveIndices(account);
    for (boolean isLong : new boolean[] {true, false}) {
      for (Position position : account.positions()) {
        if (position.size().signum() == (isLong ? 1 : -1)) {
          open(id, position, at);
        }
      }
    }
  }

  private void deposit(SubaccountId to, BigInteger amount) {
    BigInteger left = amount;
    while (left.signum() > 0) {
      BigInteger part = left.min(HOUSE_CASH);
      add(new Command.Deposit(to, part.longValueExact()));
      left = left.subtract(part);
      if (waiting.size() > 64) {
        throw new Venue.Unsupported("no chain holds that much cash");
      }
    }
    commit();
  }

  private void ownLeverage(SubaccountId of, long market, BigInteger ppm) {
    Tier tier = markets.get(market).tier();
    if (ppm.compareTo(tier.initialPpm()) > 0) {
      add(new Command.SetLeverage(of, id(market), (int) number("a margin fraction", ppm)));
    }
  }

  /**
   * Looks for prices at which an account can open its positions: shorts at next to nothing, longs
   * at the case's price or more, so that what it brings covers its requirements.
   *
   * @param net cash and quote balances in the end
   * @param at where the prices go
   * @return what it has to bring; null where there are no such prices
   */
  private @Nullable BigInteger deposit(
      Account account, BigInteger net, SortedMap<Long, BigInteger> at) {
    for (int doublings = 0; doublings < MOST_DOUBLINGS; doublings++) {
      BigInteger brings = net;
      BigInteger requires = BigInteger.ZERO;
      for (Position position : account.positions()) {
        Price price = markets.get(position.market()).price();
        BigInteger least = price.den().divide(MILLION).max(BigInteger.ONE);
        BigInteger chosen =
            position.size().signum() < 0 ? least : price.num().max(least).shiftLeft(doublings);
        at.put(position.market(), chosen);
        BigInteger value = new Price(chosen, price.den()).notional(position.size());
        brings = brings.add(value);
        BigInteger ppm = account.ownPpmOf(position.market()).max(BigInteger.ONE);
        requires = requires.add(value.abs().multiply(ppm).divide(MILLION)).add(BigInteger.TWO);
      }
      if (brings.compareTo(requires) >= 0) {
        return brings;
      }
    }
    return null;
  }

  private void open(SubaccountId id, Position position, SortedMap<Long, BigInteger> at) {
    long market = position.market();
    BigInteger price = at.getOrDefault(market, BigInteger.ZERO);
    move(of(market, price));
    boolean buys = position.size().signum() > 0;
    SubaccountId house = house(market);
    add(fill(buys ? id : house, buys ? house : id, market, position.size().abs(), price));
    commit();
    (buys ? longs : shorts).merge(market, position.size().abs(), BigInteger::add);
  }

  /** A trade of a case. */
  Command fill(
      SubaccountId buyer, SubaccountId seller, long market, BigInteger lots, BigInteger price) {
    return new Command.Fill(
        buyer, seller, id(market), number("a size", lots), number("a price", price), 0, 0);
  }

  /** The price at which a change of a position has that change of cash beside it. */
  BigInteger priceOf(Update.Change change, BigInteger cash) {
    if (change.size().signum() == 0) {
      throw new Venue.Unsupported("a trade has a size");
    }
    id(change.market());
    Price now = markets.get(change.market()).price();
    BigInteger value = now.notional(change.size()).abs();
    if (value.add(cash.abs()).compareTo(HOUSE_CASH) > 0) {
      throw new Venue.Unsupported("nobody has pockets deep enough for the other side");
    }
    BigInteger[] price = cash.multiply(now.den()).negate().divideAndRemainder(change.size());
    if (price[1].signum() != 0 || price[0].signum() <= 0) {
      throw new Venue.Unsupported("a trade has a price, which is whole and more than 0");
    }
    return price[0];
  }

  private static SortedMap<Long, BigInteger> of(long market, BigInteger price) {
    SortedMap<Long, BigInteger> one = new TreeMap<>();
    one.put(market, price);
    return one;
  }

  /** Moves prices to where they shall be, in as many blocks as that takes. */
  private void move(SortedMap<Long, BigInteger> to) {
    boolean moved = true;
    while (moved) {
      moved = false;
      for (var target : to.entrySet()) {
        BigInteger now = prices.get(target.getKey());
        BigInteger goal = target.getValue();
        if (goal.equals(now)) {
          continue;
        }
        BigInteger next = now == null ? goal : step(now, goal);
        int id = id(target.getKey());
        add(new Command.Prices(id, number("a price", next), List.of(), List.of()));
        prices.put(target.getKey(), next);
        moved = true;
      }
      if (moved) {
        commit();
      }
    }
  }

  private static BigInteger step(BigInteger now, BigInteger goal) {
    BigInteger least = now.divide(LARGEST_STEP).max(BigInteger.ONE);
    return goal.max(least).min(now.multiply(LARGEST_STEP));
  }

  private void moveIndices(Account to) {
    SortedMap<Long, BigInteger> goals = new TreeMap<>();
    to.positions().forEach(position -> goals.put(position.market(), position.fundingIndex()));
    moveIndices(goals);
  }

  /** Lets funding be paid, hour by hour, until indices are where they shall be. */
  private void moveIndices(SortedMap<Long, BigInteger> goals) {
    goals.entrySet().removeIf(goal -> goal.getValue().equals(indices.get(goal.getKey())));
    if (goals.isEmpty()) {
      return;
    }
    SortedMap<Long, BigInteger> units = new TreeMap<>();
    goals.keySet().forEach(id -> units.put(id, markets.get(id).price().den().multiply(RATE_UNIT)));
    move(units);
    for (int hour = 0; hour < MOST_HOURS && !goals.isEmpty(); hour++) {
      for (var goal : goals.entrySet()) {
        BigInteger now = indices.getOrDefault(goal.getKey(), BigInteger.ZERO);
        BigInteger most = BigInteger.valueOf(LARGEST_RATE_PPM);
        BigInteger rate = goal.getValue().subtract(now).min(most).max(most.negate());
        add(new Command.Funding(id(goal.getKey()), rate.intValueExact()));
        indices.put(goal.getKey(), now.add(rate));
      }
      commitAt((Math.floorDiv(nowMs, HOUR_MS) + 1) * HOUR_MS);
      goals.keySet().forEach(id -> add(new Command.Funding(id(id), 0)));
      commit();
      goals.entrySet().removeIf(goal -> goal.getValue().equals(indices.get(goal.getKey())));
    }
    if (!goals.isEmpty()) {
      throw new Venue.Unsupported("funding does not get to an index that far away");
    }
  }

  /**
   * Lets prices, indices, open interest and parameters become the case's. What is asked of the
   * chain afterwards finds all as the case says.
   */
  void stand() {
    SortedMap<Long, BigInteger> last = new TreeMap<>();
    SortedMap<Long, BigInteger> goals = new TreeMap<>();
    for (Market market : markets.all()) {
      if (market.price().num().signum() <= 0) {
        throw new Venue.Unsupported("no chain has a price of 0");
      }
      last.put(market.id(), market.price().num());
      goals.put(market.id(), market.fundingIndex());
      raiseOpenInterest(market);
      tier(market);
    }
    moveIndices(goals);
    move(last);
    for (Market market : markets.all()) {
      if (market.isolated() && market.tier().upperCap().signum() == 0) {
        // So that houses are in its pool already when an account trades with them.
        BigInteger price = market.price().num();
        add(fill(house(market.id(), 0), house(market.id(), 1), market.id(), BigInteger.ONE, price));
      }
    }
    parameters.forEach(this::add);
    commit();
  }

  private void tier(Market market) {
    int id = id(market.id());
    Tier tier = market.tier();
    with(Parameter.INITIAL_PPM, id, tier.initialPpm());
    with(Parameter.MAINTENANCE_PPM, id, tier.maintenancePpm());
    with(Parameter.LOWER_CAP, id, tier.lowerCap());
    with(Parameter.UPPER_CAP, id, tier.upperCap());
  }

  private void raiseOpenInterest(Market market) {
    long id = market.id();
    BigInteger held =
        longs.getOrDefault(id, BigInteger.ZERO).max(shorts.getOrDefault(id, BigInteger.ZERO));
    BigInteger missing = market.openInterest().subtract(held);
    if (missing.signum() < 0 && market.tier().upperCap().signum() > 0) {
      throw new Venue.Unsupported("its accounts hold more than its open interest");
    }
    if (missing.signum() <= 0) {
      return;
    }
    BigInteger least = market.price().den().divide(MILLION).max(BigInteger.ONE);
    move(of(id, least));
    // The second house takes what the first has not, so that nothing of the first is netted.
    SubaccountId one = new SubaccountId(OWNER, FIRST_HOUSE - 1 - id(id));
    add(new Command.Deposit(one, HOUSE_CASH.longValueExact()));
    add(fill(one, house(id, 1), id, missing, least));
    commit();
  }

  /** Open interest of each market, in base quanta. */
  SortedMap<Long, BigInteger> openInterests() {
    SortedMap<Long, BigInteger> open = new TreeMap<>();
    ids.forEach((market, id) -> {
      long lots = chain.state().instruments().require(id).openInterest();
      open.put(market, BigInteger.valueOf(lots));
    });
    return open;
  }

  /** Everything that pools hold, the cross pool and those of isolated markets. */
  SortedMap<Long, BigInteger> pools() {
    SortedMap<Long, BigInteger> pools = new TreeMap<>();
    pools.put(Pool.CROSS, BigInteger.valueOf(chain.state().pool(Accounts.CROSS_POOL).balance()));
    for (Market market : markets.all()) {
      if (market.isolated()) {
        long balance = chain.state().pool(id(market.id())).balance();
        pools.put(Pool.of(market), BigInteger.valueOf(balance));
      }
    }
    return pools;
  }

  /** What an account holds now, quote balances in its cash. */
  Account now(String name) {
    if (keepsQuotes) {
      throw new Venue.Unsupported("a chain has quote balances of its own for positions");
    }
    Accounts accounts = chain.state().accounts();
    int handle = accounts.find(id(name));
    if (handle < 0) {
      return Account.EMPTY;
    }
    BigInteger cash = BigInteger.valueOf(accounts.cash(handle));
    List<Position> positions = new ArrayList<>();
    for (int p = accounts.from(handle); p < accounts.to(handle); p++) {
      cash = cash.add(BigInteger.valueOf(accounts.quote(p)));
      positions.add(
          new Position(
              marketOf(accounts.instrument(p)),
              BigInteger.valueOf(accounts.lots(p)),
              BigInteger.ZERO,
              BigInteger.valueOf(accounts.fundingIndex(p))));
    }
    return new Account(cash, positions);
  }

  private long marketOf(int slot) {
    int id = chain.state().instruments().keyOf(slot);
    for (var entry : ids.entrySet()) {
      if (entry.getValue() == id) {
        return entry.getKey();
      }
    }
    throw new IllegalStateException("there is no market of instrument " + id);
  }

  /** The requirement of an account as the last block found it. */
  Requirement requirement(String name) {
    int handle = chain.state().accounts().find(id(name));
    Requirement held = handle < 0 ? null : chain.processor().requirement(handle);
    if (held != null) {
      return held;
    }
    Requirement none = new Requirement();
    none.set(number("cash", now(name).cash()), 0, 0, -1, -1);
    return none;
  }
}
