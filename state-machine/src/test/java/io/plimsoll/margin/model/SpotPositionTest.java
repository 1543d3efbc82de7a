package io.plimsoll.margin.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.fixed.E18;
import io.plimsoll.margin.analysis.LiquidationPrice;
import io.plimsoll.margin.analysis.LiquidationSearch;
import io.plimsoll.margin.analysis.Translation;
import io.plimsoll.margin.holding.Books;
import io.plimsoll.margin.holding.Holdings;
import io.plimsoll.margin.holding.Instrument;
import io.plimsoll.margin.holding.Notation;
import io.plimsoll.margin.model.backpack.BackpackModel;
import io.plimsoll.margin.model.binance.BinanceModel;
import io.plimsoll.margin.model.bybit.BybitModel;
import io.plimsoll.margin.model.okx.OkxModel;
import io.plimsoll.margin.model.portfolio.StressModel;
import java.math.BigInteger;
import org.junit.jupiter.api.Test;

/** Coins that are held as a position: what they gain is in dollars already, in every model. */
class SpotPositionTest {

  private static final String BYBIT =
      """
      BTC.price_range = 0.10
      BTC.price_points = 3
      BTC.initial_factor = 1.5
      BTC.delta_spread_factor = 0
      BTC.futures_factor = 0.002
      """;

  private static final String OKX =
      """
      BTC.mr1_moves = 0, 0.12
      BTC.mr4_annualised_move = 0.05
      BTC.mr4_swap_rate = 0
      BTC.mr6_multiple = 2
      BTC.mr6_weight = 0.5
      BTC.mr7_rate = 0
      BTC.mr7_tiers = -, 1
      account.initial_factor = 1.3
      account.mr8_maintenance_rate = 0.02
      account.mr8_initial_rate = 0.10
      account.fee_reserve_rate = 0
      """;

  private static final String PORTFOLIO =
      """
      moves_BTC = -0.15, 0, 0.15
      basis_rate = 0.003
      liquidity_rate = 0.003
      option_liquidity_rate = 0
      volatility_up = 0.2
      volatility_down = 0.2
      maintenance_fraction = 0.75
      """;

  /** Two coins bought at 40,000 that are worth 50,000 each. */
  private static Holdings bought(String entry) {
    return new Books(Notation.OKX, 0)
        .index("BTC", "50000")
        .index("USDT", "1")
        .balance("USDT", "30000", "0")
        .future("BTC", "2", "50000", entry)
        .build();
  }

  private static void equals(long dollars, BigInteger got) {
    assertEquals(E18.of(dollars), got, E18.text(got));
  }

  @Test
  void atBybit() {
    HoldingModel model = new BybitModel(Books.set("bybit/test", BYBIT));
    Assessment of = model.assess(bought("40000"));
    // 30000 + 2 * 10000; a tenth of 100000; half as much again.
    equals(50_000, of.equity());
    equals(10_000, of.maintenance());
    equals(15_000, of.initial());
  }

  @Test
  void atOkx() {
    HoldingModel model = new OkxModel(Books.set("okx/test", OKX));
    Assessment of = model.assess(bought("40000"));
    equals(50_000, of.equity());
    // MR1 is 12% of 100000, and so is half of MR6.
    equals(12_000, of.maintenance());
    equals(15_600, of.initial());
  }

  @Test
  void inTheGenericModel() {
    HoldingModel model = new StressModel(Books.set("portfolio/test", PORTFOLIO));
    Assessment of = model.assess(bought("40000"));
    equals(50_000, of.equity());
    // 15% and 0.3% of 100000.
    equals(15_300, of.initial());
    equals(11_475, of.maintenance());
  }

  /** What has no entry was paid for with cash that is gone, so that it counts in full. */
  @Test
  void withoutAnEntryTheyCountInFull() {
    HoldingModel model = new StressModel(Books.set("portfolio/test", PORTFOLIO));
    equals(130_000, model.assess(bought("0")).equity());
  }

  /** A short perpetual against them leaves nothing to lose, wherever the price goes. */
  @Test
  void coinsHedgeAPerpetual() {
    Holdings book =
        new Books(Notation.OKX, 0)
            .index("BTC", "50000")
            .index("USDT", "1")
            .balance("USDT", "30000", "0")
            .future("BTC", "2", "50000", "40000")
            .future("BTC-USDT-SWAP", "-2", "50000", "50000")
            .build();
    Assessment of = new StressModel(Books.set("portfolio/test", PORTFOLIO)).assess(book);
    equals(50_000, of.equity());
    // The basis of 100000 alone.
    equals(300, of.initial());
  }

  /** Equity 30000 + 2 (p - 40000), margin 0.75 * (0.15 + 0.003) * 2 p: equal at 28240.609997... */
  @Test
  void theirLiquidationPriceIsALines() {
    HoldingModel model = new StressModel(Books.set("portfolio/test", PORTFOLIO));
    LiquidationPrice found =
        new LiquidationSearch(
                model, bought("40000"), LiquidationSearch.Limits.ofStep(E18.parse("0.01")))
            .of("BTC", false);
    assertEquals(LiquidationPrice.Outcome.FOUND, found.outcome());
    assertEquals(2_824_060, found.liquidated());
  }

  /** There a coin is collateral at a rate below 1, which a position would go around. */
  @Test
  void whereCoinsAreCollateralAloneTheyAreNoPosition() {
    String binance = "open_ratio = 1.2\nliquidation_ratio = 1.05\n";
    for (HoldingModel model :
        new HoldingModel[] {
          new BinanceModel(Books.set("binance/test", binance)),
          new BackpackModel(Books.set("backpack/test", "collateral_USDT_weight = 1"))
        }) {
      String said =
          assertThrows(IllegalArgumentException.class, () -> model.assess(bought("40000")))
              .getMessage();
      assertEquals("BTC is not covered as a position: coins are balances", said);
    }
  }

  @Test
  void anAssetDoesNotSettleInItself() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new Instrument("BTC", Instrument.Kind.SPOT, "BTC", "BTC", 0, BigInteger.ZERO, false));
    for (Terms terms : new Terms[] {Terms.inverse("", ""), Terms.linear("USDC", "", "")}) {
      Holdings same = Translation.of(bought("40000"), terms).holdings();
      assertTrue(same.positions().equals(bought("40000").positions()));
    }
  }
}
