package io.plimsoll.chain.fuzz;

import io.plimsoll.chain.MarginChain;
import io.plimsoll.chain.block.Block;
import io.plimsoll.chain.block.BlockResult;
import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.Authenticated;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.CommandCodec;
import io.plimsoll.chain.command.Mode;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.command.Role;
import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.kernels.engine.Engine;
import io.plimsoll.kernels.engine.Engines;
import io.plimsoll.margin.market.InstrumentKind;
import java.util.ArrayList;
import java.util.List;

/**
 * The chain on which fuzzed blocks begin: three markets, one of them isolated, instruments of all
 * kinds, holders in all modes with positions, a backstop, a fund, prices.
 */
final class FuzzChain {

  static final Address ADMIN = Address.ofNumber(999);
  static final int HOLDERS = 6;
  static final int BTC = 1;
  static final int ETH = 2;
  static final int LUNA = 3;
  static final int BTC_FUTURE = 4;
  static final int BTC_CALL = 5;
  static final int BTC_PUT = 6;

  /** A perpetual that settles in the coin. */
  static final int BTC_INVERSE = 7;

  static final long START_MS = 1_700_000_000_000L;

  /** When the last block of a chain that trades is. */
  static final long OPENED_MS = START_MS + 120_000;

  static final long EXPIRY_MS = START_MS + 24L * 3_600_000;

  private static final long USD = 1_000_000;
  private static final long[] PRICES = {10_000_000_000L, 2_000_000_000L, 80_000_000L};

  /** Keeps nothing between blocks, so all chains may have it; making one takes its self-check. */
  private static final Engine ENGINE = Engines.create("scalar", 1);

  private final MarginChain chain = empty();
  private final List<byte[]> waiting = new ArrayList<>();
  private long nowMs = START_MS;

  private FuzzChain() {}

  /** A chain that has nothing yet, not even a governor. */
  static MarginChain empty() {
    return new MarginChain(ENGINE);
  }

  /** A chain that trades; its last block is of {@link #OPENED_MS}. */
  static MarginChain trading() {
    FuzzChain world = new FuzzChain();
    world.list();
    world.open();
    return world.chain;
  }

  /** The mantissa of an underlying at the start. */
  static long price(int underlying) {
    return PRICES[(underlying - 1) % PRICES.length];
  }

  /** The underlying of an instrument at the start. */
  static int underlyingOf(int instrument) {
    return instrument > LUNA ? BTC : instrument;
  }

  private static SubaccountId holder(int number) {
    return new SubaccountId(Address.ofNumber(number), 0);
  }

  private void add(Command command) {
    add(ADMIN, command);
  }

  private void add(Address sender, Command command) {
    waiting.add(CommandCodec.encode(new Authenticated(sender, command)));
  }

  private void commit() {
    nowMs += 60_000;
    BlockResult result =
        chain.execute(new Block(chain.height() + 1, nowMs, chain.lastHash(), waiting));
    for (int i = 0; i < waiting.size(); i++) {
      ResultCode code = result.results().get(i);
      if (code != ResultCode.OK) {
        throw new AssertionError("command " + i + " of the opening: " + code);
      }
    }
    chain.commit();
    waiting.clear();
  }

  private void list() {
    add(new Command.Genesis(7, ADMIN));
    add(new Command.GrantRole(ADMIN, Role.ALL));
    add(new Command.ListUnderlying(BTC, "BTC", -5));
    add(new Command.ListUnderlying(ETH, "ETH", -6));
    add(new Command.ListUnderlying(LUNA, "LUNA", -6));
    add(new Command.ListMarket(BTC, BTC, false, 1, 1_000));
    add(new Command.ListMarket(ETH, ETH, false, 1, 1_000));
    add(new Command.ListMarket(LUNA, LUNA, true, 1, 10));
    for (int market = BTC; market <= LUNA; market++) {
      add(new Command.ListInstrument(market, market, InstrumentKind.PERPETUAL, 0, 0));
      add(new Command.ChangeParameter(Parameter.INITIAL_PPM, market, 50_000, 0, 0));
      add(new Command.ChangeParameter(Parameter.MAINTENANCE_PPM, market, 600_000, 0, 0));
      add(new Command.ChangeParameter(Parameter.BAND_PPM, market, 1_000_000_000, 0, 0));
    }
    long strike = price(BTC);
    add(new Command.ListInstrument(BTC_FUTURE, BTC, InstrumentKind.FUTURE, EXPIRY_MS, 0));
    add(new Command.ListInstrument(BTC_CALL, BTC, InstrumentKind.CALL, EXPIRY_MS, strike));
    add(new Command.ListAsset(1, "BTC", -8, BTC, 21, 21));
    add(new Command.ChangeParameter(Parameter.HAIRCUT_PPM, 1, 100_000, 0, 0));
    add(new Command.ChangeParameter(Parameter.HAIRCUT_MAINTENANCE_PPM, 1, 50_000, 0, 0));
    add(
        new Command.ListInstrument(
            BTC_INVERSE, BTC, InstrumentKind.INVERSE_PERPETUAL, 0, 10 * USD));
    add(new Command.ListInstrument(BTC_PUT, BTC, InstrumentKind.PUT, EXPIRY_MS, strike));
    commit();
  }

  private void open() {
    List<Command.Volatility> volatilities =
        List.of(
            new Command.Volatility(BTC_CALL, 600_000), new Command.Volatility(BTC_PUT, 600_000));
    Command.ExpiryPrices expiry =
        new Command.ExpiryPrices(EXPIRY_MS, price(BTC), 50_000, volatilities);
    add(new Command.Prices(BTC, price(BTC), List.of(), List.of(expiry)));
    add(new Command.Prices(ETH, price(ETH), List.of(), List.of()));
    add(new Command.Prices(LUNA, price(LUNA), List.of(), List.of()));
    for (int holder = 1; holder <= HOLDERS; holder++) {
      add(new Command.Deposit(holder(holder), 20_000 * USD));
    }
    add(Address.ofNumber(3), new Command.SetMode(holder(3), Mode.PORTFOLIO));
    add(Address.ofNumber(4), new Command.SetMode(holder(4), Mode.ISOLATED));
    fill(1, 2, BTC, 10_000);
    fill(2, 1, ETH, 10_000);
    fill(3, 2, BTC_CALL, 2_000, price(BTC) / 100);
    fill(3, 1, BTC_FUTURE, 3_000);
    fill(4, 5, LUNA, 10_000);
    add(new Command.DepositAsset(holder(1), 1, 20_000_000));
    add(new Command.DepositAsset(holder(3), 1, 5_000_000));
    fill(3, 1, BTC_INVERSE, 100);
    add(new Command.SetBackstop(holder(6), 0, true));
    add(new Command.FundInsurance(0, 100 * USD));
    commit();
  }

  private void fill(int buyer, int seller, int instrument, long lots) {
    fill(buyer, seller, instrument, lots, price(underlyingOf(instrument)));
  }

  private void fill(int buyer, int seller, int instrument, long lots, long price) {
    add(new Command.Fill(holder(buyer), holder(seller), instrument, lots, price, 0, 0));
  }
}
