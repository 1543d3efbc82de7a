package io.plimsoll.bench.jmh;

import io.plimsoll.chain.MarginChain;
import io.plimsoll.chain.StateRoot;
import io.plimsoll.chain.block.Block;
import io.plimsoll.chain.block.BlockResult;
import io.plimsoll.chain.block.Hash;
import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.Authenticated;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.CommandCodec;
import io.plimsoll.chain.command.Mode;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.command.Role;
import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.chain.model.ModelCatalogue;
import io.plimsoll.chain.process.BlockProcessor;
import io.plimsoll.chain.snapshot.ChunkReader;
import io.plimsoll.chain.snapshot.SnapshotHeader;
import io.plimsoll.chain.state.Accounts;
import io.plimsoll.chain.state.Rows;
import io.plimsoll.chain.state.State;
import io.plimsoll.chain.state.Table;
import io.plimsoll.kernels.engine.Engine;
import io.plimsoll.margin.market.InstrumentKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A chain with many accounts for the suites: 40 perpetuals on 40 underlyings with dYdX's tiers, or
 * 8 underlyings with a perpetual and 9 options each under a stress matrix of 35 scenarios, the next
 * size above 33. Each account holds some of them; lots and quotes of each instrument balance, so
 * all invariants hold. Seeded, so every run computes on the same numbers.
 */
final class Venue {

  static final Address ADMIN = Address.ofNumber(1_000_000_000);
  static final int FILLS = 10_000;

  private static final long USD = 1_000_000;
  private static final long START_MS = 1_700_000_000_000L;
  private static final long EXPIRY_MS = START_MS + 30 * Chain.DAY_MS;
  private static final int OPTIONS = 9;

  /** A mantissa of one dollar, at exponent -6. */
  private static final long DOLLAR = 1_000_000;

  /** A lot is a thousandth. */
  private static final int LOT = 1_000;

  private static final long FOREVER_MS = 1L << 50;

  final State state = new State();
  final BlockProcessor processor;
  final boolean portfolio;
  final int accounts;
  final int positions;
  private final int underlyings;
  private final int instruments;
  private int[][] holders;
  private final SplittableRandom random = new SplittableRandom(7);
  private long height;

  /**
   * A chain.
   *
   * @param portfolio whether accounts are margined by scenarios
   * @param accounts how many, an even number
   * @param positions of each
   */
  Venue(Engine engine, boolean portfolio, int accounts, int positions) {
    this.portfolio = portfolio;
    this.accounts = accounts;
    this.positions = positions;
    underlyings = portfolio ? 8 : 40;
    instruments = portfolio ? underlyings * (1 + OPTIONS) : underlyings;
    processor = new BlockProcessor(state, engine);
    process(genesis());
    process(prices(0));
    holders = new int[instruments + 1][];
    hold();
  }

  private static byte[] encode(Command command) {
    return CommandCodec.encode(new Authenticated(ADMIN, command));
  }

  Block block(List<byte[]> commands) {
    return new Block(height + 1, START_MS + 1_000 * (height + 1), Hash.ZERO, commands);
  }

  /** Applies a block for good. */
  BlockResult process(List<byte[]> commands) {
    BlockResult result = processor.process(block(commands));
    for (ResultCode code : result.results()) {
      if (code != ResultCode.OK) {
        throw new IllegalStateException("a command of the set-up came to " + code);
      }
    }
    state.journal().recycle(state.journal().take());
    height++;
    return result;
  }

  private List<byte[]> genesis() {
    List<byte[]> all = new ArrayList<>();
    all.add(encode(new Command.Genesis(1, ADMIN)));
    all.add(encode(new Command.GrantRole(ADMIN, Role.ALL)));
    set(all, Parameter.STALE_AFTER_MS, 0, FOREVER_MS);
    set(all, Parameter.STRESS_STEPS, 0, 5);
    for (int id = 1; id <= underlyings; id++) {
      all.add(encode(new Command.ListUnderlying(id, "U" + id, -6)));
      all.add(encode(new Command.ListMarket(id, id, false, 1, LOT)));
      all.add(encode(new Command.ListInstrument(id, id, InstrumentKind.PERPETUAL, 0, 0)));
      set(all, Parameter.INITIAL_PPM, id, id <= 2 ? 20_000 : 50_000);
      set(all, Parameter.MAINTENANCE_PPM, id, 600_000);
      set(all, Parameter.LOWER_CAP, id, 20_000_000 * USD);
      set(all, Parameter.UPPER_CAP, id, 1L << 58);
      set(all, Parameter.BAND_PPM, id, 1_000_000_000);
    }
    for (int i = underlyings + 1; i <= instruments; i++) {
      InstrumentKind kind = i % 2 == 0 ? InstrumentKind.CALL : InstrumentKind.PUT;
      long strike = index(underlying(i)) / 10 * (6 + (i - underlyings - 1) / underlyings);
      all.add(encode(new Command.ListInstrument(i, underlying(i), kind, EXPIRY_MS, strike)));
    }
    return all;
  }

  private static void set(List<byte[]> to, Parameter parameter, int subject, long value) {
    to.add(encode(new Command.ChangeParameter(parameter, subject, value, 0, 0)));
  }

  private int underlying(int instrument) {
    return 1 + (instrument - 1) % underlyings;
  }

  private static long index(int underlying) {
    return 100_000 / underlying * DOLLAR;
  }

  /** Prices of all underlyings, moved by some ppm. */
  List<byte[]> prices(int movePpm) {
    return prices(movePpm, underlyings);
  }

  /** Prices of the first underlyings, moved by some ppm. */
  List<byte[]> prices(int movePpm, int first) {
    List<byte[]> all = new ArrayList<>();
    for (int id = 1; id <= first; id++) {
      long price = index(id) + index(id) / 1_000_000 * movePpm;
      List<Command.ExpiryPrices> expiries = List.of();
      if (portfolio) {
        List<Command.Volatility> vols = new ArrayList<>();
        for (int i = underlyings + id; i <= instruments; i += underlyings) {
          vols.add(new Command.Volatility(i, 600_000));
        }
        expiries = List.of(new Command.ExpiryPrices(EXPIRY_MS, price, 0, vols));
      }
      all.add(encode(new Command.Prices(id, price, List.of(), expiries)));
    }
    return all;
  }

  /** Forgets what only {@link #fills} needs. */
  void forgetHolders() {
    holders = new int[0][];
  }

  /** The chain's leaves, as of its last block. */
  MarginChain chain(Engine engine, int chunkBytes) {
    StateRoot root = new StateRoot(state);
    root.putAll();
    Rows.Chain row = state.chain();
    SnapshotHeader header =
        new SnapshotHeader(
            row.height(), row.timeMs(), Hash.ZERO, root.hash(), chunkBytes, List.of());
    return MarginChain.restore(engine, ModelCatalogue.NONE, header, this::giveLeaves);
  }

  private void giveLeaves(ChunkReader.Leaves to) {
    for (Table table : state.tables()) {
      for (int slot : table.inKeyOrder()) {
        byte[] value = table.encode(slot);
        if (value.length > 0) {
          to.take(table.key(slot), value);
        }
      }
    }
  }

  static SubaccountId account(int number) {
    return new SubaccountId(Address.ofNumber(number), 0);
  }

  /** Gives cash and positions; each pair of accounts holds the two sides of the same lots. */
  private void hold() {
    Accounts table = state.accounts();
    int[] counts = new int[instruments + 1];
    for (int i = 1; i <= instruments; i++) {
      holders[i] = new int[16];
    }
    // In some order, so that neighbours in memory are not neighbours in trade.
    int[] order = new int[accounts];
    for (int i = 0; i < accounts; i++) {
      int at = random.nextInt(i + 1);
      order[i] = order[at];
      order[at] = i;
    }
    long cash = 0;
    for (int pair = 0; pair < accounts; pair += 2) {
      int one = table.findOrAdd(account(order[pair]));
      int other = table.findOrAdd(account(order[pair + 1]));
      for (int handle : new int[] {one, other}) {
        long amount = 1_000_000 * USD;
        table.addCash(handle, amount);
        cash += amount;
        if (portfolio) {
          table.setMode(handle, Mode.PORTFOLIO);
        }
      }
      long chosen = 0;
      for (int p = 0; p < positions; p++) {
        int instrument = choose(p, chosen);
        chosen |= 1L << (instrument % Long.SIZE);
        long lots = 1L + random.nextInt(50);
        long side = random.nextBoolean() ? lots : -lots;
        int slot = state.instruments().slotOf(instrument);
        long quote = instrument <= underlyings ? lots * index(underlying(instrument)) / LOT : 0;
        table.setPosition(one, slot, side, side > 0 ? -quote : quote, 0);
        table.setPosition(other, slot, -side, side > 0 ? quote : -quote, 0);
        state.addOpenInterest(slot, lots);
        for (int account : new int[] {order[pair], order[pair + 1]}) {
          if (counts[instrument] == holders[instrument].length) {
            holders[instrument] = Arrays.copyOf(holders[instrument], 2 * counts[instrument]);
          }
          holders[instrument][counts[instrument]++] = account;
        }
      }
    }
    state.addToPool(Accounts.CROSS_POOL, cash, 0, 0, 0);
    for (int i = 1; i <= instruments; i++) {
      holders[i] = Arrays.copyOf(holders[i], counts[i]);
    }
    state.journal().recycle(state.journal().take());
  }

  /** An instrument of a number that is not among those chosen, by its number's last bits. */
  private int choose(int position, long chosen) {
    int from = position;
    while (true) {
      // A portfolio has its positions in two or three underlyings.
      int instrument =
          portfolio && from++ % 4 != 0
              ? 1 + random.nextInt(3) + underlyings * random.nextInt(1 + OPTIONS)
              : 1 + random.nextInt(instruments);
      if ((chosen & 1L << (instrument % Long.SIZE)) == 0) {
        return instrument;
      }
    }
  }

  /**
   * A block of fills: of each, the buyer holds the instrument; the seller does in three of four.
   */
  List<byte[]> fills(int seed) {
    SplittableRandom any = new SplittableRandom(seed);
    List<byte[]> all = new ArrayList<>();
    while (all.size() < FILLS) {
      int instrument = 1 + any.nextInt(instruments);
      int[] those = holders[instrument];
      int buyer = those.length == 0 ? any.nextInt(accounts) : those[any.nextInt(those.length)];
      int seller =
          those.length == 0 || any.nextInt(4) == 0
              ? any.nextInt(accounts)
              : those[any.nextInt(those.length)];
      if (buyer == seller) {
        continue;
      }
      long price = instrument <= underlyings ? index(underlying(instrument)) : 5 * DOLLAR;
      all.add(
          encode(
              new Command.Fill(
                  account(buyer),
                  account(seller),
                  instrument,
                  1L + any.nextInt(20),
                  price,
                  any.nextInt(2),
                  0)));
    }
    return all;
  }
}
