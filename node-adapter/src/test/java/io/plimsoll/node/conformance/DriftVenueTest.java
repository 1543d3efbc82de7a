package io.plimsoll.node.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** That fields reach their arguments; the rules have figures of their own. */
class DriftVenueTest {

  private static final JsonMapper MAPPER = new JsonMapper();

  private static final String SWAP =
      """
      "asset_decimals": 9, "asset_price": "200000000", "asset_multiplier": 1010000,
      "liability_decimals": 6, "liability_price": 1000000, "liability_multiplier": 1000000
      """;

  private static ObjectNode run(String topic, String inputs) {
    Venue.Topic rule = new DriftVenue().topics().get(topic);
    assertNotNull(rule, topic);
    return rule.compute(MAPPER.readTree("{" + inputs + "}"));
  }

  private static void check(String topic, String inputs, String expected) {
    assertEquals(MAPPER.readTree(expected), run(topic, inputs), topic);
  }

  @Test
  void everyVenueOfTheProductIsTakenByItsName() {
    assertEquals("drift", new DriftVenue().name());
    assertEquals(17, new DriftVenue().topics().size());
  }

  @Test
  void aTypeAndDefaultsReachAWeight() {
    String market =
        """
        "initial_asset_weight": 9000, "maintenance_asset_weight": 9500, "decimals": 9,
        "scale_start": "500000000000", "deposit_balance": "40000000000000", "size": "1",
        "oracle_price": "25000000", "margin_type":
        """;
    check("spot_asset_weight", market + "\"Initial\"", "{\"asset_weight\": \"4500\"}");
    check("spot_asset_weight", market + "\"Fill\"", "{\"asset_weight\": \"7000\"}");
    check("spot_asset_weight", market + "\"Maintenance\"", "{\"asset_weight\": \"9500\"}");
  }

  @Test
  void aPositionHasItsOrdersAndItsFunding() {
    check(
        "perp_position_value",
        """
        "margin_ratio_initial": 1000, "margin_ratio_maintenance": 500, "contract": "PERP",
        "unrealized_pnl_initial_asset_weight": 10000,
        "base_asset_amount": "1000000000", "quote_asset_amount": "-90000000",
        "open_bids": "0", "open_asks": "-3000000000", "open_orders": 2,
        "cumulative_funding_rate_long": "2000000000", "last_cumulative_funding_rate": "1000000000",
        "oracle_price": "100000000", "quote_oracle_price": "1000000", "margin_type": "Initial",
        "user_custom_margin_ratio": 0, "max_positive_upnl_initial": "100000000"
        """,
        "{\"margin_requirement\": \"20020000\", \"weighted_unrealized_pnl\": \"9000000\"}");
  }

  @Test
  void tokensAndTheQuoteAssetAreSummed() {
    check(
        "spot_order_worst_case_margin",
        """
        "usdc_deposit": "-7", "sol_deposit": "-1000000000", "sol_open_orders": 1,
        "sol_decimals": 9, "sol_price": "100000000", "sol_initial_liability_weight": 12000,
        "margin_type": "Initial", "imf_factor": 0, "open_order_margin": "10000"
        """,
        "{\"margin_requirement\": \"120010007\", \"total_collateral\": \"0\"}");
  }

  @Test
  void bothSidesOfASwapReachTheirArguments() {
    check(
        "asset_for_liability",
        "\"asset_amount\": \"90000000000\", \"liability_amount\": \"200000000\", " + SWAP,
        "{\"asset_transfer\": \"1010000000\"}");
    check(
        "liability_implied_by_asset",
        "\"asset_amount\": \"1010000000\", " + SWAP,
        "{\"liability_transfer\": \"200000000\"}");
    String taken = "\"asset_transfer\": \"1000000000\", \"liability_transfer\": ";
    assertTrue(run("swap_within_boundary", taken + "198019801, " + SWAP).path("ok").asBoolean());
    check(
        "swap_within_boundary",
        taken + "198019800, " + SWAP,
        "{\"ok\": false, \"error\": true, \"code\": \"LIQUIDATION\"}");
  }

  @Test
  void everythingAndErrorsAreSaid() {
    check(
        "perp_base_to_cover_shortage",
        """
        "margin_shortage": 1, "margin_ratio": 100, "liquidator_fee": 10000,
        "insurance_fund_fee": 0, "oracle_price": 1, "quote_oracle_price": 1
        """,
        "{\"base_amount\": \"U64_MAX\"}");
    check(
        "socialize_perp_loss_via_funding",
        "\"loss\": -1, \"base_long\": 0, \"base_short\": \"0\"",
        "{\"error\": true, \"code\": \"BANKRUPTCY\"}");
  }

  @Test
  void inputsThatMeanNothingAreNamed() {
    String weight = "\"decimals\": 6, \"size\": 1, \"margin_type\": ";
    Venue.BadInputs type =
        assertThrows(
            Venue.BadInputs.class, () -> run("spot_liability_weight", weight + "\"initial\""));
    assertTrue(String.valueOf(type.getMessage()).contains("margin_type initial"));
    Venue.BadInputs price =
        assertThrows(
            Venue.BadInputs.class,
            () ->
                run(
                    "spot_asset_weight",
                    "\"oracle_price\": \"9223372036854775808\", " + weight + "\"Fill\""));
    assertTrue(String.valueOf(price.getMessage()).contains("oracle_price 9223372036854775808"));
    Venue.BadInputs contract =
        assertThrows(
            Venue.BadInputs.class,
            () ->
                run(
                    "unrealized_pnl_asset_weight",
                    "\"contract\": \"X\", \"margin_type\": \"Fill\""));
    assertTrue(String.valueOf(contract.getMessage()).contains("contract X"));
  }

  /** 9 coins at 2,000: 5% - 1% + 3% and 3% - 0.6% + 3%, Floor; a prediction is no perpetual. */
  @Test
  void blocksRequireAsMuch() {
    String inputs =
        "{'margin_ratio_initial':500,'margin_ratio_maintenance':300,'imf_factor':10000,"
            + "'contract':'%s','base_asset_amount':'%s','quote_asset_amount':'0',"
            + "'oracle_price':'2000000000','margin_type':'%s'}";
    assertEquals("1260000000", inBlocks(inputs.formatted("PERP", "-9000000000", "Initial")));
    assertEquals("972000000", inBlocks(inputs.formatted("PERP", "9000000000", "Maintenance")));
    assertThrows(
        Venue.Unsupported.class,
        () -> inBlocks(inputs.formatted("PREDICTION", "9000000000", "Initial")));
    assertThrows(
        Venue.Unsupported.class, () -> inBlocks(inputs.formatted("PERP", "9000000000", "Fill")));
  }

  /**
   * 9 coins that had cost 1,900 and a quantum have a profit of 900 less one: 40% and 90% count,
   * TowardZero; of a loss all.
   */
  @Test
  void blocksWeighProfitAsMuch() {
    String inputs =
        "{'margin_ratio_initial':500,'margin_ratio_maintenance':300,'imf_factor':0,"
            + "'unrealized_pnl_initial_asset_weight':4000,"
            + "'unrealized_pnl_maintenance_asset_weight':9000,"
            + "'contract':'PERP','base_asset_amount':'9000000000','quote_asset_amount':'%s',"
            + "'oracle_price':'2000000000','margin_type':'%s'}";
    String gains = "-17100000001";
    assertEquals("359999999", counts(inputs.formatted(gains, "Initial")));
    assertEquals("809999999", counts(inputs.formatted(gains, "Maintenance")));
    assertEquals("900000000", inBlocks(inputs.formatted(gains, "Initial")));
    assertEquals("-1", counts(inputs.formatted("-18000000001", "Initial")));
  }

  private static String counts(String inputs) {
    Venue.Topic topic =
        Objects.requireNonNull(new DriftVenue().blocks().get("perp_position_value"));
    return topic
        .compute(MAPPER.readTree(inputs.replace('\'', '"')))
        .path("weighted_unrealized_pnl")
        .asString();
  }

  private static String inBlocks(String inputs) {
    Venue.Topic topic =
        Objects.requireNonNull(new DriftVenue().blocks().get("perp_position_value"));
    return topic
        .compute(MAPPER.readTree(inputs.replace('\'', '"')))
        .path("margin_requirement")
        .asString();
  }
}
