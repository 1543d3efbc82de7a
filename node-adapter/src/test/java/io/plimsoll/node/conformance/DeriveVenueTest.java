package io.plimsoll.node.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** That fields reach their arguments; the rules have figures of their own. */
class DeriveVenueTest {

  private static final JsonMapper MAPPER = new JsonMapper();

  private static final String PARAMS =
      """
      "params": {
        "im_factor": "1", "mm_factor": "0.8", "short_rate_mult": "0.5", "long_rate_mult": "1",
        "short_rate_add": "0.08", "long_rate_add": "0.08", "long_static_discount": "0.95",
        "short_static_discount": "1.04", "vol_range_up": "0.5", "vol_range_down": "0.275",
        "short_term_power": "0.3", "long_term_power": "0.13", "dte_floor_days": "1.5",
        "min_vol_up_shock": "0.45", "skew_linear_base_cap": "0.15", "skew_linear_cbase": "-0.05",
        "skew_abs_base_cap": "0.15", "skew_abs_cbase": "-0.05", "skew_min_kstar": "0.01",
        "skew_width_scale": "4", "skew_vol_param_static": "0.6", "skew_vol_param_scale": "-0.1",
        "basis_spot_up": "1.045", "basis_spot_down": "0.955", "basis_add_factor": "0.5",
        "basis_mult_factor": "2", "peg_loss_threshold": "0.98", "peg_loss_factor": "2",
        "conf_threshold": "0.55", "conf_margin": "1", "mm_perp_pct": "0.015",
        "im_perp_pct_add": "0.005", "mm_option_pct": "0.003", "im_option_pct_add": "0.002"
      }
      """;

  /** A perpetual, a token and a put that is 100 in the money for the next second. */
  private static final String ACCOUNT =
      """
      "cash": "-10", "spot": "3000.0", "spot_confidence": "0.5", "stable_price": "0.9",
      "stable_confidence": "0",
      "perp": {"position": "1", "price": "3100", "confidence": "1", "unrealised_pnl": "7",
        "unrealised_funding": "3"},
      "collaterals": [{"name": "X", "amount": "9", "price": "100", "confidence": "0.4",
        "risk_cancelling": true, "mm_haircut": "0.1", "im_haircut_add": "0.05"}],
      "options": [{"seconds_to_expiry": "0", "strike": "3100", "is_call": false, "amount": "-2",
        "mark_vol": "0.5", "mark_discount": "1"}],
      "expiries": [{"seconds_to_expiry": "0", "forward": "3000", "forward_confidence": "1",
        "rate": "0.1", "rate_confidence": "0.45", "vol_confidence": "1"}],
      "scenarios": [{"spot_mult": "0.9", "vol": "DOWN", "dampening": "0.5"}],
      """;

  private static ObjectNode run(String topic, String inputs) {
    Venue.Topic rule = new DeriveVenue().topics().get(topic);
    assertNotNull(rule, topic);
    return rule.compute(MAPPER.readTree("{" + inputs + "}"));
  }

  @Test
  void theVenueIsTakenByItsName() {
    assertEquals("derive", new DeriveVenue().name());
    assertEquals(
        List.of("derive-pmrm2", "derive-srm"), List.copyOf(new DeriveVenue().topics().keySet()));
  }

  @Test
  void everyFieldOfThePortfolioReachesItsArgument() {
    ObjectNode got = run("derive-pmrm2", ACCOUNT + PARAMS);
    // 10% of 3,100 and of 1,000, half of it; a lack of 0.5 in 3,000, 0.55 in 6,000, 0.6 in 1,000;
    // 800 - 205 * 1.16 - 163 - 77 - 5,400 and 800 - 205 * 0.8 - 163.
    JsonNode expected =
        MAPPER.readTree(
            """
            {"initial_margin": "-5077.8", "maintenance_margin": "473", "option_mtm": "-200",
             "collateral_mtm": "1000", "portfolio_mtm": "800", "scenario_pnl": ["-205"],
             "forward_contingency": "0", "im_loss_factor": "1.16",
             "oracle_contingency": "-5400", "mm_perp_contingency": "-45",
             "im_perp_contingency_add": "-15", "mm_base_contingency": "-100",
             "im_base_contingency_add": "-50", "mm_option_contingency": "-18",
             "im_option_contingency_add": "-12"}
            """);
    assertEquals(expected, got);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "\"spot\": \"3000.0\"      | \"spot\": \"0\"         | spot 0 must be positive",
        "\"spot\": \"3000.0\"      | \"spot\": \"x\"         | spot \"x\" must be a decimal number",
        "\"spot\": \"3000.0\"      | \"spot\": true          | spot true must be a decimal number",
        "\"spot\": \"3000.0\"      | \"spot\": \"1e1000\"    | must be a decimal number",
        "\"spot\": \"3000.0\"      | \"spot\": \"1e400\"     | must be smaller",
        "\"cash\": \"-10\",        | ~~                      | cash is missing",
        "\"vol\": \"DOWN\"         | \"vol\": \"down\"       | vol down must be NONE, UP",
        "\"strike\": \"3100\"      | \"strike\": \"-1\"      | strike -1",
        "\"dte_floor_days\": \"1.5\" | \"dte_floor_days\": \"1e9\" | is too many",
        "\"seconds_to_expiry\": \"0\", \"strike\" | \"seconds_to_expiry\": \"1\", \"strike\" |"
            + " must be that of one of the expiries",
      })
  void inputsThatMeanNothingAreNamed(String field, String value, String said) {
    String inputs = (ACCOUNT + PARAMS).replace(field, value);
    Venue.BadInputs refused =
        assertThrows(Venue.BadInputs.class, () -> run("derive-pmrm2", inputs));
    assertTrue(String.valueOf(refused.getMessage()).contains(said), refused::getMessage);
  }

  private static final String STANDARD =
      """
      "cash": "1000", "stable_price": "500000000000000000",
      "markets": [{"market": "ETH", "spot": "3000", "spot_confidence": "100000000000000000",
        "perp_price": "3100", "perp_confidence": "1000000000000000000",
        "perp_position": "-2000000000000000000", "perp_last_entry": "3000",
        "global_funding_index": "70", "account_funding_index": "20",
        "base_position": "1000000000000000000"}],
      "options": [{"market": "ETH", "seconds_to_expiry": "0", "strike": "2900", "is_call": true,
        "amount": "-1000000000000000000", "vol": "0", "vol_confidence": "1000000000000000000",
        "feed_seconds_to_expiry": "0", "forward": "3000",
        "forward_confidence": "1000000000000000000"}],
      "params": {
        "option": {"max_spot_req": "0.15", "min_spot_req": "0.1", "mm_call_spot_req": "0.075",
          "mm_put_spot_req": "0.075", "mm_put_mtm_req": "0.075", "unpaired_im_scale": "1.2",
          "unpaired_mm_scale": "1.1", "mm_offset_scale": "1.05"},
        "perp": {"mm": "0.05", "im": "0.1"},
        "base": {"margin_factor": "0.5", "im_scale": "0.8"},
        "depeg": {"threshold": "0.9", "factor": "0.5"},
        "oracle": {"perp_threshold": "0.4", "option_threshold": "0.3", "base_threshold": "0.2",
          "factor": "0.4"}
      }
      """;

  @Test
  void everyFieldOfTheStandardManagerReachesItsArgument() {
    // A loss of 200, 100 of funding received; 10% or 5% of 6,200; a call worth 100 and 15% or
    // 7.5% of 3,000; half the token, of that 0.8; three times 0.2 of 3,000 for the peg; 0.36 of
    // 6,000, 3,000 and 3,000 for the lack of confidence.
    int maintenance = 1_000 - 200 + 100 - 310 - 100 - 225 + 1_500;
    int initial = 1_000 - 200 + 100 - 620 - 100 - 450 + 1_200 - 1_800 - 2_160 - 1_080 - 1_080;
    int value = 1_000 - 200 + 100 - 100 + 6_000;
    ObjectNode got = run("derive-srm", STANDARD);
    assertEquals(String.valueOf(initial), got.path("initial_margin").asString());
    assertEquals(String.valueOf(maintenance), got.path("maintenance_margin").asString());
    assertEquals(String.valueOf(value), got.path("mark_to_market").asString());
  }

  @Test
  void marketsAndForwardsMustFit() {
    String other =
        STANDARD.replace("\"ETH\", \"seconds_to_expiry\"", "\"X\", \"seconds_to_expiry\"");
    Venue.BadInputs market = assertThrows(Venue.BadInputs.class, () -> run("derive-srm", other));
    assertTrue(String.valueOf(market.getMessage()).contains("one of the markets"));
    Venue.BadInputs spot =
        assertThrows(
            Venue.BadInputs.class,
            () -> run("derive-srm", STANDARD.replace("\"spot\": \"3000\"", "\"spot\": \"0\"")));
    assertTrue(String.valueOf(spot.getMessage()).contains("spot 0 must be positive"));
  }

  @Test
  void aCaseIsNearWithinItsUnit() {
    Tolerance decimals = new DeriveVenue().tolerance("derive-pmrm2");
    assertEquals("0.000001", decimals.absolute().toPlainString());
    Tolerance integers = new DeriveVenue().tolerance("derive-srm");
    assertEquals("1000000000000", integers.absolute().toPlainString());
    assertEquals(decimals.relative(), integers.relative());
  }
}
