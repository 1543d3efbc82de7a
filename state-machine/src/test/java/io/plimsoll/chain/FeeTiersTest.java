package io.plimsoll.chain;

import static io.plimsoll.chain.TestChain.BTC;
import static io.plimsoll.chain.TestChain.BTC_DOLLAR;
import static io.plimsoll.chain.TestChain.BTC_PERP;
import static io.plimsoll.chain.TestChain.USD;
import static io.plimsoll.chain.TestChain.account;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.chain.audit.ScriptedAudit;
import io.plimsoll.chain.block.AccountMargin;
import io.plimsoll.chain.block.FeeTerms;
import io.plimsoll.chain.block.Hash;
import io.plimsoll.chain.block.HypotheticalTrade;
import io.plimsoll.chain.block.Invariant;
import io.plimsoll.chain.block.InvariantBroken;
import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.block.WhatIf;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.chain.process.InvariantCheck;
import io.plimsoll.chain.snapshot.SnapshotHeader;
import io.plimsoll.chain.state.Volumes;
import io.plimsoll.kernels.engine.Engines;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Fees by what owners have traded, with figures by hand. A lot of BTC is 10 dollars. */
class FeeTiersTest {

  private static final long PRICE = 100_000 * BTC_DOLLAR;
  private static final ResultCode OK = ResultCode.OK;
  private static final ResultCode NOT = ResultCode.FEE_NOT_OF_TIER;

  private final TestChain chain = new TestChain();

  /** Whatever a test brings about, the auditor predicts it too. */
  @AfterEach
  void theAuditorAgrees() {
    ScriptedAudit.follow(chain.blocks);
  }

  /** 100 and 500 ppm; from 1,000 dollars -50 and 400; whoever made half of all, -100 and 300. */
  private void begin() {
    chain.genesis().set(Parameter.FEE_POLICY, 0, 1);
    tier(0, 1_000 * USD, 0, -50, 400);
    tier(1, 1_000 * USD, 500_000, -100, 300);
    chain.prices(100_000, 1_000, 80);
    for (int account = 1; account <= 4; account++) {
      chain.deposit(account, 100_000);
    }
    chain.commit();
  }

  private void tier(int tier, long volume, long makerSharePpm, long makerPpm, long takerPpm) {
    chain.set(Parameter.FEE_TIER_VOLUME, tier, volume);
    chain.set(Parameter.FEE_TIER_MAKER_SHARE_PPM, tier, makerSharePpm);
    chain.set(Parameter.FEE_TIER_MAKER_PPM, tier, makerPpm);
    chain.set(Parameter.FEE_TIER_TAKER_PPM, tier, takerPpm);
  }

  private void fill(int buyer, int seller, long lots, long price, long buyerFee, long sellerFee) {
    chain.add(
        new Command.Fill(
            account(buyer), account(seller), BTC_PERP, lots, price, buyerFee, sellerFee));
  }

  private List<ResultCode> commit() {
    List<ResultCode> results = chain.commit().results();
    return results.subList(Math.min(3, results.size()), results.size());
  }

  private TestChain priced() {
    return chain.prices(100_000, 1_000, 80);
  }

  private FeeTerms terms(int account) {
    FeeTerms terms = chain.chain.feeTerms(Address.ofNumber(account));
    ViewReader reader = chain.chain.views().reader(Engines.create("scalar", 1));
    assertEquals(terms, reader.feeTerms(Address.ofNumber(account)));
    assertEquals(terms, reader.feeTerms(Address.ofNumber(account)), "nothing is left of it");
    return terms;
  }

  /** 500 dollars: a taker pays 25 cents, a maker 5. Either side may be either. */
  @Test
  void aFillHasTheFeesOfAMakerAndATaker() {
    begin();
    priced();
    fill(1, 2, 50, PRICE, 250_000, 50_000);
    fill(1, 2, 50, PRICE, 50_000, 250_000);
    fill(1, 2, 50, PRICE, 250_000, 250_000);
    fill(1, 2, 50, PRICE, 50_000, 50_000);
    fill(1, 2, 50, PRICE, 249_999, 50_000);
    fill(1, 2, 50, PRICE, 250_000, 50_001);
    fill(1, 2, 50, PRICE, 0, 0);
    assertEquals(List.of(OK, OK, NOT, NOT, NOT, NOT, NOT), commit());
    assertEquals(100_000 * USD - 300_000, chain.cash(1));
    assertEquals(new FeeTerms(1, -50, 400, 500 * USD, 500 * USD, 1_000 * USD), noShare(terms(1)));
    assertEquals(600_000, chain.chain.state().pool(0).fees());
  }

  /** Both made half of all, which is the next tier. */
  private static FeeTerms noShare(FeeTerms terms) {
    assertEquals(new FeeTerms(2, -100, 300, terms.maker(), terms.taker(), terms.all()), terms);
    return new FeeTerms(1, -50, 400, terms.maker(), terms.taker(), terms.all());
  }

  /** Where both ways have one fee, the seller is the maker. */
  @Test
  void aTieIsTheSellers() {
    begin();
    chain.set(Parameter.FEE_MAKER_PPM, 0, 500).commit();
    priced();
    fill(1, 2, 50, PRICE, 250_000, 250_000);
    assertEquals(List.of(OK), commit());
    assertEquals(500 * USD, terms(1).taker());
    assertEquals(500 * USD, terms(2).maker());
  }

  /** What would be of a trade of account 1, by the chain and by who reads it. */
  private WhatIf ask(long lots, long fee) {
    List<HypotheticalTrade> trades = List.of(new HypotheticalTrade(BTC_PERP, lots, PRICE, fee));
    int handle = chain.chain.state().accounts().find(account(1));
    WhatIf answer = chain.chain.processor().whatIf(handle, 0, trades, null);
    ViewReader reader = chain.chain.views().reader(Engines.create("scalar", 1));
    assertEquals(answer, reader.whatIf(account(1), 0, trades, null));
    return answer;
  }

  /** Before a trade 500 and 100 ppm; as who made more than half of all 300 and -100. */
  @Test
  void whatATradeWouldCostIsByTheTier() {
    begin();
    priced();
    commit();
    for (long fee : new long[] {500_000, 100_000, HypotheticalTrade.AS_TAKER}) {
      assertEquals(OK, ask(100, fee).code());
      assertEquals(OK, ask(-100, fee).code());
    }
    for (long fee : new long[] {0, -1, 99_999, 100_001, 499_999, 500_001, Long.MAX_VALUE}) {
      assertEquals(NOT, ask(100, fee).code(), "" + fee);
    }
    priced();
    fill(2, 1, 100, PRICE, 500_000, 100_000);
    commit();
    // A rebate is what the other side can pay for, so at most the tier's.
    for (long fee : new long[] {300_000, -100_000, -99_999, -1, 0}) {
      assertEquals(OK, ask(-100, fee).code(), "" + fee);
    }
    for (long fee : new long[] {1, 100_000, 299_999, -100_001, Long.MIN_VALUE + 1}) {
      assertEquals(NOT, ask(-100, fee).code(), "" + fee);
    }
    assertEquals(ask(-100, 300_000), ask(-100, HypotheticalTrade.AS_TAKER));
    assertEquals(ask(-100, 0).after().equity() - 300_000, ask(-100, 300_000).after().equity());
    AccountMargin foretold = ask(-100, HypotheticalTrade.AS_TAKER).after();
    priced();
    fill(3, 1, 100, PRICE, 100_000, 300_000);
    assertEquals(List.of(OK), commit());
    assertEquals(foretold, ask(1, HypotheticalTrade.AS_TAKER).before());
  }

  /** What matchers say is known to them alone. */
  @Test
  void withoutTiersATakersFeeIsNone() {
    chain.genesis().prices(100_000, 1_000, 80).deposit(1, 1_000).commit();
    assertEquals(ask(1, 0), ask(1, HypotheticalTrade.AS_TAKER));
    assertEquals(ResultCode.FEE_OUT_OF_RANGE, ask(1, Long.MAX_VALUE).code());
  }

  /** What a block trades counts from the next one on, whatever it is. */
  @Test
  void aTierIsKnownBeforeTheBlock() {
    begin();
    priced();
    fill(1, 2, 100, PRICE, 500_000, 100_000);
    fill(1, 2, 100, PRICE, 400_000, 100_000);
    fill(1, 2, 100, PRICE, 500_000, 100_000);
    assertEquals(List.of(OK, NOT, OK), commit());
    assertEquals(new FeeTerms(1, -50, 400, 0, 2_000 * USD, 2_000 * USD), terms(1));
    assertEquals(new FeeTerms(2, -100, 300, 2_000 * USD, 0, 2_000 * USD), terms(2));
    // 1,000 dollars: account 1 takes at 400, account 2 makes at -100; account 3 is new.
    priced();
    fill(1, 2, 100, PRICE, 400_000, -100_000);
    fill(3, 1, 100, PRICE, 500_000, -50_000);
    assertEquals(List.of(OK, OK), commit());
  }

  /** 10.000001 dollars: 5,000.0005 is 5,001 to pay, -500.00005 is 500 to get. */
  @Test
  void aFeeIsCeiled() {
    begin();
    priced();
    fill(1, 2, 200, PRICE, 1_000_000, 200_000);
    assertEquals(List.of(OK), commit());
    chain.set(Parameter.FEE_TIER_MAKER_PPM, 1, -50).commit();
    priced();
    fill(3, 2, 1, PRICE + 1_000, 5_001, -501);
    fill(3, 2, 1, PRICE + 1_000, 5_000, -500);
    fill(3, 2, 1, PRICE + 1_000, 5_001, -500);
    assertEquals(List.of(NOT, NOT, OK), commit());
  }

  /** A rebate is at most the other fee; what pays the chain nothing counts for nothing. */
  @Test
  void aRebateIsWhatTheTakerPaysAtMost() {
    begin();
    chain.set(Parameter.FEE_MAKER_PPM, 0, -600).commit();
    priced();
    fill(1, 2, 100, PRICE, 500_000, -600_000);
    fill(1, 2, 100, PRICE, 500_000, -500_000);
    assertEquals(List.of(NOT, OK), commit());
    assertEquals(new FeeTerms(0, -600, 500, 0, 0, 0), terms(1));
    assertEquals(0, chain.chain.state().pool(0).fees());
  }

  /** Trading with oneself for a tier where that is free moves nothing. */
  @Test
  void aMarketsLargestFeeHoldsForTiersToo() {
    begin();
    chain.set(Parameter.FEE_PPM, BTC, 200).commit();
    priced();
    fill(1, 2, 100, PRICE, 200_000, 100_000);
    assertEquals(List.of(OK), commit());
    chain.set(Parameter.FEE_PPM, BTC, 0).commit();
    SubaccountId second = new SubaccountId(Address.ofNumber(3), 1);
    priced().add(new Command.Deposit(second, 100_000 * USD));
    chain.add(new Command.Fill(account(3), second, BTC_PERP, 1_000, PRICE, 0, 0));
    assertEquals(List.of(OK, OK), commit());
    assertEquals(new FeeTerms(0, 100, 500, 0, 0, 1_000 * USD), terms(3));
  }

  /** Between an owner's own subaccounts both sides are one's, and both are paid for. */
  @Test
  void volumeIsAnOwners() {
    begin();
    SubaccountId second = new SubaccountId(Address.ofNumber(3), 1);
    priced().add(new Command.Deposit(second, 100_000 * USD));
    chain.add(new Command.Fill(account(3), second, BTC_PERP, 100, PRICE, 500_000, 100_000));
    assertEquals(List.of(OK, OK), commit());
    assertEquals(new FeeTerms(2, -100, 300, 1_000 * USD, 1_000 * USD, 1_000 * USD), terms(3));
    assertEquals(1, chain.chain.state().volumes().rows().size());
  }

  private void toDay(long day) {
    chain.nowMs = day * Volumes.DAY_MS;
  }

  /** A day counts with the 29 after it, by the last block's day; then the owner is forgotten. */
  @Test
  void thirtyDaysCount() {
    begin();
    long day = Volumes.day(chain.nowMs);
    priced();
    fill(1, 2, 100, PRICE, 500_000, 100_000);
    assertEquals(List.of(OK), commit());
    toDay(day + 29);
    chain.commit();
    assertEquals(1, terms(1).tier());
    // A block of the thirtieth day after it still has the tier that was known before it.
    toDay(day + 30);
    priced();
    fill(1, 3, 1, PRICE, 4_000, 1_000);
    assertEquals(List.of(OK), commit());
    assertEquals(new FeeTerms(0, 100, 500, 0, 10 * USD, 10 * USD), terms(1));
    assertEquals(0, terms(2).maker());
    Volumes volumes = chain.chain.state().volumes();
    assertEquals(3, volumes.rows().size());
    chain.commit();
    assertNull(volumes.get(Address.ofNumber(2)));
    assertEquals(0, Objects.requireNonNull(volumes.get(Address.ofNumber(1))).taker(day));
    toDay(day + 61);
    chain.commit();
    chain.commit();
    assertEquals(0, volumes.rows().size());
    assertNull(chain.chain.state().volumeOfAll());
  }

  @Test
  void soManyOwnersAreForgottenInABlock() {
    begin();
    chain.set(Parameter.FORGOTTEN_VOLUMES, 0, 1);
    priced();
    fill(1, 2, 100, PRICE, 500_000, 100_000);
    chain.commit();
    toDay(Volumes.day(chain.nowMs) + 31);
    chain.commit();
    for (int left = 1; left >= 0; left--) {
      chain.commit();
      assertEquals(left, chain.chain.state().volumes().rows().size());
    }
  }

  /** Whoever signs 500 ppm has signed the Ceil of it; whoever signs less is a maker or nothing. */
  @Test
  void aSignedOrderIsFilledAtItsRate() {
    begin();
    long untilMs = chain.nowMs + 600_000;
    long price = PRICE + 1_000;
    Command.Order buy =
        new Command.Order(7, account(1), BTC_PERP, true, 10, price, untilMs, 1, 500, false);
    Command.Order sell =
        new Command.Order(7, account(2), BTC_PERP, false, 10, price, untilMs, 1, 100, false);
    Command.SignedOrder bought = new Command.SignedOrder(Address.ofNumber(1), buy);
    Command.SignedOrder sold = new Command.SignedOrder(Address.ofNumber(2), sell);
    priced();
    chain.add(new Command.FillOrders(bought, sold, 1, price, 1_001, 5_001));
    chain.add(new Command.FillOrders(bought, sold, 1, price, 5_001, 1_001));
    assertEquals(List.of(ResultCode.FEE_ABOVE_ORDER, OK), commit());
  }

  /** Nothing of this is there where the policy is the matcher's, nor grows where it is again. */
  @Test
  void theMatchersFeesAreAsTheyWere() {
    begin();
    priced();
    fill(1, 2, 100, PRICE, 500_000, 100_000);
    chain.set(Parameter.FEE_POLICY, 0, 0);
    assertEquals(List.of(OK, OK), commit());
    Hash before = chain.chain.root();
    priced();
    fill(1, 2, 100, PRICE, 0, 0);
    fill(1, 2, 100, PRICE, 10_000_001, 0);
    assertEquals(List.of(OK, ResultCode.FEE_OUT_OF_RANGE), commit());
    assertEquals(1_000 * USD, terms(1).taker());
    chain.chain.undo();
    chain.blocks.removeLast();
    assertEquals(before, chain.chain.root());
  }

  /** A restored chain knows what was traded; one with a volume of nobody's is refused. */
  @Test
  void aSnapshotHasVolumes() {
    begin();
    priced();
    fill(1, 2, 100, PRICE, 500_000, 100_000);
    chain.commit();
    List<byte[]> chunks = new ArrayList<>();
    SnapshotHeader header = chain.chain.snapshot(1 << 16, chunks::add);
    MarginChain other = MarginChain.restore(Engines.create("scalar", 1), header, chunks);
    assertEquals(terms(1), other.feeTerms(Address.ofNumber(1)));

    long today = Volumes.day(chain.nowMs);
    other.state().volumes().put(Address.ofNumber(9), Volumes.Row.plus(null, today, 1, 0));
    InvariantCheck check = new InvariantCheck(other.state());
    check.run();
    InvariantBroken broken = assertThrows(InvariantBroken.class, check::checkVolumesOfOwners);
    assertEquals(Invariant.VOLUMES_HAVE_TWO_SIDES, broken.invariant());
    other.state().setVolumeOfAll(Volumes.Row.plus(null, today, 1, 0));
    broken = assertThrows(InvariantBroken.class, check::run);
    assertEquals(Invariant.VOLUMES_HAVE_TWO_SIDES, broken.invariant());
  }

  /** Fills of 9 * 10^9 dollars, of which sixteen fit into 2^57 quanta; a smaller one fits then. */
  @Test
  void aDaysFillsCountUpToItsMost() {
    chain.genesis().set(Parameter.FEE_POLICY, 0, 1);
    chain.prices(100_000, 1_000, 80);
    chain.deposit(1, 9_000_000_000L).deposit(2, 9_000_000_000L).commit();
    long large = 9_000_000_000L * USD;
    largeFills(10);
    assertEquals(10 * large, terms(1).all());
    largeFills(7);
    assertEquals(new FeeTerms(0, 100, 500, 8 * large, 8 * large, 16 * large), terms(1));
    priced();
    fill(1, 2, 100, PRICE, 500_000, 100_000);
    assertEquals(List.of(OK), commit());
    assertEquals(16 * large + 1_000 * USD, terms(1).all());
    toDay(Volumes.day(chain.nowMs) + 1);
    largeFills(1);
    assertEquals(17 * large + 1_000 * USD, terms(1).all());
  }

  /** One buys from the other and back, the buyer as taker. */
  private void largeFills(int count) {
    priced();
    for (int i = 0; i < count; i++) {
      int buyer = 1 + i % 2;
      fill(buyer, 3 - buyer, 900_000_000, PRICE, 4_500_000 * USD, 900_000 * USD);
    }
    assertEquals(Collections.nCopies(count, OK), commit());
  }

  /** Thirty days of 2^57 quanta as maker and as taker have a sum. */
  @Test
  void aRowsDaysHaveASum() {
    Volumes.Row row = Volumes.Row.plus(null, 5, Volumes.MOST_OF_DAY, 0);
    for (long day = 6; day < 40; day++) {
      row = Volumes.Row.plus(row, day, Volumes.MOST_OF_DAY, Volumes.MOST_OF_DAY);
    }
    assertEquals(30 * Volumes.MOST_OF_DAY, row.makerUntil(39));
    assertTrue(row.makerUntil(39) + row.takerUntil(39) > 0);
    assertEquals(0, row.makerUntil(69));
    assertEquals(Volumes.MOST_OF_DAY, row.makerUntil(68));
  }
}
