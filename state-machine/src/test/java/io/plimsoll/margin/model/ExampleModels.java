package io.plimsoll.margin.model;

import io.plimsoll.margin.holding.Books;
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
import java.util.List;

/** One of each model over whole books, with values of BTC, ETH and LUNA. */
public final class ExampleModels {

  private static final List<String> COINS = List.of("BTC", "ETH", "LUNA");

  private static final String BALANCES =
      """
      collateral_BTC = 10, 0.95; -, 0.5
      collateral_ETH = -, 0.9
      tiers_BTC_coin = 0, 0.004, 0; 5, 0.005, 0.005
      """;

  private static final String WEIGHTS =
      """
      collateral_USDC_weight = 1
      collateral_BTC_weight = 0.95
      collateral_BTC_base = 1
      collateral_BTC_penalty = 0.0001
      collateral_ETH_weight = 0.9
      """;

  private static final String CORRELATIONS =
      """
      correlation_BTC_ETH = 0.8, 1
      correlation_BTC_LUNA = 0.6, 1
      correlation_ETH_LUNA = 0.6, 1
      """;

  private ExampleModels() {}

  /** All of them. */
  public static List<HoldingModel> all() {
    return List.of(
        new BackpackModel(set("backpack", HoldingModelPropertiesTest.BACKPACK, WEIGHTS)),
        binance(),
        new BybitModel(set("bybit", HoldingModelPropertiesTest.BYBIT, "")),
        deribit(),
        new DeriveModel(set("derive", HoldingModelPropertiesTest.DERIVE, "")),
        new DeriveStandardModel(set("derivesrm", HoldingModelPropertiesTest.DERIVE_SRM, "")),
        new DriftModel(set("drift", HoldingModelPropertiesTest.DRIFT, "")),
        new DydxModel(set("dydx", HoldingModelPropertiesTest.DYDX, "")),
        new OkxModel(set("okx", HoldingModelPropertiesTest.OKX, "")),
        new ParadexModel(set("paradex", HoldingModelPropertiesTest.PARADEX, "")),
        new StressModel(set("portfolio", HoldingModelPropertiesTest.PORTFOLIO, CORRELATIONS)));
  }

  /** The model of a name. */
  public static HoldingModel named(String name) {
    return all().stream().filter(model -> model.name().equals(name)).findFirst().orElseThrow();
  }

  /** OKX's values of BTC and of the account, as texts. */
  public static String okx() {
    return HoldingModelPropertiesTest.OKX;
  }

  private static BinanceModel binance() {
    return new BinanceModel(set("binance", HoldingModelPropertiesTest.BINANCE, BALANCES));
  }

  private static DeribitModel deribit() {
    return new DeribitModel(set("deribit", HoldingModelPropertiesTest.DERIBIT, ""));
  }

  /** Lines of BTC are there for each coin; others, and what is added, once. */
  private static ParameterSet set(String model, String text, String more) {
    StringBuilder all = new StringBuilder(more);
    text.lines()
        .forEach(line -> {
          for (String coin : line.contains("BTC") ? COINS : COINS.subList(0, 1)) {
            all.append(line.replace("BTC", coin)).append('\n');
          }
        });
    return Books.set(model + "/example", all.toString());
  }
}
