package io.plimsoll.chain;

import static io.plimsoll.chain.TestChain.BTC_DOLLAR;
import static io.plimsoll.chain.TestChain.BTC_PERP;
import static io.plimsoll.chain.TestChain.USD;
import static io.plimsoll.chain.TestChain.account;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.chain.block.AccountMargin;
import io.plimsoll.chain.block.Block;
import io.plimsoll.chain.block.BlockRefused;
import io.plimsoll.chain.block.BlockResult;
import io.plimsoll.chain.block.Hash;
import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.Mode;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.event.Event;
import io.plimsoll.chain.model.ModelCatalogue;
import io.plimsoll.chain.model.ModelId;
import io.plimsoll.chain.snapshot.SnapshotHeader;
import io.plimsoll.chain.snapshot.SnapshotRefused;
import io.plimsoll.kernels.engine.Engines;
import io.plimsoll.margin.holding.Books;
import io.plimsoll.margin.holding.Holdings;
import io.plimsoll.margin.holding.Instrument;
import io.plimsoll.margin.holding.Valued;
import io.plimsoll.margin.market.InstrumentKind;
import io.plimsoll.margin.model.Assessment;
import io.plimsoll.margin.model.ExampleModels;
import io.plimsoll.margin.model.Explanation;
import io.plimsoll.margin.model.Headroom;
import io.plimsoll.margin.model.HoldingModel;
import io.plimsoll.margin.model.ParameterSet;
import io.plimsoll.margin.model.Property;
import io.plimsoll.margin.model.Terms;
import io.plimsoll.margin.model.okx.OkxModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Models over whole books through whole blocks, by hand; and chains that lack one. */
class VenueModelTest {

  private static final ModelCatalogue CATALOGUE = ModelCatalogue.of(ExampleModels.all());

  private final TestChain chain = new TestChain(Engines.create("scalar", 1), CATALOGUE);

  /** Mode cross by a model, with 1,000,000 dollars for account 2. */
  private void begin(String model) {
    genesis(chain);
    chain.set(Parameter.CROSS_MODEL, 0, ModelId.of(ExampleModels.named(model)));
    chain.prices(100_000, 2_000, 80).deposit(2, 1_000_000);
    ok(chain.commit());
  }

  /** Lists the markets, and lets a model by its number serve in the next block. */
  private static void genesis(TestChain of) {
    of.genesis().set(Parameter.MODEL_NOTICE, 0, 1);
    ok(of.commit());
  }

  private static BlockResult ok(BlockResult result) {
    assertTrue(result.results().stream().allMatch(ResultCode.OK::equals), result::toString);
    return result;
  }

  /** Where a quantum of a coin, 10^-8 of it, is a thousand quanta of dollars. */
  private static void near(long expected, long found, String what) {
    assertTrue(Math.abs(expected - found) <= 1_000, what + ": " + expected + ", found " + found);
  }

  private ResultCode last() {
    return chain.commit().results().getLast();
  }

  private AccountMargin margin(int account) {
    return chain.chain.processor().margin(chain.handle(account));
  }

  private static boolean liquidates(BlockResult result, int account) {
    return result.events().stream()
        .anyMatch(event ->
            event instanceof Event.LiquidationStarted started
                && started.subaccount().equals(account(account)));
  }

  /**
   * Binance: 1 BTC at 100,000 has 0.5% less 50 to keep, 450. An account opens above 1.2 times that,
   * 540, not at it, and is liquidated at 1.05 times it, 472.50, and below: at 99,931 the margin is
   * 449.655 and 1.05 times it 472.13775, the equity 541 - 69 = 472; at 99,932 it is 473.
   */
  @Test
  void binance() {
    begin("binance");
    chain.prices(100_000, 2_000, 80).deposit(1, 540);
    chain.fill(1, 2, BTC_PERP, 10_000, 100_000 * BTC_DOLLAR);
    assertEquals(ResultCode.BELOW_INITIAL_MARGIN, last());
    chain.prices(100_000, 2_000, 80).deposit(1, 1);
    chain.fill(1, 2, BTC_PERP, 10_000, 100_000 * BTC_DOLLAR);
    ok(chain.commit());
    assertEquals(
        new AccountMargin(541 * USD, 540 * USD, 472 * USD + 500_000, true, false), margin(1));
    chain.prices(99_932, 2_000, 80);
    assertFalse(liquidates(ok(chain.commit()), 1));
    chain.prices(99_931, 2_000, 80).quote(2, BTC_PERP, true, 10_000, 99_931 * BTC_DOLLAR);
    assertTrue(liquidates(ok(chain.commit()), 1));
    assertEquals(0, chain.lots(1, BTC_PERP));
    Explanation why = chain.chain.processor().explain(chain.handle(2));
    assertEquals(0, why.component("uncounted"));
  }

  /** What a model does not cover may only be reduced, and nobody goes there. */
  @Test
  void anOptionUnderBinance() {
    genesis(chain);
    chain.prices(100_000, 2_000, 80).deposit(1, 10_000).deposit(2, 1_000_000);
    chain.fill(1, 2, TestChain.BTC_CALL, 10_000, 3_000 * BTC_DOLLAR);
    chain.deposit(3, 100_000).fill(3, 2, BTC_PERP, 10_000, 100_000 * BTC_DOLLAR);
    ok(chain.commit());
    AccountMargin before = margin(1);
    chain.set(Parameter.CROSS_MODEL, 0, ModelId.of(ExampleModels.named("binance")));
    chain.prices(100_000, 2_000, 80);
    ok(chain.commit());
    ok(chain.prices(100_000, 2_000, 80).commit());
    assertEquals(
        new AccountMargin(
            margin(1).equity(), Long.MAX_VALUE, margin(1).maintenance(), false, false),
        margin(1));
    assertTrue(before.maintenance() > 0 && margin(1).maintenance() > 0);
    // More of it, or anything else, is refused; less of it is not.
    chain.prices(100_000, 2_000, 80).fill(1, 2, TestChain.BTC_CALL, 1, 3_000 * BTC_DOLLAR);
    assertEquals(ResultCode.STILL_BELOW_INITIAL_MARGIN, last());
    chain.prices(100_000, 2_000, 80).fill(1, 2, BTC_PERP, 1, 100_000 * BTC_DOLLAR);
    assertEquals(ResultCode.STILL_BELOW_INITIAL_MARGIN, last());
    // Account 3 is covered and rich; an option of one lot would take it out of the model.
    assertTrue(margin(3).mayOpen());
    chain.prices(100_000, 2_000, 80).fill(3, 1, TestChain.BTC_CALL, 1, 3_000 * BTC_DOLLAR);
    assertEquals(ResultCode.BELOW_INITIAL_MARGIN, last());
    chain.prices(100_000, 2_000, 80).fill(2, 1, TestChain.BTC_CALL, 10_000, 3_300 * BTC_DOLLAR);
    assertEquals(ResultCode.OK, last());
    assertEquals(0, chain.lots(1, TestChain.BTC_CALL));
    assertTrue(margin(1).mayOpen());
  }

  /** A node without the model refuses the block of the height, before and after a restart. */
  @Test
  void whoLacksTheModelRefusesTheBlock() {
    TestChain poor = new TestChain(Engines.create("scalar", 1), ModelCatalogue.NONE);
    HoldingModel model = ExampleModels.named("okx");
    long id = ModelId.of(model);
    for (TestChain each : List.of(chain, poor)) {
      genesis(each);
      long from = each.chain.height() + 3;
      each.add(new Command.ChangeParameter(Parameter.CROSS_MODEL, 0, id, from, 0));
      ok(each.prices(100_000, 2_000, 80).commit());
      ok(each.prices(100_000, 2_000, 80).commit());
    }
    Hash root = chain.chain.root();
    assertEquals(root, poor.chain.root());
    Block next = chain.prices(100_000, 2_000, 80).nextBlock();
    BlockRefused refused = assertThrows(BlockRefused.class, () -> poor.chain.execute(next));
    assertEquals(BlockRefused.Reason.MODEL_MISSING, refused.reason());
    assertEquals(
        "block "
            + next.height()
            + " is margined by model "
            + id
            + ", which CROSS_MODEL names and this node lacks: it goes on with a release, or a file"
            + " of parameters, that has the model",
        refused.getMessage());
    assertEquals(root, poor.chain.root());
    chain.chain.execute(next);
    chain.chain.commit();
    List<byte[]> chunks = new ArrayList<>();
    SnapshotHeader header = chain.chain.snapshot(1 << 16, chunks::add);
    SnapshotRefused snapshot =
        assertThrows(
            SnapshotRefused.class,
            () -> MarginChain.restore(Engines.create("scalar", 1), header, chunks));
    assertTrue(String.valueOf(snapshot.getMessage()).contains("CROSS_MODEL"));
    MarginChain other = MarginChain.restore(Engines.create("scalar", 1), CATALOGUE, header, chunks);
    assertEquals(chain.chain.root(), other.root());
  }

  /** Numbers that name no model are refused; those that may are taken by every node. */
  @Test
  void whatAModelParameterMayBe() {
    genesis(chain);
    for (long bad : new long[] {0, 3, -1, (1L << 61) - 1, 1L << 62, Long.MAX_VALUE}) {
      chain.set(Parameter.PORTFOLIO_MODEL, 0, bad);
      assertEquals(ResultCode.PARAMETER_OUT_OF_RANGE, last(), String.valueOf(bad));
    }
    long far = chain.chain.height() + 1_000;
    for (long good : new long[] {1, 2, ModelId.LEAST, ModelId.MOST}) {
      assertEquals(good > 2, ModelId.isOne(good));
      chain.add(new Command.ChangeParameter(Parameter.ISOLATED_MODEL, 0, good, far, 0));
      assertEquals(ResultCode.OK, last(), String.valueOf(good));
    }
  }

  /** Between two models there is none: a ramp changes nothing before its end. */
  @Test
  void aRampOfModelsIsAStepAtItsEnd() {
    begin("okx");
    long height = chain.chain.height();
    long id = ModelId.of(ExampleModels.named("bybit"));
    chain.add(new Command.ChangeParameter(Parameter.CROSS_MODEL, 0, id, height + 2, 3));
    ok(chain.prices(100_000, 2_000, 80).commit());
    long okx = ModelId.of(ExampleModels.named("okx"));
    for (long at = height + 1; at < height + 5; at++) {
      assertEquals(okx, chain.chain.state().parameters().at(at, Parameter.CROSS_MODEL, 0));
    }
    assertEquals(id, chain.chain.state().parameters().at(height + 5, Parameter.CROSS_MODEL, 0));
    for (int i = 0; i < 5; i++) {
      ok(chain.prices(100_000, 2_000, 80).commit());
    }
  }

  /** Whoever has not the margin of a mode's model does not enter it. */
  @Test
  void aModeIsEnteredByItsModelsInitialMargin() {
    genesis(chain);
    chain.set(Parameter.PORTFOLIO_MODEL, 0, ModelId.of(ExampleModels.named("binance")));
    chain.prices(100_000, 2_000, 80).deposit(2, 1_000_000).deposit(1, 6_000);
    chain.fill(1, 2, TestChain.BTC_CALL, 1_000, 3_000 * BTC_DOLLAR);
    ok(chain.commit());
    chain.prices(100_000, 2_000, 80).mode(1, Mode.PORTFOLIO);
    assertEquals(ResultCode.MODE_BELOW_INITIAL_MARGIN, last());
  }

  /** A model by its number needs notice, but in the first block, and what serves needs none. */
  @Test
  void aModelByItsNumberNeedsNotice() {
    chain.genesis();
    long id = ModelId.of(ExampleModels.named("okx"));
    long next = chain.chain.height() + 1;
    chain.add(new Command.ChangeParameter(Parameter.CROSS_MODEL, 0, id, next + 63, 0));
    assertEquals(ResultCode.MODEL_TOO_SOON, last());
    chain.add(new Command.ChangeParameter(Parameter.CROSS_MODEL, 0, id, next + 65, 0));
    assertEquals(ResultCode.OK, last());
    // A mistaken one is taken back before it holds.
    chain.add(new Command.ChangeParameter(Parameter.CROSS_MODEL, 0, 1, next + 20, 0));
    assertEquals(ResultCode.OK, last());
    assertEquals(1, chain.chain.state().parameters().at(next + 100, Parameter.CROSS_MODEL, 0));
    TestChain first = new TestChain(Engines.create("scalar", 1), CATALOGUE);
    first.add(new Command.Genesis(7, TestChain.ADMIN));
    first.set(Parameter.CROSS_MODEL, 0, id);
    ok(first.commit());
    first.set(Parameter.CROSS_MODEL, 0, id);
    ok(first.commit());
    first.set(Parameter.CROSS_MODEL, 0, id - 1);
    assertEquals(ResultCode.MODEL_TOO_SOON, first.commit().results().getLast());
  }

  /** What was listed in a block that is taken back leaves nothing behind that a model reads. */
  @Test
  void whatWasListedAndTakenBack() {
    begin("okx");
    chain.deposit(1, 100_000).prices(100_000, 2_000, 80);
    chain.fill(1, 2, BTC_PERP, 10_000, 100_000 * BTC_DOLLAR);
    ok(chain.commit());
    chain.add(new Command.ListUnderlying(9, "NINE", -4));
    chain.add(new Command.ListMarket(9, 9, false, 1, 1));
    chain.add(new Command.ListInstrument(90, 9, InstrumentKind.PERPETUAL, 0, 0));
    Block listing = chain.prices(100_000, 2_000, 80).nextBlock();
    ok(chain.chain.execute(listing));
    chain.chain.discard();
    ok(chain.prices(100_100, 2_000, 80).commit());
    AccountMargin margin = margin(1);
    chain.add(new Command.ListUnderlying(9, "NINE", -4));
    ok(chain.prices(100_100, 2_000, 80).commit());
    chain.chain.undo();
    chain.blocks.removeLast();
    ok(chain.prices(100_100, 2_000, 80).commit());
    assertEquals(margin, margin(1));
    List<byte[]> chunks = new ArrayList<>();
    SnapshotHeader header = chain.chain.snapshot(1 << 16, chunks::add);
    MarginChain other = MarginChain.restore(Engines.create("scalar", 1), CATALOGUE, header, chunks);
    chain.add(new Command.ListUnderlying(10, "TEN", -4));
    Block next = chain.prices(99_000, 2_000, 80).nextBlock();
    assertEquals(ok(chain.chain.execute(next)), other.execute(next));
  }

  /**
   * Deribit counts no dollars: who owes some for coins is not covered, so that nobody buys coins on
   * credit, and by no other model is what is owed without its margin.
   */
  @Test
  void coinsOnCredit() {
    for (HoldingModel model : ExampleModels.all()) {
      TestChain of = new TestChain(Engines.create("scalar", 1), CATALOGUE);
      genesis(of);
      of.add(new Command.ListAsset(1, "BTC", -8, TestChain.BTC, 21, 21));
      of.set(Parameter.HAIRCUT_PPM, 1, 100_000).set(Parameter.HAIRCUT_MAINTENANCE_PPM, 1, 50_000);
      of.set(Parameter.CROSS_MODEL, 0, ModelId.of(model));
      ok(of.prices(100_000, 2_000, 80).commit());
      long sats = 100_000_000;
      of.add(new Command.DepositAsset(account(1), 1, sats));
      of.add(new Command.DepositAsset(account(2), 1, 100 * sats));
      ok(of.prices(100_000, 2_000, 80).commit());
      of.prices(100_000, 2_000, 80).fill(1, 2, 21, 40 * sats, 100_000 * BTC_DOLLAR);
      assertEquals(ResultCode.BELOW_INITIAL_MARGIN, of.commit().results().getLast(), model.name());
    }
  }

  /** A coin that a model does not take counts for nothing, and nobody is liquidated for it. */
  @Test
  void coinsThatAModelDoesNotTake() {
    for (HoldingModel model : ExampleModels.all()) {
      TestChain of = new TestChain(Engines.create("scalar", 1), CATALOGUE);
      genesis(of);
      of.add(new Command.ListUnderlying(4, "UNKNOWN", -5));
      of.add(new Command.ListMarket(4, 4, false, 1, 1_000));
      ok(of.commit());
      of.add(new Command.ListAsset(4, "UNKNOWN", -8, 4, 24, 24));
      of.set(Parameter.CROSS_MODEL, 0, ModelId.of(model));
      ok(of.commit());
      of.add(new Command.Prices(4, 50 * BTC_DOLLAR, List.of(), List.of()));
      of.add(new Command.DepositAsset(account(1), 4, 1_000_000_000));
      BlockResult result = ok(of.prices(100_000, 2_000, 80).commit());
      assertFalse(liquidates(result, 1), model.name());
      AccountMargin margin = of.chain.processor().margin(of.handle(1));
      assertEquals(new AccountMargin(500 * USD, 500 * USD, 500 * USD, true, false), margin);
    }
  }

  /**
   * A long BTC at 100,000 under a model, by hand.
   *
   * @param tooLittle dollars with which it is refused
   * @param enough with which it is not
   * @param stays price at which it stays, at a dollar less it is liquidated
   * @param why the margins
   */
  private record Outright(String model, long tooLittle, long enough, long stays, String why) {}

  private static final List<Outright> OUTRIGHTS =
      List.of(
          new Outright(
              "backpack",
              3_162,
              3_163,
              100_000,
              "0.0001 * sqrt(100,000) of it, 3,162.28, for both"),
          new Outright(
              "bybit", 12_239, 12_240, 97_729, "10% and 0.2% of it; 1.2 times that; not at it"),
          new Outright(
              "portfolio", 15_299, 15_300, 95_680, "15% and 0.3% of it; three quarters of that"),
          new Outright("paradex", 15_999, 16_000, 91_305, "16% of it; half of that"),
          new Outright("derivesrm", 6_499, 6_500, 98_422, "6.5% and 5% of it"),
          new Outright(
              "dydx", 20_833, 20_834, 81_615, "5% + 95% * (50 - 40) / (100 - 40) of it; 3% of it"),
          new Outright("drift", 9_999, 10_000, 94_737, "10% and 5% of it, no more for a BTC"));

  @Test
  void outrightsByHand() {
    for (Outright each : OUTRIGHTS) {
      TestChain of = new TestChain(Engines.create("scalar", 1), CATALOGUE);
      genesis(of);
      of.set(Parameter.BAND_PPM, TestChain.BTC, 1_000_000);
      of.set(Parameter.CROSS_MODEL, 0, ModelId.of(ExampleModels.named(each.model)));
      of.prices(100_000, 2_000, 80).deposit(2, 1_000_000).deposit(1, each.tooLittle);
      ok(of.commit());
      of.prices(100_000, 2_000, 80).fill(1, 2, BTC_PERP, 10_000, 100_000 * BTC_DOLLAR);
      assertEquals(
          ResultCode.BELOW_INITIAL_MARGIN, of.commit().results().getLast(), each.toString());
      of.prices(100_000, 2_000, 80).deposit(1, each.enough - each.tooLittle);
      of.fill(1, 2, BTC_PERP, 10_000, 100_000 * BTC_DOLLAR);
      assertEquals(ResultCode.OK, of.commit().results().getLast(), each.toString());
      BlockResult before = ok(of.prices(each.stays, 2_000, 80).commit());
      assertFalse(liquidates(before, 1), each.toString());
      of.prices(each.stays - 1, 2_000, 80);
      of.quote(2, BTC_PERP, true, 10_000, (each.stays - 1) * BTC_DOLLAR);
      assertTrue(liquidates(ok(of.commit()), 1), each.toString());
      assertEquals(0, of.lots(1, BTC_PERP), each.toString());
    }
  }

  /**
   * Deribit: 100,000 dollars of an inverse perpetual at 100,000 lose 0.16 / 0.84 of a BTC in the
   * worst cell, 0.190476190, and 0.01 by the roll shock; 0.8 of that is to be kept. With 0.2005 BTC
   * the account has 1.2005 - 100,000 / p BTC at p, and needs 0.160380952 * 100,000 / p, so that it
   * is liquidated below 96,658.14.
   */
  @Test
  void deribit() {
    genesis(chain);
    long sats = 100_000_000;
    chain.add(new Command.ListAsset(1, "BTC", -8, TestChain.BTC, 21, 21));
    chain.add(
        new Command.ListInstrument(
            23, TestChain.BTC, InstrumentKind.INVERSE_PERPETUAL, 0, 10 * USD));
    chain.set(Parameter.CROSS_MODEL, 0, ModelId.of(ExampleModels.named("deribit")));
    ok(chain.prices(100_000, 2_000, 80).commit());
    chain.add(new Command.DepositAsset(account(1), 1, 20_047_619));
    chain.add(new Command.DepositAsset(account(2), 1, 100 * sats));
    ok(chain.prices(100_000, 2_000, 80).commit());
    chain.prices(100_000, 2_000, 80).fill(1, 2, 23, 10_000, 100_000 * BTC_DOLLAR);
    assertEquals(ResultCode.OK, last());
    chain.chain.undo();
    chain.blocks.removeLast();
    chain.prices(100_000, 2_000, 80).fill(1, 2, 23, 10_001, 100_000 * BTC_DOLLAR);
    assertEquals(ResultCode.BELOW_INITIAL_MARGIN, last());
    chain.add(new Command.DepositAsset(account(1), 1, 2_381));
    chain.prices(100_000, 2_000, 80).fill(1, 2, 23, 10_000, 100_000 * BTC_DOLLAR);
    ok(chain.commit());
    near(16_038_095_200L, margin(1).maintenance(), "maintenance");
    near(20_047_619_000L, margin(1).initial(), "initial");
    assertFalse(liquidates(ok(chain.prices(96_659, 2_000, 80).commit()), 1));
    chain.prices(96_658, 2_000, 80).quote(2, 23, true, 10_000, 96_658 * BTC_DOLLAR);
    assertTrue(liquidates(ok(chain.commit()), 1));
  }

  /**
   * Liquidation looks ahead with what a close leaves in cash and coins: the maintenance margin that
   * it says will be left is the one that is left when the position was sold at its mark.
   */
  @Test
  void whatWillBeLeftIsLeft() {
    for (String model : List.of("okx", "bybit", "backpack")) {
      TestChain of = new TestChain(Engines.create("scalar", 1), CATALOGUE);
      genesis(of);
      of.add(new Command.ListAsset(1, "BTC", -8, TestChain.BTC, 21, 21));
      of.set(Parameter.CROSS_MODEL, 0, ModelId.of(ExampleModels.named(model)));
      of.set(Parameter.PENALTY_PPM, TestChain.BTC, 0).set(Parameter.PENALTY_PPM, TestChain.ETH, 0);
      ok(of.prices(100_000, 2_000, 80).commit());
      of.deposit(2, 10_000_000);
      // Coins, and dollars that are owed once the perpetuals lose.
      of.add(new Command.DepositAsset(account(1), 1, 100_000_000));
      of.deposit(1, 20_000).prices(100_000, 2_000, 80);
      of.fill(1, 2, BTC_PERP, 20_000, 100_000 * BTC_DOLLAR);
      of.fill(1, 2, TestChain.ETH_PERP, 50_000, 2_000 * TestChain.SMALL_DOLLAR);
      ok(of.commit());
      for (long price = 98_000; price > 40_000; price -= 1_000) {
        of.prices(price, 2_000, 80);
        of.quote(2, BTC_PERP, true, 1_000_000, price * BTC_DOLLAR);
        of.quote(2, TestChain.ETH_PERP, true, 1_000_000, 2_000 * TestChain.SMALL_DOLLAR);
        of.set(Parameter.LIQUIDATION_STEPS, 0, 1);
        BlockResult result = ok(of.commit());
        List<Event.LiquidationOrder> orders =
            result.events().stream()
                .filter(Event.LiquidationOrder.class::isInstance)
                .map(Event.LiquidationOrder.class::cast)
                .toList();
        if (!orders.isEmpty()) {
          long left = of.chain.processor().margin(of.handle(1)).maintenance();
          near(orders.getLast().left(), left, model + " at " + price);
          break;
        }
        assertTrue(price > 41_000, model + " is never liquidated");
      }
    }
  }

  /**
   * OKX's own response for 10 LTC through blocks: MR1 at 18% of an index of 101.948182254, MR4 at
   * 0.8% of what they are worth at 102 USDT of 0.99954 dollars, which is the mark here,
   * 191.662974457 to keep and 1.3 times that to open.
   */
  @Test
  void okxResponseForLitecoin() {
    String set =
        ExampleModels.okx()
            .replace("BTC", "LTC")
            .replace("0, 0.04, 0.08, 0.12", "0, 0.06, 0.12, 0.18")
            .replace("mr4_swap_rate = 0.002", "mr4_swap_rate = 0.008")
            .replace("mr7_rate = 0.0045", "mr7_rate = 0.007");
    HoldingModel okx = new OkxModel(Books.set("okx/response", set));
    TestChain of = new TestChain(Engines.create("scalar", 1), ModelCatalogue.of(List.of(okx)));
    genesis(of);
    of.set(Parameter.CROSS_MODEL, 0, ModelId.of(okx));
    of.add(new Command.ListUnderlying(5, "LTC", -9));
    of.add(new Command.ListMarket(5, 5, false, 1, 1_000_000));
    of.add(new Command.ListInstrument(50, 5, InstrumentKind.PERPETUAL, 0, 0));
    of.set(Parameter.MARK_SOURCE, 5, 1);
    ok(of.commit());
    long index = 101_948_182_254L;
    long mark = 101_953_080_000L;
    Command prices = new Command.Prices(5, index, List.of(new Command.Mark(50, mark)), List.of());
    of.add(prices).prices(100_000, 2_000, 80).deposit(1, 1_000).deposit(2, 1_000);
    ok(of.commit());
    // A lot is 0.001 LTC.
    of.add(prices).fill(1, 2, 50, 10_000, mark);
    ok(of.commit());
    AccountMargin margin = of.chain.processor().margin(of.handle(1));
    assertEquals(191_662_975, margin.maintenance());
    assertEquals(249_161_867, margin.initial());
  }

  /** Backpack's fractions: 2% of 10,000, 10% of 1,000,000 and 50% of 25,000,000, in blocks. */
  @Test
  void backpackFractions() {
    begin("backpack");
    long[][] books = {{1_000, 200}, {100_000, 100_000}, {2_500_000, 12_500_000}};
    for (int i = 0; i < books.length; i++) {
      chain.deposit(10 + i, 20_000_000).deposit(20 + i, 20_000_000).prices(100_000, 2_000, 80);
      chain.fill(10 + i, 20 + i, BTC_PERP, books[i][0], 100_000 * BTC_DOLLAR);
      ok(chain.commit());
      assertEquals(books[i][1] * USD, margin(10 + i).initial());
    }
  }

  /** Another model that counts how often it is asked. */
  private static final class Counting implements HoldingModel {

    private final HoldingModel of;
    private int asked;

    Counting(HoldingModel of) {
      this.of = of;
    }

    @Override
    public String name() {
      return "counting";
    }

    @Override
    public Terms terms() {
      return of.terms();
    }

    @Override
    public ParameterSet parameters() {
      return of.parameters();
    }

    @Override
    public boolean covers(Instrument instrument) {
      return of.covers(instrument);
    }

    @Override
    public Coins coins(String coin) {
      return of.coins(coin);
    }

    @Override
    public Assessment assess(Valued book) {
      asked++;
      return of.assess(book);
    }

    @Override
    public Set<Property> properties() {
      return of.properties();
    }

    @Override
    public boolean canOpen(Assessment assessed) {
      return of.canOpen(assessed);
    }

    @Override
    public boolean isLiquidatable(Assessment assessed) {
      return of.isLiquidatable(assessed);
    }

    @Override
    public Headroom headroom(Holdings book, String coin) {
      return of.headroom(book, coin);
    }
  }

  /**
   * A step of liquidation asks about each position's removal and its stand-alone margin, and a few
   * times beside that: not for each position about all others.
   */
  @Test
  void aStepAsksALittleMoreThanItHasPositions() {
    Counting model = new Counting(ExampleModels.named("bybit"));
    TestChain of = new TestChain(Engines.create("scalar", 1), ModelCatalogue.of(List.of(model)));
    genesis(of);
    of.set(Parameter.CROSS_MODEL, 0, ModelId.of(model)).set(Parameter.LIQUIDATION_STEPS, 0, 1);
    of.prices(100_000, 2_000, 80).deposit(2, 10_000_000).deposit(1, 60_000);
    ok(of.commit());
    of.prices(100_000, 2_000, 80);
    of.fill(1, 2, BTC_PERP, 20_000, 100_000 * BTC_DOLLAR);
    of.fill(1, 2, TestChain.BTC_FUTURE, 10_000, 100_000 * BTC_DOLLAR);
    of.fill(1, 2, TestChain.ETH_PERP, 50_000, 2_000 * TestChain.SMALL_DOLLAR);
    of.fill(1, 2, TestChain.BTC_CALL, 1_000, 3_000 * BTC_DOLLAR);
    ok(of.commit());
    model.asked = 0;
    assertFalse(liquidates(ok(of.prices(100_000, 2_000, 80).commit()), 1));
    assertEquals(2, model.asked);
    model.asked = 0;
    of.prices(90_000, 2_000, 80).quote(2, BTC_PERP, true, 100_000, 90_000 * BTC_DOLLAR);
    of.quote(2, TestChain.BTC_FUTURE, true, 100_000, 90_000 * BTC_DOLLAR);
    assertTrue(liquidates(ok(of.commit()), 1));
    int positions = 4;
    assertTrue(model.asked <= 2 + 2 * positions + 16, "asked " + model.asked);
  }
}
