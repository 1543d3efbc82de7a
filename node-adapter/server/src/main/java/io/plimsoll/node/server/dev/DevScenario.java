package io.plimsoll.node.server.dev;

import io.plimsoll.chain.ChainView;
import io.plimsoll.chain.block.Block;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.Authenticated;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.CommandCodec;
import io.plimsoll.chain.command.Mode;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.command.Role;
import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.margin.market.InstrumentKind;
import io.plimsoll.node.storage.ChainStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A small venue that trades by itself: BTC and ETH with perpetuals, BTC with a chain of options,
 * and traders in all modes who deal with each other at the market, many with more leverage than a
 * bad day allows. Prices wander around where they began and now and then fall, so that there is
 * something to liquidate.
 *
 * <p>The commands of a block follow from the seed, its height and time and those of the block
 * before alone, so a node that was stopped goes on as if it had not been. All is assumed.
 */
public final class DevScenario {

  /** The chain's number. */
  public static final long CHAIN_ID = 1;

  /** When a chain begins whose block times are its own: 1 January 2026. */
  public static final long FIXED_GENESIS_MS = 1_767_225_600_000L;

  /** Who has all roles. */
  public static final Address OPERATOR = Address.ofNumber(1);

  /** Whose subaccounts quote to liquidations, one for each underlying. */
  public static final Address MAKER = Address.ofNumber(2);

  /** Perpetual on BTC. */
  public static final int BTC_PERPETUAL = 1;

  /** Perpetual on ETH. */
  public static final int ETH_PERPETUAL = 2;

  private static final int BTC = 1;
  private static final int ETH = 2;
  private static final int[] UNDERLYINGS = {BTC, ETH};
  private static final long FIRST_TRADER = 1_000;
  private static final int TRADERS_A_BLOCK = 2_000;
  private static final long USD = 1_000_000;

  /** What each of the known keys has. */
  private static final long KEY_USD = 100_000;

  private static final long DAY_MS = 86_400_000;

  /** Options of one expiry: five strikes, calls and puts. */
  private static final int STRIKES = 5;

  private static final int SERIES = 2 * STRIKES;
  private static final int FIRST_OPTION = 100;
  private static final long TERM_MS = 7 * DAY_MS;

  private static final long ONE_PPM = 1_000_000;
  private static final int VOL_PPM = 600_000;
  private static final long QUOTE_LOTS = 20_000;

  /** Lengths of the waves of which a price is made, in blocks, and how high each may be. */
  private static final long[] WAVE_BLOCKS = {4, 16, 64, 256, 1_024};

  private static final long[] WAVE_PPM = {2_000, 5_000, 12_000, 30_000, 60_000};
  private static final long CRASH_EVERY = 300;
  private static final long CRASH_BLOCKS = 20;
  private static final long CRASH_PPM = 120_000;

  /** Cents, so that a price is a mantissa of exponent -2. */
  private static final long[] START = {60_000_00, 3_000_00};

  private final long seed;
  private final int traders;
  private final int fills;
  private final long genesisMs;
  private final long portfolioModel;

  /**
   * A scenario.
   *
   * @param traders at least 2
   * @param fills in each block
   * @param genesisMs time of the first block, in milliseconds
   */
  public DevScenario(long seed, int traders, int fills, long genesisMs) {
    this(seed, traders, fills, genesisMs, 0);
  }

  private DevScenario(long seed, int traders, int fills, long genesisMs, long portfolioModel) {
    this.seed = seed;
    this.traders = traders;
    this.fills = fills;
    this.genesisMs = genesisMs;
    this.portfolioModel = portfolioModel;
  }

  /**
   * The same with mode portfolio margined by a model from the first block on.
   *
   * @param number of the model on a chain
   */
  public DevScenario margined(long number) {
    return new DevScenario(seed, traders, fills, genesisMs, number);
  }

  /**
   * The scenario of a chain on disk: its first block says when it began. Where that is not kept any
   * more, nor there yet, it begins at a time that is given.
   */
  public static DevScenario of(long seed, int traders, int fills, ChainStore store, long beginsMs) {
    Block first = store.block(1);
    return new DevScenario(seed, traders, fills, first == null ? beginsMs : first.timeMs());
  }

  /** Whether a first block has this scenario's model. */
  public boolean beganAs(Block first) {
    byte[] names =
        CommandCodec.encode(
            new Authenticated(
                OPERATOR,
                new Command.ChangeParameter(Parameter.PORTFOLIO_MODEL, 0, portfolioModel, 0, 0)));
    return first.commands().stream().anyMatch(command -> Arrays.equals(command, names));
  }

  /** Time of the first block, in milliseconds. */
  long genesisMs() {
    return genesisMs;
  }

  /** A trader, by its number from 0. */
  public static SubaccountId trader(int number) {
    return new SubaccountId(Address.ofNumber(FIRST_TRADER + number), 0);
  }

  private static SubaccountId maker(int underlying) {
    return new SubaccountId(MAKER, underlying);
  }

  /** How many blocks it takes until all traders are there. */
  private int openingBlocks() {
    return 1 + (traders + TRADERS_A_BLOCK - 1) / TRADERS_A_BLOCK;
  }

  /**
   * The commands of a block.
   *
   * @param first commands that a governor sends before the others
   * @param after the view that the block follows; its height and time are all that is read
   * @param timeMs of the block
   */
  public List<byte[]> commands(List<Command> first, ChainView after, long timeMs) {
    long height = after.height() + 1;
    List<byte[]> to = new ArrayList<>();
    first.forEach(command -> add(to, OPERATOR, command));
    if (height == 1) {
      list(to);
    }
    listOptions(to, after, timeMs);
    if (height > 1) {
      price(to, after, height, timeMs);
    }
    if (height > 1 && height <= openingBlocks()) {
      int from = Math.toIntExact((height - 2) * TRADERS_A_BLOCK);
      join(to, from, Math.min(traders, from + TRADERS_A_BLOCK));
    }
    if (height > openingBlocks()) {
      trade(to, after, height, timeMs);
    }
    return to;
  }

  private static void add(List<byte[]> to, Address sender, Command command) {
    to.add(CommandCodec.encode(new Authenticated(sender, command)));
  }

  private void list(List<byte[]> to) {
    List<Command> commands = new ArrayList<>();
    commands.add(new Command.Genesis(CHAIN_ID, OPERATOR));
    commands.add(new Command.GrantRole(OPERATOR, Role.ALL));
    String[] names = {"BTC", "ETH"};
    for (int i = 0; i < UNDERLYINGS.length; i++) {
      int id = UNDERLYINGS[i];
      commands.add(new Command.ListUnderlying(id, names[i], -2));
      // A lot is a thousandth of the coin: a cent of its price is 10 quanta.
      commands.add(new Command.ListMarket(id, id, false, 10, 1));
      commands.add(new Command.ListInstrument(id, id, InstrumentKind.PERPETUAL, 0, 0));
      set(commands, Parameter.INITIAL_PPM, id, 50_000);
      set(commands, Parameter.MAINTENANCE_PPM, id, 600_000);
      commands.add(new Command.Deposit(maker(id), 1_000_000_000 * USD));
    }
    if (portfolioModel != 0) {
      set(commands, Parameter.PORTFOLIO_MODEL, 0, portfolioModel);
    }
    commands.add(new Command.FundInsurance(0, 1_000_000 * USD));
    commands.add(new Command.GrantRole(DevKeys.key(DevKeys.OPERATOR).address(), Role.ALL));
    for (int number = DevKeys.OPERATOR + 1; number < DevKeys.COUNT; number++) {
      SubaccountId own = new SubaccountId(DevKeys.key(number).address(), 0);
      commands.add(new Command.Deposit(own, KEY_USD * USD));
    }
    commands.forEach(command -> add(to, OPERATOR, command));
    for (int id : UNDERLYINGS) {
      add(to, OPERATOR, new Command.SetBackstop(maker(id), 0, true));
    }
  }

  private static void set(List<Command> to, Parameter parameter, int subject, long value) {
    to.add(new Command.ChangeParameter(parameter, subject, value, 0, 0));
  }

  /** The number of the weekly expiry in which a time lies. */
  private long week(long timeMs) {
    return Math.floorDiv(timeMs - genesisMs, TERM_MS);
  }

  private long expiryMs(long week) {
    return genesisMs + (week + 1) * TERM_MS;
  }

  private static int option(long week, int number) {
    return Math.toIntExact(FIRST_OPTION + week * SERIES + number);
  }

  private static boolean isCall(int number) {
    return number % 2 == 0;
  }

  private static long strike(int number) {
    return START[0] / 100 * (80 + 10L * (number / 2));
  }

  /** The last week whose options are listed after a block; none before the first block. */
  private long listedUntil(ChainView after) {
    return after.height() == 0 ? -1 : week(after.timeMs()) + 1;
  }

  /** Lists options up to those of the next week. */
  private void listOptions(List<byte[]> to, ChainView after, long timeMs) {
    long from = Math.max(listedUntil(after) + 1, week(timeMs));
    for (long week = from; week <= week(timeMs) + 1; week++) {
      for (int i = 0; i < SERIES; i++) {
        InstrumentKind kind = isCall(i) ? InstrumentKind.CALL : InstrumentKind.PUT;
        add(
            to,
            OPERATOR,
            new Command.ListInstrument(option(week, i), BTC, kind, expiryMs(week), strike(i)));
      }
    }
  }

  /** The index of an underlying, by its place, at a height: waves of chance, the same each time. */
  long index(int place, long height) {
    long ppm = ONE_PPM;
    for (int wave = 0; wave < WAVE_BLOCKS.length; wave++) {
      long period = WAVE_BLOCKS[wave];
      long before = draw(place, wave, height / period);
      long next = draw(place, wave, height / period + 1);
      long at = height % period;
      ppm += (before * (period - at) + next * at) / period * WAVE_PPM[wave] / ONE_PPM;
    }
    long inCrash = height % CRASH_EVERY;
    if (inCrash >= CRASH_EVERY - CRASH_BLOCKS) {
      ppm -= CRASH_PPM * (inCrash - (CRASH_EVERY - CRASH_BLOCKS)) / CRASH_BLOCKS;
    }
    return START[place] * ppm / ONE_PPM;
  }

  /** A number of -1,000,000 to 1,000,000 that belongs to a wave and its part. */
  private long draw(int place, int wave, long part) {
    long mixed = seed * 1_000_003 + place * 31L + wave;
    return new SplittableRandom(mixed * 1_000_003 + part).nextLong(-ONE_PPM, ONE_PPM + 1);
  }

  private void price(List<byte[]> to, ChainView after, long height, long timeMs) {
    List<Command.ExpiryPrices> expiries = new ArrayList<>();
    for (long week = week(timeMs); week <= listedUntil(after); week++) {
      List<Command.Volatility> volatilities = new ArrayList<>();
      for (int i = 0; i < SERIES; i++) {
        volatilities.add(new Command.Volatility(option(week, i), VOL_PPM));
      }
      expiries.add(new Command.ExpiryPrices(expiryMs(week), index(0, height), 0, volatilities));
    }
    add(to, OPERATOR, new Command.Prices(BTC, index(0, height), List.of(), expiries));
    add(to, OPERATOR, new Command.Prices(ETH, index(1, height), List.of(), List.of()));
    for (int i = 0; i < UNDERLYINGS.length; i++) {
      long bid = index(i, height) * 995 / 1_000;
      long ask = index(i, height) * 1_005 / 1_000;
      int id = UNDERLYINGS[i];
      add(to, MAKER, new Command.LiquidityQuote(maker(id), id, true, QUOTE_LOTS, bid));
      add(to, MAKER, new Command.LiquidityQuote(maker(id), id, false, QUOTE_LOTS, ask));
    }
  }

  private void join(List<byte[]> to, int from, int until) {
    for (int number = from; number < until; number++) {
      SubaccountId id = trader(number);
      add(to, OPERATOR, new Command.Deposit(id, (5_000 + number % 16 * 1_000L) * USD));
      if (modeOf(number) != Mode.CROSS) {
        add(to, id.owner(), new Command.SetMode(id, modeOf(number)));
      }
    }
  }

  private static Mode modeOf(int number) {
    return switch (number % 5) {
      case 0 -> Mode.ISOLATED;
      case 1, 2 -> Mode.PORTFOLIO;
      default -> Mode.CROSS;
    };
  }

  private void trade(List<byte[]> to, ChainView after, long height, long timeMs) {
    SplittableRandom random = new SplittableRandom(seed * 1_000_003 + height);
    for (int i = 0; i < fills; i++) {
      int buyer = random.nextInt(traders);
      int seller = (buyer + 1 + random.nextInt(traders - 1)) % traders;
      boolean options =
          modeOf(buyer) == Mode.PORTFOLIO
              && modeOf(seller) == Mode.PORTFOLIO
              && listedUntil(after) >= week(timeMs);
      long lots = 1L + random.nextInt(1 << random.nextInt(13));
      int place = options ? 0 : random.nextInt(UNDERLYINGS.length);
      int instrument = UNDERLYINGS[place];
      long price = index(place, height);
      if (options) {
        int number = random.nextInt(SERIES);
        instrument = option(week(timeMs), number);
        price = optionPrice(number, price, expiryMs(week(timeMs)) - timeMs);
      }
      add(
          to,
          OPERATOR,
          new Command.Fill(trader(buyer), trader(seller), instrument, lots, price, 0, 0));
    }
  }

  /** About what an option is worth: what it would pay now, and the time value at the money. */
  private static long optionPrice(int number, long index, long leftMs) {
    long gain = isCall(number) ? index - strike(number) : strike(number) - index;
    double years = (double) leftMs / (365 * DAY_MS);
    double timeValue = 0.4 * VOL_PPM / ONE_PPM * Math.sqrt(years);
    long away = Math.abs(gain) * 4;
    return Math.max(0, gain) + Math.max(1, (long) ((index - Math.min(index, away)) * timeValue));
  }
}
