package io.plimsoll.chain.audit;

import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.Authenticated;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.CommandCodec;
import io.plimsoll.chain.command.Mode;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.command.Role;
import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.margin.market.InstrumentKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Seeded random blocks: a market that lives, jumps and goes stale, traders from careful to
 * reckless, makers, backstops, expiries and delistings, governors that change parameters, and a few
 * commands of every kind that must fail. It looks at the world so that most commands make sense.
 */
final class Workload {

  static final long START_MS = 1_700_000_000_000L;
  private static final long HOUR_MS = 3_600_000;
  private static final Address GOVERNOR = Address.ofNumber(900);
  private static final Address REPORTER = Address.ofNumber(901);
  private static final Address MATCHER = Address.ofNumber(902);
  private static final Address CUSTODIAN = Address.ofNumber(903);
  private static final int UNDERLYINGS = 4;
  private static final int OWNERS = 12;

  /** Markets 1 to 3 are cross, from 10 on isolated; a price of one dollar is 10,000. */
  private static final long DOLLAR = 10_000;

  private static final long USD = 1_000_000;

  private final Random random;
  private final World world;
  private final long[] price = {0, 50_000 * DOLLAR, 3_000 * DOLLAR, 20 * DOLLAR, 7 * DOLLAR};

  /** Height at which the last underlying, which is listed long before, gets its first price. */
  private final int firstPricedAt;

  private long nowMs = START_MS;
  private int nextInstrument = 100;
  private int nextIsolated = 10;
  private boolean hasJumped;
  private List<byte[]> block = new ArrayList<>();

  /** Looks at a world, which the auditor keeps. */
  Workload(long seed, World world) {
    random = new Random(seed);
    firstPricedAt = 10 + random.nextInt(60);
    this.world = world;
  }

  /** Time of the block that {@link #next} returned last. */
  long nowMs() {
    return nowMs;
  }

  private boolean chance(int inThousand) {
    return random.nextInt(1_000) < inThousand;
  }

  private long between(long least, long most) {
    return least + (long) (random.nextDouble() * (most - least + 1));
  }

  private <T> T any(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  private void add(Address sender, Command command) {
    Address by = chance(8) ? Address.ofNumber(random.nextInt(OWNERS) + 1) : sender;
    byte[] bytes = CommandCodec.encode(new Authenticated(by, command));
    if (chance(4)) {
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
    }
    block.add(bytes);
  }

  private SubaccountId account() {
    int owner = random.nextInt(OWNERS) + 1;
    return new SubaccountId(Address.ofNumber(owner), random.nextInt(2));
  }

  /** Commands of the next block. */
  List<byte[]> next() {
    block = new ArrayList<>();
    if (world.height == 0) {
      nowMs += 60_000;
      genesis();
      return block;
    }
    hasJumped = chance(40);
    nowMs += hasJumped ? between(1, 9) * HOUR_MS + random.nextInt(1_000) : between(1_000, 180_000);
    prices();
    governance();
    money();
    int fills = random.nextInt(12);
    for (int i = 0; i < fills; i++) {
      fill();
    }
    int quotes = random.nextInt(6);
    for (int i = 0; i < quotes; i++) {
      quote();
    }
    if (chance(20)) {
      block.add(new byte[random.nextInt(40)]);
    }
    return block;
  }

  private void genesis() {
    block.add(encode(new Command.Genesis(7, GOVERNOR)));
    block.add(encode(new Command.GrantRole(REPORTER, Role.REPORTER.bit())));
    block.add(encode(new Command.GrantRole(MATCHER, Role.MATCHER.bit())));
    block.add(encode(new Command.GrantRole(CUSTODIAN, Role.CUSTODIAN.bit())));
    String[] names = {"", "BTC", "ETH", "LUNA", "NEW"};
    long[] den = {0, 10, 1, 1, 1};
    for (int id = 1; id <= UNDERLYINGS; id++) {
      block.add(encode(new Command.ListUnderlying(id, names[id], -4)));
      block.add(encode(new Command.ListMarket(id, id, false, 1, den[id])));
      block.add(encode(new Command.ListInstrument(id, id, InstrumentKind.PERPETUAL, 0, 0)));
      set(Parameter.INITIAL_PPM, id, 50_000, 0);
      set(Parameter.MAINTENANCE_PPM, id, 600_000, 0);
      set(Parameter.BAND_PPM, id, 300_000, 0);
    }
    set(Parameter.SETTLEMENT_WINDOW_MS, UNDERLYINGS, 24 * HOUR_MS, 0);
    for (int hours = 1; hours <= 8; hours *= 2) {
      long expiryMs = nowMs + hours * HOUR_MS;
      block.add(
          encode(
              new Command.ListInstrument(
                  nextInstrument++, UNDERLYINGS, InstrumentKind.FUTURE, expiryMs, 0)));
    }
    set(Parameter.UPPER_CAP, 2, 60_000_000 * USD, 0);
    set(Parameter.LOWER_CAP, 2, 1_000_000 * USD, 0);
    set(Parameter.MARK_SOURCE, 3, 1, 0);
    set(Parameter.PORTION_PPM, 1, 400_000, 0);
    set(Parameter.PORTION_MINIMUM, 1, 20_000 * USD, 0);
    set(Parameter.SAME_WAY_PPM, 0x10002, 700_000, 0);
    set(Parameter.OPPOSITE_PPM, 0x10002, 400_000, 0);
    set(Parameter.OPTION_MINIMUM_PPM, 1, 20_000, 0);
    set(Parameter.OPTION_LIQUIDITY_PPM, 1, 1_000, 0);
    set(Parameter.PORTFOLIO_GATE, 0, 5_000 * USD, 0);
    block.add(encode(new Command.SetBackstop(account(), World.CROSS_POOL, true)));
    block.add(encode(new Command.SetBackstop(account(), World.CROSS_POOL, true)));
    isolatedMarket();
  }

  private static byte[] encode(Command command) {
    return CommandCodec.encode(new Authenticated(GOVERNOR, command));
  }

  private void set(Parameter parameter, int subject, long value, int ramp) {
    long at = chance(200) ? world.height + random.nextInt(10) : 0;
    block.add(encode(new Command.ChangeParameter(parameter, subject, value, at, ramp)));
  }

  private void isolatedMarket() {
    int id = nextIsolated++;
    int underlying = random.nextInt(UNDERLYINGS) + 1;
    int instrument = nextInstrument++;
    add(GOVERNOR, new Command.ListMarket(id, underlying, true, 3, 7));
    add(GOVERNOR, new Command.ListInstrument(instrument, id, InstrumentKind.PERPETUAL, 0, 0));
    set(Parameter.INITIAL_PPM, id, 100_000, 0);
    set(Parameter.MAINTENANCE_PPM, id, 500_000, 0);
  }

  private void prices() {
    for (int id = 1; id <= UNDERLYINGS; id++) {
      boolean early = id == UNDERLYINGS && world.height < firstPricedAt;
      if (early || chance(hasJumped ? 300 : 25)) {
        continue;
      }
      double sigma = chance(60) ? 0.12 : 0.004;
      double move = Math.exp(sigma * random.nextGaussian());
      long wanted = Math.max(DOLLAR, (long) (price[id] * move));
      long reported = chance(8) ? any(List.of(0L, -1L, wanted * 9, 1L << 49)) : wanted;
      add(REPORTER, vector(id, reported));
      if (chance(10)) {
        add(REPORTER, vector(id, reported));
      }
      price[id] = wanted;
    }
    if (chance(60)) {
      int instrument = any(instruments());
      int rate = chance(50) ? 200_000 : (int) between(-3_000, 3_000);
      add(REPORTER, new Command.Funding(instrument, rate));
    }
  }

  private Command.Prices vector(int underlying, long index) {
    List<Command.Mark> marks = new ArrayList<>();
    if (underlying == 3 && chance(500)) {
      marks.add(
          new Command.Mark(
              chance(10) ? 77 : 3, (long) (index * (0.99 + random.nextInt(21) * 0.001))));
    }
    List<Command.ExpiryPrices> expiries = new ArrayList<>();
    for (World.ExpiryKey key : world.expiries.keySet()) {
      if (key.underlying() != underlying || chance(20)) {
        continue;
      }
      List<Command.Volatility> volatilities = new ArrayList<>();
      world.instruments.forEach((id, row) -> {
        boolean here =
            !row.kind().isLinear()
                && row.expiryMs() == key.expiryMs()
                && world.marketOf(id).underlying() == underlying;
        if (here && !chance(100)) {
          volatilities.add(new Command.Volatility(id, between(200_000, 1_500_000)));
        }
      });
      long forward = Math.max(1, (long) (index * (0.99 + random.nextInt(30) * 0.001)));
      int rate = (int) (chance(5) ? -1 : between(0, 80_000));
      expiries.add(new Command.ExpiryPrices(key.expiryMs(), forward, rate, volatilities));
    }
    return new Command.Prices(underlying, index, marks, expiries);
  }

  private void governance() {
    if (world.expiries.size() < 6 && chance(150)) {
      listExpiry();
    }
    if (chance(12)) {
      isolatedMarket();
    }
    if (chance(20)) {
      int market = any(new ArrayList<>(world.markets.keySet()));
      long inMs = chance(300) ? -5 : between(1, 40) * 60_000;
      if (market >= 10) {
        add(GOVERNOR, new Command.DelistMarket(market, nowMs + inMs));
      }
    }
    if (chance(60)) {
      parameter();
    }
    if (chance(150)) {
      set(Parameter.COMMANDS, 0, 1_000, 0);
    }
    if (chance(20)) {
      add(GOVERNOR, new Command.SetBackstop(account(), pool(), chance(800)));
    }
    if (chance(10)) {
      add(GOVERNOR, new Command.GrantRole(Address.ofNumber(904), random.nextInt(40)));
    }
    if (chance(5)) {
      add(GOVERNOR, new Command.Genesis(1, GOVERNOR));
    }
    if (chance(10)) {
      add(GOVERNOR, new Command.ListMarket(nextIsolated, 1 + random.nextInt(4), true, 10_000, 1));
    }
    if (chance(15)) {
      int market = any(List.of(1, 1, 88));
      int id = random.nextInt(120);
      add(GOVERNOR, new Command.ListInstrument(id, market, InstrumentKind.CALL, 5, 0));
    }
  }

  private void listExpiry() {
    int underlying = random.nextInt(2) + 1;
    long expiryMs = nowMs + between(1, 30) * HOUR_MS;
    add(
        GOVERNOR,
        new Command.ListInstrument(
            nextInstrument++, underlying, InstrumentKind.FUTURE, expiryMs, 0));
    for (InstrumentKind kind : List.of(InstrumentKind.CALL, InstrumentKind.PUT)) {
      long strike = Math.max(1, price[underlying] / 100 * between(85, 115));
      add(
          GOVERNOR,
          new Command.ListInstrument(nextInstrument++, underlying, kind, expiryMs, strike));
    }
  }

  private void parameter() {
    int market = any(new ArrayList<>(world.markets.keySet()));
    int ramp = chance(500) ? random.nextInt(20) : 0;
    int underlying = 1 + random.nextInt(UNDERLYINGS);
    switch (random.nextInt(15)) {
      case 0 -> set(Parameter.INITIAL_PPM, market, between(20_000, 120_000), ramp);
      case 1 -> set(Parameter.MAINTENANCE_PPM, market, between(300_000, 900_000), ramp);
      case 2 -> set(Parameter.RANGE_PPM, underlying, between(50_000, 250_000), ramp);
      case 3 -> set(Parameter.PENALTY_PPM, market, between(0, 30_000), ramp);
      case 4 -> set(Parameter.LIQUIDATION_STEPS, 0, between(1, 12), 0);
      case 5 -> set(Parameter.DELEVERAGING_HOLDERS, 0, between(1, 4), 0);
      case 6 -> set(Parameter.MINIMUM_EQUITY, 0, between(0, 300) * USD, ramp);
      case 7 -> set(Parameter.POSITIONS, 0, between(2, 8), 0);
      case 8 -> set(Parameter.STRESS_STEPS, 0, between(1, 3), 0);
      case 9 -> set(Parameter.CROSS_MODEL, 0, chance(300) ? 2 : 1, 0);
      case 10 -> set(Parameter.FUNDING_BOUNDARIES, 0, between(1, 4), 0);
      case 11 -> set(Parameter.SAME_WAY_PPM, 0x10003, between(0, 1_000_001), ramp);
      case 12 -> set(Parameter.POSITION_LOTS, market, between(1, 2_000), 0);
      case 13 -> set(Parameter.COMMANDS, 0, 9, 0);
      default -> set(Parameter.SLIPPAGE_PPM, market, between(0, 100_000), ramp);
    }
  }

  /** A pool, of a market that has ended too. */
  private int pool() {
    return chance(500) ? World.CROSS_POOL : between(0, 1) == 0 ? 10 : nextIsolated - 1;
  }

  private void money() {
    for (int i = 0; i < 3; i++) {
      SubaccountId id = account();
      if (chance(world.height < 20 ? 800 : 100)) {
        long size = chance(300) ? 200_000 * USD : 6_000 * USD;
        long amount = chance(20) ? 0 : between(1, size);
        add(CUSTODIAN, new Command.Deposit(id, amount));
      }
      if (chance(60)) {
        long cash = world.account(id).cash().longValue();
        long amount = chance(200) ? cash : between(0, Math.max(1, cash));
        add(id.owner(), new Command.Withdraw(id, amount));
      }
      if (chance(40)) {
        long amount = between(1, 3_000 * USD);
        add(id.owner(), new Command.Transfer(id, account(), amount));
      }
      if (chance(60)) {
        add(id.owner(), new Command.SetMode(id, any(List.of(Mode.values()))));
      }
    }
    if (chance(25)) {
      add(CUSTODIAN, new Command.FundInsurance(pool(), between(0, 3_000 * USD)));
    }
  }

  private List<Integer> instruments() {
    List<Integer> alive = new ArrayList<>();
    world.instruments.forEach((id, row) -> {
      if (!row.ended() || chance(20)) {
        alive.add(id);
      }
    });
    return alive;
  }

  /** About what a lot costs. */
  private long about(int instrument) {
    World.Instrument row = world.instrument(instrument);
    long index = price[world.marketOf(instrument).underlying()];
    return switch (row.kind()) {
      case PERPETUAL, FUTURE -> index;
      case CALL -> Math.max(0, index - row.strike()) + index / 50;
      case PUT -> Math.max(0, row.strike() - index) + index / 50;
    };
  }

  private void fill() {
    int instrument = any(instruments());
    SubaccountId buyer = account();
    SubaccountId seller = account();
    while (seller.equals(buyer)) {
      seller = account();
    }
    World.Market market = world.marketOf(instrument);
    long index = price[market.underlying()];
    double dollars = chance(300) ? 300_000 : 30_000;
    double lotUsd = (double) index * market.num() / market.den() / USD;
    long lots = Math.max(1, (long) (dollars * random.nextDouble() / lotUsd));
    long held = world.lots(seller, instrument).longValue();
    if (held != 0 && chance(300)) {
      lots = chance(500) ? Math.abs(held) : Math.max(1, Math.abs(held) / 3);
      if (held < 0) {
        SubaccountId swap = seller;
        seller = buyer;
        buyer = swap;
      }
    }
    double off = chance(30) ? 0.2 : 0.003;
    long at = (long) (about(instrument) * (1 + off * random.nextGaussian()));
    long quote = (long) (lots * (double) at * market.num() / market.den());
    long fee = chance(20) ? quote : quote / 2_000;
    add(
        MATCHER,
        new Command.Fill(
            buyer,
            chance(10) ? buyer : seller,
            chance(10) ? 55 : instrument,
            chance(10) ? between(-1, 0) : lots,
            Math.max(chance(10) ? -1 : 1, at),
            chance(500) ? fee : 0,
            chance(100) ? -fee / 2 : fee));
  }

  private void quote() {
    int instrument = any(instruments());
    SubaccountId maker = account();
    World.Market market = world.marketOf(instrument);
    double lotUsd = (double) price[market.underlying()] * market.num() / market.den() / USD;
    long lots = Math.max(1, (long) (60_000 * random.nextDouble() / lotUsd));
    boolean bid = random.nextBoolean();
    double off = 0.04 * random.nextDouble() - 0.003;
    long at = (long) (about(instrument) * (bid ? 1 - off : 1 + off));
    add(
        maker.owner(),
        new Command.LiquidityQuote(
            maker,
            chance(10) ? 55 : instrument,
            bid,
            chance(10) ? 0 : lots,
            Math.max(chance(10) ? 0 : 1, at)));
  }
}
