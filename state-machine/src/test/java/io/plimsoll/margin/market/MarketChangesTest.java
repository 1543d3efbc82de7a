package io.plimsoll.margin.market;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.kernels.scenario.ScenarioSet;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** No number of a market can move unseen, and what moves does so for those whom it concerns. */
class MarketChangesTest {

  private static final int SCENARIOS = 3;

  private final MarketData market = new MarketData();
  private final MarketChanges changes = new MarketChanges();

  MarketChangesTest() {
    market.reset(4, 2);
    market.scenarioSets().add(ScenarioSet.stressMatrix(100_000, 1, 1, 1, 1, 1));
    market.scenarioSets().add(ScenarioSet.stressMatrix(200_000, 1, 1, 1, 1, 1));
    market.scenarioSet()[1] = 1;
    market.riskArrays().reset(4, SCENARIOS);
    // Instruments 0 and 1 are on underlying 0, the others on 1, of which 3 is the coin.
    market.underlying()[2] = 1;
    market.underlying()[3] = 1;
    market.kind()[3] = InstrumentKind.SPOT;
    market.setSurcharge(1, 5);
    market.setProfitWeight(0, 1, 1, 1, 1);
    changes.read(market);
    assertTrue(changes.all());
    changes.read(market);
    assertFalse(changes.any());
  }

  private List<Integer> changed() {
    changes.read(market);
    assertFalse(changes.all());
    return java.util.stream.IntStream.range(0, 4).filter(changes::isChanged).boxed().toList();
  }

  /** Changes each number that the market has, one after another, whatever its name is. */
  @Test
  void noNumberMovesUnseen() throws IllegalAccessException {
    int fields = 0;
    for (Field field : MarketData.class.getDeclaredFields()) {
      if (Modifier.isStatic(field.getModifiers())
          || !field.getType().isArray()
          || !field.getType().getComponentType().isPrimitive()
          // What a slot is named changes no margin.
          || field.getName().endsWith("Id")) {
        continue;
      }
      fields++;
      field.setAccessible(true);
      Object column = field.get(market);
      // Of correlations the first is of an underlying with itself.
      int at = field.getName().endsWith("WayPpm") || field.getName().equals("oppositePpm") ? 2 : 0;
      long before = number(column, at);
      boolean isBit = column instanceof boolean[] || field.getName().equals("scenarioSet");
      long after = isBit ? 1 - before : before + 1;
      set(column, at, after);
      changes.read(market);
      assertTrue(changes.any() && changes.isChanged(0), field.getName());
      changes.read(market);
      assertFalse(changes.any(), field.getName());
      set(column, at, before);
      changes.read(market);
      assertTrue(changes.any(), field.getName());
    }
    assertTrue(fields > 25, fields + " columns");
    market.setPortfolioMaintenancePpm(1);
    changes.read(market);
    assertTrue(changes.all());
    market.kind()[0] = InstrumentKind.CALL;
    assertEquals(List.of(0), changed());
  }

  private static long number(Object column, int at) {
    return column instanceof boolean[] bits ? (bits[at] ? 1 : 0) : Array.getLong(column, at);
  }

  private static void set(Object column, int at, long value) {
    if (column instanceof boolean[] bits) {
      bits[at] = value != 0;
    } else if (column instanceof int[] ints) {
      ints[at] = (int) value;
    } else {
      Array.setLong(column, at, value);
    }
  }

  @Test
  void anEntryConcernsItsInstrument() {
    for (int s = 0; s < SCENARIOS; s++) {
      market.riskArrays().entries()[market.riskArrays().stride() + s]++;
      assertEquals(List.of(1), changed());
      assertEquals(List.of(), changed());
    }
  }

  @Test
  void aCoinAndAnUnderlyingConcernAllInstrumentsOfTheUnderlying() {
    market.markNum()[2]++;
    assertEquals(List.of(2), changed());
    market.markNum()[3]++;
    assertEquals(List.of(2, 3), changed());
    market.basisPpm()[0]++;
    assertEquals(List.of(0, 1), changed());
  }

  @Test
  void anotherShapeConcernsAll() {
    market.reset(5, 2);
    market.riskArrays().reset(5, SCENARIOS);
    changes.read(withSets());
    assertTrue(changes.all() && changes.isChanged(4));
    market.reset(4, 2);
    changes.read(withSets());
    assertTrue(changes.all());
    market.riskArrays().reset(4, 2 * SCENARIOS);
    changes.read(market);
    assertTrue(changes.all() && changes.isChanged(0));
    Arrays.fill(market.riskArrays().entries(), 7);
    assertEquals(List.of(0, 1, 2, 3), changed());
  }

  private MarketData withSets() {
    market.scenarioSets().add(ScenarioSet.stressMatrix(100_000, 1, 1, 1, 1, 1));
    market.scenarioSets().add(ScenarioSet.stressMatrix(200_000, 1, 1, 1, 1, 1));
    return market;
  }
}
