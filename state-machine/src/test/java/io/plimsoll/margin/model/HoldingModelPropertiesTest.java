package io.plimsoll.margin.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.fixed.E18;
import io.plimsoll.margin.holding.Books;
import io.plimsoll.margin.holding.Holdings;
import io.plimsoll.margin.holding.Instrument;
import io.plimsoll.margin.holding.Notation;
import io.plimsoll.margin.holding.Position;
import io.plimsoll.margin.model.backpack.BackpackModel;
import io.plimsoll.margin.model.binance.BinanceModel;
import io.plimsoll.margin.model.bybit.BybitModel;
import io.plimsoll.margin.model.deribit.DeribitModel;
import io.plimsoll.margin.model.derive.DeriveModel;
import io.plimsoll.margin.model.derive.DeriveStandardModel;
import io.plimsoll.margin.model.drift.DriftModel;
import io.plimsoll.margin.model.dydx.DydxModel;
import io.plimsoll.margin.model.okx.OkxModel;
import io.plimsoll.margin.model.paradex.ParadexModel;
import io.plimsoll.margin.model.portfolio.StressModel;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What each model declares, on random books; and for what it does not, the book that shows why. */
class HoldingModelPropertiesTest {

  private static final long SEED = Long.getLong("plimsoll.seed", 20220509L);
  private static final String SAID = " (-Dplimsoll.seed=" + SEED + ")";
  private static final int RUNS = 6;
  private static final long NOW = Instant.parse("2024-06-28T08:00:00Z").toEpochMilli();

  static final String DERIBIT =
      """
      BTC.price_range = 0.16
      BTC.buckets_count = 4
      BTC.volatility_range_up = 0.5
      BTC.volatility_range_down = 0.25
      BTC.short_term_vega_power = 0.3
      BTC.long_term_vega_power = 0.13
      BTC.min_volatility_for_shock_up = 0.5
      BTC.extended_table_moves = -0.66, 0.5, 2
      BTC.extended_table_factor = 1
      BTC.extended_dampener = 100000
      BTC.delta_total_liq_shock_threshold = 20000000
      BTC.m_inc = 0.00005
      BTC.max_delta_shock = 0.1
      BTC.annualised_move_risk = 0.075
      BTC.min_annualised_move = 0.01
      BTC.pnl_offset = 0
      BTC.max_offsetable_pnl = 0
      BTC.mm_factor = 0.8
      """;

  static final String OKX =
      """
      BTC.mr1_moves = 0, 0.04, 0.08, 0.12
      BTC.mr1_volatility_points = -, 0.2
      BTC.mr3_volatility_points = -, 0.05
      BTC.mr4_annualised_move = 0.05
      BTC.mr4_swap_rate = 0.002
      BTC.mr5_rate_move = 0.01
      BTC.mr6_multiple = 2
      BTC.mr6_weight = 0.5
      BTC.mr7_rate = 0.0045
      BTC.mr7_tiers = 10000, 1; -, 2
      BTC.mr9_USDT_USDC = -, 0.01
      BTC.mr9_USDT_USD = -, 0.01
      BTC.mr9_USDC_USD = -, 0.01
      account.initial_factor = 1.3
      account.mr8_maintenance_rate = 0.02
      account.mr8_initial_rate = 0.10
      account.fee_reserve_rate = 0.00102
      """;

  static final String BYBIT =
      """
      BTC.price_range = 0.10
      BTC.price_points = 11
      BTC.volatility_range_up = 0.5
      BTC.volatility_range_down = 0.25
      BTC.volatility_power = 0.3
      BTC.short_option_factor = 0.01
      BTC.vega_spread_factor = 0.0003
      BTC.delta_spread_factor = 0.0001
      BTC.stable_spread_factor = 0.005
      BTC.futures_factor = 0.002
      BTC.initial_factor = 1.2
      """;

  static final String BINANCE =
      """
      tiers_BTC = 0, 0.004, 0; 50000, 0.005, 50; 600000, 0.0065, 950
      collateral_USDT = -, 1
      loan_rate = 0.1
      open_ratio = 1.2
      liquidation_ratio = 1.05
      """;

  static final String BACKPACK =
      """
      initial_BTC_base = 0.02
      initial_BTC_factor = 0.0001
      maintenance_BTC_base = 0.0125
      maintenance_BTC_factor = 0.0001
      """;

  static final String PORTFOLIO =
      """
      moves_BTC = -0.15, -0.05, 0, 0.05, 0.15
      extremes_BTC = -0.25, 0.35; 0.25, 0.35
      basis_rate = 0.003
      liquidity_rate = 0.003
      option_liquidity_rate = 0.001
      volatility_up = 0.2
      volatility_down = 0.2
      short_option_minimum = 0.001
      maintenance_fraction = 0.75
      """;

  static final String DERIVE =
      """
      im_factor = 1
      mm_factor = 0.8
      short_rate_mult = 0.5
      long_rate_mult = 1
      short_rate_add = 0.08
      long_rate_add = 0.08
      short_static_discount = 1.04
      long_static_discount = 0.95
      vol_range_up = 0.5
      vol_range_down = 0.275
      short_term_power = 0.3
      long_term_power = 0.13
      dte_floor_seconds = 86400
      min_vol_up_shock = 0.45
      skew_linear_base_cap = 0.15
      skew_linear_cbase = -0.05
      skew_abs_base_cap = 0.15
      skew_abs_cbase = -0.05
      skew_min_kstar = 0.01
      skew_width_scale = 4
      skew_vol_param_static = 0.6
      skew_vol_param_scale = -0.1
      basis_spot_up = 1.045
      basis_spot_down = 0.955
      basis_add_factor = 0.5
      basis_mult_factor = 2
      peg_loss_threshold = 0.98
      peg_loss_factor = 2
      conf_threshold = 0.55
      conf_margin = 1
      mm_perp_pct = 0.015
      im_perp_pct_add = 0.005
      mm_option_pct = 0.003
      im_option_pct_add = 0.002
      rate = 0.05
      collateral_ETH = 0.02, 0.01, 1
      scenarios_UP = 1.18, 1; 0.82, 1; 2, 0.036
      scenarios_LINEAR = 1, 1
      """;

  static final String DERIVE_SRM =
      """
      BTC.max_spot_req = 0.15
      BTC.min_spot_req = 0.1
      BTC.mm_call_spot_req = 0.075
      BTC.mm_put_spot_req = 0.075
      BTC.mm_put_mtm_req = 0.075
      BTC.unpaired_im_scale = 1.2
      BTC.unpaired_mm_scale = 1.1
      BTC.mm_offset_scale = 1.05
      BTC.perp_im = 0.065
      BTC.perp_mm = 0.05
      BTC.margin_factor = 0.1
      BTC.im_scale = 1
      depeg_threshold = 0.98
      depeg_factor = 1.2
      """;

  static final String DYDX =
      """
      BTC.initial_fraction = 0.05
      BTC.maintenance_part = 0.6
      BTC.upper_cap = 100000000
      BTC.lower_cap = 40000000
      BTC.open_interest = 50000000
      """;

  static final String DRIFT =
      """
      BTC.initial_ratio = 0.1
      BTC.maintenance_ratio = 0.05
      BTC.imf_factor = 0.01
      BTC.profit_imf_factor = 0.001
      BTC.profit_initial_weight = 1
      BTC.profit_maintenance_weight = 0.9
      BTC.asset_initial_weight = 0.8
      BTC.asset_maintenance_weight = 0.9
      BTC.liability_initial_weight = 1.2
      BTC.liability_maintenance_weight = 1.1
      BTC.spot_imf_factor = 0.01
      BTC.decimals = 8
      account.initial_profit_cap = 100
      """;

  static final String PARADEX =
      """
      BTC.scenarios = 0.16, 0.4, 1; 0.08, 0.4, 1; 0.08, -0.22, 1; -0.16, 0.4, 1; 2, 0.4, 0.06
      BTC.unhedged_factor = 0.02
      BTC.hedged_factor = 0.01
      account.short_vega_power = 0.3
      account.long_vega_power = 0.13
      account.min_vol_shock_up = 0.4
      account.dte_floor_days = 1
      account.maintenance_part = 0.5
      """;

  /** A model, what its venue's instruments are called, and a set with scenarios more. */
  record Case(
      String name,
      Notation notation,
      Function<ParameterSet, HoldingModel> make,
      String set,
      String finer,
      List<String> futures,
      List<String> options) {

    static final Case DERIBIT_PM =
        new Case(
            "DERIBIT_PM",
            Notation.DERIBIT,
            DeribitModel::new,
            DERIBIT,
            DERIBIT.replace("buckets_count = 4", "buckets_count = 8"),
            List.of("BTC-PERPETUAL", "BTC-27DEC24"),
            List.of("BTC-27DEC24-90000-P", "BTC-27DEC24-110000-C", "BTC-26JUL24-100000-C"));

    static final Case OKX_PM =
        new Case(
            "OKX_PM",
            Notation.OKX,
            OkxModel::new,
            OKX,
            OKX.replace("0, 0.04, 0.08, 0.12", "0, 0.02, 0.04, 0.06, 0.08, 0.1, 0.12"),
            List.of("BTC-USDT-SWAP", "BTC-USDC-SWAP", "BTC-USD-241227"),
            List.of("BTC-USD-241227-90000-P", "BTC-USD-240726-110000-C"));

    static final Case BYBIT_PM =
        new Case(
            "BYBIT_PM",
            Notation.BYBIT,
            BybitModel::new,
            BYBIT,
            BYBIT.replace("price_points = 11", "price_points = 21"),
            List.of("BTCUSDT", "BTCPERP", "BTC-27DEC24"),
            List.of("BTC-27DEC24-90000-P", "BTC-26JUL24-110000-C", "BTC-26JUL24-100000-C"));

    static final Case BINANCE_PM =
        new Case(
            "BINANCE_PM",
            Notation.BINANCE,
            BinanceModel::new,
            BINANCE,
            BINANCE,
            List.of("BTCUSDT", "BTCUSDT_241227"),
            List.of());

    static final Case BACKPACK_CROSS =
        new Case(
            "BACKPACK_CROSS",
            Notation.BYBIT,
            BackpackModel::new,
            BACKPACK,
            BACKPACK,
            List.of("BTCUSDT", "BTCPERP"),
            List.of());

    static final Case DERIVE_PM =
        new Case(
            "DERIVE_PM",
            Notation.DERIBIT,
            DeriveModel::new,
            DERIVE,
            DERIVE + "scenarios_NONE = 1.09, 1; 0.91, 1\n",
            List.of("BTC_USDC-PERPETUAL"),
            List.of("BTC_USDC-27DEC24-90000-P", "BTC_USDC-27DEC24-110000-C"));

    static final Case DERIVE_STANDARD =
        new Case(
            "DERIVE_STANDARD",
            Notation.DERIBIT,
            DeriveStandardModel::new,
            DERIVE_SRM,
            DERIVE_SRM,
            List.of("BTC_USDC-PERPETUAL"),
            List.of(
                "BTC_USDC-27DEC24-90000-P",
                "BTC_USDC-27DEC24-90000-C",
                "BTC_USDC-27DEC24-110000-C"));

    static final Case DYDX_CROSS =
        new Case(
            "DYDX_CROSS",
            Notation.BYBIT,
            DydxModel::new,
            DYDX,
            DYDX,
            List.of("BTCPERP"),
            List.of());

    static final Case DRIFT_CROSS =
        new Case(
            "DRIFT_CROSS",
            Notation.BYBIT,
            DriftModel::new,
            DRIFT,
            DRIFT,
            List.of("BTCPERP"),
            List.of());

    static final Case PARADEX_PM =
        new Case(
            "PARADEX_PM",
            Notation.BYBIT,
            ParadexModel::new,
            PARADEX,
            PARADEX.replace("0.16, 0.4, 1;", "0.16, 0.4, 1; 0.12, 0.4, 1; -0.12, -0.22, 1;"),
            List.of("BTCPERP"),
            List.of("BTC-27DEC24-90000-P", "BTC-26JUL24-110000-C", "BTC-26JUL24-100000-C"));

    static final Case GENERIC =
        new Case(
            "GENERIC",
            Notation.BYBIT,
            StressModel::new,
            PORTFOLIO,
            PORTFOLIO.replace("-0.05, 0, 0.05", "-0.10, -0.05, 0, 0.05, 0.10"),
            List.of("BTCUSDT", "BTCPERP", "BTC-27DEC24"),
            List.of("BTC-27DEC24-90000-P", "BTC-26JUL24-110000-C"));

    static List<Case> values() {
      return List.of(
          DERIBIT_PM,
          OKX_PM,
          BYBIT_PM,
          BINANCE_PM,
          BACKPACK_CROSS,
          DERIVE_PM,
          DERIVE_STANDARD,
          DYDX_CROSS,
          DRIFT_CROSS,
          PARADEX_PM,
          GENERIC);
    }

    @Override
    public String toString() {
      return name;
    }

    HoldingModel model() {
      return make.apply(Books.set("test/coarse", set));
    }

    HoldingModel withMore() {
      return make.apply(Books.set("test/fine", finer));
    }

    private Books empty() {
      return new Books(notation, NOW).index("BTC", "100000").index("USDT", "1").index("USDC", "1");
    }

    /** Each future and option in some amount, the same instruments in every book. */
    Holdings random(SplittableRandom random) {
      Books book = empty();
      for (String symbol : futures) {
        book.future(symbol, amount(random), "100000", "0");
      }
      for (String symbol : options) {
        book.option(symbol, amount(random), "0.05", "100000", "0.6");
      }
      return book.build();
    }

    private static String amount(SplittableRandom random) {
      BigInteger thousandths = BigInteger.valueOf(random.nextLong(-20_000, 20_001));
      return E18.text(thousandths.multiply(BigInteger.TEN.pow(15)));
    }

    Holdings of(String... symbolsAndAmounts) {
      Books book = empty();
      for (int i = 0; i < symbolsAndAmounts.length; i += 2) {
        String symbol = symbolsAndAmounts[i];
        Instrument instrument = notation.parse(symbol);
        if (instrument.isOption()) {
          book.option(symbol, symbolsAndAmounts[i + 1], "0.05", "100000", "0.6");
        } else {
          book.future(symbol, symbolsAndAmounts[i + 1], "100000", "0");
        }
      }
      return book.build();
    }
  }

  static List<Case> cases() {
    return Case.values();
  }

  private static Holdings with(Holdings book, List<Position> positions) {
    return new Holdings(
        book.timeMs(), new TreeMap<>(), positions, book.indexes(), book.quotes(), book.charges());
  }

  private static Holdings times(Holdings book, long factor) {
    List<Position> scaled = new ArrayList<>();
    for (Position position : book.positions()) {
      BigInteger amount = position.amount().multiply(BigInteger.valueOf(factor));
      scaled.add(Position.of(position.instrument(), amount));
    }
    return with(book, scaled);
  }

  /** Both books' positions, which are in the same instruments. */
  private static Holdings sum(Holdings one, Holdings other) {
    List<Position> added = new ArrayList<>();
    for (int i = 0; i < one.positions().size(); i++) {
      Position position = one.positions().get(i);
      BigInteger amount = position.amount().add(other.positions().get(i).amount());
      added.add(Position.of(position.instrument(), amount));
    }
    return with(one, added);
  }

  private static double initial(HoldingModel model, Holdings book) {
    return model.assess(book).initial().doubleValue() / 1e18;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void whatIsDeclaredHolds(Case of) {
    HoldingModel model = of.model();
    SplittableRandom random = new SplittableRandom(SEED);
    for (int run = 0; run < RUNS; run++) {
      Holdings book = of.random(random);
      Holdings other = of.random(random);
      double margin = initial(model, book);
      double slack = 1e-6 + margin * 1e-12;
      if (model.properties().contains(Property.ORDER_INDEPENDENT)) {
        List<Position> reversed = new ArrayList<>(book.positions());
        Collections.reverse(reversed);
        Assessment turned = model.assess(with(book, reversed));
        assertEquals(model.assess(book).initial(), turned.initial(), SAID);
        assertEquals(model.assess(book).drivers(), turned.drivers(), SAID);
      }
      if (model.properties().contains(Property.HOMOGENEOUS)) {
        // Deribit's is to nine decimals of a coin.
        assertEquals(7 * margin, initial(model, times(book, 7)), 7 * slack, SAID);
      }
      if (model.properties().contains(Property.SUBADDITIVE)) {
        double both = margin + initial(model, other);
        assertTrue(initial(model, sum(book, other)) <= both + slack, SAID);
      }
      if (model.properties().contains(Property.MONOTONE_IN_SCENARIOS)) {
        assertTrue(initial(of.withMore(), book) >= margin - slack, SAID);
      }
    }
  }

  @Test
  void allModelsAreWithoutOrder() {
    for (Case of : Case.values()) {
      assertTrue(of.model().properties().contains(Property.ORDER_INDEPENDENT), of.name());
    }
  }

  private static void assertNot(Case of, Property property, boolean shown) {
    assertTrue(!of.model().properties().contains(property), of + " declares " + property);
    assertTrue(shown, of + " has " + property + " in the case that is to show the contrary");
  }

  /** Deribit's dampener takes a fixed amount from an extended loss. */
  @Test
  void deribitIsNotHomogeneous() {
    Case of = Case.DERIBIT_PM;
    // A call far out of the money loses in the extended table alone.
    Holdings one = of.of("BTC-26JUL24-250000-C", "-10");
    double margin = initial(of.model(), one);
    assertNot(of, Property.HOMOGENEOUS, initial(of.model(), times(one, 100)) > 100 * margin * 1.5);
    assertNot(of, Property.SUBADDITIVE, initial(of.model(), times(one, 100)) > 100 * margin * 1.5);
  }

  /** OKX's cost of closing grows in tiers, and a hedge across stable coins is charged. */
  @Test
  void okxIsNotHomogeneousNorSubadditive() {
    Case of = Case.OKX_PM;
    // What is flat but for its legs costs what closing it does.
    Holdings flat = of.of("BTC-USDT-SWAP", "20", "BTC-USD-SWAP", "-20");
    OkxModel free =
        new OkxModel(
            Books.set(
                "okx/free",
                OKX.replace("mr9_USDT_USD = -, 0.01", "mr9_USDT_USD = -, 0")
                    .replace("mr4_swap_rate = 0.002", "mr4_swap_rate = 0")));
    double margin = initial(free, flat);
    assertNot(of, Property.HOMOGENEOUS, initial(free, times(flat, 10)) > 10 * margin * 1.3);
    Holdings bought = of.of("BTC-USDT-SWAP", "1", "BTC-USDC-SWAP", "0");
    Holdings sold = of.of("BTC-USDT-SWAP", "0", "BTC-USDC-SWAP", "-1");
    OkxModel calm =
        new OkxModel(
            Books.set(
                "okx/calm",
                OKX.replace("0, 0.04, 0.08, 0.12", "0, 0.001")
                    .replace("mr7_rate = 0.0045", "mr7_rate = 0")));
    assertNot(
        of,
        Property.SUBADDITIVE,
        initial(calm, sum(bought, sold)) > initial(calm, bought) + initial(calm, sold));
  }

  /** Bybit charges a hedge across expiries, which two books on their own do not have. */
  @Test
  void bybitIsNotSubadditive() {
    Case of = Case.BYBIT_PM;
    Holdings near = of.of("BTC-26JUL24-100000-C", "1", "BTC-27DEC24-100000-C", "0");
    Holdings far = of.of("BTC-26JUL24-100000-C", "0", "BTC-27DEC24-100000-C", "-1");
    BybitModel calm =
        new BybitModel(
            Books.set(
                "bybit/calm",
                BYBIT
                    .replace("price_range = 0.10", "price_range = 0.001")
                    .replace("volatility_range_up = 0.5", "volatility_range_up = 0")
                    .replace("volatility_range_down = 0.25", "volatility_range_down = 0")));
    assertNot(
        of,
        Property.SUBADDITIVE,
        initial(calm, sum(near, far)) > initial(calm, near) + initial(calm, far));
  }

  /** Rates that rise with the notional make a large book cost more than its parts. */
  @Test
  void tiersAndRootsAreNotHomogeneous() {
    for (Case of : List.of(Case.BINANCE_PM, Case.BACKPACK_CROSS)) {
      Holdings one = of.of("BTCUSDT", "10");
      boolean grows = initial(of.model(), times(one, 10)) > 10.5 * initial(of.model(), one);
      assertNot(of, Property.HOMOGENEOUS, grows);
      assertNot(of, Property.SUBADDITIVE, grows);
    }
  }

  /** Drift's ratio grows with the root of the size. */
  @Test
  void driftIsNotHomogeneousNorSubadditive() {
    Case of = Case.DRIFT_CROSS;
    Holdings one = of.of("BTCPERP", "10");
    // 8% and 1% of the root of the size: 11.16% of 10, and 18% of 100.
    boolean grows = initial(of.model(), times(one, 10)) > 15 * initial(of.model(), one);
    assertNot(of, Property.HOMOGENEOUS, grows);
    assertNot(of, Property.SUBADDITIVE, grows);
  }

  /** A naked call is better alone, a spread by its most loss; of both together one must hold. */
  @Test
  void derivesStandardManagerIsNotSubadditive() {
    Case of = Case.DERIVE_STANDARD;
    Holdings naked = of.of("BTC_USDC-27DEC24-90000-C", "0", "BTC_USDC-27DEC24-110000-C", "-1");
    Holdings spread = of.of("BTC_USDC-27DEC24-90000-C", "1", "BTC_USDC-27DEC24-110000-C", "-1");
    double apart = initial(of.model(), naked) + initial(of.model(), spread);
    assertNot(of, Property.SUBADDITIVE, initial(of.model(), sum(naked, spread)) > apart + 1);
  }

  /** The charge for the basis is on what is matched, which two books on their own do not have. */
  @Test
  void theGenericOneIsNotSubadditive() {
    Case of = Case.GENERIC;
    Holdings bought = of.of("BTCUSDT", "1", "BTCPERP", "0");
    Holdings sold = of.of("BTCUSDT", "0", "BTCPERP", "-1");
    StressModel calm =
        new StressModel(
            Books.set(
                "portfolio/calm",
                PORTFOLIO
                    .replace("-0.15, -0.05, 0, 0.05, 0.15", "0")
                    .replace("extremes_BTC = -0.25, 0.35; 0.25, 0.35", "extremes_BTC = 0, 1")
                    .replace("\nliquidity_rate = 0.003", "\nliquidity_rate = 0.001")));
    assertNot(
        of,
        Property.SUBADDITIVE,
        initial(calm, sum(bought, sold)) > initial(calm, bought) + initial(calm, sold));
  }
}
