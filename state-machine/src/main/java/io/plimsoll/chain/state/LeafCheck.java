package io.plimsoll.chain.state;

import io.plimsoll.chain.codec.MalformedBytes;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.Mode;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.command.Role;
import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.margin.market.InstrumentKind;
import java.util.List;
import java.util.Map;

/**
 * What each row must say beyond having canonical bytes, for leaves that did not come from a block:
 * rows that say nothing are no leaves, lists are in order, and what a row names is there.
 */
final class LeafCheck {

  private static final int DRIFT = 3;
  private static final int HYPERLIQUID = 5;
  private static final int MOST_ID = 0xffff;

  /** Largest average: it may be one above the largest price. */
  private static final long MOST_AVERAGE = 1L << 49;

  private final State state;

  LeafCheck(State state) {
    this.state = state;
  }

  private static void require(boolean holds, String rule) {
    if (!holds) {
      throw new MalformedBytes(rule);
    }
  }

  /** Checks a row that was just taken. */
  void check(Table table, int slot) {
    if (table == state.accounts()) {
      checkAccount(slot);
    } else if (table == state.pools()) {
      int id = state.pools().idOf(slot);
      check(state.pool(id), id);
    } else if (table instanceof RowTable<?, ?> rows) {
      Object key = rows.keyOf(slot);
      switch (rows.rowAt(slot)) {
        case Rows.Chain row -> check(row, (Integer) key);
        case Rows.Roles row ->
            require(row.mask() != 0 && (row.mask() & ~Role.ALL) == 0, "roles are 1.." + Role.ALL);
        case Rows.ParameterPath row -> check(row, (Rows.ParameterKey) key);
        case Rows.Underlying row -> require(!row.name().isEmpty(), "an underlying has a name");
        case Rows.Market row -> check(row);
        case Rows.Instrument row -> check(row, slot, (Integer) key);
        case Rows.Expiry row -> check(row, (Rows.ExpiryKey) key);
        case Rows.Asset row -> check(row, (Integer) key);
        case Rows.CoinPool row -> check(row, (Integer) key);
        case LossRows.Debt row -> check(row, (SubaccountId) key);
        case LossRows.Guard row -> check(row, (Integer) key);
        case LossRows.Claim row -> check(row, (Integer) key);
        case LossRows.Aside row -> check(row, (Integer) key);
        case Rows.Liquidation row -> check(row);
        case Rows.Auction row ->
            require(
                row.startHeight() > 0 && row.reserved() >= 0,
                "an auction has a height and reserves 0 or more");
        case OracleRows.Reporter row -> check(row, (Address) key);
        case OracleRows.Quality row -> check(row, (Integer) key);
        case OracleRows.Sampling row -> check(row, (Integer) key);
        case OracleRows.Average row -> check(row, (Integer) key);
        case Reserves row -> check(row);
        case Leverages row -> check(row);
        case OrderFills.Row row ->
            require(
                row.filled() > 0 && row.expiresMs() > 0,
                "something of an order is filled, and it has an expiry");
        case Nonces.Row row ->
            require(
                row.last() > 0 && row.expiresMs() > 0,
                "a sender has a nonce, and it has an expiry");
        case Volumes.Row row -> check(row, key);
        case WithdrawalRows.Withdrawal row -> check(row, (Long) key);
        case WithdrawalRows.Given row ->
            require(
                (Integer) key == WithdrawalRows.THE_LAST && row.last() > 0,
                "the last number of a withdrawal has key 0 and is positive");
        case Delegation row ->
            require(
                row.expiresMs() > 0 && !((Delegation.Key) key).isOfItself(),
                "a grant is to another address and has an expiry");
        default -> throw new IllegalStateException("no rule for " + key);
      }
    }
  }

  private static void check(Volumes.Row row, Object key) {
    require(row.isValid(), "a volume has a last day on which something was traded, each in range");
    require(key instanceof Address || key.equals(Volumes.OF_ALL), "what all have traded has key 0");
  }

  private static void check(WithdrawalRows.Withdrawal row, long sequence) {
    require(sequence > 0, "a withdrawal's number is positive");
    require(row.amount() > 0 && row.height() > 0, "a withdrawal has an amount and a height");
    require(row.asset() >= -1 && row.asset() <= MOST_ID, "a withdrawal is of USD or an asset");
  }

  private static void check(Rows.Chain row, int key) {
    require(key == State.THE_CHAIN, "the chain's key is 0");
    require(row.height() > 0 && row.timeMs() >= 0, "the chain has a height and a time");
  }

  private static void check(Rows.ParameterPath row, Rows.ParameterKey key) {
    Parameter parameter = Parameter.of(key.code());
    require(parameter.allows(row.from()), "a parameter's value is in its range");
    List<Rows.ParameterStep> steps = row.steps();
    require(!steps.isEmpty() && steps.size() <= Parameters.MOST_STEPS, "a path has 1..8 changes");
    long last = 0;
    for (Rows.ParameterStep step : steps) {
      require(parameter.allows(step.to()), "a parameter's value is in its range");
      require(step.startHeight() > last, "a path's changes are in the order of their starts");
      require(step.rampBlocks() >= 0, "a ramp has 0 or more blocks");
      last = step.startHeight();
    }
  }

  private void check(Rows.Market row) {
    requireUnderlying(row.underlying());
    require(row.multiplierNum() > 0 && row.multiplierDen() > 0, "a multiplier is positive");
  }

  private void check(Rows.Instrument row, int slot, int id) {
    Rows.Market market = state.markets().get(row.market());
    if (market == null) {
      throw new MalformedBytes("market " + row.market() + " is not there");
    }
    require(id >= 0, "an instrument's id is 0 or more");
    state.accounts().orderInstrument(slot, market.underlying(), id);
  }

  private void check(Rows.Expiry row, Rows.ExpiryKey key) {
    requireUnderlying(key.underlying());
    int last = -1;
    for (Rows.Volatility volatility : row.volatilities()) {
      require(volatility.instrument() > last, "volatilities are in the order of instruments");
      last = volatility.instrument();
    }
  }

  private void requireUnderlying(int id) {
    if (state.underlyings().get(id) == null) {
      throw new MalformedBytes("underlying " + id + " is not there");
    }
  }

  private void check(Rows.Pool row, int id) {
    require(!row.equals(State.NO_POOL), "a pool that holds nothing is no leaf");
    requirePool(id);
  }

  private void check(Rows.Asset row, int id) {
    requireUnderlying(row.underlying());
    require(!row.name().isEmpty(), "an asset has a name");
    Rows.Instrument spot = state.instruments().get(row.instrument());
    if (spot == null || spot.kind() != InstrumentKind.SPOT) {
      throw new MalformedBytes("instrument " + row.instrument() + " is no coin");
    }
    require(
        state.markets().require(spot.market()).underlying() == row.underlying(),
        "an asset's instrument is on its underlying");
    for (Map.Entry<Integer, Rows.Asset> other : state.assets().rows().entrySet()) {
      require(
          other.getKey() == id || other.getValue().underlying() != row.underlying(),
          "an underlying has one asset");
    }
  }

  private void check(Rows.CoinPool row, int id) {
    require(!row.equals(State.NO_COINS), "an asset of which nothing is held has no coins");
    if (state.assets().get(id) == null) {
      throw new MalformedBytes("asset " + id + " is not there");
    }
  }

  private void check(LossRows.Debt row, SubaccountId id) {
    require(row.since() > 0 && row.tried() >= 0, "a debt was seen at a height");
    require(row.owed() > 0 && row.maintenance() >= 0, "a debt is positive");
    int handle = state.accounts().find(id);
    require(handle >= 0 && state.accounts().exists(handle), "who owes is there");
    requirePool(row.pool());
    require(row.market() == -1 || state.markets().get(row.market()) != null, "its market is there");
  }

  private void check(LossRows.Guard row, int pool) {
    requirePool(pool);
    require(!row.equals(LossRows.Guard.NONE), "a guard that says nothing is no leaf");
    require(row.seen() >= 0 && row.outage() >= 0 && row.sharing() >= 0, "a guard is not negative");
    require(row.outage() == 0 || pool == Accounts.CROSS_POOL, "outages are kept with pool 0");
    require(row.sharing() > 0 || row.shared() == null, "nobody pays where nothing is shared");
  }

  private void check(LossRows.Claim row, int market) {
    require(row.paid() > 0, "a claim is positive");
    require(state.markets().get(market) != null, "a claim's market is there");
  }

  private void check(LossRows.Aside row, int instrument) {
    require(!row.equals(LossRows.Aside.NONE), "an aside that says nothing is no leaf");
    require(row.previousMark() >= 0, "a mark is not negative");
    require(state.instruments().get(instrument) != null, "an aside's instrument is there");
  }

  private static void check(Rows.Liquidation row) {
    boolean drift = row.policy() == DRIFT;
    require(drift || row.policy() == HYPERLIQUID, "Drift and Hyperliquid remember liquidations");
    require(row.since() >= 0 && row.freed() >= 0, "a liquidation has a beginning");
    require(drift || row.freed() == 0, "only Drift remembers what was freed");
  }

  private void requirePool(int id) {
    if (!state.isPool(id)) {
      throw new MalformedBytes("pool " + id + " is not there");
    }
  }

  private void check(OracleRows.Reporter row, Address reporter) {
    require(
        row.power() > OracleRows.DEFAULT_POWER && row.power() <= OracleRows.MOST_POWER,
        "a reporter's power that is said is 2.." + OracleRows.MOST_POWER);
    Rows.Roles roles = state.roles().get(reporter);
    require(
        roles != null && (roles.mask() & Role.REPORTER.bit()) != 0,
        "who has a reporter's power has that role");
  }

  private void check(OracleRows.Quality row, int underlying) {
    requireUnderlying(underlying);
    require(!row.equals(State.NO_DOUBT), "an index of which there is nothing to say is no leaf");
    require(
        row.confidence() >= 0 && row.refusals() >= 0 && row.refusals() <= OracleRows.MOST_REFUSALS,
        "a confidence and a number of refusals are not negative");
  }

  private void check(OracleRows.Average row, int underlying) {
    requireUnderlying(underlying);
    require(
        state.assets().rows().values().stream().anyMatch(of -> of.underlying() == underlying),
        "an average is that of a coin's underlying");
    require(
        row.price() > 0 && row.price() <= MOST_AVERAGE && row.atMs() >= 0,
        "an average is a price, and it was made at a time");
  }

  private void check(OracleRows.Sampling row, int instrument) {
    Rows.Instrument of = state.instruments().get(instrument);
    require(of != null && of.kind().isPerpetual(), "premiums are those of a perpetual");
    require(row.samples().size() <= OracleRows.MOST_SAMPLES, "a market has so many samples");
    long lastMs = row.tickedUntilMs();
    for (OracleRows.Sample sample : row.samples()) {
      require(sample.atMs() > lastMs, "samples are in order and after the last tick");
      lastMs = sample.atMs();
    }
    require(
        row.samples().isEmpty() || lastMs <= row.sampledUntilMs(),
        "samples are up to the last sampling boundary");
    for (int i = 1; i < row.votes().size(); i++) {
      Address before = row.votes().get(i - 1).reporter();
      require(before.compareTo(row.votes().get(i).reporter()) < 0, "votes are in order");
    }
  }

  private static void check(Reserves row) {
    require(!row.of().isEmpty(), "reserves are for some instrument");
    int last = -1;
    for (Reserves.Reserve each : row.of()) {
      require(each.instrument() > last, "reserves are in the order of instruments");
      require(each.isConsistent(), "a reserve has lots and prices that fit each other");
      last = each.instrument();
    }
  }

  private void check(Leverages row) {
    require(!row.of().isEmpty(), "own fractions are of some market");
    int last = -1;
    for (Leverages.Leverage each : row.of()) {
      require(each.market() > last, "own fractions are in the order of markets");
      require(state.markets().get(each.market()) != null, "the market of a fraction is there");
      require(each.ppm() > 0 && each.ppm() <= 1_000_000, "a fraction is in 1..1,000,000 ppm");
      last = each.market();
    }
  }

  private void checkAccount(int handle) {
    Accounts accounts = state.accounts();
    require(accounts.modeCode(handle) <= Mode.PORTFOLIO.code(), "a mode is in 0..2");
    requirePool(accounts.pool(handle));
    if (accounts.backstop(handle) != Accounts.NO_BACKSTOP) {
      requirePool(accounts.backstop(handle));
    }
    for (int p = accounts.from(handle); p < accounts.to(handle); p++) {
      require(accounts.lots(p) != 0, "a position has lots");
      boolean first = p == accounts.from(handle);
      require(
          first || accounts.instrument(p - 1) != accounts.instrument(p),
          "an instrument has one position");
    }
  }
}
