package io.plimsoll.kernels.engine;

import io.plimsoll.kernels.batch.LossTable;
import io.plimsoll.kernels.batch.PricingBatch;
import io.plimsoll.kernels.batch.Revaluation;
import io.plimsoll.kernels.batch.RiskArrays;
import io.plimsoll.kernels.scenario.ScenarioSet;

/**
 * A short run whose answers the scalar engine knows: whether an engine deserves trust on this
 * machine. Options in and out of the money and expired, ties after Floor, weighted extremes, rows
 * beyond 64 bits, and enough rows to wake all threads.
 */
final class KnownAnswers {

  private static final int OPTIONS = 60;
  private static final int ROWS = 2_500;

  private KnownAnswers() {}

  /** Whether an engine gives the law's results, without throwing. Closes neither. */
  static boolean provedBy(Engine candidate, Engine law) {
    ShadowEngine pair = new ShadowEngine("proof", candidate, law);
    try {
      RiskArrays arrays = new RiskArrays();
      pair.price(instruments(), arrays);
      pair.revalue(rows(arrays.count()), arrays, new LossTable());
      return true;
    } catch (RuntimeException | LinkageError e) {
      // Whatever it was, this engine is not to be used here; the scalar one is.
      return false;
    }
  }

  private static ScenarioSet matrix() {
    return ScenarioSet.stressMatrix(150_000, 3, 250_000, 250_000, 450_000, 350_000);
  }

  private static PricingBatch instruments() {
    PricingBatch batch = new PricingBatch();
    int set = batch.addScenarioSet(matrix());
    long forward = 98_765_432_109L;
    batch.addLinear(forward, 1, 1_000_000, 6, set);
    batch.addLinear(7, Long.MAX_VALUE, 3, 12, set);
    for (int i = 0; i < OPTIONS; i++) {
      byte kind = i % 2 == 0 ? PricingBatch.CALL : PricingBatch.PUT;
      long strike = 2_000_000_011L * (i + 20);
      long timeMs = 40_000_000L * i * i;
      batch.addOption(
          kind, forward, strike, 30_000L * i, timeMs, (1L << 62) - i * (1L << 50), 3, 7, 3, set);
    }
    return batch;
  }

  private static Revaluation rows(int instruments) {
    Revaluation rows = new Revaluation();
    rows.addScenarioSet(matrix());
    for (int row = 0; row < ROWS; row++) {
      rows.beginRow(0, 3);
      for (int p = 0; p < row % 12; p++) {
        // Instrument 1 is the one whose entries leave 64 bits; few rows hold it.
        int instrument = row % 97 == 0 ? 1 : 2 + (row * 31 + p * 7) % (instruments - 2);
        rows.addPosition(instrument, (row % 7 - 3L) * (p + 1));
      }
    }
    return rows;
  }
}
