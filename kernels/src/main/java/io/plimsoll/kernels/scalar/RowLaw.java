package io.plimsoll.kernels.scalar;

import io.plimsoll.fixed.MulDiv;
import io.plimsoll.fixed.Wide;
import io.plimsoll.fixed.raw.Raw;
import io.plimsoll.kernels.batch.Revaluation;
import io.plimsoll.kernels.batch.RiskArrays;
import io.plimsoll.kernels.scenario.PnlTransform;
import io.plimsoll.kernels.scenario.ScenarioSet;
import java.math.BigInteger;
import java.util.Arrays;

/**
 * How one row's losses come about, step by step.
 *
 * <p>A row's raw sum in a scenario is exact. One of three widths computes it, by a bound that
 * follows from state alone: 64 bits where the sum of |lots| * maxAbs is less than 2^62; else 128
 * bits where each product times the number of positions is less than 2^126; else integers of any
 * length, since a product has up to 126 bits and two of them can leave 128. What the listing rules
 * admit stays in the first two.
 */
public final class RowLaw {

  /** A row whose sum of |lots| * maxAbs reaches this leaves the 64-bit path. */
  public static final long WIDE_BOUND = 1L << 62;

  private static final int LARGEST_BITS_OF_128 = 126;
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
   * Whether a row leaves the 64-bit path: its sum of |lots| * maxAbs is at least 2^62. Below it no
   * partial sum of any scenario leaves 64 bits, in any order.
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

  /** Whether a wide row's sums might leave 128 bits in some order. */
  static boolean isBeyond128(Revaluation in, int row, RiskArrays arrays) {
    int largest = 0;
    for (int p = in.start()[row]; p < in.end()[row]; p++) {
      // The size of the smallest long has 64 bits, and an entry of that size counts as one less.
      int bits = bits(in.lots()[p]) + bits(arrays.maxAbs()[in.instrument()[p]]) + 1;
      largest = Math.max(largest, bits);
    }
    return largest + bits(in.end()[row] - in.start()[row]) > LARGEST_BITS_OF_128;
  }

  /** The bits of a number's size: those of 5 and of -5 are 3. */
  private static int bits(long value) {
    return Long.SIZE - Long.numberOfLeadingZeros(Math.abs(value));
  }

  /**
   * One row's profit or loss in each scenario, in quanta.
   *
   * @param pnl filled from index 0
   */
  public static void grid(Revaluation in, int row, RiskArrays arrays, long[] pnl) {
    ScenarioSet set = in.scenarioSetAt(in.scenarioSet()[row]);
    int k = in.unitScale()[row];
    if (!isWide(in, row, arrays)) {
      sums64(in, row, arrays, pnl);
      for (int s = 0; s < set.size(); s++) {
        pnl[s] = transformed(quanta(pnl[s], set.weightPpm(s), k), set.transform(s));
      }
    } else if (!isBeyond128(in, row, arrays)) {
      Wide sum = new Wide();
      for (int s = 0; s < set.size(); s++) {
        sum128(in, row, arrays, s, sum);
        pnl[s] = transformed(quanta(sum, set.weightPpm(s), k), set.transform(s));
      }
    } else {
      for (int s = 0; s < set.size(); s++) {
        BigInteger sum = sumOfAnyLength(in, row, arrays, s);
        pnl[s] = transformed(quanta(sum, set.weightPpm(s), k), set.transform(s));
      }
    }
  }

  private static void sums64(Revaluation in, int row, RiskArrays arrays, long[] sums) {
    int scenarios = arrays.scenarios();
    long[] entries = arrays.entries();
    Arrays.fill(sums, 0, scenarios, 0);
    for (int p = in.start()[row]; p < in.end()[row]; p++) {
      long lots = in.lots()[p];
      int first = in.instrument()[p] * arrays.stride();
      for (int s = 0; s < scenarios; s++) {
        sums[s] += lots * entries[first + s];
      }
    }
  }

  private static void sum128(Revaluation in, int row, RiskArrays arrays, int s, Wide sum) {
    sum.set(0);
    for (int p = in.start()[row]; p < in.end()[row]; p++) {
      sum.addProduct(in.lots()[p], arrays.entry(in.instrument()[p], s));
    }
  }

  private static BigInteger sumOfAnyLength(Revaluation in, int row, RiskArrays arrays, int s) {
    BigInteger sum = BigInteger.ZERO;
    for (int p = in.start()[row]; p < in.end()[row]; p++) {
      BigInteger lots = BigInteger.valueOf(in.lots()[p]);
      BigInteger entry = BigInteger.valueOf(arrays.entry(in.instrument()[p], s));
      sum = sum.add(lots.multiply(entry));
    }
    return sum;
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

  /**
   * The same of a sum of 128 bits, which it changes. With D = 1e6 * 10^k and raw = q * D + r this
   * is q * weight + floor(r * weight / D), so that no product leaves 128 bits.
   */
  private static long quanta(Wide raw, int weightPpm, int k) {
    if (weightPpm == 0) {
      return 0;
    }
    long divisor = ONE_PPM * POWERS_OF_TEN[k];
    long whole = raw.divideFloorSaturated(divisor);
    if (whole == Long.MAX_VALUE || whole == Long.MIN_VALUE) {
      // A weight is at least 1, so the result lies beyond the same end.
      return whole < 0 ? -Long.MAX_VALUE : Long.MAX_VALUE;
    }
    raw.subtractProduct(whole, divisor);
    long rest = MulDiv.floor(raw.toLongExact(), weightPpm, divisor);
    raw.setProduct(whole, weightPpm);
    raw.add(rest);
    return Math.max(raw.toLongSaturated(), -Long.MAX_VALUE);
  }

  private static long quanta(BigInteger raw, int weightPpm, int k) {
    BigInteger product = raw.multiply(BigInteger.valueOf(weightPpm));
    BigInteger divisor = BigInteger.valueOf(ONE_PPM * POWERS_OF_TEN[k]);
    BigInteger[] parts = product.divideAndRemainder(divisor);
    BigInteger floor = parts[1].signum() < 0 ? parts[0].subtract(BigInteger.ONE) : parts[0];
    return floor.max(LARGEST.negate()).min(LARGEST).longValue();
  }

  /**
   * What a scenario's dampening and gain factor make of a weighted profit or loss: toward zero by
   * the dampening but not past it, then of a gain floor(gain * gainPpm / 1e6).
   *
   * @param pnl at least -(2^63 - 1), in quanta
   */
  public static long transformed(long pnl, PnlTransform transform) {
    long dampening = transform.dampening();
    long left = pnl > 0 ? Math.max(0, pnl - dampening) : Math.min(0, pnl + dampening);
    return left > 0 && transform.gainPpm() != ONE_PPM
        ? MulDiv.floor(left, transform.gainPpm(), ONE_PPM)
        : left;
  }
}
