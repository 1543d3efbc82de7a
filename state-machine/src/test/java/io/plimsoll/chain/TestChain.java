package io.plimsoll.chain;

import io.plimsoll.chain.block.Block;
import io.plimsoll.chain.block.BlockResult;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.Authenticated;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.CommandCodec;
import io.plimsoll.chain.command.Mode;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.command.Role;
import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.chain.model.ModelCatalogue;
import io.plimsoll.chain.state.Accounts;
import io.plimsoll.kernels.engine.Engine;
import io.plimsoll.kernels.engine.Engines;
import io.plimsoll.margin.market.InstrumentKind;
import java.util.ArrayList;
import java.util.List;

/**
 * A small chain for tests: BTC at 100,000 USD with a perpetual, a future and options, ETH with a
 * perpetual, and an isolated market on LUNA. One address has all roles. Prices are given in whole
 * dollars.
 */
final class TestChain {

  static final Address ADMIN = Address.ofNumber(999);
  static final int BTC = 1;
  static final int ETH = 2;
  static final int LUNA = 3;
  static final int BTC_PERP = 1;
  static final int ETH_PERP = 2;
  static final int LUNA_PERP = 3;
  static final int BTC_FUTURE = 4;
  static final int BTC_CALL = 5;
  static final long START_MS = 1_700_000_000_000L;
  static final long EXPIRY_MS = START_MS + 30L * 24 * 3_600_000;
  static final long USD = 1_000_000;

  /** BTC prices have exponent -5, ETH and LUNA -6: mantissas of one dollar. */
  static final long BTC_DOLLAR = 100_000;

  static final long SMALL_DOLLAR = 1_000_000;

  final MarginChain chain;
  final List<byte[]> waiting = new ArrayList<>();
  final List<Block> blocks = new ArrayList<>();
  long nowMs = START_MS;

  TestChain() {
    this(Engines.create("scalar", 1));
  }

  TestChain(Engine engine) {
    this(engine, ModelCatalogue.NONE);
  }

  TestChain(Engine engine, ModelCatalogue models) {
    chain = new MarginChain(engine, models);
  }

  static SubaccountId account(int number) {
    return new SubaccountId(Address.ofNumber(number), 0);
  }

  TestChain add(Command command) {
    return add(ADMIN, command);
  }

  TestChain add(Address sender, Command command) {
    waiting.add(CommandCodec.encode(new Authenticated(sender, command)));
    return this;
  }

  Block nextBlock() {
    nowMs += 60_000;
    Block block = new Block(chain.height() + 1, nowMs, chain.lastHash(), waiting);
    waiting.clear();
    return block;
  }

  /** Executes and commits what waits. */
  BlockResult commit() {
    Block block = nextBlock();
    BlockResult result = chain.execute(block);
    chain.commit();
    blocks.add(block);
    return result;
  }

  /** Lists the markets and sets dYdX-like parameters; the next block may trade. */
  TestChain genesis() {
    add(new Command.Genesis(7, ADMIN));
    add(new Command.GrantRole(ADMIN, Role.ALL));
    add(new Command.ListUnderlying(BTC, "BTC", -5));
    add(new Command.ListUnderlying(ETH, "ETH", -6));
    add(new Command.ListUnderlying(LUNA, "LUNA", -6));
    // A lot of BTC is 0.0001, one of ETH 0.001, one of LUNA 0.1.
    add(new Command.ListMarket(BTC, BTC, false, 1, 1_000));
    add(new Command.ListMarket(ETH, ETH, false, 1, 1_000));
    add(new Command.ListMarket(LUNA, LUNA, true, 1, 10));
    add(new Command.ListInstrument(BTC_PERP, BTC, InstrumentKind.PERPETUAL, 0, 0));
    add(new Command.ListInstrument(ETH_PERP, ETH, InstrumentKind.PERPETUAL, 0, 0));
    add(new Command.ListInstrument(LUNA_PERP, LUNA, InstrumentKind.PERPETUAL, 0, 0));
    add(new Command.ListInstrument(BTC_FUTURE, BTC, InstrumentKind.FUTURE, EXPIRY_MS, 0));
    add(
        new Command.ListInstrument(
            BTC_CALL, BTC, InstrumentKind.CALL, EXPIRY_MS, 110_000 * BTC_DOLLAR));
    for (int market : new int[] {BTC, ETH, LUNA}) {
      set(Parameter.INITIAL_PPM, market, 50_000);
      set(Parameter.MAINTENANCE_PPM, market, 600_000);
    }
    set(Parameter.BAND_PPM, LUNA, 1_000_000_000);
    commit();
    return this;
  }

  TestChain set(Parameter parameter, int subject, long value) {
    return add(new Command.ChangeParameter(parameter, subject, value, 0, 0));
  }

  /** Prices of everything, in dollars. */
  TestChain prices(long btc, long eth, long luna) {
    long btcPrice = btc * BTC_DOLLAR;
    Command.ExpiryPrices expiry =
        new Command.ExpiryPrices(
            EXPIRY_MS, btcPrice, 0, List.of(new Command.Volatility(BTC_CALL, 600_000)));
    List<Command.ExpiryPrices> expiries = nowMs < EXPIRY_MS ? List.of(expiry) : List.of();
    add(new Command.Prices(BTC, btcPrice, List.of(), expiries));
    add(new Command.Prices(ETH, eth * SMALL_DOLLAR, List.of(), List.of()));
    add(new Command.Prices(LUNA, luna * SMALL_DOLLAR, List.of(), List.of()));
    return this;
  }

  TestChain deposit(int account, long usd) {
    return add(new Command.Deposit(account(account), usd * USD));
  }

  TestChain mode(int account, Mode mode) {
    return add(Address.ofNumber(account), new Command.SetMode(account(account), mode));
  }

  TestChain fill(int buyer, int seller, int instrument, long lots, long priceMantissa) {
    return add(
        new Command.Fill(account(buyer), account(seller), instrument, lots, priceMantissa, 0, 0));
  }

  TestChain quote(int maker, int instrument, boolean bid, long lots, long priceMantissa) {
    return add(
        Address.ofNumber(maker),
        new Command.LiquidityQuote(account(maker), instrument, bid, lots, priceMantissa));
  }

  long cash(int account) {
    return chain.state().accounts().cash(handle(account));
  }

  int handle(int account) {
    return chain.state().accounts().find(account(account));
  }

  /** Signed lots of a position; 0 where there is none. */
  long lots(int account, int instrument) {
    Accounts accounts = chain.state().accounts();
    int slot = chain.state().instruments().slotOf(instrument);
    int position = accounts.position(handle(account), slot);
    return position < 0 ? 0 : accounts.lots(position);
  }
}
