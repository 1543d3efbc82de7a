package io.plimsoll.margin.model.derive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.fixed.E18;
import io.plimsoll.margin.analysis.LeaveOneOut;
import io.plimsoll.margin.holding.Books;
import io.plimsoll.margin.holding.Holdings;
import io.plimsoll.margin.holding.Notation;
import io.plimsoll.margin.model.Assessment;
import org.junit.jupiter.api.Test;

class DeriveModelTest {

  /** A little more than 9 days before the expiry of case 12, whose time is 794,852 seconds. */
  private static final long NOW = 1_735_286_400_000L - 794_852_000L;

  private static final String SET =
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
      rate = 0.15
      collateral_BTC = 0.02, 0.01, 1
      scenarios_UP = 1.18, 1; 0.82, 1
      scenarios_NONE = 0.955, 1
      """;

  private static final DeriveModel MODEL = new DeriveModel(Books.set("derive/test", SET));

  private static Books book() {
    return new Books(Notation.DERIBIT, NOW).index("BTC", "95663.50604855").index("USDC", "1");
  }

  /** The venue's case 12, a short call, in its terms: what is left, with the sign turned. */
  @Test
  void aShortCallOfTheVenue() {
    Books book =
        book()
            .balance("USDC", "20000", "0")
            .option(
                "BTC_USDC-27DEC24-100000-C", "-1", "0", "95776.67392708939", "0.453803924321583");
    Assessment got = MODEL.assess(book.build());
    double value = -1_186.4185694587657;
    assertEquals(20_000 + value, got.equity().doubleValue() / 1e18, 1e-7);
    assertEquals(value + 14_604.048120144837, got.initial().doubleValue() / 1e18, 1e-6);
    assertEquals(value + 11_824.858703959073, got.maintenance().doubleValue() / 1e18, 1e-6);
    assertEquals("18%, vol up", got.drivers().getFirst().scenario());
    assertTrue(MODEL.canOpen(got));
    Assessment poor = MODEL.assess(book.balance("USDC", "13000", "0").build());
    assertFalse(MODEL.canOpen(poor));
    assertFalse(MODEL.isLiquidatable(poor));
    Assessment lost = MODEL.assess(book.balance("USDC", "11824", "0").build());
    assertTrue(MODEL.isLiquidatable(lost));
  }

  /** A perpetual's profit is value, and tokens hedge it. */
  @Test
  void perpetualsAndTokens() {
    Books book =
        book()
            .balance("BTC", "1", "0")
            .future("BTC_USDC-PERPETUAL", "-1", "95663.50604855", "96663.50604855");
    Assessment got = MODEL.assess(book.build());
    assertEquals("96663.50604855", E18.text(got.equity()));
    assertEquals("0", E18.text(got.component("BTC worst loss")));
    // 1.5% and 0.5% for the perpetual, 2% and 1% for the token.
    assertEquals("1434.95259072825", E18.text(got.component("perpetual contingency")));
    assertEquals(95_663.50604855 * 0.05, got.initial().doubleValue() / 1e18, 1e-9);
    assertEquals(95_663.50604855 * 0.035, got.maintenance().doubleValue() / 1e18, 1e-9);
  }

  /** Without its only position an account is what it has in cash and tokens. */
  @Test
  void anAccountWithoutPositions() {
    Books book = book().balance("USDC", "20000", "0");
    Assessment cash = MODEL.assess(book.build());
    assertEquals(E18.of(20_000), cash.equity());
    assertEquals(0, cash.initial().signum());
    assertEquals(0, cash.maintenance().signum());

    Holdings held = book.future("BTC_USDC-PERPETUAL", "-1", "95663.50604855", "0").build();
    Assessment whole = MODEL.assess(held);
    LeaveOneOut only = LeaveOneOut.of(MODEL, held, whole).getFirst();
    assertEquals(whole.initial(), only.initial());
    assertEquals(whole.maintenance(), only.maintenance());
    assertTrue(only.maintenance().signum() > 0);

    // A token falls by 18% and has haircuts, whether beside a position or not.
    Assessment token = MODEL.assess(book().balance("BTC", "1", "0").build());
    assertEquals(95_663.50604855 * 0.21, token.initial().doubleValue() / 1e18, 1e-6);
  }

  @Test
  void whatIsNotCoveredIsNamed() {
    Books future = book().future("BTC-27DEC24", "1", "1", "0");
    assertRefused(future, "BTC-27DEC24");
    Books two =
        book()
            .index("ETH", "1")
            .future("BTC-PERPETUAL", "1", "1", "0")
            .future("ETH-PERPETUAL", "1", "1", "0");
    assertRefused(two, "[BTC, ETH]");
    Books token =
        book().index("X", "1").balance("X", "1", "0").future("BTC-PERPETUAL", "1", "1", "0");
    assertRefused(token, "collateral_X");
  }

  private static void assertRefused(Books book, String said) {
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> MODEL.assess(book.build()));
    assertTrue(String.valueOf(refused.getMessage()).contains(said), refused::getMessage);
  }
}
