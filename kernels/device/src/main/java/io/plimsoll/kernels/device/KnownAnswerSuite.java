package io.plimsoll.kernels.device;

import io.plimsoll.kernels.batch.LossTable;
import io.plimsoll.kernels.batch.Revaluation;
import io.plimsoll.kernels.batch.RiskArrays;
import io.plimsoll.kernels.device.link.Capacities;
import io.plimsoll.kernels.scenario.ScenarioSet;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * Questions to a device whose answers the law gives, row by row: what a device's compiler or
 * hardware gets wrong must show here, before it is trusted.
 *
 * <p>For several numbers of scenarios around the lanes of a kernel: rows of no, one and many
 * positions; lots and entries of all sizes and both signs, those that overflow 64 bits among them;
 * ties of all scenarios, ties only after Floor, losses alone and gains alone; sets of other
 * weights; each k. Then the same book with changed positions and rows, with changed prices, with
 * one row left, and with all of them again, so that all ways in which a device is told of changes
 * are taken.
 */
final class KnownAnswerSuite {

  /** What the questions need; no device has less. */
  static final Capacities CAPACITIES = new Capacities(1 << 10, 1 << 14, 1 << 13, 1 << 7, 1 << 3);

  private static final int[] SCENARIOS = {1, 2, 7, 8, 9, 33, 40, 100};
  private static final int CALLS_OF_A_SIZE = 5;

  /** The number of revaluations that the questions take. */
  static final int CALLS = SCENARIOS.length * CALLS_OF_A_SIZE;

  private static final int INSTRUMENTS = 48;
  private static final int ROWS = 600;
  private static final int[] POSITIONS = {0, 1, 2, 3, 5, 8, 13, 40};
  private static final long SEED = 20_250_722;

  private final SplittableRandom random = new SplittableRandom(SEED);
  private final DeviceSession session;
  private final RowCheck judge = new RowCheck();
  private final LossTable table = new LossTable();
  private final long end;

  private KnownAnswerSuite(DeviceSession session, long end) {
    this.session = session;
    this.end = end;
  }

  /**
   * Puts all questions.
   *
   * @param end when the last answer is due, by {@link System#nanoTime()}
   * @throws DeviceFault at the first wrong answer, or where the process fails
   */
  static void put(DeviceSession session, long end) throws DeviceFault {
    KnownAnswerSuite suite = new KnownAnswerSuite(session, end);
    for (int scenarios : SCENARIOS) {
      suite.ask(scenarios);
    }
  }

  private void ask(int scenarios) throws DeviceFault {
    RiskArrays arrays = arrays(scenarios);
    int[] start = new int[ROWS];
    int[] end = new int[ROWS];
    int[] set = new int[ROWS];
    int[] k = new int[ROWS];
    int positions = 0;
    for (int row = 0; row < ROWS; row++) {
      start[row] = positions;
      end[row] = positions + POSITIONS[row % POSITIONS.length];
      // Slack after each row, as a chain leaves it.
      positions = end[row] + row % 3;
      set[row] = row / POSITIONS.length % 3;
      k[row] = row % 13;
    }
    int[] instrument = new int[positions];
    long[] lots = new long[positions];
    for (int p = 0; p < positions; p++) {
      setPosition(instrument, lots, p);
    }
    Revaluation in = new Revaluation();
    addSets(in, scenarios);
    in.shareRows(ROWS, start, end, set, k);
    in.sharePositions(instrument, lots);
    compare(in, arrays);
    for (int i = 0; i < 50; i++) {
      setPosition(instrument, lots, random.nextInt(positions));
      int row = random.nextInt(ROWS);
      k[row] = random.nextInt(13);
      end[row] = start[row] + random.nextInt(end[row] - start[row] + 1);
    }
    compare(in, arrays);
    compare(in, arrays(scenarios));
    in.shareRows(1, start, end, set, k);
    compare(in, arrays);
    in.shareRows(ROWS, start, end, set, k);
    compare(in, arrays);
  }

  private void compare(Revaluation in, RiskArrays arrays) throws DeviceFault {
    long limitMs = Math.max(0, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime()));
    try {
      session.revalue(in, arrays, table, limitMs, 0);
    } catch (DeviceFault e) {
      throw switch (e.fault()) {
        case INDEX, CHECKSUM, LOSS, RUNNER_UP ->
            new DeviceFault(Fault.KNOWN_ANSWERS, e.fault().sentence() + ": " + e.detail());
        case DEADLINE -> new DeviceFault(Fault.DEADLINE, "not all known answers came in time");
        default -> e;
      };
    }
    for (int row = 0; row < in.rows(); row++) {
      judge.recompute(in, row, arrays, table, Fault.KNOWN_ANSWERS);
    }
  }

  private static void addSets(Revaluation in, int scenarios) {
    int[][] weights = {{1_000_000}, {1_000_000, 350_000}, {1, 1_000_000, 503_000, 0, 999_999}};
    for (int[] some : weights) {
      ScenarioSet.Builder builder = new ScenarioSet.Builder();
      for (int s = 0; s < scenarios; s++) {
        builder.add("scenario " + s, 0, 0, some[s % some.length]);
      }
      in.addScenarioSet(builder.build());
    }
  }

  /** Instruments by index: ties, extremes, only losses, only gains, and all sizes. */
  private RiskArrays arrays(int scenarios) {
    RiskArrays arrays = new RiskArrays();
    arrays.reset(INSTRUMENTS, scenarios);
    long[] entries = arrays.entries();
    for (int i = 0; i < INSTRUMENTS; i++) {
      long common = random.nextLong(-1_000_000, 1_000_000);
      for (int s = 0; s < scenarios; s++) {
        long any = random.nextLong() >> random.nextInt(Long.SIZE);
        entries[i * arrays.stride() + s] =
            switch (i % 8) {
              case 0 -> common;
              case 1 -> common + random.nextInt(3);
              case 2 -> i == 2 ? Long.MIN_VALUE : any;
              case 3 -> i == 3 ? Long.MAX_VALUE : any >> 20;
              case 4 -> -(any >>> 34);
              case 5 -> any >>> 34;
              case 6 -> any >> 40;
              default -> (s - scenarios / 2) * common;
            };
      }
    }
    arrays.summarise();
    return arrays;
  }

  private void setPosition(int[] instrument, long[] lots, int position) {
    // One row in many holds the extreme instruments; most keep to what fits 64 bits.
    boolean extreme = random.nextInt(40) == 0;
    int any = random.nextInt(INSTRUMENTS);
    instrument[position] = extreme ? any : any | 4;
    long size = random.nextLong() >> (extreme ? random.nextInt(Long.SIZE) : 44);
    lots[position] =
        switch (random.nextInt(12)) {
          case 0 -> 0;
          case 1 -> extreme ? Long.MIN_VALUE : 1;
          case 2 -> extreme ? Long.MAX_VALUE : -1;
          case 3 -> size & 3;
          default -> size;
        };
  }
}
