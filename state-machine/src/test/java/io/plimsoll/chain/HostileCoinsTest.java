package io.plimsoll.chain;

import static io.plimsoll.chain.TestChain.ADMIN;
import static io.plimsoll.chain.TestChain.BTC;
import static io.plimsoll.chain.TestChain.BTC_DOLLAR;
import static io.plimsoll.chain.TestChain.BTC_PERP;
import static io.plimsoll.chain.TestChain.ETH;
import static io.plimsoll.chain.TestChain.ETH_PERP;
import static io.plimsoll.chain.TestChain.LUNA;
import static io.plimsoll.chain.TestChain.LUNA_PERP;
import static io.plimsoll.chain.TestChain.SMALL_DOLLAR;
import static io.plimsoll.chain.TestChain.USD;
import static io.plimsoll.chain.TestChain.account;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.chain.audit.ScriptedAudit;
import io.plimsoll.chain.block.BlockResult;
import io.plimsoll.chain.block.Hash;
import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.Mode;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.command.Role;
import io.plimsoll.chain.event.Event;
import io.plimsoll.margin.market.InstrumentKind;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What somebody can try with coins, and what an unlucky market does to them. */
class HostileCoinsTest {

  private static final int COIN = 21;
  private static final int INVERSE = 23;
  private static final int FUTURE = 24;
  private static final int PUT = 25;
  private static final int ASSET = 1;
  private static final long SATS = 100_000_000;
  private static final long EXPIRY_MS = TestChain.START_MS + 600_000;
  private static final int ANY_MOVE_PPM = 1_000_000_000;

  private final TestChain chain = new TestChain().genesis();

  /** Where amounts leave all ranges the auditor, which has none, does not follow. */
  private boolean isAudited = true;

  HostileCoinsTest() {
    chain.add(new Command.ListAsset(ASSET, "BTC", -8, BTC, COIN, COIN));
    chain.set(Parameter.HAIRCUT_PPM, ASSET, 100_000);
    chain.set(Parameter.HAIRCUT_MAINTENANCE_PPM, ASSET, 50_000);
    chain.set(Parameter.BAND_PPM, BTC, ANY_MOVE_PPM);
    list(INVERSE, BTC, InstrumentKind.INVERSE_PERPETUAL, 0, 10 * USD);
    list(FUTURE, BTC, InstrumentKind.INVERSE_FUTURE, EXPIRY_MS, 10 * USD);
    chain.add(new Command.ListMarket(9, BTC, false, 1, 1));
    list(PUT, 9, InstrumentKind.INVERSE_PUT, EXPIRY_MS, 100_000 * BTC_DOLLAR);
    assertEquals(List.of(), refused(chain.commit()));
  }

  @AfterEach
  void theAuditorAgrees() {
    if (isAudited) {
      ScriptedAudit.follow(chain.blocks);
    }
  }

  private void list(int id, int market, InstrumentKind kind, long expiryMs, long strike) {
    chain.add(new Command.ListInstrument(id, market, kind, expiryMs, strike));
  }

  private static List<ResultCode> refused(BlockResult result) {
    return result.results().stream().filter(code -> code != ResultCode.OK).toList();
  }

  private HostileCoinsTest at(long price) {
    List<Command.ExpiryPrices> expiries =
        chain.nowMs + 60_000 < EXPIRY_MS
            ? List.of(
                new Command.ExpiryPrices(
                    EXPIRY_MS, price, 0, List.of(new Command.Volatility(PUT, 600_000))))
            : List.of();
    chain.add(new Command.Prices(BTC, price, List.of(), expiries));
    chain.add(new Command.Prices(ETH, 3_000 * SMALL_DOLLAR, List.of(), List.of()));
    chain.add(new Command.Prices(LUNA, 80 * SMALL_DOLLAR, List.of(), List.of()));
    return this;
  }

  private HostileCoinsTest dollars(long price) {
    return at(price * BTC_DOLLAR);
  }

  private HostileCoinsTest coins(int account, long amount) {
    chain.add(new Command.DepositAsset(account(account), ASSET, amount));
    return this;
  }

  private HostileCoinsTest send(int from, int to, long amount) {
    chain.add(
        Address.ofNumber(from),
        new Command.TransferAsset(account(from), account(to), ASSET, amount));
    return this;
  }

  private HostileCoinsTest withdraw(int account, long amount) {
    chain.add(
        Address.ofNumber(account), new Command.WithdrawAsset(account(account), ASSET, amount));
    return this;
  }

  private long balance(int account) {
    return chain.chain.processor().coins(chain.handle(account), ASSET);
  }

  private void expect(ResultCode... codes) {
    assertEquals(List.of(codes), refused(chain.commit()));
  }

  @Test
  void nobodyIsMadeLessSafeByCoinsThatOthersSend() {
    chain.set(Parameter.HAIRCUT_PPM, ASSET, 1_000_000);
    chain.set(Parameter.HAIRCUT_MAINTENANCE_PPM, ASSET, 1_000_000);
    expect();
    dollars(100_000).coins(3, SATS);
    chain.deposit(1, 5_100).deposit(2, 100_000);
    chain.fill(1, 2, BTC_PERP, 10_000, 100_000 * BTC_DOLLAR);
    expect();
    // Coins that count for nothing ask for all that they bring, and more maintenance than before.
    dollars(99_500);
    send(3, 1, SATS);
    expect(ResultCode.ASSET_NOT_ALLOWED);
    assertEquals(SATS, balance(3));
    assertEquals(0, balance(1));
    send(3, 2, SATS / 10);
    expect();
  }

  /**
   * Whatever the haircut: who owes nothing is not liquidated, and coins help a long in distress.
   */
  @Test
  void coinsAloneAreNeverLiquidated() {
    dollars(100_000).coins(1, SATS).coins(3, SATS);
    chain.mode(1, Mode.PORTFOLIO).mode(2, Mode.PORTFOLIO);
    chain.deposit(2, 16_000).deposit(4, 100_000);
    chain.fill(2, 4, BTC_PERP, 10_000, 100_000 * BTC_DOLLAR);
    chain.set(Parameter.HAIRCUT_PPM, ASSET, 1_000_000);
    chain.set(Parameter.HAIRCUT_MAINTENANCE_PPM, ASSET, 1_000_000);
    expect();
    dollars(96_000);
    send(3, 2, SATS);
    BlockResult result = chain.commit();
    assertEquals(List.of(), refused(result));
    assertTrue(result.events().stream().noneMatch(Event.LiquidationStarted.class::isInstance));
  }

  @Test
  void isolatedMarketsTakeDollarsAlone() {
    dollars(100_000);
    chain.deposit(1, 10_000).deposit(2, 10_000).deposit(3, 10_000);
    chain.fill(1, 2, LUNA_PERP, 100, 80 * SMALL_DOLLAR);
    coins(1, SATS).coins(3, SATS).send(3, 2, 1);
    chain.fill(3, 2, LUNA_PERP, 1, 80 * SMALL_DOLLAR);
    list(91, LUNA, InstrumentKind.INVERSE_PERPETUAL, 0, 10 * USD);
    expect(
        ResultCode.ASSET_NOT_ALLOWED,
        ResultCode.ASSET_NOT_ALLOWED,
        ResultCode.MARKET_NOT_ALLOWED,
        ResultCode.UNKNOWN_ASSET);
  }

  @Test
  void modeIsolatedHoldsCoinsBesideItsOneMarket() {
    dollars(100_000).coins(1, SATS);
    chain.deposit(2, 100_000).mode(1, Mode.ISOLATED);
    chain.fill(1, 2, BTC_PERP, 100, 100_000 * BTC_DOLLAR);
    chain.fill(1, 2, INVERSE, 10, 100_000 * BTC_DOLLAR);
    chain.fill(1, 2, ETH_PERP, 1, 3_000 * SMALL_DOLLAR);
    expect(ResultCode.MARKET_NOT_ALLOWED);
    coins(1, 1);
    chain.mode(2, Mode.ISOLATED);
    expect();
  }

  @Test
  void coinsAreNoPositionsThatALimitCounts() {
    chain.set(Parameter.POSITIONS, 0, 1);
    expect();
    dollars(100_000).coins(1, SATS);
    chain.deposit(2, 100_000);
    chain.fill(1, 2, BTC_PERP, 1, 100_000 * BTC_DOLLAR);
    coins(2, SATS);
    chain.fill(1, 2, ETH_PERP, 1, 3_000 * SMALL_DOLLAR);
    expect(ResultCode.TOO_MANY_POSITIONS);
  }

  @Test
  void listingsThatMakeNoSense() {
    chain.add(new Command.ListAsset(ASSET, "BTC", -8, ETH, 80, 80));
    chain.add(new Command.ListAsset(5, "BTC", -8, BTC, 80, 80));
    chain.add(new Command.ListAsset(5, "ETH", -8, ETH, COIN, 80));
    chain.add(new Command.ListAsset(5, "ETH", -8, ETH, 80, COIN));
    chain.add(new Command.ListAsset(5, "ETH", -8, 77, 80, 80));
    chain.add(new Command.ListAsset(5, "", -8, ETH, 80, 80));
    chain.add(new Command.ListAsset(5, "ETH", 1, ETH, 80, 80));
    chain.add(new Command.ListAsset(5, "ETH", Integer.MIN_VALUE, ETH, 80, 80));
    chain.add(new Command.ListAsset(5, "ETH", -13, ETH, 80, 80));
    list(91, BTC, InstrumentKind.SPOT, 0, 0);
    list(91, ETH, InstrumentKind.INVERSE_PERPETUAL, 0, 10 * USD);
    list(91, BTC, InstrumentKind.INVERSE_PERPETUAL, 0, 0);
    list(91, BTC, InstrumentKind.INVERSE_PERPETUAL, 0, 1L << 41);
    list(91, BTC, InstrumentKind.INVERSE_CALL, EXPIRY_MS, 0);
    chain.add(new Command.DelistMarket(COIN, chain.nowMs + 1_000_000));
    chain.set(Parameter.HAIRCUT_PPM, 5, 1);
    expect(
        ResultCode.ALREADY_LISTED,
        ResultCode.ALREADY_LISTED,
        ResultCode.ALREADY_LISTED,
        ResultCode.ALREADY_LISTED,
        ResultCode.UNKNOWN_UNDERLYING,
        ResultCode.LISTING_OUT_OF_RANGE,
        ResultCode.LISTING_OUT_OF_RANGE,
        ResultCode.LISTING_OUT_OF_RANGE,
        ResultCode.LISTING_OUT_OF_RANGE,
        ResultCode.LISTING_OUT_OF_RANGE,
        ResultCode.UNKNOWN_ASSET,
        ResultCode.LISTING_OUT_OF_RANGE,
        ResultCode.LISTING_OUT_OF_RANGE,
        ResultCode.LISTING_OUT_OF_RANGE,
        ResultCode.MARKET_OF_ASSET,
        ResultCode.PARAMETER_OUT_OF_RANGE);
  }

  @Test
  void depositsBeforeAPriceAboveACapOrOfNothing() {
    coins(1, SATS);
    expect(ResultCode.NO_PRICE);
    chain.set(Parameter.DEPOSIT_CAP, ASSET, SATS);
    dollars(100_000).coins(1, 0).coins(1, (1L << 53) + 1);
    chain.add(new Command.DepositAsset(account(1), 7, 1));
    chain.add(Address.ofNumber(1), new Command.DepositAsset(account(1), ASSET, 1));
    expect(
        ResultCode.AMOUNT_OUT_OF_RANGE,
        ResultCode.AMOUNT_OUT_OF_RANGE,
        ResultCode.UNKNOWN_ASSET,
        ResultCode.NOT_AUTHORISED);
    dollars(100_000).coins(1, SATS).coins(2, 1);
    expect(ResultCode.ABOVE_DEPOSIT_CAP);
    withdraw(1, 1).coins(2, 1).send(1, 1, 1).withdraw(2, 2);
    chain.add(ADMIN, new Command.WithdrawAsset(account(2), ASSET, 1));
    expect(ResultCode.SAME_SUBACCOUNT, ResultCode.INSUFFICIENT_COLLATERAL, ResultCode.NOT_OWNER);
  }

  /** Spot trades move what is there; only what settles in coins may leave a debt of them. */
  @Test
  void nobodySellsCoinsThatHeDoesNotHave() {
    dollars(100_000).coins(1, SATS);
    chain.deposit(2, 1_000_000).deposit(3, 1_000_000);
    chain.fill(3, 2, COIN, 1, 100_000 * BTC_DOLLAR);
    chain.fill(2, 1, COIN, SATS + 1, 100_000 * BTC_DOLLAR);
    chain.fill(2, 1, COIN, SATS / 2, 100_000 * BTC_DOLLAR);
    expect(ResultCode.INSUFFICIENT_COLLATERAL, ResultCode.INSUFFICIENT_COLLATERAL);
    assertEquals(SATS / 2, balance(2));
    assertEquals(50_000 * USD, chain.cash(1));
  }

  /** Who has nothing but coins needs no price to take them out; who owes does. */
  @Test
  void staleCoinsGoOutWhereTheyBackNothing() {
    dollars(100_000).coins(1, SATS).coins(2, SATS).coins(4, SATS);
    chain.fill(2, 4, INVERSE, 10, 100_000 * BTC_DOLLAR);
    expect();
    chain.nowMs += 3_600_000;
    withdraw(2, 1).withdraw(1, SATS);
    expect(ResultCode.WITHDRAWAL_WHILE_STALE);
    assertEquals(0, balance(1));
  }

  /** What a discarded block left of a subaccount says nothing: a fresh chain has the same codes. */
  @Test
  void aDiscardedBlockLeavesNoSubaccountBehind() {
    dollars(100_000);
    expect();
    coins(77, 1);
    chain.chain.execute(chain.nextBlock());
    chain.chain.discard();
    dollars(100_000).send(77, 1, 1L << 53).send(78, 1, 1L << 53);
    withdraw(77, 1L << 53).withdraw(78, 1L << 53);
    expect(
        ResultCode.INSUFFICIENT_COLLATERAL,
        ResultCode.INSUFFICIENT_COLLATERAL,
        ResultCode.INSUFFICIENT_COLLATERAL,
        ResultCode.INSUFFICIENT_COLLATERAL);
  }

  /** A winner's coins are there only as far as others have brought or paid some. */
  @Test
  void coinsThatNobodyBroughtCannotGoOut() {
    dollars(50_000).coins(2, SATS);
    chain.deposit(1, 50_000);
    chain.fill(1, 2, INVERSE, 10_000, 50_000 * BTC_DOLLAR);
    expect();
    dollars(40_000);
    chain.fill(2, 1, INVERSE, 10_000, 40_000 * BTC_DOLLAR);
    expect();
    assertEquals(-SATS / 2, balance(1));
    assertEquals(SATS + SATS / 2, balance(2));
    withdraw(2, SATS + 1).withdraw(2, SATS);
    expect(ResultCode.INSUFFICIENT_COLLATERAL);
    assertEquals(SATS / 2, balance(2));
  }

  /** Account 1 has 50,000 USD and owes half a coin, which at 96,000 is too much: 2,000 are left. */
  private void owesCoins() {
    dollars(50_000).coins(2, SATS).coins(3, SATS);
    chain.deposit(1, 50_000).deposit(4, 500_000).deposit(3, 500_000);
    chain.add(new Command.GrantRole(Address.ofNumber(3), Role.KEEPER.bit()));
    chain.add(new Command.GrantRole(Address.ofNumber(4), Role.KEEPER.bit()));
    chain.fill(1, 2, INVERSE, 10_000, 50_000 * BTC_DOLLAR);
    expect();
    dollars(40_000);
    chain.fill(2, 1, INVERSE, 10_000, 40_000 * BTC_DOLLAR);
    expect();
    assertEquals(-SATS / 2, balance(1));
  }

  private HostileCoinsTest buyBack(int keeper, long lots, long price) {
    chain.add(
        Address.ofNumber(keeper),
        new Command.Liquidate(account(1), COIN, lots, price * BTC_DOLLAR, account(keeper)));
    return this;
  }

  /** A keeper sells the coins that are owed; one who has none cannot. */
  @Test
  void keepersBuyBackWhatIsOwed() {
    owesCoins();
    dollars(96_000).buyBack(4, SATS / 2, 96_000).buyBack(3, SATS / 2, 98_000);
    buyBack(3, SATS / 4, 96_000).buyBack(3, SATS, 96_000);
    expect(
        ResultCode.INSUFFICIENT_COLLATERAL,
        ResultCode.LIQUIDATION_PRICE_TOO_BAD,
        ResultCode.NOT_LIQUIDATABLE);
    assertEquals(-SATS / 4, balance(1));
    assertEquals(SATS * 3 / 4, balance(3));
    // A quarter cost 24,000 and a penalty of 1.5% of that.
    assertEquals(26_000 * USD - 360 * USD, chain.cash(1));
  }

  @Test
  void driftsKeepersBuyBackWhatIsOwed() {
    chain.set(Parameter.LIQUIDATION_POLICY, 0, 3);
    chain.set(Parameter.SHARE_BLOCKS, 0, 0);
    owesCoins();
    dollars(96_000).buyBack(4, SATS / 2, 97_000).buyBack(3, SATS / 2, 97_900);
    expect(ResultCode.INSUFFICIENT_COLLATERAL);
    assertTrue(balance(1) > -SATS / 2, () -> "owes " + balance(1));
    assertEquals(SATS / 2, balance(3) + balance(1));
  }

  /** Who takes a part of a portfolio that owes coins gives that part of them. */
  @Test
  void aBidderTakesItsPartOfADebtOfCoins() {
    chain.set(Parameter.LIQUIDATION_POLICY, 0, 4);
    owesCoins();
    dollars(96_000);
    expect();
    dollars(96_000);
    for (int bidder : new int[] {4, 3}) {
      chain.add(
          Address.ofNumber(bidder),
          new Command.Bid(account(1), account(bidder), 100_000, Long.MAX_VALUE));
    }
    expect(ResultCode.INSUFFICIENT_COLLATERAL);
    assertEquals(-SATS / 2 + SATS / 20, balance(1));
    assertEquals(SATS - SATS / 20, balance(3));
  }

  /**
   * dYdX has nothing that settles in coins, so that is sold within the slippage of the mark: 600
   * lots of 10 dollars, a long, at 5% below 87,000.
   */
  @Test
  void dydxSellsWhatSettlesInCoins() {
    chain.set(Parameter.LIQUIDATION_POLICY, 0, 2);
    dollars(100_000).coins(1, SATS / 100).coins(2, SATS).coins(3, SATS);
    chain.fill(1, 2, INVERSE, 600, 100_000 * BTC_DOLLAR);
    expect();
    dollars(87_000);
    chain.quote(3, INVERSE, true, 100, 87_000 * BTC_DOLLAR);
    chain.quote(3, INVERSE, true, 500, 82_000 * BTC_DOLLAR);
    BlockResult result = chain.commit();
    Event.LiquidationOrder order =
        result.events().stream()
            .filter(Event.LiquidationOrder.class::isInstance)
            .map(Event.LiquidationOrder.class::cast)
            .filter(each -> each.instrument() == INVERSE)
            .findFirst()
            .orElseThrow();
    assertEquals(-600, order.lots());
    assertEquals(87_000 * BTC_DOLLAR * 95 / 100, order.price());
    assertEquals(100, chain.lots(3, INVERSE));
    assertEquals(500, chain.lots(1, INVERSE));
  }

  @Test
  void feesInCoinsMustBeThere() {
    dollars(100_000);
    chain.deposit(1, 100_000).deposit(2, 100_000);
    chain.set(Parameter.FEE_PPM, BTC, 1_000_000);
    expect();
    dollars(100_000);
    chain.add(
        new Command.Fill(account(1), account(2), INVERSE, 100, 100_000 * BTC_DOLLAR, 1_000, 1_000));
    expect(ResultCode.INSUFFICIENT_COLLATERAL);
    coins(3, 2_000);
    chain.add(
        new Command.Fill(account(1), account(2), INVERSE, 100, 100_000 * BTC_DOLLAR, 1_000, 1_000));
    expect();
    assertEquals(2_000, chain.chain.state().coinPool(ASSET).fees());
    withdraw(3, 1);
    expect(ResultCode.INSUFFICIENT_COLLATERAL);
  }

  /** The coin goes to its smallest price and to its largest, through everything that settles. */
  @Test
  void pricesAtTheirEndsBreakNothing() {
    isAudited = false;
    dollars(100_000).coins(1, 1L << 40).coins(2, 1L << 40);
    chain.deposit(1, 1_000_000_000).deposit(2, 1_000_000_000).deposit(3, 1_000_000_000);
    chain.mode(2, Mode.PORTFOLIO);
    chain.add(new Command.FundInsurance(0, 1_000_000 * USD));
    chain.add(new Command.SetBackstop(account(3), 0, true));
    for (int slot : new int[] {INVERSE, FUTURE}) {
      chain.fill(1, 2, slot, 50_000_000, 100_000 * BTC_DOLLAR);
    }
    chain.fill(2, 1, PUT, 50_000, 90_000_000);
    expect();
    long price = 100_000 * BTC_DOLLAR;
    while (price > 1) {
      price = Math.max(1, price / 900);
      at(price);
      chain.quote(3, COIN, true, 1L << 40, Math.max(1, price));
      chain.commit();
    }
    chain.add(new Command.Funding(INVERSE, 100_000));
    chain.nowMs = EXPIRY_MS + 7_200_000;
    at(1).commitTwice();
    while (price < 1L << 48) {
      price = Math.min(price * 900, 1L << 48);
      at(price);
      chain.commit();
    }
    at((1L << 48) - 1);
    chain.add(Address.ofNumber(1), new Command.Withdraw(account(1), 1));
    withdraw(1, 1).withdraw(2, 1);
    chain.commit();
    Hash root = chain.chain.root();
    chain.chain.undo();
    assertTrue(!root.equals(chain.chain.root()));
  }

  private void commitTwice() {
    chain.commit();
    at(1);
    chain.commit();
  }

  /** A price above 2^48 would leave no room where coins are divided by it. */
  @Test
  void aCoinsPriceHasABitLess() {
    isAudited = false;
    at(1L << 48);
    assertEquals(ResultCode.PRICE_OUT_OF_RANGE, refused(chain.commit()).get(0));
  }

  /**
   * A coin that is sold never asks the fund, however bankrupt its holder is; the perpetual, which
   * would ask it for too much, is closed against who gained.
   */
  @Test
  void theCoinsOfABankruptHolderAreSoldWithoutTheFund() {
    dollars(100_000).coins(1, SATS);
    chain.deposit(2, 1_000_000).deposit(3, 1_000_000);
    chain.add(new Command.FundInsurance(0, 1_000 * USD));
    chain.fill(1, 2, BTC_PERP, 90_000, 100_000 * BTC_DOLLAR);
    expect();
    // Nine coins lose 108,000 and the tenth is worth 88,000.
    dollars(88_000);
    chain.quote(3, BTC_PERP, true, 90_000, 88_000 * BTC_DOLLAR);
    chain.quote(3, COIN, true, SATS, 87_000 * BTC_DOLLAR);
    BlockResult result = chain.commit();
    List<Event> coins = new ArrayList<>();
    for (Event event : result.events()) {
      if (event instanceof Event.LiquidationFill fill && fill.instrument() == COIN) {
        coins.add(fill);
        assertEquals(0, fill.fundPaid());
      }
    }
    assertEquals(1, coins.size());
    assertEquals(0, balance(1));
    assertEquals(SATS, balance(3));
    assertEquals(1_000 * USD, chain.chain.state().pool(0).fund());
    assertEquals(0, chain.lots(1, BTC_PERP));
    assertEquals(0, chain.cash(1));
  }

  /** Who was only named is nobody: what a node has seen and thrown away decides nothing. */
  @Test
  void whoWasOnlyNamedInADiscardedBlockSendsAsWhoNeverWas() {
    dollars(100_000);
    chain.deposit(4, 10_000).deposit(5, 10_000);
    chain.fill(4, 5, LUNA_PERP, 10, 80 * SMALL_DOLLAR);
    assertEquals(List.of(), refused(chain.commit()));
    coins(8, SATS);
    chain.chain.execute(chain.nextBlock());
    chain.chain.discard();
    // 4 is in an isolated market, which takes no coins; but there is nobody to send any.
    dollars(100_000).send(8, 4, 1).send(9, 4, 1);
    assertEquals(
        List.of(ResultCode.INSUFFICIENT_COLLATERAL, ResultCode.INSUFFICIENT_COLLATERAL),
        refused(chain.commit()));
  }
}
