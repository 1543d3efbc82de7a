package io.plimsoll.bench.jmh;

import io.plimsoll.kernels.batch.PricingBatch;
import io.plimsoll.kernels.batch.Revaluation;
import io.plimsoll.kernels.scenario.ScenarioSet;
import java.util.SplittableRandom;

/**
 * What the suites compute on: a chain of 512 options on an underlying of 100,000 USD, eight
 * expiries of 1 to 8 days, strikes from half to one and a half of the forward; and accounts of ten
 * positions in them. Seeded, so every run computes on the same numbers.
 */
final class Chain {

  static final int OPTIONS = 512;
  static final int POSITIONS = 10;

  /** 100,000 USD in units of 10^-6 USD. */
  static final long FORWARD = 100_000_000_000L;

  static final long DAY_MS = 86_400_000L;
  static final long YEAR_MS = 365 * DAY_MS;

  private static final int UNIT_SCALE = 3;
  private static final long NO_DISCOUNT = PricingBatch.NO_DISCOUNT_Q62;
  private static final long ONE_MILLION = 1_000_000;
  private static final int REGULAR = 31;

  private Chain() {}

  static long strike(int option) {
    return FORWARD / 2 + FORWARD / OPTIONS * option;
  }

  static long volPpm(int option) {
    return 500_000 + 100L * option;
  }

  static long timeMs(int option) {
    return DAY_MS * (1 + option % 8);
  }

  static boolean isCall(int option) {
    return option % 2 == 0;
  }

  /** 33 scenarios: 31 joint moves of price and volatility, and two extremes at 35% weight. */
  static ScenarioSet scenarios() {
    ScenarioSet.Builder set = new ScenarioSet.Builder();
    for (int s = 0; s < REGULAR; s++) {
      set.add("regular " + s, priceMovePpm(s), volMovePpm(s), ScenarioSet.ONE_PPM);
    }
    set.add("fall", priceMovePpm(REGULAR), 0, 350_000);
    set.add("rise", priceMovePpm(REGULAR + 1), 0, 350_000);
    return set.build();
  }

  static final int SCENARIOS = REGULAR + 2;

  /** A thousand days' moves, for tails. */
  static ScenarioSet history() {
    return history(1_000);
  }

  /** So many days' moves. */
  static ScenarioSet history(int days) {
    SplittableRandom random = new SplittableRandom(2);
    ScenarioSet.Builder set = new ScenarioSet.Builder();
    for (int s = 0; s < days; s++) {
      set.add(
          "day " + s,
          random.nextInt(200_001) - 100_000,
          random.nextInt(400_001) - 200_000,
          ScenarioSet.ONE_PPM);
    }
    return set.build();
  }

  static int priceMovePpm(int s) {
    return switch (s) {
      case REGULAR -> -450_000;
      case REGULAR + 1 -> 450_000;
      default -> 10_000 * (s - REGULAR / 2);
    };
  }

  static int volMovePpm(int s) {
    return s >= REGULAR ? 0 : (s % 3 - 1) * 250_000;
  }

  /** Calls and puts, no two of one strike, settled in dollars and not discounted. */
  static PricingBatch instruments() {
    return instruments(scenarios());
  }

  /** The same under other scenarios. */
  static PricingBatch instruments(ScenarioSet scenarios) {
    PricingBatch batch = new PricingBatch();
    int set = batch.addScenarioSet(scenarios);
    for (int i = 0; i < OPTIONS; i++) {
      add(batch, i, i, NO_DISCOUNT, set);
    }
    return batch;
  }

  /** The same, with a call and a put of each strike and expiry. */
  static PricingBatch pairs() {
    PricingBatch batch = new PricingBatch();
    int set = batch.addScenarioSet(scenarios());
    for (int i = 0; i < OPTIONS; i++) {
      add(batch, i, i - i % 2, NO_DISCOUNT, set);
    }
    return batch;
  }

  /** The same as {@link #instruments}, discounted. */
  static PricingBatch discounted() {
    PricingBatch batch = new PricingBatch();
    int set = batch.addScenarioSet(scenarios());
    for (int i = 0; i < OPTIONS; i++) {
      add(batch, i, i, NO_DISCOUNT - (NO_DISCOUNT >>> 8) * (1 + i % 8), set);
    }
    return batch;
  }

  /** The same as {@link #instruments}, settled in the coin. */
  static PricingBatch inverse() {
    PricingBatch batch = new PricingBatch();
    int set = batch.addScenarioSet(scenarios());
    for (int i = 0; i < OPTIONS; i++) {
      batch.addInverseOption(
          isCall(i) ? PricingBatch.INVERSE_CALL : PricingBatch.INVERSE_PUT,
          FORWARD,
          FORWARD,
          strike(i),
          volPpm(i),
          timeMs(i),
          NO_DISCOUNT,
          1,
          ONE_MILLION,
          UNIT_SCALE,
          set);
    }
    return batch;
  }

  /** Adds a call or put as {@code i} is one, of the strike, volatility and expiry of another. */
  private static void add(PricingBatch batch, int i, int of, long discountQ62, int set) {
    batch.addOption(
        isCall(i) ? PricingBatch.CALL : PricingBatch.PUT,
        FORWARD,
        strike(of),
        volPpm(of),
        timeMs(of),
        discountQ62,
        1,
        ONE_MILLION,
        UNIT_SCALE,
        set);
  }

  /** Accounts of ten positions each, of up to a million lots. */
  static Revaluation accounts(int rows) {
    return accounts(rows, scenarios());
  }

  /** The same under other scenarios. */
  static Revaluation accounts(int rows, ScenarioSet scenarios) {
    SplittableRandom random = new SplittableRandom(1);
    int[] start = new int[rows];
    int[] end = new int[rows];
    int[] unitScale = new int[rows];
    int[] instrument = new int[rows * POSITIONS];
    long[] lots = new long[rows * POSITIONS];
    for (int row = 0; row < rows; row++) {
      start[row] = row * POSITIONS;
      end[row] = start[row] + POSITIONS;
      unitScale[row] = UNIT_SCALE;
      for (int p = start[row]; p < end[row]; p++) {
        instrument[p] = random.nextInt(OPTIONS);
        lots[p] = random.nextInt(2_000_001) - 1_000_000L;
      }
    }
    Revaluation in = new Revaluation();
    in.addScenarioSet(scenarios);
    in.shareRows(rows, start, end, new int[rows], unitScale);
    in.sharePositions(instrument, lots);
    return in;
  }
}
