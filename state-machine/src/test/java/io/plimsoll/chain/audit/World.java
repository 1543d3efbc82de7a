package io.plimsoll.chain.audit;

import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.Mode;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.command.SubaccountId;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a chain knows between two blocks, as sorted maps of immutable rows. What holds
 * nothing is not there: a subaccount without cash, positions and settings, a pool of zeros.
 */
final class World {

  /** A balance is at most two to the power of this in size. */
  static final int BALANCE_BITS = 61;

  /** The pool that all cross markets share. */
  static final int CROSS_POOL = 0;

  /** A subaccount that is no pool's backstop. */
  static final int NO_BACKSTOP = -1;

  long chainId;
  long height;
  long timeMs;

  /** Time of the block before the present one. */
  long lastMs;

  long fundedUntilMs;
  final NavigableMap<Address, Integer> roles = new TreeMap<>();
  final NavigableMap<ParameterKey, Path> parameters = new TreeMap<>();
  final NavigableMap<Integer, Underlying> underlyings = new TreeMap<>();
  final NavigableMap<Integer, Market> markets = new TreeMap<>();
  final NavigableMap<Integer, Instrument> instruments = new TreeMap<>();
  final NavigableMap<ExpiryKey, Expiry> expiries = new TreeMap<>();
  final NavigableMap<SubaccountId, Account> accounts = new TreeMap<>();
  final NavigableMap<Integer, Pool> pools = new TreeMap<>();
  final NavigableMap<SubaccountId, Debt> debts = new TreeMap<>();
  final NavigableMap<Integer, Guard> guards = new TreeMap<>();
  final NavigableMap<Integer, BigInteger> claims = new TreeMap<>();
  final NavigableMap<Integer, Aside> asides = new TreeMap<>();

  /** Where those who closed their last position in this block held it; no part of the state. */
  final NavigableMap<SubaccountId, Integer> lastMarket = new TreeMap<>();

  private final NavigableMap<String, NavigableMap<Object, Object>> topics = new TreeMap<>();

  /** What parameters were found to be at a height; a block's commands change none of them. */
  private final Map<ParameterKey, Long> governed = new HashMap<>();

  private long governedAt = -1;

  /** The name of a table that a feature keeps beside those above; its rows do not change. */
  record Topic<K extends Comparable<? super K>, V>(String name, Class<K> key, Class<V> row) {}

  /** A topic's rows. */
  @SuppressWarnings("unchecked")
  <K extends Comparable<? super K>, V> NavigableMap<K, V> rows(Topic<K, V> topic) {
    NavigableMap<?, ?> rows = topics.computeIfAbsent(topic.name(), name -> new TreeMap<>());
    return (NavigableMap<K, V>) rows;
  }

  /** All topics' rows by the topic's name; an empty table is as good as none. */
  NavigableMap<String, Map<Object, Object>> topics() {
    NavigableMap<String, Map<Object, Object>> all = new TreeMap<>();
    topics.forEach((name, rows) -> {
      if (!rows.isEmpty()) {
        all.put(name, rows);
      }
    });
    return all;
  }

  /** What an instrument is, by its code. */
  enum Kind {
    PERPETUAL,
    FUTURE,
    CALL,
    PUT,
    SPOT,
    INVERSE_PERPETUAL,
    INVERSE_FUTURE,
    INVERSE_CALL,
    INVERSE_PUT;

    /** The kind of a code of canonical bytes. */
    static Kind of(int code) {
      return switch (code) {
        case 0 -> PERPETUAL;
        case 1 -> FUTURE;
        case 2 -> CALL;
        case 3 -> PUT;
        case 4 -> SPOT;
        case 5 -> INVERSE_PERPETUAL;
        case 6 -> INVERSE_FUTURE;
        case 7 -> INVERSE_CALL;
        case 8 -> INVERSE_PUT;
        default -> throw new AssertionError("instrument kind " + code);
      };
    }

    /** Whether it is no option. */
    boolean isLinear() {
      return !isCall() && !isPut();
    }

    boolean isCall() {
      return this == CALL || this == INVERSE_CALL;
    }

    boolean isPut() {
      return this == PUT || this == INVERSE_PUT;
    }

    boolean isPerpetual() {
      return this == PERPETUAL || this == INVERSE_PERPETUAL;
    }

    boolean expires() {
      return !isPerpetual() && this != SPOT;
    }

    /** Whether a lot is a fixed amount of USD, paid in coins. */
    boolean isFixed() {
      return this == INVERSE_PERPETUAL || this == INVERSE_FUTURE;
    }

    /** Whether all that is paid for it is paid in coins. */
    boolean isInverse() {
      return isFixed() || this == INVERSE_CALL || this == INVERSE_PUT;
    }

    /** Whether what was paid for it stays with the position until that is closed. */
    boolean keepsBalance() {
      return isLinear() && this != SPOT;
    }
  }

  record ParameterKey(int code, int subject) implements Comparable<ParameterKey> {
    @Override
    public int compareTo(ParameterKey other) {
      return code != other.code
          ? Integer.compare(code, other.code)
          : Integer.compareUnsigned(subject, other.subject);
    }
  }

  /** A change of a parameter, which goes to a value over a number of blocks. */
  record Change(long to, long startHeight, int rampBlocks) {}

  /** A parameter's value before all changes that are remembered, and these by their starts. */
  record Path(long from, List<Change> changes) {}

  record Underlying(String name, int exponent, long activeFrom, long index, long pricedAtMs) {}

  record Market(
      int underlying,
      boolean isolated,
      long num,
      long den,
      long activeFrom,
      long settleAtMs,
      long settlementSum,
      int settlementCount,
      boolean ended) {}

  record Instrument(
      int market,
      Kind kind,
      long expiryMs,
      long strike,
      long activeFrom,
      BigInteger openInterest,
      BigInteger fundingIndex,
      int fundingPpm,
      long mark,
      long markedAtMs,
      boolean ended) {}

  record ExpiryKey(int underlying, long expiryMs) implements Comparable<ExpiryKey> {
    @Override
    public int compareTo(ExpiryKey other) {
      return underlying != other.underlying
          ? Integer.compare(underlying, other.underlying)
          : Long.compare(expiryMs, other.expiryMs);
    }
  }

  record Expiry(
      long forward,
      int ratePpm,
      long pricedAtMs,
      long settlementSum,
      int settlementCount,
      NavigableMap<Integer, Report> volatilities) {}

  /** A number that was reported, and when. */
  record Report(long value, long atMs) {}

  /** Where a position stands among others: by underlying, then by instrument. */
  record PositionKey(int underlying, int instrument) implements Comparable<PositionKey> {
    @Override
    public int compareTo(PositionKey other) {
      return underlying != other.underlying
          ? Integer.compare(underlying, other.underlying)
          : Integer.compare(instrument, other.instrument);
    }
  }

  record Position(BigInteger lots, BigInteger quote, BigInteger fundingIndex) {}

  /** A subaccount; its map is not changed. */
  record Account(
      Mode mode,
      int pool,
      int backstop,
      BigInteger cash,
      NavigableMap<PositionKey, Position> positions) {

    static final Account EMPTY =
        new Account(Mode.CROSS, CROSS_POOL, NO_BACKSTOP, Numbers.ZERO, new TreeMap<>());

    Account plusCash(BigInteger amount) {
      return new Account(mode, pool, backstop, cash.add(amount), positions);
    }

    Account withMode(Mode other) {
      return new Account(other, pool, backstop, cash, positions);
    }

    Account withPool(int other) {
      return new Account(mode, other, backstop, cash, positions);
    }

    Account withBackstop(int other) {
      return new Account(mode, pool, other, cash, positions);
    }

    Account with(PositionKey key, Position position) {
      NavigableMap<PositionKey, Position> changed = new TreeMap<>(positions);
      if (position.lots.signum() == 0) {
        changed.remove(key);
      } else {
        changed.put(key, position);
      }
      return new Account(mode, pool, backstop, cash, changed);
    }
  }

  record Pool(BigInteger balance, BigInteger clearing, BigInteger fund, BigInteger fees) {
    static final Pool EMPTY = new Pool(Numbers.ZERO, Numbers.ZERO, Numbers.ZERO, Numbers.ZERO);
  }

  /** What a subaccount owes, since when, and when it was last tried to close it. */
  record Debt(
      long since, long tried, int pool, int market, BigInteger owed, BigInteger maintenance) {}

  /** When a loss or an outage was last seen, and what those after a subaccount still share. */
  record Guard(long seen, long outage, BigInteger sharing, @Nullable SubaccountId shared) {
    static final Guard EMPTY = new Guard(0, 0, Numbers.ZERO, null);
  }

  /** What shorts have paid less than longs, and the last block's mark. */
  record Aside(BigInteger shortOffset, long previousMark) {
    static final Aside EMPTY = new Aside(Numbers.ZERO, 0);
  }

  Guard guard(int pool) {
    return guards.getOrDefault(pool, Guard.EMPTY);
  }

  void putGuard(int pool, Guard guard) {
    guards.put(pool, guard);
    guards.values().removeIf(Guard.EMPTY::equals);
  }

  Aside aside(int instrument) {
    return asides.getOrDefault(instrument, Aside.EMPTY);
  }

  void putAside(int instrument, Aside aside) {
    asides.put(instrument, aside);
    asides.values().removeIf(Aside.EMPTY::equals);
  }

  /** Whether a perpetual's market has come to its end and is closed between its holders. */
  boolean isFinal(int instrument) {
    int id = instrument(instrument).market;
    Market market = market(id);
    return instrument(instrument).kind == Kind.PERPETUAL
        && market.settleAtMs != 0
        && market.settleAtMs <= timeMs
        && !market.ended
        && Rows.require(underlyings, market.underlying).index > 0
        && Governed.value(this, height, Parameter.FINAL_SETTLEMENT, id) == 2;
  }

  /** The average index before a market's end; the last one where none was averaged. */
  long finalPrice(int id) {
    Market market = market(id);
    return market.settlementCount == 0
        ? Rows.require(underlyings, market.underlying).index
        : Math.floorDiv(market.settlementSum, market.settlementCount);
  }

  /** The funding index of one side of an instrument. */
  BigInteger fundingIndex(int instrument, BigInteger lots) {
    BigInteger ofLongs = instrument(instrument).fundingIndex;
    return lots.signum() < 0 ? ofLongs.add(aside(instrument).shortOffset) : ofLongs;
  }

  /** What has been found of parameters at this height. */
  Map<ParameterKey, Long> governed() {
    if (governedAt != height) {
      governed.clear();
      governedAt = height;
    }
    return governed;
  }

  /** A copy that shares nothing that changes. */
  World copy() {
    World copy = new World();
    copy.become(this);
    return copy;
  }

  /** Takes over all of another world. */
  void become(World other) {
    if (other.height != height) {
      // The same height may come again on another branch.
      governedAt = -1;
    }
    chainId = other.chainId;
    height = other.height;
    timeMs = other.timeMs;
    fundedUntilMs = other.fundedUntilMs;
    replace(roles, other.roles);
    replace(parameters, other.parameters);
    replace(underlyings, other.underlyings);
    replace(markets, other.markets);
    replace(instruments, other.instruments);
    replace(expiries, other.expiries);
    replace(accounts, other.accounts);
    replace(pools, other.pools);
    replace(debts, other.debts);
    replace(guards, other.guards);
    replace(claims, other.claims);
    replace(asides, other.asides);
    replace(lastMarket, other.lastMarket);
    topics.clear();
    other.topics.forEach((name, rows) -> topics.put(name, new TreeMap<>(rows)));
  }

  private static <K, V> void replace(Map<K, V> rows, Map<K, V> by) {
    rows.clear();
    rows.putAll(by);
  }

  Account account(SubaccountId id) {
    return accounts.getOrDefault(id, Account.EMPTY);
  }

  void put(SubaccountId id, Account account) {
    if (account.equals(Account.EMPTY)) {
      accounts.remove(id);
    } else {
      accounts.put(id, account);
    }
  }

  /** Gives cash; what would make it larger than 2^61 in size is left in the pool's clearing. */
  void addCash(SubaccountId id, BigInteger amount) {
    Account old = account(id);
    BigInteger cash = Numbers.limited(old.cash.add(amount), BALANCE_BITS);
    put(id, old.plusCash(cash.subtract(old.cash)));
    BigInteger rest = old.cash.add(amount).subtract(cash);
    if (rest.signum() != 0) {
      addToPool(old.pool, Numbers.ZERO, rest, Numbers.ZERO, Numbers.ZERO);
    }
  }

  /** Gives cash out of the clearing of the pool in which a subaccount is. */
  void payFromClearing(SubaccountId id, BigInteger amount) {
    addCash(id, amount);
    addToPool(account(id).pool, Numbers.ZERO, amount.negate(), Numbers.ZERO, Numbers.ZERO);
  }

  Pool pool(int id) {
    return pools.getOrDefault(id, Pool.EMPTY);
  }

  void addToPool(
      int id, BigInteger balance, BigInteger clearing, BigInteger fund, BigInteger fees) {
    Pool old = pool(id);
    Pool pool =
        new Pool(
            old.balance.add(balance),
            Numbers.wrapped(old.clearing.add(clearing)),
            old.fund.add(fund),
            old.fees.add(fees));
    if (pool.equals(Pool.EMPTY)) {
      pools.remove(id);
    } else {
      pools.put(id, pool);
    }
  }

  Instrument instrument(int id) {
    return Rows.require(instruments, id);
  }

  Market market(int id) {
    return Rows.require(markets, id);
  }

  Market marketOf(int instrument) {
    return market(instrument(instrument).market);
  }

  Underlying underlyingOf(int instrument) {
    return Rows.require(underlyings, marketOf(instrument).underlying);
  }

  PositionKey keyOf(int instrument) {
    return new PositionKey(marketOf(instrument).underlying, instrument);
  }

  BigInteger lots(SubaccountId id, int instrument) {
    Position position = account(id).positions.get(keyOf(instrument));
    return position == null ? Numbers.ZERO : position.lots;
  }

  /** The pool in which positions of an instrument are held. */
  int poolOf(int instrument) {
    return marketOf(instrument).isolated ? instrument(instrument).market : CROSS_POOL;
  }

  /** Rows that must be there. */
  static final class Rows {
    private Rows() {}

    static <K, V> V require(Map<K, V> rows, K key) {
      V row = rows.get(key);
      if (row == null) {
        throw new AssertionError("the auditor has no row " + key);
      }
      return row;
    }
  }
}
