package io.plimsoll.chain;

import static io.plimsoll.chain.TestChain.BTC;
import static io.plimsoll.chain.TestChain.BTC_DOLLAR;
import static io.plimsoll.chain.TestChain.BTC_PERP;
import static io.plimsoll.chain.TestChain.USD;
import static io.plimsoll.chain.TestChain.account;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.plimsoll.chain.audit.ScriptedAudit;
import io.plimsoll.chain.block.BlockResult;
import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.command.Role;
import io.plimsoll.chain.event.Event;
import io.plimsoll.chain.state.Rows;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Policies of venues by hand, from the formulas that their classes name. Account 1 has 6,000
 * dollars and is long 10,000 lots, which is 1 BTC, at 100,000; at 96,500 it has 2,500 dollars and
 * needs 3% of 96,500, which is 2,895.
 */
class VenueLiquidationTest {

  private static final int DYDX = 2;
  private static final int DRIFT = 3;
  private static final int DERIVE = 4;
  private static final int HYPERLIQUID = 5;
  private static final int MAKER = 3;
  private static final int KEEPER = 5;
  private static final int OTHER = 6;

  private final TestChain chain = new TestChain();

  @AfterEach
  void theAuditorAgrees() {
    ScriptedAudit.follow(chain.blocks);
  }

  private static <E extends Event> List<E> events(BlockResult result, Class<E> kind) {
    return result.events().stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  private static ResultCode last(BlockResult result) {
    return result.results().get(result.results().size() - 1);
  }

  private void open(int policy) {
    chain.genesis();
    chain.set(Parameter.LIQUIDATION_POLICY, 0, policy);
    chain.add(new Command.GrantRole(Address.ofNumber(KEEPER), Role.KEEPER.bit()));
    chain.prices(100_000, 3_000, 80);
    chain.deposit(1, 6_000).deposit(2, 1_000_000).deposit(MAKER, 100_000).deposit(KEEPER, 50_000);
    chain.deposit(OTHER, 5_900);
    chain.commit();
    chain.prices(100_000, 3_000, 80).fill(1, 2, BTC_PERP, 10_000, 100_000 * BTC_DOLLAR);
    assertEquals(ResultCode.OK, last(chain.commit()));
  }

  private BlockResult at(long dollars) {
    chain.prices(dollars, 3_000, 80);
    return chain.commit();
  }

  private void withBackstop() {
    chain.add(new Command.SetBackstop(account(MAKER), 0, true));
    chain.commit();
  }

  // dYdX

  /**
   * The rating is 1 - 2,500 / 2,895, and of a tenth of 2,895 that is 39.5: what is offered at
   * 96,460.50 is taken, and not what is a tick below.
   */
  @Test
  void dydxSellsAtTheFillablePrice() {
    open(DYDX);
    withBackstop();
    long fillable = 9_646_050_000L;
    chain.quote(MAKER, BTC_PERP, true, 3_000, fillable);
    chain.quote(2, BTC_PERP, true, 3_000, fillable - 1);
    BlockResult result = at(96_500);
    assertEquals(
        List.of(
            new Event.LiquidationOrder(
                account(1), BTC_PERP, Event.Choice.FILLABLE, -10_000, fillable, 2_895 * USD, 0, 0)),
        events(result, Event.LiquidationOrder.class));
    List<Event.LiquidationFill> fills = events(result, Event.LiquidationFill.class);
    assertEquals(1, fills.size());
    assertEquals(-3_000, fills.get(0).lots());
    // 28,938.15, of which at most 1.5% is the fund's; it is 738.15 better than bankruptcy.
    assertEquals(28_938_150_000L, fills.get(0).quote());
    assertEquals(434_072_250L, fills.get(0).penalty());
  }

  /** 50,000 dollars of 9.65 each are 5,181 lots and a part; a fifth of 96,500 is 2,000 lots. */
  @Test
  void dydxSellsNoMoreThanABlockMay() {
    open(DYDX);
    chain.set(Parameter.SUBACCOUNT_LIQUIDATED, 0, 50_000 * USD);
    chain.commit();
    List<Event.LiquidationOrder> orders = events(at(96_500), Event.LiquidationOrder.class);
    assertEquals(-5_181, orders.get(0).lots());
    chain.set(Parameter.PORTION_PPM, BTC, 200_000);
    chain.commit();
    orders = events(at(96_500), Event.LiquidationOrder.class);
    assertEquals(-2_000, orders.get(0).lots());
  }

  /** Account 6 has 100 dollars less, so its price is farther; but its turn is not always. */
  @Test
  void dydxGoesByDistanceAmongThoseWhoseTurnItIs() {
    open(DYDX);
    chain.prices(100_000, 3_000, 80).fill(OTHER, 2, BTC_PERP, 10_000, 100_000 * BTC_DOLLAR);
    chain.commit();
    List<Event.LiquidationOrder> orders = events(at(96_500), Event.LiquidationOrder.class);
    assertEquals(account(OTHER), orders.get(0).subaccount());
    assertEquals(account(1), orders.get(1).subaccount());
    assertEquals(2, orders.size());
    chain.set(Parameter.LIQUIDATION_STEPS, 0, 1);
    chain.commit();
    orders = events(at(96_500), Event.LiquidationOrder.class);
    assertEquals(List.of(account(1)), orders.stream().map(order -> order.subaccount()).toList());
    chain.set(Parameter.LIQUIDATION_START, 0, 3);
    chain.commit();
    orders = events(at(96_500), Event.LiquidationOrder.class);
    assertEquals(
        List.of(account(OTHER)), orders.stream().map(order -> order.subaccount()).toList());
  }

  /** At 93,000 it owes 1,000, which the fund may pay for no more than the limit says. */
  @Test
  void dydxTakesNoMoreFromTheFundThanABlockMay() {
    open(DYDX);
    chain.set(Parameter.SUBACCOUNT_INSURED, 0, 400 * USD);
    chain.add(new Command.FundInsurance(0, 2_000 * USD));
    chain.commit();
    chain.quote(MAKER, BTC_PERP, true, 3_000, 93_000 * BTC_DOLLAR);
    chain.quote(MAKER, BTC_PERP, true, 7_000, 93_000 * BTC_DOLLAR);
    BlockResult result = at(93_000);
    assertEquals(300 * USD, events(result, Event.LiquidationFill.class).get(0).fundPaid());
    assertEquals(
        List.of(new Event.LiquidationLimited(account(1), BTC_PERP, -7_000, Event.Limit.INSURED)),
        events(result, Event.LiquidationLimited.class));
  }

  @Test
  void dydxHasNoKeepersAndNoBids() {
    open(DYDX);
    chain.prices(96_500, 3_000, 80);
    chain.add(
        Address.ofNumber(KEEPER),
        new Command.Liquidate(account(1), BTC_PERP, 1, 96_500 * BTC_DOLLAR, account(KEEPER)));
    assertEquals(ResultCode.NOT_OF_POLICY, last(chain.commit()));
    chain.add(
        Address.ofNumber(KEEPER), new Command.Bid(account(1), account(KEEPER), 1, Long.MAX_VALUE));
    assertEquals(ResultCode.NOT_OF_POLICY, last(chain.commit()));
  }

  // Hyperliquid

  private void slices(long cooldownMs) {
    open(HYPERLIQUID);
    chain.set(Parameter.PORTION_PPM, BTC, 200_000);
    chain.set(Parameter.PORTION_MINIMUM, BTC, 50_000 * USD);
    chain.set(Parameter.PARTIAL_COOLDOWN_MS, 0, cooldownMs);
    chain.commit();
    chain.quote(MAKER, BTC_PERP, true, 10_000, 96_500 * BTC_DOLLAR);
    Event.LiquidationFill fill = events(at(96_500), Event.LiquidationFill.class).get(0);
    assertEquals(-2_000, fill.lots());
    assertEquals(0, fill.penalty());
    assertEquals(8_000, chain.lots(1, BTC_PERP));
    chain.quote(MAKER, BTC_PERP, true, 10_000, 95_900 * BTC_DOLLAR);
  }

  /** After a slice of 20%, orders are for all of a position for a while; a block is a minute. */
  @Test
  void hyperliquidSellsASliceAndThenAll() {
    slices(120_000);
    assertEquals(-8_000, events(at(95_900), Event.LiquidationFill.class).get(0).lots());
  }

  @Test
  void hyperliquidSellsAnotherSliceAfterTheCooldown() {
    slices(30_000);
    assertEquals(-1_600, events(at(95_900), Event.LiquidationFill.class).get(0).lots());
  }

  /** At 95,800 it has 1,800 of 2,874, less than two thirds: the vault takes all, and keeps that. */
  @Test
  void hyperliquidHandsOverBelowTwoThirds() {
    open(HYPERLIQUID);
    withBackstop();
    chain.quote(2, BTC_PERP, true, 10_000, 95_800 * BTC_DOLLAR);
    BlockResult result = at(95_800);
    assertEquals(List.of(), events(result, Event.LiquidationFill.class));
    assertEquals(
        List.of(
            new Event.BackstopTook(
                account(1), account(MAKER), BTC_PERP, -10_000, 94_000 * USD, 1_800 * USD)),
        events(result, Event.BackstopTook.class));
    assertEquals(0, chain.cash(1));
    assertEquals(10_000, chain.lots(MAKER, BTC_PERP));
  }

  /** A bid at 93,500 is below 94,000, at which it would have nothing left. */
  @Test
  void hyperliquidMakesNoFillBelowBankruptcy() {
    open(HYPERLIQUID);
    chain.add(new Command.FundInsurance(0, 50_000 * USD));
    chain.commit();
    chain.quote(MAKER, BTC_PERP, true, 10_000, 93_500 * BTC_DOLLAR);
    BlockResult result = at(96_500);
    assertEquals(List.of(), events(result, Event.LiquidationFill.class));
    assertEquals(
        Event.Limit.BANKRUPTCY_PRICE,
        events(result, Event.LiquidationLimited.class).get(0).limit());
  }

  /** A maker whose positions are in an isolated pool cannot take one of another. */
  @Test
  void hyperliquidAsksWhetherAMakerMayHoldIt() {
    open(HYPERLIQUID);
    chain.prices(100_000, 3_000, 80);
    chain.fill(MAKER, 2, TestChain.LUNA_PERP, 10, 80 * TestChain.SMALL_DOLLAR);
    chain.fill(MAKER, KEEPER, TestChain.LUNA_PERP, 10, 80 * TestChain.SMALL_DOLLAR);
    assertEquals(ResultCode.OK, last(chain.commit()));
    chain.quote(MAKER, BTC_PERP, true, 10_000, 96_500 * BTC_DOLLAR);
    BlockResult result = at(96_500);
    assertEquals(1, events(result, Event.QuoteRefused.class).size());
    assertEquals(10_000, chain.lots(1, BTC_PERP));
  }

  // Drift

  /**
   * 395 are missing; a lot frees 3% less a fee of 2% and, for the fund, 95% of what is left of it
   * beside 0.4093%, that is 0.5611%: 9,327 lots cover it, of which a tenth may go at once, Ceil, at
   * 2% below the mark.
   */
  @Test
  void driftMovesTheShareThatIsDue() {
    open(DRIFT);
    withBackstop();
    BlockResult result = at(96_500);
    assertEquals(
        new Event.TransferSized(account(1), BTC_PERP, 395 * USD, 1_000, 20_000, 5_611, -933),
        events(result, Event.TransferSized.class).get(0));
    assertEquals(
        new Event.LiquidationFill(
            account(1),
            account(MAKER),
            BTC_PERP,
            -933,
            8_823_381_000L,
            933 * 9_650_000L,
            49_507_990,
            0,
            true),
        events(result, Event.LiquidationFill.class).get(0));
    Rows.Liquidation row = chain.chain.state().liquidations().get(account(1));
    assertNotNull(row);
    // It lost 180.069 of price and the fund's fee, and needs 3% of 933 lots less, Ceil.
    long lost = 933 * 193_000L + 49_507_990;
    long released = 2_895 * USD - 9_067 * 289_500L;
    assertEquals(released - lost, row.freed());
    // What is due grows by 1/150 in a block, of all that was missing.
    Event.TransferSized next = events(at(96_500), Event.TransferSized.class).get(0);
    long due = (395 * USD * 1_066 / 10_000 - row.freed()) * 10_000 / (395 * USD - row.freed());
    assertEquals(due, next.shareTenThousandths());
  }

  @Test
  void driftLetsGoWhatIsAboveTheBuffer() {
    open(DRIFT);
    chain.set(Parameter.LIQUIDATION_BUFFER_PPM, 0, 100_000);
    chain.commit();
    at(96_500);
    assertNotNull(chain.chain.state().liquidations().get(account(1)));
    // At 97,000 it is above maintenance margin, 2,910, and not above the buffer, 3,201.
    assertEquals(List.of(), events(at(97_000), Event.LiquidationEnded.class));
    assertEquals(
        List.of(new Event.LiquidationEnded(account(1), 3_300 * USD, 2_919 * USD)),
        events(at(97_300), Event.LiquidationEnded.class));
    assertNull(chain.chain.state().liquidations().get(account(1)));
  }

  @Test
  void driftsKeepersTakeItAtThePolicysPrice() {
    open(DRIFT);
    chain.prices(96_500, 3_000, 80);
    for (long dollars : new long[] {94_569, 94_570}) {
      chain.add(
          Address.ofNumber(KEEPER),
          new Command.Liquidate(account(1), BTC_PERP, 500, dollars * BTC_DOLLAR, account(KEEPER)));
    }
    BlockResult result = chain.commit();
    List<ResultCode> results = result.results();
    assertEquals(
        List.of(ResultCode.LIQUIDATION_PRICE_TOO_BAD, ResultCode.OK),
        results.subList(results.size() - 2, results.size()));
    assertEquals(500, chain.lots(KEEPER, BTC_PERP));
    // 433 lots and a little are left of what is due at once; then nothing is.
    chain.set(Parameter.SHARE_BLOCKS, 0, 1_000_000_000);
    chain.commit();
    for (int i = 0; i < 2; i++) {
      chain.prices(96_500, 3_000, 80);
      chain.add(
          Address.ofNumber(KEEPER),
          new Command.Liquidate(
              account(1), BTC_PERP, 10_000, 96_500 * BTC_DOLLAR, account(KEEPER)));
      result = chain.commit();
    }
    assertEquals(ResultCode.NOTHING_TO_TAKE, last(result));
  }

  // Derive

  private void auction(long dollars) {
    open(DERIVE);
    chain.set(Parameter.LIQUIDATION_BUFFER_PPM, 0, 200_000);
    chain.set(Parameter.AUCTION_FAST_BLOCKS, 0, 10);
    chain.set(Parameter.AUCTION_SLOW_BLOCKS, 0, 10);
    chain.set(Parameter.AUCTION_INSOLVENT_BLOCKS, 0, 10);
    chain.commit();
    Event.AuctionStarted started = events(at(dollars), Event.AuctionStarted.class).get(0);
    assertEquals(account(1), started.subaccount());
  }

  private void bid(int portionPpm, long most) {
    chain.add(
        Address.ofNumber(KEEPER), new Command.Bid(account(1), account(KEEPER), portionPpm, most));
  }

  /**
   * A block later the price is 96.2% of 2,500, which is 2,405. It is 974 below the buffer, so 974 /
   * (974 + 2,405) are for sale, and those leave it above.
   */
  @Test
  void deriveSellsThePortionThatReachesTheBuffer() {
    auction(96_500);
    chain.prices(96_500, 3_000, 80);
    bid(1_000_000, 693_243_654);
    bid(1_000_000, 693_243_655);
    BlockResult result = chain.commit();
    List<ResultCode> results = result.results();
    assertEquals(
        List.of(ResultCode.BID_TOO_LOW, ResultCode.OK),
        results.subList(results.size() - 2, results.size()));
    assertEquals(
        List.of(new Event.AuctionLeg(account(1), account(KEEPER), BTC_PERP, -2_883)),
        events(result, Event.AuctionLeg.class));
    assertEquals(
        List.of(
            new Event.AuctionBid(
                account(1),
                account(KEEPER),
                288_251,
                2_405 * USD,
                693_243_655,
                0,
                720_627_500 - 693_243_655,
                false)),
        events(result, Event.AuctionBid.class));
    assertEquals(
        List.of(new Event.LiquidationEnded(account(1), 2_472_616_155L, 7_117 * 289_500L)),
        events(result, Event.LiquidationEnded.class));
    assertEquals(2_883, chain.lots(KEEPER, BTC_PERP));
    assertNull(chain.chain.state().auctions().get(account(1)));
  }

  /** What bidders paid is not for sale again: a second tenth costs a tenth of the rest. */
  @Test
  void deriveReservesWhatWasPaid() {
    auction(96_500);
    chain.prices(96_500, 3_000, 80);
    bid(100_000, Long.MAX_VALUE);
    bid(100_000, Long.MAX_VALUE);
    List<Event.AuctionBid> bids = events(chain.commit(), Event.AuctionBid.class);
    assertEquals(240_500_000, bids.get(0).paid());
    // 2,500 - 9.5 is left, of which 240.5 is reserved: 2,250 * 0.962.
    assertEquals(2_164_500_000L, bids.get(1).price());
    assertEquals(216_450_000, bids.get(1).paid());
  }

  @Test
  void whoIsUnderAuctionCannotAct() {
    auction(96_500);
    chain.prices(96_500, 3_000, 80);
    Address owner = Address.ofNumber(1);
    chain.add(owner, new Command.Withdraw(account(1), 1));
    chain.add(owner, new Command.Transfer(account(1), account(2), 1));
    chain.fill(2, 1, BTC_PERP, 1, 96_500 * BTC_DOLLAR);
    chain.fill(1, 2, BTC_PERP, 1, 96_500 * BTC_DOLLAR);
    chain.quote(1, BTC_PERP, true, 1, 96_500 * BTC_DOLLAR);
    chain.add(owner, new Command.Bid(account(1), account(1), 1, 1));
    chain.add(new Command.Reserve(account(1), BTC_PERP, 1, 96_500 * BTC_DOLLAR, 0, 0, 1));
    chain.add(owner, new Command.SetLeverage(account(1), BTC, 500_000));
    // What it takes back it may.
    chain.add(owner, new Command.Reserve(account(1), BTC_PERP, 0, 0, 0, 0, 0));
    List<ResultCode> results = chain.commit().results();
    assertEquals(
        List.of(
            ResultCode.UNDER_AUCTION,
            ResultCode.UNDER_AUCTION,
            ResultCode.UNDER_AUCTION,
            ResultCode.UNDER_AUCTION,
            ResultCode.UNDER_AUCTION,
            ResultCode.UNDER_AUCTION,
            ResultCode.UNDER_AUCTION,
            ResultCode.UNDER_AUCTION,
            ResultCode.OK),
        results.subList(3, results.size()));
    // Money may come in, and is what ends it.
    chain.prices(96_500, 3_000, 80).deposit(1, 974);
    BlockResult result = chain.commit();
    assertEquals(ResultCode.OK, last(result));
    assertEquals(1, events(result, Event.LiquidationEnded.class).size());
  }

  @Test
  void whatBidsMayNot() {
    auction(96_500);
    chain.prices(96_500, 3_000, 80);
    bid(0, 1);
    bid(1_000_001, 1);
    chain.add(Address.ofNumber(KEEPER), new Command.Bid(account(2), account(KEEPER), 1, 1));
    chain.add(Address.ofNumber(KEEPER), new Command.Bid(account(1), account(77), 1, 1));
    chain.add(Address.ofNumber(77), new Command.Bid(account(1), account(77), 1, 1));
    List<ResultCode> results = chain.commit().results();
    assertEquals(
        List.of(
            ResultCode.PORTION_OUT_OF_RANGE,
            ResultCode.PORTION_OUT_OF_RANGE,
            ResultCode.NO_AUCTION,
            ResultCode.NOT_OWNER,
            ResultCode.INSUFFICIENT_COLLATERAL),
        results.subList(3, results.size()));
  }

  /** One ppm of a portfolio is a lot of it, and the cash of one ppm: nobody is paid for nothing. */
  @Test
  void aSmallBidTakesWholeLots() {
    auction(96_500);
    chain.prices(96_500, 3_000, 80);
    bid(1, 1_000_000);
    Event.AuctionBid bid = events(chain.commit(), Event.AuctionBid.class).get(0);
    assertEquals(2_405, bid.paid());
    assertEquals(95, bid.moved());
    assertEquals(1, chain.lots(KEEPER, BTC_PERP));
  }

  /** At 93,000 it owes 1,000 and lacks 2,790 beside that: a tenth of the way makes 1,279. */
  @Test
  void deriveLetsTheFundPayWhoTakesAnInsolventOne() {
    auction(93_000);
    chain.prices(93_000, 3_000, 80);
    bid(1_000_000, -1_279 * USD);
    assertEquals(ResultCode.FUND_TOO_SMALL, last(chain.commit()));
    // It waits for bidders, and nobody is deleveraged meanwhile.
    assertEquals(10_000, chain.lots(1, BTC_PERP));
    chain.add(new Command.FundInsurance(0, 5_000 * USD));
    chain.prices(93_000, 3_000, 80);
    bid(1_000_000, -1_559 * USD);
    bid(1_000_000, -1_558 * USD);
    BlockResult result = chain.commit();
    List<ResultCode> results = result.results();
    assertEquals(
        List.of(ResultCode.BID_TOO_LOW, ResultCode.OK),
        results.subList(results.size() - 2, results.size()));
    Event.AuctionBid bid = events(result, Event.AuctionBid.class).get(0);
    assertEquals(1_558 * USD, bid.fundPaid());
    assertEquals(-1_000 * USD, bid.moved());
    assertEquals(0, chain.cash(1));
    assertEquals(50_558 * USD, chain.cash(KEEPER));
    assertEquals(3_442 * USD, chain.chain.state().pool(0).fund());
    assertNull(chain.chain.state().auctions().get(account(1)));
  }

  /** Backstops bid from a price of 97% on, and only for what is for sale. */
  @Test
  void backstopsBidAtTheirDiscount() {
    open(DERIVE);
    withBackstop();
    chain.set(Parameter.LIQUIDATION_BUFFER_PPM, 0, 200_000);
    chain.set(Parameter.AUCTION_FAST_BLOCKS, 0, 10);
    chain.set(Parameter.AUCTION_BACKSTOP_PPM, 0, 970_000);
    chain.set(Parameter.AUCTION_FEE_PPM, 0, 10_000);
    chain.commit();
    BlockResult result = at(96_500);
    // 974 / 3,474 are for sale at the whole value: 1% of the Floor of 280,369 ppm of 2,500.
    assertEquals(7_009_225, events(result, Event.AuctionStarted.class).get(0).fee());
    assertEquals(7_009_225, chain.chain.state().pool(0).fund());
    assertEquals(List.of(), events(result, Event.AuctionBid.class));
    Event.AuctionBid bid = events(at(96_500), Event.AuctionBid.class).get(0);
    assertEquals(account(MAKER), bid.bidder());
    assertEquals(true, bid.backstop());
  }

  /** Where the price has run out the auction is insolvent, and another policy forgets it. */
  @Test
  void anAuctionRunsOutAndIsForgotten() {
    auction(96_500);
    for (int i = 0; i < 19; i++) {
      assertEquals(List.of(), events(at(96_500), Event.AuctionStarted.class));
    }
    chain.prices(96_500, 3_000, 80);
    bid(1_000_000, Long.MAX_VALUE);
    BlockResult result = chain.commit();
    assertEquals(ResultCode.NOTHING_TO_TAKE, last(result));
    assertEquals(
        new Event.AuctionStarted(account(1), true, 2_500 * USD, 2_895 * USD, 0),
        events(result, Event.AuctionStarted.class).get(0));
    chain.set(Parameter.LIQUIDATION_POLICY, 0, 1);
    chain.commit();
    at(96_500);
    assertNull(chain.chain.state().auctions().get(account(1)));
  }
}
