package io.plimsoll.chain;

import static io.plimsoll.chain.TestChain.BTC;
import static io.plimsoll.chain.TestChain.BTC_DOLLAR;
import static io.plimsoll.chain.TestChain.BTC_FUTURE;
import static io.plimsoll.chain.TestChain.BTC_PERP;
import static io.plimsoll.chain.TestChain.LUNA_PERP;
import static io.plimsoll.chain.TestChain.SMALL_DOLLAR;
import static io.plimsoll.chain.TestChain.USD;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.plimsoll.chain.block.BlockResult;
import io.plimsoll.chain.block.Hash;
import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.Mode;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.margin.market.InstrumentKind;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a command that fails, or money that comes and goes, must not leave in the state. */
class NothingLeftBehindTest {

  private static final int NOBODY = 77;

  private static ResultCode last(BlockResult result) {
    return result.results().get(result.results().size() - 1);
  }

  private static TestChain funded() {
    TestChain chain = new TestChain().genesis();
    chain.prices(100_000, 2_000, 80).deposit(1, 10_000).deposit(2, 100_000);
    chain.deposit(4, 1_000).deposit(5, 1_000);
    chain.commit();
    return chain;
  }

  /** The fill enters the isolated market's pool for the first time, and is then taken back. */
  @Test
  void aRefusedFillLeavesNoPool() {
    TestChain with = funded();
    with.prices(100_000, 2_000, 80).fill(4, 5, LUNA_PERP, 9_000_000, 80 * SMALL_DOLLAR);
    BlockResult refused = with.commit();
    assertEquals(ResultCode.BELOW_INITIAL_MARGIN, last(refused));
    TestChain without = funded();
    Hash root = without.prices(100_000, 2_000, 80).commit().stateRoot();
    assertEquals(root, refused.stateRoot());
  }

  @Test
  void anEmptiedPoolIsAsIfItHadNeverBeen() {
    TestChain chain = funded();
    chain.prices(100_000, 2_000, 80).fill(4, 5, LUNA_PERP, 10, 80 * SMALL_DOLLAR);
    chain.fill(5, 4, LUNA_PERP, 10, 80 * SMALL_DOLLAR);
    BlockResult traded = chain.commit();
    assertEquals(ResultCode.OK, last(traded));
    TestChain without = funded();
    assertEquals(without.prices(100_000, 2_000, 80).commit().stateRoot(), traded.stateRoot());
  }

  /** A subaccount that was only named is none, on a node that saw it named and on one that not. */
  @Test
  void aSubaccountThatWasOnlyNamedCannotQuote() {
    TestChain chain = funded();
    chain.mode(NOBODY, Mode.CROSS).quote(NOBODY, BTC_PERP, true, 1, BTC_DOLLAR);
    BlockResult result = chain.commit();
    assertEquals(List.of(ResultCode.OK, ResultCode.INSUFFICIENT_COLLATERAL), result.results());
  }

  /** One who won what another could not pay takes no cash away that the pool does not have. */
  @Test
  void cashThatThePoolLacksDoesNotEnterAnother() {
    TestChain chain = funded();
    chain.prices(100_000, 2_000, 80).fill(1, 2, BTC_FUTURE, 10_000, 100_000 * BTC_DOLLAR);
    chain.fill(4, 5, LUNA_PERP, 10, 80 * SMALL_DOLLAR);
    chain.set(Parameter.BAND_PPM, BTC, 1_000_000_000).set(Parameter.STALE_AFTER_MS, 0, 1L << 50);
    chain.commit();
    chain.nowMs = TestChain.EXPIRY_MS - 30_000;
    chain.prices(80_000, 2_000, 80);
    chain.commit();
    assertEquals(-10_000 * USD, chain.cash(1));
    assertEquals(120_000 * USD, chain.cash(2));
    chain.prices(80_000, 2_000, 80).fill(2, 5, LUNA_PERP, 1, 80 * SMALL_DOLLAR);
    assertEquals(ResultCode.INSUFFICIENT_COLLATERAL, last(chain.commit()));
    chain.add(new Command.FundInsurance(0, 10_000 * USD));
    chain.commit();
    chain.prices(80_000, 2_000, 80).fill(2, 5, LUNA_PERP, 1, 80 * SMALL_DOLLAR);
    assertEquals(ResultCode.OK, last(chain.commit()));
  }

  /** A lot of more than 2^40 quanta would leave the range of the block's arithmetic. */
  @Test
  void aMarketWithLotsTooLargeForThePriceIsNotListed() {
    TestChain chain = funded();
    chain.add(new Command.ListMarket(9, BTC, false, 10_000, 1));
    chain.add(new Command.ListMarket(9, BTC, false, 100, 1));
    BlockResult result = chain.commit();
    assertEquals(List.of(ResultCode.LISTING_OUT_OF_RANGE, ResultCode.OK), result.results());
  }

  /** Marks and forwards value positions too, so their lots have the limit of the index's. */
  @Test
  void aMarkOrForwardWithLotsTooLargeIsRefused() {
    TestChain chain = funded();
    long price = 100_000 * BTC_DOLLAR;
    long huge = (1L << 40) * 1_000 + 1;
    Command.Mark mark = new Command.Mark(BTC_PERP, huge);
    Command.ExpiryPrices forward =
        new Command.ExpiryPrices(TestChain.EXPIRY_MS, huge, 0, List.of());
    chain.add(new Command.Prices(BTC, price, List.of(mark), List.of()));
    chain.add(new Command.Prices(BTC, price, List.of(), List.of(forward)));
    chain.add(new Command.Prices(BTC, price, List.of(), List.of()));
    assertEquals(
        List.of(ResultCode.PRICE_OUT_OF_RANGE, ResultCode.PRICE_OUT_OF_RANGE, ResultCode.OK),
        chain.commit().results());
  }

  /** e^-rate*time below the smallest number that the discount can be is 0, and stops no block. */
  @Test
  void aFarExpiryAtTheLargestRateIsPriced() {
    TestChain chain = funded();
    long expiryMs = TestChain.START_MS + 5_000L * 365 * 24 * 3_600_000;
    long strike = 100_000 * BTC_DOLLAR;
    chain.add(new Command.ListInstrument(50, BTC, InstrumentKind.CALL, expiryMs, strike));
    chain.commit();
    Command.ExpiryPrices prices =
        new Command.ExpiryPrices(
            expiryMs, strike, 1_000_000, List.of(new Command.Volatility(50, 600_000)));
    chain.add(new Command.Prices(BTC, strike, List.of(), List.of(prices)));
    assertEquals(List.of(ResultCode.OK), chain.commit().results());
  }
}
