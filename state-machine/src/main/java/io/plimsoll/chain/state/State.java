package io.plimsoll.chain.state;

import io.plimsoll.chain.codec.ByteReader;
import io.plimsoll.chain.codec.MalformedBytes;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.fixed.Checked;
import io.plimsoll.margin.book.OpenOrders;
import io.plimsoll.margin.book.OwnFractions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The whole state: its tables and their journal. The root is a function of its leaves alone.
 *
 * <p>Tags of the tables: 1 chain, 2 roles, 3 parameters, 4 underlyings, 5 markets, 6 instruments, 7
 * expiries, 8 subaccounts, 9 pools, 10 assets, 11 coins of assets, 12 debts, 13 guards of pools, 14
 * claims on funds, 15 asides of instruments, 16 liquidations, 17 auctions, 18 reporters, 19 price
 * qualities, 20 premium samples, 21 delegations, 22 reserves, 23 leverages, 24 fills of signed
 * orders, 25 nonces, 26 withdrawals, 27 the last number of a withdrawal, 28 averages of indices, 29
 * volumes of owners, 30 of all.
 */
public final class State {

  /** The version in front of each leaf's value. */
  public static final int LEAF_VERSION = 1;

  /** The one key of the chain's own row. */
  static final int THE_CHAIN = 0;

  /** An asset of which nothing is held, which has no row of coins. */
  static final Rows.CoinPool NO_COINS = new Rows.CoinPool(0, 0, 0);

  /** A pool that holds nothing, which has no row. */
  static final Rows.Pool NO_POOL = new Rows.Pool(0, 0, 0, 0);

  /** An index of which there is nothing to say. */
  static final OracleRows.Quality NO_DOUBT = new OracleRows.Quality(0, 0);

  private final Journal journal = new Journal();
  private final RowTable<Integer, Rows.Chain> chain =
      new RowTable<>(journal, 1, new Rows.Chain.Codec());
  private final RowTable<Address, Rows.Roles> roles =
      new RowTable<>(journal, 2, new Rows.Roles.Codec());
  private final RowTable<Rows.ParameterKey, Rows.ParameterPath> parameterPaths =
      new RowTable<>(journal, 3, new Rows.ParameterPath.Codec());
  private final RowTable<Integer, Rows.Underlying> underlyings =
      new RowTable<>(journal, 4, new Rows.Underlying.Codec());
  private final RowTable<Integer, Rows.Market> markets =
      new RowTable<>(journal, 5, new Rows.Market.Codec());
  private final RowTable<Integer, Rows.Instrument> instruments =
      new RowTable<>(
          journal, 6, new Rows.Instrument.Codec(), new Rows.Instrument.OpenInterestColumn());
  private final RowTable<Rows.ExpiryKey, Rows.Expiry> expiries =
      new RowTable<>(journal, 7, new Rows.Expiry.Codec());
  private final Accounts accounts = new Accounts(journal, instruments);
  private final Pools pools = new Pools(journal);
  private final RowTable<Integer, Rows.Asset> assets =
      new RowTable<>(journal, 10, new Rows.Asset.Codec());
  private final RowTable<Integer, Rows.CoinPool> coinPools =
      new RowTable<>(journal, 11, new Rows.CoinPool.Codec());
  private final RowTable<SubaccountId, LossRows.Debt> debts =
      new RowTable<>(journal, 12, new LossRows.Debt.Codec());
  private final RowTable<Integer, LossRows.Guard> guards =
      new RowTable<>(journal, 13, new LossRows.Guard.Codec());
  private final RowTable<Integer, LossRows.Claim> claims =
      new RowTable<>(journal, 14, new LossRows.Claim.Codec());
  private final RowTable<Integer, LossRows.Aside> asides =
      new RowTable<>(journal, 15, new LossRows.Aside.Codec());
  private final RowTable<SubaccountId, Rows.Liquidation> liquidations =
      new RowTable<>(journal, 16, new Rows.Liquidation.Codec());
  private final RowTable<SubaccountId, Rows.Auction> auctions =
      new RowTable<>(journal, 17, new Rows.Auction.Codec());
  private final RowTable<Address, OracleRows.Reporter> reporters =
      new RowTable<>(journal, 18, new OracleRows.Reporter.Codec());
  private final RowTable<Integer, OracleRows.Quality> qualities =
      new RowTable<>(journal, 19, new OracleRows.Quality.Codec());
  private final RowTable<Integer, OracleRows.Sampling> samplings =
      new RowTable<>(journal, 20, new OracleRows.Sampling.Codec());
  private final RowTable<Delegation.Key, Delegation> delegations =
      new RowTable<>(journal, 21, new Delegation.Codec());
  private final SubaccountTable<Reserves, OpenOrders> reserves =
      new SubaccountTable<>(journal, 22, new Reserves.Codec(), accounts, this::openOrders);
  private final SubaccountTable<Leverages, OwnFractions> leverages =
      new SubaccountTable<>(journal, 23, new Leverages.Codec(), accounts, Leverages::fractions);
  private final OrderFills orderFills = new OrderFills(journal, 24);
  private final Nonces nonces = new Nonces(journal, 25);
  private final RowTable<Long, WithdrawalRows.Withdrawal> withdrawals =
      new RowTable<>(journal, 26, new WithdrawalRows.Withdrawal.Codec());
  private final RowTable<Integer, WithdrawalRows.Given> withdrawalsGiven =
      new RowTable<>(journal, 27, new WithdrawalRows.Given.Codec());
  private final RowTable<Integer, OracleRows.Average> averages =
      new RowTable<>(journal, 28, new OracleRows.Average.Codec());
  private final Volumes volumes = new Volumes(journal, 29);
  private final RowTable<Integer, Volumes.Row> volumeOfAll =
      new RowTable<>(journal, 30, new Volumes.OfAllCodec());
  private final Parameters parameters = new Parameters(parameterPaths);

  /** The state before the first block. */
  public State() {}

  /** What the present block has touched. */
  public Journal journal() {
    return journal;
  }

  /** The chain's own row; zeros before genesis. */
  public Rows.Chain chain() {
    Rows.Chain row = chain.get(THE_CHAIN);
    return row == null ? new Rows.Chain(0, 0, 0, 0) : row;
  }

  /** Sets the chain's own row. */
  public void setChain(Rows.Chain row) {
    chain.put(THE_CHAIN, row);
  }

  /** Roles by address. */
  public RowTable<Address, Rows.Roles> roles() {
    return roles;
  }

  /** What governance has set. */
  public Parameters parameters() {
    return parameters;
  }

  /** Underlyings by id. */
  public RowTable<Integer, Rows.Underlying> underlyings() {
    return underlyings;
  }

  /** Markets by id. */
  public RowTable<Integer, Rows.Market> markets() {
    return markets;
  }

  /** Instruments by id. */
  public RowTable<Integer, Rows.Instrument> instruments() {
    return instruments;
  }

  /** Expiries by underlying and time. */
  public RowTable<Rows.ExpiryKey, Rows.Expiry> expiries() {
    return expiries;
  }

  /** Reporters whose power is not the one that all have at first. */
  public RowTable<Address, OracleRows.Reporter> reporters() {
    return reporters;
  }

  /** The power of a reporter's reports. */
  public long reporterPower(Address reporter) {
    OracleRows.Reporter row = reporters.get(reporter);
    return row == null ? OracleRows.DEFAULT_POWER : row.power();
  }

  /** How good the index of an underlying is, by its id. */
  public RowTable<Integer, OracleRows.Quality> qualities() {
    return qualities;
  }

  /** How good the index of an underlying is; zeros where nothing is wrong. */
  public OracleRows.Quality quality(int underlying) {
    OracleRows.Quality row = qualities.get(underlying);
    return row == null ? NO_DOUBT : row;
  }

  /** Sets how good an index is; one of which there is nothing to say has no row. */
  public void setQuality(int underlying, OracleRows.Quality row) {
    if (row.equals(NO_DOUBT)) {
      qualities.remove(underlying);
    } else if (!row.equals(qualities.get(underlying))) {
      qualities.put(underlying, row);
    }
  }

  /** Averages of the indices of coins that are margined at their strict price, by underlying. */
  public RowTable<Integer, OracleRows.Average> averages() {
    return averages;
  }

  /** Premium samples of perpetuals whose markets sample them, by instrument. */
  public RowTable<Integer, OracleRows.Sampling> samplings() {
    return samplings;
  }

  /** Subaccounts. */
  public Accounts accounts() {
    return accounts;
  }

  /** Collateral pools: 0 is the cross one, others have the id of their isolated market. */
  public Pools pools() {
    return pools;
  }

  /**
   * Whether there is such a pool; that of a market that has ended stays, for who is still in it.
   */
  public boolean isPool(int id) {
    Rows.Market market = markets.get(id);
    return id == Accounts.CROSS_POOL || (market != null && market.isolated());
  }

  /** What liquidation policies remember of subaccounts. */
  public RowTable<SubaccountId, Rows.Liquidation> liquidations() {
    return liquidations;
  }

  /** Subaccounts under auction. */
  public RowTable<SubaccountId, Rows.Auction> auctions() {
    return auctions;
  }

  /** What owners have granted, by owner and delegate. */
  public RowTable<Delegation.Key, Delegation> delegations() {
    return delegations;
  }

  /** What is reserved for open orders. */
  public SubaccountTable<Reserves, OpenOrders> reserves() {
    return reserves;
  }

  /** What margin models read of reserves; the numbers of instruments are their slots. */
  private OpenOrders openOrders(Reserves row) {
    int size = row.of().size();
    int[] slot = new int[size];
    long[][] columns = new long[4][size];
    int[] count = new int[size];
    for (int i = 0; i < size; i++) {
      Reserves.Reserve each = row.of().get(i);
      Rows.Instrument instrument = instruments.get(each.instrument());
      if (instrument == null) {
        throw new MalformedBytes(
            "a reserve is in instrument " + each.instrument() + ", which is not there");
      }
      long num = markets.require(instrument.market()).multiplierNum();
      slot[i] = instruments.slotOf(each.instrument());
      columns[0][i] = each.bidLots();
      columns[1][i] = Checked.multiplySaturated(each.bidPrice(), num);
      columns[2][i] = each.askLots();
      columns[3][i] = Checked.multiplySaturated(each.askPrice(), num);
      count[i] = each.orders();
    }
    return new OpenOrders(slot, columns[0], columns[1], columns[2], columns[3], count);
  }

  /** Margin fractions that owners have set. */
  public SubaccountTable<Leverages, OwnFractions> leverages() {
    return leverages;
  }

  /** What has been filled of signed orders. */
  public OrderFills orderFills() {
    return orderFills;
  }

  /** Nonces of senders. */
  public Nonces nonces() {
    return nonces;
  }

  /** What has left the chain and is to be paid elsewhere, by sequence number. */
  public RowTable<Long, WithdrawalRows.Withdrawal> withdrawals() {
    return withdrawals;
  }

  /** The last sequence number that was given to a withdrawal, 0 where none was. */
  public long lastWithdrawal() {
    WithdrawalRows.Given row = withdrawalsGiven.get(WithdrawalRows.THE_LAST);
    return row == null ? 0 : row.last();
  }

  /** Sets the last sequence number given. */
  public void setLastWithdrawal(long sequence) {
    withdrawalsGiven.put(WithdrawalRows.THE_LAST, new WithdrawalRows.Given(sequence));
  }

  /** What owners have traded, where that is counted. */
  public Volumes volumes() {
    return volumes;
  }

  /** What all have traded, each trade once as maker and once as taker; null for nothing. */
  public Volumes.@Nullable Row volumeOfAll() {
    return volumeOfAll.get(Volumes.OF_ALL);
  }

  /** Sets what all have traded. */
  public void setVolumeOfAll(Volumes.@Nullable Row row) {
    if (row == null) {
      volumeOfAll.remove(Volumes.OF_ALL);
    } else {
      volumeOfAll.put(Volumes.OF_ALL, row);
    }
  }

  /** A pool, zeros where it holds nothing. */
  public Rows.Pool pool(int id) {
    return pools.get(id);
  }

  /** Adds to the parts of a pool. */
  public void addToPool(int id, long balance, long clearing, long fund, long fees) {
    if ((balance | clearing | fund | fees) != 0) {
      pools.add(id, balance, clearing, fund, fees);
    }
  }

  /** Sets a pool; one that holds nothing has no row, whether or not it ever held something. */
  public void setPool(int id, Rows.Pool row) {
    pools.set(id, row);
  }

  /** Lots of an instrument that are held long, by its slot. */
  public long openInterest(int slot) {
    return instruments.number(slot);
  }

  /** Adds to the lots of an instrument that are held long, by its slot. */
  public void addOpenInterest(int slot, long change) {
    if (change != 0) {
      instruments.addToNumber(slot, change);
    }
  }

  /** Assets beside USD by id. */
  public RowTable<Integer, Rows.Asset> assets() {
    return assets;
  }

  /** Coins by asset. */
  public RowTable<Integer, Rows.CoinPool> coinPools() {
    return coinPools;
  }

  /** The coins of an asset, zeros where nothing is held. */
  public Rows.CoinPool coinPool(int asset) {
    Rows.CoinPool pool = coinPools.get(asset);
    return pool == null ? NO_COINS : pool;
  }

  /** Sets the coins of an asset; one of which nothing is held has no row. */
  public void setCoinPool(int asset, Rows.CoinPool row) {
    if (row.equals(NO_COINS)) {
      coinPools.remove(asset);
    } else {
      coinPools.put(asset, row);
    }
  }

  /** Who owed at the end of the last block. */
  public RowTable<SubaccountId, LossRows.Debt> debts() {
    return debts;
  }

  /** What guards pools, by their ids. */
  public RowTable<Integer, LossRows.Guard> guards() {
    return guards;
  }

  /** The guard of a pool, zeros where nothing happened in it. */
  public LossRows.Guard guard(int pool) {
    LossRows.Guard row = guards.get(pool);
    return row == null ? LossRows.Guard.NONE : row;
  }

  /** Sets the guard of a pool; one of zeros has no row. */
  public void setGuard(int pool, LossRows.Guard row) {
    set(guards, pool, row, LossRows.Guard.NONE);
  }

  /** What funds have paid for markets with a cap, by their ids. */
  public RowTable<Integer, LossRows.Claim> claims() {
    return claims;
  }

  /** What few instruments need, by their ids. */
  public RowTable<Integer, LossRows.Aside> asides() {
    return asides;
  }

  /** The aside of an instrument, zeros where it has none. */
  public LossRows.Aside aside(int instrument) {
    LossRows.Aside row = asides.get(instrument);
    return row == null ? LossRows.Aside.NONE : row;
  }

  /** Sets the aside of an instrument; one of zeros has no row. */
  public void setAside(int instrument, LossRows.Aside row) {
    set(asides, instrument, row, LossRows.Aside.NONE);
  }

  private static <K extends Comparable<K>, V> void set(RowTable<K, V> table, K key, V row, V none) {
    V old = table.get(key);
    if (row.equals(none)) {
      table.remove(key);
    } else if (!row.equals(old)) {
      table.put(key, row);
    }
  }

  /**
   * Takes a leaf of a snapshot. Leaves come in the order of their keys, so that what a leaf names
   * is there already; the journal is not told.
   *
   * @throws MalformedBytes where no state has such a leaf beside those that were taken before
   */
  public void load(byte[] key, byte[] value) {
    List<Table> tables = tables();
    int tag = key.length == 0 ? 0 : key[0];
    if (tag < 1 || tag > tables.size()) {
      throw new MalformedBytes("its key begins with tag " + tag + ", which no table has");
    }
    Table table = tables.get(tag - 1);
    try {
      new LeafCheck(this).check(table, table.load(key, value));
    } catch (IllegalArgumentException e) {
      throw new MalformedBytes(String.valueOf(e.getMessage()));
    }
  }

  /**
   * Makes a leaf what it is in another state, of which this one follows some leaves; none where the
   * value is empty. What it names must be there already, and the journal is not told.
   *
   * @throws MalformedBytes as {@link #load}
   */
  public void follow(byte[] key, byte[] value) {
    if (value.length == 0) {
      Table table = tables().get(key[0] - 1);
      ByteReader in = new ByteReader(key);
      in.u8();
      table.restore(table.slotFor(in), new ByteReader(value));
    } else {
      load(key, value);
    }
  }

  /** All tables, in the order of their tags. */
  public List<Table> tables() {
    return List.of(
        chain,
        roles,
        parameterPaths,
        underlyings,
        markets,
        instruments,
        expiries,
        accounts,
        pools,
        assets,
        coinPools,
        debts,
        guards,
        claims,
        asides,
        liquidations,
        auctions,
        reporters,
        qualities,
        samplings,
        delegations,
        reserves,
        leverages,
        orderFills,
        nonces,
        withdrawals,
        withdrawalsGiven,
        averages,
        volumes,
        volumeOfAll);
  }
}
