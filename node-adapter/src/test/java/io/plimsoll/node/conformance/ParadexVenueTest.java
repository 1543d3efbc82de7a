package io.plimsoll.node.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** That fields reach their arguments; the rules have figures of their own. */
class ParadexVenueTest {

  private static final JsonMapper MAPPER = new JsonMapper();

  private static ObjectNode run(String topic, String inputs) {
    Venue.Topic rule = new ParadexVenue().topics().get(topic);
    assertNotNull(rule, topic);
    return rule.compute(MAPPER.readTree("{" + inputs + "}"));
  }

  private static void check(String topic, String inputs, String expected) {
    assertEquals(MAPPER.readTree(expected), run(topic, inputs), topic);
  }

  @Test
  void deltasHaveANetAGrossAndWhatIsHedged() {
    check(
        "minimum delta requirement",
        """
        "spot": "2000", "unhedged_factor": "0.03", "hedged_factor": "0.01",
        "deltas": ["4", "-1", 0.5]
        """,
        """
        {"net_delta": "3.5", "gross_delta": "5.5", "hedged_delta": "1", "min_delta_risk": "230"}
        """);
  }

  @Test
  void theSideThatGoesFartherCounts() {
    check(
        "open-order aware net IMR",
        """
        "position": "2", "buy_orders": "1", "sell_orders": "7", "imf": "0.1", "mark": "50"
        """,
        """
        {"buy_open_size": "3", "sell_open_size": "5", "net_imr": "25"}
        """);
  }

  @Test
  void aLimitLeavesRoomToEitherSide() {
    check(
        "position limit",
        "\"limit\": \"10\", \"position\": \"4\"",
        "{\"max_buy\": \"6\", \"max_sell\": \"14\"}");
  }

  @Test
  void badNumbersAreNamed() {
    Venue.BadInputs bad =
        assertThrows(
            Venue.BadInputs.class,
            () -> run("position limit", "\"limit\": \"-1\", \"position\": \"0\""));
    assertEquals("limit -1 must not be negative", bad.getMessage());
    bad =
        assertThrows(
            Venue.BadInputs.class,
            () ->
                run(
                    "minimum delta requirement",
                    """
                    "spot": 1, "unhedged_factor": 0, "hedged_factor": 0, "deltas": ["x"]
                    """));
    assertEquals("deltas \"x\" must be a decimal number", bad.getMessage());
  }

  @Test
  void whatTheExamplesLeaveOpenIsSaid() {
    for (String topic :
        new String[] {"partial liquidation share trial", "socialised loss factor on withdrawals"}) {
      Venue.Unsupported open = assertThrows(Venue.Unsupported.class, () -> run(topic, ""));
      String reason = String.valueOf(open.getMessage());
      assertTrue(reason.endsWith("; there is no code to decide which holds"), reason);
    }
  }
}
