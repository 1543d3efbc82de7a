package io.plimsoll.kernels;

import io.plimsoll.kernels.batch.LossTable;
import io.plimsoll.kernels.batch.Revaluation;
import io.plimsoll.kernels.batch.RiskArrays;
import io.plimsoll.kernels.batch.TailRule;
import io.plimsoll.kernels.scenario.PnlTransform;
import io.plimsoll.kernels.scenario.ScenarioSet;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What the kernels must give, in decimals of any length. */
final class Oracle {

  private static final BigInteger MILLION = BigInteger.valueOf(1_000_000);
  private static final BigInteger LEAST = BigInteger.valueOf(Long.MIN_VALUE);
  private static final BigInteger LARGEST = BigInteger.valueOf(Long.MAX_VALUE);

  private Oracle() {}

  static BigInteger big(long value) {
    return BigInteger.valueOf(value);
  }

  static BigInteger quotient(BigInteger a, BigInteger b, RoundingMode mode) {
    return new BigDecimal(a).divide(new BigDecimal(b), 0, mode).toBigIntegerExact();
  }

  static long clamp(BigInteger value, BigInteger least) {
    return value.max(least).min(LARGEST).longValueExact();
  }

  static long linearEntry(long price, int movePpm, long num, long den, int k) {
    BigInteger top = big(price).multiply(big(movePpm)).multiply(big(num));
    return clamp(
        quotient(
            top.multiply(BigInteger.TEN.pow(k)),
            big(den).multiply(MILLION),
            RoundingMode.HALF_EVEN),
        LEAST);
  }

  static long optionEntry(long change, long num, long den, int k) {
    BigInteger top = big(change).multiply(big(num)).multiply(BigInteger.TEN.pow(k));
    return clamp(quotient(top, big(den), RoundingMode.HALF_EVEN), LEAST);
  }

  static long pnl(Revaluation in, int row, RiskArrays arrays, int s) {
    BigInteger raw = BigInteger.ZERO;
    for (int p = in.start()[row]; p < in.end()[row]; p++) {
      raw = raw.add(big(in.lots()[p]).multiply(big(arrays.entry(in.instrument()[p], s))));
    }
    ScenarioSet set = in.scenarioSetAt(in.scenarioSet()[row]);
    BigInteger divisor = MILLION.multiply(BigInteger.TEN.pow(in.unitScale()[row]));
    BigInteger floor = quotient(raw.multiply(big(set.weightPpm(s))), divisor, RoundingMode.FLOOR);
    return transformed(big(clamp(floor, LARGEST.negate())), set.transform(s)).longValueExact();
  }

  private static BigInteger transformed(BigInteger pnl, PnlTransform transform) {
    BigInteger size = pnl.abs().subtract(big(transform.dampening())).max(BigInteger.ZERO);
    BigInteger left = pnl.signum() < 0 ? size.negate() : size;
    return left.signum() <= 0
        ? left
        : quotient(left.multiply(big(transform.gainPpm())), MILLION, RoundingMode.FLOOR);
  }

  /** An account's profit or loss in a scenario: the sum of its rows'. */
  static long jointPnl(Revaluation in, int from, int to, RiskArrays arrays, int s) {
    BigInteger sum = BigInteger.ZERO;
    for (int row = from; row < to; row++) {
      sum = sum.add(big(pnl(in, row, arrays, s)));
    }
    return clamp(sum, LARGEST.negate());
  }

  /** Quantile, its scenario and shortfall of values, from fractions. */
  static String tail(long[] pnl, TailRule rule) {
    int n = pnl.length;
    if (n == 0) {
      return "0@0 0";
    }
    List<Integer> order = new ArrayList<>();
    for (int s = 0; s < n; s++) {
      order.add(s);
    }
    order.sort(Comparator.comparingLong((Integer s) -> pnl[s]).thenComparing(s -> s));
    BigDecimal part = BigDecimal.valueOf(1_000_000 - rule.confidencePpm(), 6);
    BigDecimal tail = part.multiply(BigDecimal.valueOf(n));
    int k =
        switch (rule.rank()) {
          case CEIL -> Math.max(1, tail.setScale(0, RoundingMode.CEILING).intValueExact());
          case FLOOR_PLUS_ONE ->
              Math.min(n, tail.setScale(0, RoundingMode.FLOOR).intValueExact() + 1);
          case INTERPOLATED -> 0;
        };
    if (k > 0) {
      BigInteger sum = BigInteger.ZERO;
      for (int i = 0; i < k; i++) {
        sum = sum.add(big(pnl[order.get(i)]));
      }
      long shortfall = quotient(sum, big(k), RoundingMode.FLOOR).longValueExact();
      return pnl[order.get(k - 1)] + "@" + order.get(k - 1) + " " + shortfall;
    }
    BigDecimal h = part.multiply(BigDecimal.valueOf(n - 1));
    int at = h.setScale(0, RoundingMode.FLOOR).intValueExact();
    BigDecimal low = new BigDecimal(big(pnl[order.get(at)]));
    BigDecimal high = new BigDecimal(big(pnl[order.get(Math.min(n - 1, at + 1))]));
    BigDecimal value = low.add(high.subtract(low).multiply(h.subtract(BigDecimal.valueOf(at))));
    BigDecimal sum = BigDecimal.ZERO;
    BigDecimal left = tail;
    for (int i = 0; left.signum() > 0; i++) {
      BigDecimal weight = left.min(BigDecimal.ONE);
      sum = sum.add(weight.multiply(new BigDecimal(big(pnl[order.get(i)]))));
      left = left.subtract(weight);
    }
    BigDecimal shortfall =
        tail.signum() == 0
            ? new BigDecimal(big(pnl[order.get(0)]))
            : sum.divide(tail, 0, RoundingMode.FLOOR);
    return value.setScale(0, RoundingMode.FLOOR).toBigIntegerExact()
        + "@"
        + order.get(at)
        + " "
        + shortfall.toBigIntegerExact();
  }

  /** What a row of a loss table must hold: worst, its index, runner-up, its index. */
  static String row(Revaluation in, int row, RiskArrays arrays) {
    return row(in, row, row + 1, arrays);
  }

  /** The same of an account, the sum of rows. */
  static String row(Revaluation in, int from, int to, RiskArrays arrays) {
    long worst = 0;
    int worstAt = 0;
    long next = 0;
    int nextAt = -1;
    int scenarios = arrays.scenarios();
    long[] all = new long[scenarios];
    for (int s = scenarios - 1; s >= 0; s--) {
      long pnl = jointPnl(in, from, to, arrays, s);
      all[s] = pnl;
      if (s == scenarios - 1 || pnl <= worst) {
        worst = pnl;
        worstAt = s;
      }
    }
    for (int s = scenarios - 1; s >= 0; s--) {
      if (s != worstAt && (nextAt < 0 || all[s] <= next)) {
        next = all[s];
        nextAt = s;
      }
    }
    return worst + "@" + worstAt + " " + next + "@" + nextAt;
  }

  static String row(LossTable table, int row) {
    return table.worstPnl()[row]
        + "@"
        + table.worst()[row]
        + " "
        + table.runnerUpPnl()[row]
        + "@"
        + table.runnerUp()[row];
  }
}
