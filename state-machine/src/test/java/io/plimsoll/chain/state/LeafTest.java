package io.plimsoll.chain.state;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.chain.codec.ByteWriter;
import io.plimsoll.chain.codec.MalformedBytes;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.DelegateScope;
import io.plimsoll.chain.command.Mode;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.command.Role;
import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.margin.market.InstrumentKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A row is one leaf and a leaf is one row; other bytes are refused. */
class LeafTest {

  private static final SubaccountId HOLDER = new SubaccountId(Address.ofNumber(5), 1);

  /** An instrument of kind spot. */
  private static final int COIN = 71;

  private final Random random = random();

  private static final class Leaf {
    private final byte[] key;
    private final byte[] value;

    Leaf(byte[] key, byte[] value) {
      this.key = key;
      this.value = value;
    }
  }

  private static Random random() {
    long seed = Long.getLong("plimsoll.seed", 61);
    System.out.println("LeafTest: -Dplimsoll.seed=" + seed);
    return new Random(seed);
  }

  private long any() {
    return random.nextInt(3) == 0
        ? random.nextLong()
        : (1L << random.nextInt(64)) + random.nextInt(3) - 1;
  }

  private long anyPositive() {
    return Math.max(1, any() & Long.MAX_VALUE);
  }

  /** A state with rows in all tables, whatever their numbers mean. */
  private State state() {
    State state = new State();
    state.setChain(new Rows.Chain(any(), anyPositive(), anyPositive(), any()));
    state.roles().put(new Address(any(), any(), (int) any()), new Rows.Roles(17));
    state.parameters().set(3, Parameter.INITIAL_PPM, 7, 1 + random.nextInt(9), 4 + (any() & 7), 3);
    state.parameters().set(3, Parameter.INITIAL_PPM, 7, 1 + random.nextInt(9), 40, 0);
    for (int id : new int[] {9, 0, 3}) {
      String name = "a name of " + id;
      state.underlyings().put(id, new Rows.Underlying(name, (int) any(), any(), any(), any()));
    }
    for (int id : new int[] {7, 2, 0xffff}) {
      Rows.Market row =
          new Rows.Market(
              id == 7 ? 9 : 3,
              id == 0xffff,
              anyPositive(),
              anyPositive(),
              any(),
              any(),
              any(),
              (int) any(),
              random.nextBoolean());
      state.markets().put(id, row);
    }
    int[] ids = {70, 5, Integer.MAX_VALUE, 0};
    for (int id : ids) {
      InstrumentKind kind = InstrumentKind.of(random.nextInt(9));
      int market = id == 5 ? 7 : 2;
      Rows.Instrument row =
          new Rows.Instrument(
              market, kind, any(), any(), any(), any(), any(), (int) any(), any(), any(), false);
      state.instruments().put(id, row);
      state.accounts().orderInstrument(state.instruments().slotOf(id), id == 5 ? 9 : 3, id);
    }
    List<Rows.Volatility> volatilities = new ArrayList<>();
    for (int id = 0; id < random.nextInt(4); id++) {
      volatilities.add(new Rows.Volatility(10 * id, any(), any()));
    }
    state
        .expiries()
        .put(
            new Rows.ExpiryKey(9, anyPositive()),
            new Rows.Expiry(any(), (int) any(), any(), any(), (int) any(), volatilities));
    account(state, ids);
    Address reporter = new Address(any(), any(), (int) any());
    state.roles().put(reporter, new Rows.Roles(Role.REPORTER.bit()));
    state.reporters().put(reporter, new OracleRows.Reporter(2 + random.nextInt(1_000)));
    state.setQuality(9, new OracleRows.Quality(anyPositive(), random.nextInt(1_000)));
    state.setQuality(3, new OracleRows.Quality(0, 1));
    samplings(state);
    state.setPool(0, new Rows.Pool(anyPositive(), any() / 4, any() / 4, any() / 4));
    state.setPool(0xffff, new Rows.Pool(0, 0, 1, 0));
    Rows.Instrument spot =
        new Rows.Instrument(2, InstrumentKind.SPOT, 0, 0, any(), 0, 0, 0, 0, 0, false);
    state.instruments().put(COIN, spot);
    state.assets().put(4, new Rows.Asset("a coin", (int) any(), 3, COIN));
    state.averages().put(3, new OracleRows.Average(1 + (anyPositive() >>> 15), anyPositive()));
    state.setCoinPool(4, new Rows.CoinPool(anyPositive(), any(), any()));
    state
        .debts()
        .put(
            HOLDER,
            new LossRows.Debt(
                anyPositive(), anyPositive(), 0xffff, -1, anyPositive(), anyPositive()));
    state.setGuard(0, new LossRows.Guard(anyPositive(), 0, anyPositive(), HOLDER));
    state.setGuard(0xffff, new LossRows.Guard(0, 0, anyPositive(), null));
    state.claims().put(7, new LossRows.Claim(anyPositive()));
    state.setAside(70, new LossRows.Aside(any(), anyPositive()));
    state.liquidations().put(HOLDER, new Rows.Liquidation(3, anyPositive(), anyPositive()));
    state.auctions().put(HOLDER, new Rows.Auction(true, anyPositive(), anyPositive()));
    orders(state);
    return state;
  }

  private void samplings(State state) {
    Rows.Instrument row =
        new Rows.Instrument(
            2, InstrumentKind.PERPETUAL, 0, 0, any(), any(), any(), (int) any(), 0, 0, false);
    state.instruments().put(73, row);
    state.accounts().orderInstrument(state.instruments().slotOf(73), 3, 73);
    List<OracleRows.Sample> samples =
        List.of(new OracleRows.Sample(61, (int) any()), new OracleRows.Sample(70, (int) any()));
    List<OracleRows.Vote> votes =
        List.of(
            new OracleRows.Vote(Address.ofNumber(4), (int) any()),
            new OracleRows.Vote(Address.ofNumber(5), (int) any()));
    state.samplings().put(73, new OracleRows.Sampling(70, 60, samples, votes));
  }

  private void orders(State state) {
    Address delegate = new Address(any(), any(), 77);
    state
        .delegations()
        .put(
            new Delegation.Key(HOLDER.owner(), delegate),
            new Delegation(DelegateScope.of(1 + random.nextInt(2)), anyPositive()));
    state
        .reserves()
        .put(
            HOLDER,
            new Reserves(
                List.of(
                    new Reserves.Reserve(5, anyPositive(), anyPositive(), 0, 0, 1),
                    new Reserves.Reserve(70, 0, 0, anyPositive(), anyPositive(), 9))));
    state
        .leverages()
        .put(
            HOLDER,
            new Leverages(
                List.of(
                    new Leverages.Leverage(2, 1 + random.nextInt(1_000_000)),
                    new Leverages.Leverage(7, 1_000_000))));
    state
        .orderFills()
        .put(new OrderFills.Key(HOLDER, any()), new OrderFills.Row(anyPositive(), anyPositive()));
    state.nonces().put(delegate, new Nonces.Row(anyPositive(), anyPositive()));
    withdrawals(state);
  }

  private void withdrawals(State state) {
    for (int asset : new int[] {-1, 0, 0xffff}) {
      state
          .withdrawals()
          .put(
              anyPositive(),
              new WithdrawalRows.Withdrawal(
                  HOLDER, new Address(any(), any(), 5), asset, anyPositive(), anyPositive()));
    }
    state.setLastWithdrawal(anyPositive());
    Volumes.Row volume = Volumes.Row.plus(null, 7, 5, anyPositive() >>> 8);
    volume = Volumes.Row.plus(volume, 7 + random.nextInt(40), 1 + (anyPositive() >>> 8), 9);
    state.volumes().put(HOLDER.owner(), volume);
    state.setVolumeOfAll(Volumes.Row.plus(null, anyPositive() >>> 30, anyPositive() >>> 8, 1));
  }

  private void account(State state, int[] ids) {
    int handle = state.accounts().findOrAdd(HOLDER);
    state.accounts().setMode(handle, Mode.of(random.nextInt(3)));
    state.accounts().addCash(handle, any());
    state.accounts().setBackstop(handle, random.nextBoolean() ? 0xffff : Accounts.NO_BACKSTOP);
    for (int id : ids) {
      int slot = state.instruments().slotOf(id);
      state.accounts().setPosition(handle, slot, -anyPositive(), any(), any());
    }
    int other = state.accounts().findOrAdd(new SubaccountId(Address.ofNumber(1), -1));
    state.accounts().addCash(other, -1);
    state.accounts().findOrAdd(new SubaccountId(Address.ofNumber(2), 0));
  }

  private static List<Leaf> leaves(State state) {
    List<Leaf> leaves = new ArrayList<>();
    for (Table table : state.tables()) {
      for (int slot : table.inKeyOrder()) {
        if (table.encode(slot).length > 0) {
          leaves.add(new Leaf(table.key(slot), table.encode(slot)));
        }
      }
    }
    return leaves;
  }

  private static State loaded(List<Leaf> leaves) {
    State state = new State();
    leaves.forEach(leaf -> state.load(leaf.key, leaf.value));
    return state;
  }

  private static String text(List<Leaf> leaves) {
    StringBuilder text = new StringBuilder();
    HexFormat hex = HexFormat.of();
    leaves.forEach(leaf ->
        text.append(hex.formatHex(leaf.key)).append(' ').append(hex.formatHex(leaf.value) + "\n"));
    return text.toString();
  }

  @Test
  void rowsAreWhatTheirLeavesSay() {
    for (int i = 0; i < 300; i++) {
      State state = state();
      List<Leaf> leaves = leaves(state);
      State loaded = loaded(leaves);
      assertEquals(text(leaves), text(leaves(loaded)));
      assertEquals(state.chain(), loaded.chain());
      assertEquals(state.roles().rows(), loaded.roles().rows());
      assertEquals(state.parameters().paths(), loaded.parameters().paths());
      assertEquals(state.underlyings().rows(), loaded.underlyings().rows());
      assertEquals(state.markets().rows(), loaded.markets().rows());
      assertEquals(state.instruments().rows(), loaded.instruments().rows());
      assertEquals(state.expiries().rows(), loaded.expiries().rows());
      assertEquals(state.pools().rows(), loaded.pools().rows());
      assertEquals(state.assets().rows(), loaded.assets().rows());
      assertEquals(state.coinPools().rows(), loaded.coinPools().rows());
      assertEquals(state.debts().rows(), loaded.debts().rows());
      assertEquals(state.guards().rows(), loaded.guards().rows());
      assertEquals(state.claims().rows(), loaded.claims().rows());
      assertEquals(state.asides().rows(), loaded.asides().rows());
      assertEquals(state.liquidations().rows(), loaded.liquidations().rows());
      assertEquals(state.auctions().rows(), loaded.auctions().rows());
      assertEquals(state.delegations().rows(), loaded.delegations().rows());
      assertEquals(state.reserves().rows(), loaded.reserves().rows());
      assertEquals(state.leverages().rows(), loaded.leverages().rows());
      assertEquals(state.orderFills().rows(), loaded.orderFills().rows());
      assertEquals(state.nonces().rows(), loaded.nonces().rows());
      assertEquals(state.withdrawals().rows(), loaded.withdrawals().rows());
      assertEquals(state.lastWithdrawal(), loaded.lastWithdrawal());
      assertEquals(positions(state), positions(loaded));
      assertEquals(0, loaded.journal().images().count());
    }
  }

  private static List<List<Long>> positions(State state) {
    Accounts accounts = state.accounts();
    int handle = accounts.find(HOLDER);
    List<List<Long>> positions = new ArrayList<>();
    for (int p = accounts.from(handle); p < accounts.to(handle); p++) {
      long id = state.instruments().keyOf(accounts.instrument(p));
      positions.add(List.of(id, accounts.lots(p), accounts.quote(p), accounts.fundingIndex(p)));
    }
    return positions;
  }

  @Test
  void keysComeInTheOrderOfTheirBytes() {
    List<Leaf> leaves = leaves(state());
    for (int i = 1; i < leaves.size(); i++) {
      assertTrue(Arrays.compareUnsigned(leaves.get(i - 1).key, leaves.get(i).key) < 0);
    }
  }

  /** One byte of one leaf is another: it is refused, or it is the leaf of another row. */
  @Test
  void otherBytesAreRefusedOrAnotherRow() {
    int refused = 0;
    int taken = 0;
    List<Leaf> leaves = List.of();
    for (int i = 0; i < 4_000; i++) {
      leaves = i % 50 == 0 ? leaves(state()) : leaves;
      int at = random.nextInt(leaves.size());
      Leaf leaf = leaves.get(at);
      boolean inKey = random.nextInt(4) == 0;
      Leaf bad =
          inKey ? new Leaf(changed(leaf.key), leaf.value) : new Leaf(leaf.key, changed(leaf.value));
      State state = loaded(leaves.subList(0, at));
      try {
        state.load(bad.key, bad.value);
      } catch (MalformedBytes e) {
        refused++;
        continue;
      }
      taken++;
      Table table = state.tables().get(bad.key[0] - 1);
      boolean found = false;
      for (int slot : table.inKeyOrder()) {
        if (Arrays.equals(bad.key, table.key(slot))) {
          assertArrayEquals(bad.value, table.encode(slot));
          found = true;
        }
      }
      assertTrue(found);
    }
    assertTrue(refused > 500 && taken > 500, refused + " refused, " + taken + " taken");
  }

  private byte[] changed(byte[] bytes) {
    byte[] out = bytes.clone();
    switch (random.nextInt(4)) {
      case 0 -> out = Arrays.copyOf(bytes, random.nextInt(bytes.length));
      case 1 -> out = Arrays.copyOf(bytes, bytes.length + 1);
      case 2 -> out[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      default -> out[random.nextInt(bytes.length)] += (byte) (1 + random.nextInt(255));
    }
    return out;
  }

  private static final String SOMEBODY = "0000000000000000000000000000000000000000000000ff";
  private static final String NOBODY = "0000000000000000000000000000000000000000";
  private static final String NOTHING = "0000000000000000";
  private static final String ONE = "0000000000000001";
  private static final String MINUS = "ffffffffffffffff";

  /** Leaves with one fault each, after a state with instruments 0 and 5, by their reasons. */
  @ParameterizedTest
  @CsvSource({
    "'', 01, begins with tag 0",
    "63, 01, begins with tag 99",
    "0200000000000000000000000000000000000000ff, 0100000000, roles are 1..31",
    "0200000000000000000000000000000000000000ff, 0100000020, roles are 1..31",
    "0200000000000000000000000000000000000000ff, 0200000001, version of the leaf is 2",
    "0200000000000000000000000000000000000000ff, '', an empty value",
    "0200000000000000000000000000000000000000ff, 010000000100, 1 bytes after the end",
    "09ffff, 010000000000000000000000000000000000000000000000000000000000000000, holds nothing",
    "10" + SOMEBODY + ", 0104" + ONE + NOTHING + ", Drift and Hyperliquid remember",
    "10" + SOMEBODY + ", 0105" + ONE + ONE + ", only Drift remembers",
    "10" + SOMEBODY + ", 0103" + MINUS + NOTHING + ", a liquidation has a beginning",
    "11" + SOMEBODY + ", 0100" + NOTHING + NOTHING + ", an auction has a height",
    "11" + SOMEBODY + ", 0101" + ONE + MINUS + ", reserves 0 or more",
    "120000000000000000000000000000000000000007, 010000000000000002, has that role",
    "120000000000000000000000000000000000000007, 010000000000000001, power that is said",
    "130009, 01000000000000000000000000, nothing to say",
    "130009, 01ffffffffffffffff00000001, not negative",
    "130008, 01000000000000000100000001, underlying 8 is not",
    "1400000009, 010000000000000000000000000000000000000000, those of a perpetual",
    "090007, 010000000000000001000000000000000000000000000000000000000000000000, pool 7 is not",
    "0d0000, 0100000000000000000000000000000000000000000000000000, says nothing",
    "0d0000, 0100000000000000010000000000000000000000000000000002, it must be",
    "0dffff, 0100000000000000000000000000000001000000000000000000, with pool 0",
    "0e0007, 010000000000000000, a claim is positive",
    "1a" + ONE + ", 01" + SOMEBODY + NOBODY + "00000001" + NOTHING + ONE + ", has an amount",
    "1a" + ONE + ", 01" + SOMEBODY + NOBODY + "00000001" + ONE + NOTHING + ", has an amount",
    "1a" + ONE + ", 01" + SOMEBODY + NOBODY + "fffffffe" + ONE + ONE + ", of USD or an asset",
    "1a" + ONE + ", 01" + SOMEBODY + NOBODY + "00010000" + ONE + ONE + ", of USD or an asset",
    "1a" + NOTHING + ", 01" + SOMEBODY + NOBODY + "00000001" + ONE + ONE + ", is positive",
    "1b00, 01" + NOTHING + ", has key 0 and is positive",
    "1b01, 01" + ONE + ", has key 0 and is positive",
    "0f00000046, 0100000000000000000000000000000000, says nothing",
  })
  void aLeafWithAFaultIsRefusedWithItsReason(String key, String value, String reason) {
    State state = loaded(leaves(state()));
    HexFormat hex = HexFormat.of();
    MalformedBytes e =
        assertThrows(
            MalformedBytes.class, () -> state.load(hex.parseHex(key), hex.parseHex(value)));
    assertTrue(String.valueOf(e.getMessage()).contains(reason), e.getMessage());
  }

  /** A subaccount's leaf after the state of {@link #state}. */
  private static void refuseAccount(State state, String reason, int mode, int pool, int[] ids) {
    ByteWriter key = new ByteWriter().u8(8);
    new SubaccountId(Address.ofNumber(99), 0).write(key);
    ByteWriter value = new ByteWriter();
    value.u8(State.LEAF_VERSION).u8(mode).u16(pool).i32(-1).i64(5).u16(ids.length);
    for (int id : ids) {
      value.i32(id).i64(id == 70 ? 0 : 1).i64(0).i64(0);
    }
    MalformedBytes e =
        assertThrows(MalformedBytes.class, () -> state.load(key.toBytes(), value.toBytes()));
    assertTrue(String.valueOf(e.getMessage()).contains(reason), e.getMessage());
  }

  private static void refuse(State state, Table table, ByteWriter key, byte[] row, String reason) {
    int tag = state.tables().indexOf(table) + 1;
    byte[] bytes = new ByteWriter().u8(tag).toBytes();
    byte[] whole = Arrays.copyOf(bytes, bytes.length + key.size());
    System.arraycopy(key.toBytes(), 0, whole, bytes.length, key.size());
    MalformedBytes e = assertThrows(MalformedBytes.class, () -> state.load(whole, row));
    assertTrue(String.valueOf(e.getMessage()).contains(reason), e.getMessage());
  }

  private static byte[] asset(int underlying, int instrument, String name) {
    ByteWriter value = new ByteWriter().u8(State.LEAF_VERSION);
    return value.i32(-8).u16(underlying).i32(instrument).text(name).toBytes();
  }

  @Test
  void anAssetWithAFaultIsRefusedWithItsReason() {
    State state = loaded(leaves(state()));
    ByteWriter key = new ByteWriter().u16(9);
    refuse(state, state.assets(), key, asset(3, COIN, "x"), "an underlying has one asset");
    refuse(state, state.assets(), key, asset(9, COIN, "x"), "is on its underlying");
    refuse(state, state.assets(), key, asset(3, 6, "x"), "instrument 6 is no coin");
    refuse(state, state.assets(), key, asset(44, COIN, "x"), "underlying 44 is not there");
    refuse(state, state.assets(), key, asset(3, COIN, ""), "an asset has a name");
    byte[] coins = new ByteWriter().u8(State.LEAF_VERSION).i64(1).i64(0).i64(0).toBytes();
    byte[] none = new ByteWriter().u8(State.LEAF_VERSION).i64(0).i64(0).i64(0).toBytes();
    State other = loaded(leaves(state()));
    refuse(other, other.coinPools(), key, coins, "asset 9 is not there");
    refuse(other, other.coinPools(), new ByteWriter().u16(4), none, "has no coins");
  }

  /** A leaf of the subaccount's other tables after the state of {@link #state}. */
  private static void refuse(State state, int tag, ByteWriter value, String reason) {
    ByteWriter key = new ByteWriter().u8(tag);
    new SubaccountId(Address.ofNumber(99), 0).write(key);
    MalformedBytes e =
        assertThrows(MalformedBytes.class, () -> state.load(key.toBytes(), value.toBytes()));
    assertTrue(String.valueOf(e.getMessage()).contains(reason), e.getMessage());
  }

  private static ByteWriter reserves(int[] ids, long lots, long price, int orders) {
    ByteWriter value = new ByteWriter().u8(State.LEAF_VERSION).u16(ids.length);
    for (int id : ids) {
      value.i32(id).i64(lots).i64(price).i64(0).i64(0).i32(orders);
    }
    return value;
  }

  private static ByteWriter fractions(int[] markets, int ppm) {
    ByteWriter value = new ByteWriter().u8(State.LEAF_VERSION).u16(markets.length);
    for (int market : markets) {
      value.u16(market).i32(ppm);
    }
    return value;
  }

  @Test
  void reservesAndFractionsWithAFaultAreRefusedWithTheirReason() {
    State state = loaded(leaves(state()));
    refuse(state, 22, reserves(new int[] {}, 1, 1, 1), "for some instrument");
    refuse(state, 22, reserves(new int[] {6}, 1, 1, 1), "instrument 6, which is not there");
    refuse(state, 22, reserves(new int[] {5, 0}, 1, 1, 1), "in the order of instruments");
    refuse(state, 22, reserves(new int[] {5, 5}, 1, 1, 1), "in the order of instruments");
    refuse(state, 22, reserves(new int[] {5}, 1, 0, 1), "fit each other");
    refuse(state, 22, reserves(new int[] {5}, -1, 1, 1), "fit each other");
    refuse(state, 22, reserves(new int[] {5}, 0, 0, 1), "fit each other");
    refuse(state, 22, reserves(new int[] {5}, 1, 1, 0), "fit each other");
    refuse(state, 23, fractions(new int[] {}, 1), "of some market");
    refuse(state, 23, fractions(new int[] {7, 2}, 1), "in the order of markets");
    refuse(state, 23, fractions(new int[] {3}, 1), "the market of a fraction is there");
    refuse(state, 23, fractions(new int[] {2}, 0), "1..1,000,000");
    refuse(state, 23, fractions(new int[] {2}, 1_000_001), "1..1,000,000");
  }

  @Test
  void aSubaccountWithAFaultIsRefusedWithItsReason() {
    State state = loaded(leaves(state()));
    refuseAccount(state, "a mode is in 0..2", 3, 0, new int[] {});
    refuseAccount(state, "a mode is in 0..2", 0x80, 0, new int[] {});
    refuseAccount(state, "pool 2 is not there", 0, 2, new int[] {});
    refuseAccount(state, "instrument 6, which is not there", 0, 0, new int[] {6});
    refuseAccount(state, "a position has lots", 0, 0, new int[] {70});
    refuseAccount(state, "an instrument has one position", 0, 0, new int[] {0, 0});
    // Instrument 5 is on the later underlying.
    refuseAccount(state, "not the canonical form", 0, 0, new int[] {5, 0});
  }
}
