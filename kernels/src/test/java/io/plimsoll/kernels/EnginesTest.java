package io.plimsoll.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.kernels.batch.LossTable;
import io.plimsoll.kernels.batch.PricingBatch;
import io.plimsoll.kernels.batch.Revaluation;
import io.plimsoll.kernels.batch.RiskArrays;
import io.plimsoll.kernels.engine.Engine;
import io.plimsoll.kernels.engine.EngineMismatch;
import io.plimsoll.kernels.engine.Engines;
import io.plimsoll.kernels.engine.ShadowEngine;
import io.plimsoll.kernels.scenario.ScenarioSet;
import java.util.List;
import jdk.incubator.vector.LongVector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names of engines, and the alarm of the shadow engine. */
class EnginesTest {

  /** A scalar engine that can be made to lie by one. */
  private static final class Liar implements Engine {

    private final Engine honest = Engines.create("scalar", 1);
    private int wrongEntry = -1;
    private int wrongRow = -1;
    private boolean wrongRunnerUp;
    private boolean closed;

    @Override
    public String name() {
      return "liar";
    }

    @Override
    public void price(PricingBatch in, RiskArrays out) {
      honest.price(in, out);
      if (wrongEntry >= 0) {
        out.entries()[wrongEntry]++;
      }
    }

    @Override
    public void revalue(Revaluation in, RiskArrays arrays, LossTable out) {
      honest.revalue(in, arrays, out);
      if (wrongRow >= 0 && wrongRunnerUp) {
        out.runnerUp()[wrongRow]++;
      } else if (wrongRow >= 0) {
        out.worstPnl()[wrongRow]++;
      }
    }

    @Override
    public void lossGrid(Revaluation in, int row, RiskArrays arrays, long[] pnlOut) {
      honest.lossGrid(in, row, arrays, pnlOut);
      pnlOut[3]--;
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"scalar", "simd", "shadow"})
  void anEngineHasTheNameItWasMadeBy(String name) {
    try (Engine engine = Engines.create(name, 2)) {
      assertEquals(name, engine.name());
    }
  }

  @Test
  void autoIsSimdWhereVectorsAreWide() {
    boolean wide = LongVector.SPECIES_PREFERRED.vectorBitSize() >= 256;
    try (Engine engine = Engines.create("auto", 2)) {
      assertEquals(wide ? "simd" : "scalar", engine.name());
    }
  }

  @Test
  void saysWhatThereIs() {
    assertTrue(refusal("tornado", 1).contains("this build has no device engine"));
    String unknown = refusal("gpu", 1);
    for (String word : List.of("'gpu'", "auto", "scalar", "simd", "shadow")) {
      assertTrue(unknown.contains(word), unknown);
    }
    assertTrue(refusal("simd", 0).contains("threads is 0"));
  }

  private static String refusal(String name, int threads) {
    return String.valueOf(
        assertThrows(IllegalArgumentException.class, () -> Engines.create(name, threads))
            .getMessage());
  }

  @Test
  void theShadowNamesWhatDiffersAndBothValues() {
    Seeded random = Seeded.of("theShadowNamesWhatDiffersAndBothValues", 31);
    ScenarioSet set = Books.matrix();
    PricingBatch batch = Books.instruments(random, set, 5, false);
    Revaluation rows = Books.rows(random, set, 5, 9, 4, 10);
    RiskArrays arrays = new RiskArrays();
    LossTable table = new LossTable();
    Liar liar = new Liar();
    try (Engine shadow = new ShadowEngine("pair", Engines.create("simd", 1), liar)) {
      shadow.price(batch, arrays);
      shadow.revalue(rows, arrays, table);

      liar.wrongEntry = 2 * arrays.stride() + 7;
      long entry = arrays.entry(2, 7);
      assertEquals(
          "the entry of instrument 2 in scenario 7 is "
              + entry
              + " by simd and "
              + (entry + 1)
              + " by liar",
          alarm(() -> shadow.price(batch, arrays)));

      liar.wrongRow = 8;
      String loss = alarm(() -> shadow.revalue(rows, arrays, table));
      assertEquals(
          "the worst P&L of row 8 is "
              + table.worstPnl()[8]
              + " by simd and "
              + (table.worstPnl()[8] + 1)
              + " by liar",
          loss);
      liar.wrongRunnerUp = true;
      String runnerUp = alarm(() -> shadow.revalue(rows, arrays, table));
      assertTrue(runnerUp.startsWith("the runner-up of row 8 is "), runnerUp);
      String grid = alarm(() -> shadow.lossGrid(rows, 4, arrays, new long[23]));
      assertTrue(grid.startsWith("the P&L of row 4 in scenario 3 is "), grid);
    }
    assertTrue(liar.closed);
  }

  private static String alarm(org.junit.jupiter.api.function.Executable call) {
    return String.valueOf(assertThrows(EngineMismatch.class, call).getMessage());
  }

  @Test
  void aClosedEngineTakesNoLargeWork() {
    Seeded random = Seeded.of("aClosedEngineTakesNoLargeWork", 32);
    ScenarioSet set = Books.matrix();
    Engine engine = Engines.create("simd", 2);
    RiskArrays arrays = new RiskArrays();
    engine.price(Books.instruments(random, set, 5, false), arrays);
    engine.close();
    engine.close();
    Revaluation rows = Books.rows(random, set, 5, 5_000, 2, 10);
    assertThrows(IllegalStateException.class, () -> engine.revalue(rows, arrays, new LossTable()));
  }
}
