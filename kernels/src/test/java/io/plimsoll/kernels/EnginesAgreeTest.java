package io.plimsoll.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.kernels.batch.LossTable;
import io.plimsoll.kernels.batch.PricingBatch;
import io.plimsoll.kernels.batch.Revaluation;
import io.plimsoll.kernels.batch.RiskArrays;
import io.plimsoll.kernels.engine.Engine;
import io.plimsoll.kernels.engine.Engines;
import io.plimsoll.kernels.scenario.ScenarioSet;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** All engines, one and two threads, against the exact model and so against each other. */
class EnginesAgreeTest {

  private final List<Engine> engines =
      List.of(
          Engines.create("scalar", 1),
          Engines.create("simd", 1),
          Engines.create("simd", 2),
          Engines.create("simd", 5),
          Engines.create("shadow", 2),
          Engines.create("auto", 2));

  @AfterEach
  void close() {
    engines.forEach(Engine::close);
  }

  private static String text(RiskArrays arrays) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < arrays.count(); i++) {
      text.append(arrays.mark()[i]).append(' ').append(arrays.maxAbs()[i]);
      for (int s = 0; s < arrays.stride(); s++) {
        text.append(' ').append(arrays.entry(i, s));
      }
      text.append('\n');
    }
    return text.toString();
  }

  /** Prices with all engines, and gives the arrays. */
  private RiskArrays price(PricingBatch batch) {
    RiskArrays arrays = new RiskArrays();
    engines.get(0).price(batch, arrays);
    String law = text(arrays);
    for (Engine engine : engines) {
      RiskArrays others = new RiskArrays();
      engine.price(batch, others);
      assertEquals(law, text(others), engine.name());
      assertEquals(arrays.largestMaxAbs(), others.largestMaxAbs(), engine.name());
    }
    return arrays;
  }

  private void revalue(Revaluation rows, RiskArrays arrays) {
    String[] exact = new String[rows.rows()];
    for (int row = 0; row < exact.length; row++) {
      exact[row] = Oracle.row(rows, row, arrays);
    }
    LossTable table = new LossTable();
    for (Engine engine : engines) {
      engine.revalue(rows, arrays, table);
      assertEquals(rows.rows(), table.rows());
      for (int row = 0; row < exact.length; row++) {
        assertEquals(exact[row], Oracle.row(table, row), engine.name() + ", row " + row);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 7, 8, 9, 16, 17, 23, 24, 25, 33, 40, 41, 64, 65})
  void anyNumberOfScenarios(int scenarios) {
    Seeded random = Seeded.of("anyNumberOfScenarios", 1);
    for (boolean extreme : new boolean[] {false, true}) {
      ScenarioSet set = Books.scenarios(random, scenarios, extreme);
      RiskArrays arrays = price(Books.instruments(random, set, 70, extreme));
      assertEquals(scenarios, arrays.scenarios());
      for (int most : new int[] {0, 1, 12}) {
        revalue(Books.rows(random, set, 70, 60, most, extreme ? 63 : 20), arrays);
      }
    }
  }

  @Test
  void noInstrumentsAndNoRows() {
    Seeded random = Seeded.of("noInstrumentsAndNoRows", 2);
    RiskArrays arrays = price(Books.instruments(random, Books.matrix(), 0, false));
    revalue(Books.rows(random, Books.matrix(), 0, 0, 0, 1), arrays);
    revalue(Books.rows(random, Books.matrix(), 0, 5, 0, 1), arrays);
  }

  @Test
  void enoughRowsForAllThreads() {
    Seeded random = Seeded.of("enoughRowsForAllThreads", 3);
    ScenarioSet set = Books.matrix();
    RiskArrays arrays = price(Books.instruments(random, set, 200, false));
    for (int rows : new int[] {1_999, 2_000, 2_001}) {
      revalue(Books.rows(random, set, 200, rows, 8, 24), arrays);
    }
  }

  /** The caller's columns, with slack between rows and rows out of order. */
  @Test
  void slackBetweenRows() {
    Seeded random = Seeded.of("slackBetweenRows", 4);
    ScenarioSet set = Books.matrix();
    RiskArrays arrays = price(Books.instruments(random, set, 10, false));
    int[] instrument = new int[40];
    long[] lots = new long[40];
    // Slack holds what would be noticed: an instrument that is not there.
    Arrays.fill(instrument, 1_000_000);
    int[] start = {30, 0, 12, 12};
    int[] end = {40, 7, 12, 20};
    for (int row = 0; row < 4; row++) {
      for (int p = start[row]; p < end[row]; p++) {
        instrument[p] = random.below(10);
        lots[p] = random.signed(20);
      }
    }
    Revaluation rows = new Revaluation();
    rows.addScenarioSet(set);
    rows.shareRows(4, start, end, new int[4], new int[] {0, 3, 6, 12});
    rows.sharePositions(instrument, lots);
    revalue(rows, arrays);
    lots[35]++;
    revalue(rows, arrays);
    assertThrows(IllegalStateException.class, () -> rows.beginRow(0, 0));
    rows.clear();
    assertEquals(0, rows.addScenarioSet(set));
    assertEquals(0, rows.beginRow(0, 0));
  }

  /** Values that differ before Floor and tie after it: the lowest index is the driver. */
  @Test
  void tiesAfterFloor() {
    ScenarioSet.Builder builder = new ScenarioSet.Builder();
    int[] moves = {0, 5, -1_003, -1_009, -1_001, -1_009, -2_000, -500};
    int[] weights = {1, 1, 1_000_000, 1_000_000, 1_000_000, 1_000_000, 503_000, 1_000_000};
    for (int s = 0; s < moves.length; s++) {
      builder.add("move " + moves[s], moves[s], 0, weights[s]);
    }
    ScenarioSet set = builder.build();
    PricingBatch batch = new PricingBatch();
    batch.addScenarioSet(set);
    batch.addLinear(1_000_000, 1, 1, 0, 0);
    RiskArrays arrays = price(batch);
    Revaluation rows = new Revaluation();
    rows.addScenarioSet(set);
    for (int k = 0; k <= 12; k++) {
      for (long lots : new long[] {1, -1, 10, -1000}) {
        rows.beginRow(0, k);
        rows.addPosition(0, lots);
      }
    }
    revalue(rows, arrays);
    LossTable table = new LossTable();
    engines.get(1).revalue(rows, arrays, table);
    // With k = 2, -1003, -1009, -1001, -1009 and -1006 all floor to -11 quanta.
    assertEquals("-11@2 -11@3", Oracle.row(table, 8));
  }

  /** Sums around 2^62, where a row's path changes, and around what a long holds. */
  @Test
  void aroundTheBoundOfThePaths() {
    ScenarioSet set =
        new ScenarioSet.Builder()
            .add("rise", 1_000_000, 0, 1_000_000)
            .add("fall", -1_000_000, 0, 1_000_000)
            .add("half", -1_000_000, 0, 500_000)
            .build();
    PricingBatch batch = new PricingBatch();
    batch.addScenarioSet(set);
    batch.addLinear(1, 1, 1, 0, 0);
    batch.addLinear(1 << 20, 1, 1, 0, 0);
    batch.addLinear((1L << 49) - 1, Long.MAX_VALUE, 1, 12, 0);
    RiskArrays arrays = price(batch);
    assertEquals(Long.MAX_VALUE, arrays.entry(2, 0), "saturates");
    assertEquals(Long.MIN_VALUE, arrays.entry(2, 1), "saturates");
    Revaluation rows = new Revaluation();
    rows.addScenarioSet(set);
    long[] sizes = {
      1L << 41,
      1L << 42,
      (1L << 42) - 1,
      (1L << 42) + 1,
      1L << 61,
      1L << 62,
      (1L << 62) - 1,
      Long.MAX_VALUE,
      Long.MIN_VALUE,
      1L << 43,
      0
    };
    for (long lots : sizes) {
      for (int instrument = 0; instrument < 3; instrument++) {
        for (int positions = 1; positions <= 5; positions++) {
          rows.beginRow(0, 0);
          for (int p = 0; p < positions; p++) {
            rows.addPosition(instrument, p % 2 == 0 || positions == 5 ? lots : -lots);
          }
        }
      }
    }
    revalue(rows, arrays);
    LossTable table = new LossTable();
    engines.get(1).revalue(rows, arrays, table);
    long least = Arrays.stream(table.worstPnl(), 0, rows.rows()).min().orElseThrow();
    assertEquals(-Long.MAX_VALUE, least, "a loss beyond a long is the largest loss");
  }

  /** One absurd instrument must not change the others' rows. */
  @Test
  void anExtremeInstrumentAmongUsualOnes() {
    Seeded random = Seeded.of("anExtremeInstrumentAmongUsualOnes", 5);
    ScenarioSet set = Books.matrix();
    PricingBatch batch = Books.instruments(random, set, 20, false);
    batch.addLinear((1L << 49) - 1, Long.MAX_VALUE, 1, 12, 0);
    RiskArrays arrays = price(batch);
    revalue(Books.rows(random, set, 21, 500, 6, 20), arrays);
  }

  @Test
  void gridsHoldTheRowsValues() {
    Seeded random = Seeded.of("gridsHoldTheRowsValues", 6);
    ScenarioSet set = Books.matrix();
    RiskArrays arrays = price(Books.instruments(random, set, 20, true));
    Revaluation rows = Books.rows(random, set, 20, 50, 6, 40);
    for (int row = 0; row < rows.rows(); row++) {
      long[] exact = new long[set.size()];
      for (int s = 0; s < exact.length; s++) {
        exact[s] = Oracle.pnl(rows, row, arrays, s);
      }
      for (Engine engine : engines) {
        long[] grid = new long[set.size()];
        engine.lossGrid(rows, row, arrays, grid);
        assertArrayEquals(exact, grid, engine.name());
      }
    }
  }

  /** Rows of two sets with other weights; then the same rows with the sets exchanged. */
  @Test
  void eachRowHasItsSetsWeights() {
    Seeded random = Seeded.of("eachRowHasItsSetsWeights", 7);
    ScenarioSet first = Books.scenarios(random, 9, true);
    ScenarioSet second = Books.scenarios(random, 9, true);
    RiskArrays arrays = price(Books.instruments(random, first, 20, false));
    for (boolean exchanged : new boolean[] {false, true}) {
      Revaluation rows = new Revaluation();
      rows.addScenarioSet(exchanged ? second : first);
      rows.addScenarioSet(exchanged ? first : second);
      for (int row = 0; row < 100; row++) {
        rows.beginRow(row % 2, row % 13);
        rows.addPosition(row % 20, random.signed(20));
      }
      revalue(rows, arrays);
    }
  }

  @Test
  void refusesRowsOfOtherScenarios() {
    Seeded random = Seeded.of("refusesRowsOfOtherScenarios", 8);
    RiskArrays arrays = price(Books.instruments(random, Books.matrix(), 3, false));
    Revaluation rows = Books.rows(random, Books.scenarios(random, 5, false), 3, 2, 2, 8);
    for (Engine engine : engines) {
      IllegalArgumentException thrown =
          assertThrows(
              IllegalArgumentException.class,
              () -> engine.revalue(rows, arrays, new LossTable()),
              engine.name());
      assertTrue(String.valueOf(thrown.getMessage()).contains("5"), thrown.getMessage());
    }
  }

  /** A set of an earlier call is not there any more. */
  @Test
  void refusesRowsOfASetThatIsNotThere() {
    Seeded random = Seeded.of("refusesRowsOfASetThatIsNotThere", 10);
    RiskArrays arrays = price(Books.instruments(random, Books.matrix(), 3, false));
    Revaluation rows = Books.rows(random, Books.matrix(), 3, 100, 2, 8);
    rows.addScenarioSet(Books.matrix());
    rows.scenarioSet()[70] = 1;
    revalue(rows, arrays);
    Revaluation less = Books.rows(random, Books.matrix(), 3, 100, 2, 8);
    less.scenarioSet()[70] = 1;
    for (Engine engine : engines) {
      assertThrows(
          IndexOutOfBoundsException.class,
          () -> engine.revalue(less, arrays, new LossTable()),
          engine.name());
    }
    revalue(rows, arrays);
  }

  /** What a worker throws reaches the caller, and the engine goes on working. */
  @Test
  void aFaultInAWorkerReachesTheCaller() {
    Seeded random = Seeded.of("aFaultInAWorkerReachesTheCaller", 9);
    ScenarioSet set = Books.matrix();
    RiskArrays arrays = price(Books.instruments(random, set, 5, false));
    Revaluation rows = Books.rows(random, set, 5, 3_000, 3, 10);
    rows.beginRow(0, 0);
    rows.addPosition(1_000_000, 1);
    for (Engine engine : engines) {
      assertThrows(
          IndexOutOfBoundsException.class,
          () -> engine.revalue(rows, arrays, new LossTable()),
          engine.name());
    }
    revalue(Books.rows(random, set, 5, 2_500, 3, 10), arrays);
  }
}
