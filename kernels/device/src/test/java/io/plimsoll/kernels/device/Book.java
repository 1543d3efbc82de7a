package io.plimsoll.kernels.device;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.plimsoll.kernels.batch.LossTable;
import io.plimsoll.kernels.batch.Revaluation;
import io.plimsoll.kernels.batch.RiskArrays;
import io.plimsoll.kernels.engine.Engine;
import io.plimsoll.kernels.engine.Engines;
import io.plimsoll.kernels.scenario.ScenarioSet;
import java.util.Random;

/** A book of rows and prices by a seed, which can change, and what the law makes of it. */
final class Book {

  final Revaluation rows = new Revaluation();
  final RiskArrays arrays = new RiskArrays();
  final int[] start;
  final int[] end;
  final int[] set;
  final int[] k;
  final int[] instrument;
  final long[] lots;
  final Random random;
  private final int instruments;
  private final int scenarios;
  private final int count;

  /** Rows of 0 to {@code most} positions with slack between them; one in 50 rows is huge. */
  Book(long usualSeed, int count, int most, int instruments, int scenarios) {
    long seed = Long.getLong("plimsoll.seed", usualSeed);
    System.out.println("-Dplimsoll.seed=" + seed);
    random = new Random(seed);
    this.count = count;
    this.instruments = instruments;
    this.scenarios = scenarios;
    start = new int[count];
    end = new int[count];
    set = new int[count];
    k = new int[count];
    int positions = 0;
    for (int row = 0; row < count; row++) {
      start[row] = positions;
      end[row] = positions + random.nextInt(most + 1);
      positions = end[row] + random.nextInt(3);
      set[row] = random.nextInt(2);
      k[row] = random.nextInt(13);
    }
    instrument = new int[positions];
    lots = new long[positions];
    for (int row = 0; row < count; row++) {
      boolean huge = random.nextInt(50) == 0;
      for (int p = start[row]; p < end[row]; p++) {
        setPosition(p, huge ? 63 : 20);
      }
    }
    for (int weighted = 0; weighted < 2; weighted++) {
      ScenarioSet.Builder builder = new ScenarioSet.Builder();
      for (int s = 0; s < scenarios; s++) {
        int weightPpm = weighted == 1 && s % 3 == 1 ? 350_000 : 1_000_000;
        builder.add("scenario " + s, 0, 0, weightPpm);
      }
      rows.addScenarioSet(builder.build());
    }
    rows.shareRows(count, start, end, set, k);
    rows.sharePositions(instrument, lots);
    reprice();
  }

  /** Lots of up to some bits. */
  void setPosition(int position, int bits) {
    instrument[position] = random.nextInt(instruments);
    lots[position] = random.nextLong() >> (64 - bits + random.nextInt(bits));
  }

  /** New entries for all instruments. */
  void reprice() {
    arrays.reset(instruments, scenarios);
    for (int i = 0; i < instruments; i++) {
      for (int s = 0; s < scenarios; s++) {
        arrays.entries()[i * arrays.stride() + s] = random.nextLong() >> (34 + random.nextInt(28));
      }
    }
    arrays.summarise();
  }

  /** The first so many rows. */
  void live(int rows) {
    this.rows.shareRows(rows, start, end, set, k);
  }

  int count() {
    return count;
  }

  /** A row that has positions, so that its scenarios differ. */
  int busyRow(int from) {
    int row = from;
    while (end[row] - start[row] < 3) {
      row++;
    }
    return row;
  }

  /** Demands the law's results, all of them. */
  void assertLaw(Engine engine) {
    LossTable table = new LossTable();
    engine.revalue(rows, arrays, table);
    assertLaw(table);
  }

  void assertLaw(LossTable table) {
    LossTable law = new LossTable();
    try (Engine scalar = Engines.create("scalar", 1)) {
      scalar.revalue(rows, arrays, law);
    }
    assertEquals(law.rows(), table.rows());
    for (int row = 0; row < law.rows(); row++) {
      assertEquals(text(law, row), text(table, row), "row " + row);
    }
  }

  private static String text(LossTable table, int row) {
    return table.worstPnl()[row]
        + "@"
        + table.worst()[row]
        + " "
        + table.runnerUpPnl()[row]
        + "@"
        + table.runnerUp()[row];
  }
}
