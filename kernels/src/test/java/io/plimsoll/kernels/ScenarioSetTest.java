package io.plimsoll.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.kernels.scenario.Scenario;
import io.plimsoll.kernels.scenario.ScenarioSet;
import io.plimsoll.kernels.scenario.VolShock;
import org.junit.jupiter.api.Test;

/** The stress matrix, scenario by scenario. */
class ScenarioSetTest {

  private static String line(ScenarioSet set, int s) {
    return set.name(s)
        + ": "
        + set.priceMovePpm(s)
        + " "
        + set.volShock(s).amountPpm()
        + " "
        + set.volShock(s).kind()
        + " "
        + set.weightPpm(s);
  }

  @Test
  void theGenericMatrix() {
    ScenarioSet set = ScenarioSet.stressMatrix(150_000, 3, 250_000, 275_000, 250_000, 600_000);
    assertEquals(23, set.size());
    assertEquals("-15%, vol up: -150000 250000 RELATIVE 1000000", line(set, 0));
    assertEquals("-15%, vol same: -150000 0 NONE 1000000", line(set, 1));
    assertEquals("-15%, vol down: -150000 -275000 RELATIVE 1000000", line(set, 2));
    assertEquals("-10%, vol up: -100000 250000 RELATIVE 1000000", line(set, 3));
    assertEquals("0%, vol same: 0 0 NONE 1000000", line(set, 10));
    assertEquals("+15%, vol down: 150000 -275000 RELATIVE 1000000", line(set, 20));
    assertEquals("-25%, at 60% weight: -250000 0 NONE 600000", line(set, 21));
    assertEquals("+25%, at 60% weight: 250000 0 NONE 600000", line(set, 22));
  }

  @Test
  void movesAreRoundedHalfEven() {
    ScenarioSet set = ScenarioSet.stressMatrix(5, 2, 0, 0, 0, 0);
    assertEquals(-5, set.priceMovePpm(0));
    assertEquals(-2, set.priceMovePpm(3));
    assertEquals(2, set.priceMovePpm(9));
    ScenarioSet thirds = ScenarioSet.stressMatrix(100_000, 3, 0, 0, 0, 0);
    assertEquals(-66_667, thirds.priceMovePpm(3));
    assertEquals("-6.6667%, vol up", thirds.name(3));
    assertEquals(33_333, thirds.priceMovePpm(12));
    assertEquals("+3.3333%, vol up", thirds.name(12));
  }

  @Test
  void theFinestAndWidestMatrixDoesNotOverflow() {
    ScenarioSet set = ScenarioSet.stressMatrix(1_000_000, 1_000, 0, 0, 1_000_000, 1_000_000);
    assertEquals(3 * 2_001 + 2, set.size());
    assertEquals(-1_000_000, set.priceMovePpm(0));
    assertEquals(1_000_000, set.priceMovePpm(set.size() - 3));
    assertEquals(VolShock.NONE, set.volShock(0));
  }

  @Test
  void refusesWhatIsOutOfRange() {
    assertThrows(
        IllegalArgumentException.class, () -> ScenarioSet.stressMatrix(150_000, 0, 0, 0, 0, 0));
    assertThrows(
        IllegalArgumentException.class,
        () -> ScenarioSet.stressMatrix(150_000, 3, 250_000, -250_000, 0, 0));
    IllegalArgumentException thrown =
        assertThrows(
            IllegalArgumentException.class,
            () -> new ScenarioSet.Builder().add("doom", -1_000_001, 0, 1));
    String message = String.valueOf(thrown.getMessage());
    assertTrue(message.contains("doom") && message.contains("-1000001"), message);
    assertThrows(
        IllegalArgumentException.class,
        () -> new ScenarioSet.Builder().add("heavy", 0, 0, 1_000_001));
    ScenarioSet.Builder full = new ScenarioSet.Builder();
    for (int s = 0; s < 65_536; s++) {
      full.add(Scenario.named("s"));
    }
    assertThrows(IllegalArgumentException.class, () -> full.add(Scenario.named("last")));
    assertEquals(65_536, full.build().size());
  }
}
