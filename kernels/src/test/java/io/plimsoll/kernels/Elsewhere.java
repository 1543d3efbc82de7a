package io.plimsoll.kernels;

import io.plimsoll.kernels.batch.LossTable;
import io.plimsoll.kernels.batch.PricingBatch;
import io.plimsoll.kernels.batch.Revaluation;
import io.plimsoll.kernels.batch.RiskArrays;
import io.plimsoll.kernels.engine.Engine;
import io.plimsoll.kernels.engine.EngineProvider;
import io.plimsoll.kernels.engine.EngineStatus;
import io.plimsoll.kernels.engine.Engines;
import io.plimsoll.kernels.scenario.ScenarioSet;
import org.jspecify.annotations.Nullable;

/** An engine of another jar, as far as this module knows: off, unless a test wants it. */
public final class Elsewhere implements EngineProvider {

  enum Mood {
    OFF,
    HONEST,
    LYING,
    LETS_ANOTHER_COMPUTE,
    FAILS_TO_SAY,
    FAILS_TO_BE
  }

  private static Mood mood = Mood.OFF;

  /** For the ServiceLoader. */
  public Elsewhere() {}

  static void present(Mood now) {
    mood = now;
  }

  @Override
  public String name() {
    return "elsewhere";
  }

  @Override
  public EngineStatus status() {
    return switch (mood) {
      case OFF -> EngineStatus.off(name(), "its machine is not here");
      case FAILS_TO_SAY -> throw new IllegalStateException("no power");
      default ->
          EngineStatus.on(name(), 1_000, "for tests", new EngineStatus.Detail("device", "none"));
    };
  }

  @Override
  public Engine create(int threads) {
    if (mood == Mood.FAILS_TO_BE) {
      throw new IllegalStateException("no power");
    }
    return new Copy(mood);
  }

  /** A scalar engine by another name, which may be wrong by one in row 17 of many rows. */
  private static final class Copy implements Engine {

    private final Engine scalar = Engines.create("scalar", 1);
    private final Mood mood;

    Copy(Mood mood) {
      this.mood = mood;
    }

    @Override
    public String name() {
      return "elsewhere";
    }

    @Override
    public @Nullable String trouble() {
      return mood == Mood.LETS_ANOTHER_COMPUTE ? "its machine has stopped" : null;
    }

    @Override
    public void price(PricingBatch in, RiskArrays out) {
      scalar.price(in, out);
    }

    @Override
    public void revalue(Revaluation in, RiskArrays arrays, LossTable out) {
      scalar.revalue(in, arrays, out);
      if (mood == Mood.LYING && in.rows() > 17) {
        out.worstPnl()[17]++;
      }
    }

    @Override
    public void lossGrid(Revaluation in, int row, RiskArrays arrays, long[] pnlOut) {
      scalar.lossGrid(in, row, arrays, pnlOut);
    }

    @Override
    public void close() {
      scalar.close();
    }
  }

  static void revalueManyRows(Engine engine) {
    ScenarioSet set = Books.matrix();
    PricingBatch batch = new PricingBatch();
    batch.addScenarioSet(set);
    batch.addLinear(1_000_000, 1, 1, 0, 0);
    RiskArrays arrays = new RiskArrays();
    engine.price(batch, arrays);
    Revaluation rows = new Revaluation();
    rows.addScenarioSet(set);
    for (int row = 0; row < 20; row++) {
      rows.beginRow(0, 0);
      rows.addPosition(0, row);
    }
    engine.revalue(rows, arrays, new LossTable());
  }
}
