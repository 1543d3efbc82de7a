package io.plimsoll.kernels.scalar;

import io.plimsoll.fixed.MulDiv;
import io.plimsoll.fixed.raw.Raw;
import io.plimsoll.kernels.batch.LossTable;
import io.plimsoll.kernels.batch.Revaluation;
import io.plimsoll.kernels.batch.RiskArrays;
import io.plimsoll.kernels.scenario.ScenarioSet;
import java.math.BigInteger;
import java.util.Arrays;

/** How one row's losses come about, step by step. */
public final class RowLaw {

  /** A row whose sum of |lots| * maxAbs reaches this takes the exact path. */
  public static final long WIDE_BOUND = 1L << 62;

  private static final long ONE_PPM = ScenarioSet.ONE_PPM;
  private static final BigInteger LARGEST = BigInteger.valueOf(Long.MAX_VALUE);

  private static final long[] POWERS_OF_TEN = powersOfTen();

  private RowLaw() {}

  private static long[] powersOfTen() {
    long[] powers = new long[13];
    powers[0] = 1;
    for (int i = 1; i < powers.length; i++) {
      powers[i] = 10 * powers[i - 1];
    }
    return powers;
  }

  /** 10^k for k from 0 to 12. */
  public static long powerOfTen(int k) {
    return POWERS_OF_TEN[k];
  }

  /** Refuses a revaluation whose scenarios are not those of the risk arrays. */
  public static void requireSameScenarios(Revaluation in, RiskArrays arrays) {
    if (in.rows() > 0 && in.scenarios() != arrays.scenarios()) {
      throw new IllegalArgumentException(
          "rows of "
              + in.scenarios()
              + " scenarios against risk arrays of "
              + arrays.scenarios()
              + "; both must come from the same scenario sets");
    }
  }

  /**
   * Whether a row takes the exact path: its sum of |lots| * maxAbs is at least 2^62. This follows
   * from state alone; below it no partial sum of any scenario leaves 64 bits, in any order.
   */
  public static boolean isWide(Revaluation in, int row, RiskArrays arrays) {
    long[] lots = in.lots();
    int[] instrument = in.instrument();
    long[] maxAbs = arrays.maxAbs();
    long bound = 0;
    for (int p = in.start()[row]; p < in.end()[row]; p++) {
      long most = maxAbs[instrument[p]];
      if (lots[p] == 0 || most == 0) {
        continue;
      }
      if (lots[p] == Long.MIN_VALUE || Raw.mulOverflows(Math.abs(lots[p]), most)) {
        return true;
      }
      bound += Math.abs(lots[p]) * most;
      if (bound < 0 || bound >= WIDE_BOUND) {
        return true;
      }
    }
    return false;
  }

  /**
   * One row's profit or loss in each scenario, in quanta.
   *
   * @param pnl filled from index 0
   */
  public static void grid(Revaluation in, int row, RiskArrays arrays, long[] pnl) {
    ScenarioSet set = in.scenarioSetAt(in.scenarioSet()[row]);
    int k = in.unitScale()[row];
    if (isWide(in, row, arrays)) {
      for (int s = 0; s < set.size(); s++) {
        pnl[s] = wideQuanta(wideSum(in, row, arrays, s), set.weightPpm(s), k);
      }
      return;
    }
    int scenarios = set.size();
    long[] entries = arrays.entries();
    Arrays.fill(pnl, 0, scenarios, 0);
    for (int p = in.start()[row]; p < in.end()[row]; p++) {
      long lots = in.lots()[p];
      int first = in.instrument()[p] * arrays.stride();
      for (int s = 0; s < scenarios; s++) {
        pnl[s] += lots * entries[first + s];
      }
    }
    for (int s = 0; s < scenarios; s++) {
      pnl[s] = quanta(pnl[s], set.weightPpm(s), k);
    }
  }

  /** floor(raw * weight / (1e6 * 10^k)) for a raw sum of the 64-bit path. */
  public static long quanta(long raw, int weightPpm, int k) {
    if (weightPpm == ONE_PPM) {
      return k == 0 ? raw : Raw.floorDiv(raw, POWERS_OF_TEN[k]);
    }
    long divisor = ONE_PPM * POWERS_OF_TEN[k];
    return Raw.mulOverflows(raw, weightPpm)
        ? MulDiv.floor(raw, weightPpm, divisor)
        : Raw.floorDiv(raw * weightPpm, divisor);
  }

  private static BigInteger wideSum(Revaluation in, int row, RiskArrays arrays, int s) {
    BigInteger sum = BigInteger.ZERO;
    for (int p = in.start()[row]; p < in.end()[row]; p++) {
      BigInteger lots = BigInteger.valueOf(in.lots()[p]);
      BigInteger entry = BigInteger.valueOf(arrays.entry(in.instrument()[p], s));
      sum = sum.add(lots.multiply(entry));
    }
    return sum;
  }

  private static long wideQuanta(BigInteger raw, int weightPpm, int k) {
    BigInteger product = raw.multiply(BigInteger.valueOf(weightPpm));
    BigInteger divisor = BigInteger.valueOf(ONE_PPM * POWERS_OF_TEN[k]);
    BigInteger[] parts = product.divideAndRemainder(divisor);
    BigInteger floor = parts[1].signum() < 0 ? parts[0].subtract(BigInteger.ONE) : parts[0];
    return floor.max(LARGEST.negate()).min(LARGEST).longValue();
  }

  /** Sets a row of the table from its profit or loss in each scenario. */
  public static void reduce(long[] pnl, int scenarios, LossTable out, int row) {
    if (scenarios == 0) {
      out.set(row, 0, 0, 0, -1);
      return;
    }
    int worst = 0;
    for (int s = 1; s < scenarios; s++) {
      if (pnl[s] < pnl[worst]) {
        worst = s;
      }
    }
    int runnerUp = -1;
    for (int s = 0; s < scenarios; s++) {
      if (s != worst && (runnerUp < 0 || pnl[s] < pnl[runnerUp])) {
        runnerUp = s;
      }
    }
    out.set(row, pnl[worst], worst, runnerUp < 0 ? 0 : pnl[runnerUp], runnerUp);
  }
}
