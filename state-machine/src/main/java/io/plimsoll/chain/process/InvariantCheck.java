package io.plimsoll.chain.process;

import io.plimsoll.chain.block.Invariant;
import io.plimsoll.chain.block.InvariantBroken;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.Mode;
import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.chain.state.Accounts;
import io.plimsoll.chain.state.LossRows;
import io.plimsoll.chain.state.OracleRows;
import io.plimsoll.chain.state.Rows;
import io.plimsoll.chain.state.State;
import io.plimsoll.chain.state.Volumes;
import io.plimsoll.chain.state.WithdrawalRows;
import io.plimsoll.fixed.Checked;
import io.plimsoll.margin.market.InstrumentKind;
import java.util.Arrays;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Checks the numbered invariants in one pass over the state. */
public final class InvariantCheck {

  private static final int MOST_POSITIONS = 0xffff;
  private static final int ISOLATED = Mode.ISOLATED.code();
  private static final int ANY_MARKET = -1;

  /** A pool's id has two bytes in a leaf. */
  private static final int POOLS = 1 << 16;

  private final State state;
  private final Accounts accounts;
  private long[] longs = {};
  private long[] shorts = {};
  private int[] market = {};
  private int[] pool = {};
  private long[] order = {};
  private boolean[] ended = {};
  private boolean[] keepsBalance = {};

  /** The slot of the asset of which an instrument's lots or money are, or {@link Assets#USD}. */
  private int[] asset = {};

  private boolean[] coin = {};

  /** What accounts hold of each asset, by its slot. */
  private long[] coins = {};

  private final Assets assets;

  /** What accounts hold in each pool, by its id, to that of the last pool in which any is. */
  private final long[] held = new long[POOLS];

  private int lastPool;

  /** Subaccounts without positions whose cash is negative. */
  private int owing;

  /** Looks at a state. */
  public InvariantCheck(State state) {
    this.state = state;
    this.accounts = state.accounts();
    assets = new Assets(state);
  }

  /**
   * Checks all.
   *
   * @throws io.plimsoll.chain.block.InvariantBroken naming the first that does not hold
   */
  public void run() {
    readInstruments();
    Arrays.fill(held, 0, lastPool + 1, 0);
    lastPool = 0;
    coins = Arrays.copyOf(coins, state.assets().slots());
    Arrays.fill(coins, 0);
    sumAccounts();
    checkInstruments();
    checkPools();
    checkCoins();
    checkDebts();
    checkReporters();
    checkSamples();
    checkWithdrawals();
    checkVolumes();
  }

  private void checkVolumes() {
    Volumes.Row all = state.volumeOfAll();
    for (long day = all == null ? 1 : all.day();
        all != null && day > all.day() - Volumes.DAYS;
        day--) {
      if (all.maker(day) != all.taker(day)) {
        throw Invariant.VOLUMES_HAVE_TWO_SIDES.broken("day " + day);
      }
    }
  }

  /**
   * Checks what a block need not look at again: that owners have traded what all have.
   *
   * @throws io.plimsoll.chain.block.InvariantBroken where they have not
   */
  public void checkVolumesOfOwners() {
    Volumes.Row all = state.volumeOfAll();
    // Of what is longer ago some owners may be forgotten already.
    long from = Volumes.day(state.chain().timeMs()) - Volumes.DAYS + 1;
    for (long day = all == null ? 0 : all.day(); all != null && day >= from; day--) {
      long maker = 0;
      long taker = 0;
      for (Volumes.Row row : state.volumes().rows().values()) {
        maker += row.maker(day);
        taker += row.taker(day);
      }
      if (maker != all.maker(day) || taker != all.taker(day)) {
        throw Invariant.VOLUMES_HAVE_TWO_SIDES.broken("owners on day " + day);
      }
    }
  }

  private void checkWithdrawals() {
    NavigableMap<Long, WithdrawalRows.Withdrawal> rows = state.withdrawals().rows();
    if (!rows.isEmpty() && (rows.firstKey() < 1 || rows.lastKey() > state.lastWithdrawal())) {
      throw Invariant.WITHDRAWALS_IN_SEQUENCE.broken("withdrawal " + rows.lastKey());
    }
  }

  private void checkReporters() {
    for (Address reporter : state.reporters().rows().keySet()) {
      Rows.Roles roles = state.roles().get(reporter);
      if (roles == null || !Reporters.isReporter(roles)) {
        throw Invariant.POWER_OF_REPORTERS.broken(reporter.toString());
      }
    }
  }

  private void checkSamples() {
    for (Map.Entry<Integer, OracleRows.Sampling> entry : state.samplings().rows().entrySet()) {
      OracleRows.Sampling row = entry.getValue();
      long lastMs = row.tickedUntilMs();
      boolean inOrder = true;
      for (OracleRows.Sample sample : row.samples()) {
        inOrder &= sample.atMs() > lastMs && sample.atMs() <= row.sampledUntilMs();
        lastMs = sample.atMs();
      }
      if (!inOrder) {
        throw Invariant.SAMPLES_IN_ORDER.broken("instrument " + entry.getKey());
      }
    }
  }

  private void readInstruments() {
    int slots = state.instruments().slots();
    if (longs.length < slots) {
      longs = new long[slots];
      shorts = new long[slots];
      market = new int[slots];
      pool = new int[slots];
      order = new long[slots];
      ended = new boolean[slots];
      keepsBalance = new boolean[slots];
      asset = new int[slots];
      coin = new boolean[slots];
    }
    Arrays.fill(longs, 0);
    Arrays.fill(shorts, 0);
    Arrays.fill(ended, true);
    for (Map.Entry<Integer, Rows.Instrument> entry : state.instruments().rows().entrySet()) {
      int slot = state.instruments().slotOf(entry.getKey());
      Rows.Instrument row = entry.getValue();
      Rows.Market of = state.markets().require(row.market());
      market[slot] = row.market();
      pool[slot] = of.isolated() ? row.market() : Accounts.CROSS_POOL;
      order[slot] = ((long) of.underlying() << Integer.SIZE) | entry.getKey();
      ended[slot] = row.ended();
      keepsBalance[slot] = row.kind().keepsBalance();
      int id = assets.of(row);
      if (id == Assets.USD && row.kind().isInCoins()) {
        throw Invariant.COINS_CONSERVED.broken("instrument " + entry.getKey() + " has no asset");
      }
      asset[slot] = id == Assets.USD ? Assets.USD : state.assets().slotOf(id);
      coin[slot] = row.kind() == InstrumentKind.SPOT;
    }
  }

  /** Adds all accounts up; what is wrong with one, if anything, is found out apart. */
  private void sumAccounts() {
    int size = accounts.slots();
    owing = 0;
    for (int handle = 0; handle < size; handle++) {
      int from = accounts.from(handle);
      int to = accounts.to(handle);
      int ofPool = accounts.pool(handle);
      int only = accounts.modeCode(handle) == ISOLATED ? firstMarket(from, to) : ANY_MARKET;
      boolean holds = to - from <= MOST_POSITIONS;
      long own = accounts.cash(handle);
      owing += own < 0 && from == to ? 1 : 0;
      long last = -1;
      for (int p = from; p < to; p++) {
        int slot = accounts.instrument(p);
        long lots = accounts.lots(p);
        long quote = accounts.quote(p);
        holds =
            holds
                && !ended[slot]
                && lots != 0
                && order[slot] > last
                && (keepsBalance[slot] || quote == 0)
                && ofPool == pool[slot]
                && (only == ANY_MARKET || coin[slot] || only == market[slot]);
        last = order[slot];
        longs[slot] += Math.max(0, lots);
        shorts[slot] += Math.min(0, lots);
        if (asset[slot] == Assets.USD) {
          own += quote;
        } else {
          coins[asset[slot]] += coin[slot] ? lots : quote;
        }
      }
      held[ofPool] += own;
      lastPool = Math.max(lastPool, ofPool);
      if (!holds) {
        throw broken(handle);
      }
    }
  }

  /** The market that an isolated subaccount is in; coins are collateral and no market. */
  private int firstMarket(int from, int to) {
    for (int p = from; p < to; p++) {
      int slot = accounts.instrument(p);
      if (!coin[slot]) {
        return market[slot];
      }
    }
    return ANY_MARKET;
  }

  /** The first invariant that an account breaks. */
  private InvariantBroken broken(int handle) {
    int from = accounts.from(handle);
    int to = accounts.to(handle);
    if (to - from > MOST_POSITIONS) {
      return Invariant.POSITIONS_WITHIN_LEAF.broken(accounts.id(handle).toString());
    }
    long last = -1;
    for (int p = from; p < to; p++) {
      int slot = accounts.instrument(p);
      if (ended[slot]) {
        return Invariant.NOTHING_ENDED_HELD.broken(where(handle, slot));
      }
      if (accounts.lots(p) == 0 || order[slot] <= last) {
        return Invariant.POSITIONS_IN_ORDER.broken(where(handle, slot));
      }
      last = order[slot];
      if (!keepsBalance[slot] && accounts.quote(p) != 0) {
        return Invariant.OPTIONS_WITHOUT_BALANCE.broken(where(handle, slot));
      }
      if (accounts.pool(handle) != pool[slot]) {
        return Invariant.POOL_OF_MARKET.broken(where(handle, slot));
      }
    }
    return Invariant.ONE_MARKET_WHERE_ISOLATED.broken(accounts.id(handle).toString());
  }

  private String where(int handle, int slot) {
    return accounts.id(handle) + ", instrument " + state.instruments().keyOf(slot);
  }

  private void checkInstruments() {
    for (Map.Entry<Integer, Rows.Instrument> entry : state.instruments().rows().entrySet()) {
      int slot = state.instruments().slotOf(entry.getKey());
      if (coin[slot]) {
        continue;
      }
      if (longs[slot] + shorts[slot] != 0) {
        throw Invariant.LOTS_BALANCED.broken(
            "instrument " + entry.getKey() + ": " + longs[slot] + " and " + shorts[slot]);
      }
      if (longs[slot] != entry.getValue().openInterest()) {
        throw Invariant.OPEN_INTEREST_HELD.broken(
            "instrument "
                + entry.getKey()
                + ": "
                + entry.getValue().openInterest()
                + " for "
                + longs[slot]);
      }
    }
  }

  private void checkCoins() {
    for (Integer id : state.assets().rows().keySet()) {
      Rows.CoinPool row = state.coinPool(id);
      long accounted = coins[state.assets().slotOf(id)] + row.clearing() + row.fees();
      if (accounted != row.balance()) {
        throw Invariant.COINS_CONSERVED.broken(
            "asset " + id + " has " + row.balance() + " and accounts for " + accounted);
      }
      if (row.fees() < 0 || row.balance() < row.fees()) {
        throw Invariant.COIN_FEES_THERE.broken("asset " + id + ": " + row);
      }
    }
  }

  private void checkPools() {
    for (Map.Entry<Integer, Rows.Pool> entry : state.pools().rows().entrySet()) {
      int id = entry.getKey();
      Rows.Pool row = entry.getValue();
      long accounted = held[id] + row.clearing() + row.fund() + row.fees();
      held[id] = 0;
      if (accounted != row.balance()) {
        throw Invariant.MONEY_CONSERVED.broken(
            "pool " + id + " has " + row.balance() + " and accounts for " + accounted);
      }
      if (row.fund() < 0) {
        throw Invariant.FUND_NOT_NEGATIVE.broken("pool " + id + ": " + row.fund());
      }
      if (row.balance() < 0) {
        throw Invariant.POOL_NOT_NEGATIVE.broken("pool " + id + ": " + row.balance());
      }
      if (row.balance() - row.fund() < row.fees()) {
        throw Invariant.FUND_AND_FEES_IN_CASH.broken("pool " + id + ": " + row);
      }
    }
    for (int id = 0; id <= lastPool; id++) {
      if (held[id] != 0) {
        throw Invariant.MONEY_CONSERVED.broken(
            "pool " + id + " is not there and accounts hold " + held[id]);
      }
    }
  }

  private void checkDebts() {
    TreeMap<Integer, Long> owed = new TreeMap<>();
    int noted = 0;
    for (Map.Entry<SubaccountId, LossRows.Debt> entry : state.debts().rows().entrySet()) {
      SubaccountId id = entry.getKey();
      LossRows.Debt debt = entry.getValue();
      owed.merge(debt.pool(), debt.owed(), Checked::addSaturated);
      int handle = accounts.find(id);
      boolean isThere = debt.owed() > 0 && accounts.pool(handle) == debt.pool();
      if (accounts.positions(handle) == 0) {
        noted++;
        isThere = isThere && accounts.cash(handle) == -debt.owed();
      }
      if (!isThere) {
        throw Invariant.DEBTS_NOTED.broken(id + ": " + debt);
      }
    }
    if (noted != owing) {
      throw Invariant.DEBTS_NOTED.broken(owing + " owe, " + noted + " are noted");
    }
    for (Map.Entry<Integer, LossRows.Guard> entry : state.guards().rows().entrySet()) {
      if (entry.getValue().sharing() > owed.getOrDefault(entry.getKey(), 0L)) {
        throw Invariant.SHARED_IS_OWED.broken("pool " + entry.getKey() + ": " + entry.getValue());
      }
    }
  }
}
