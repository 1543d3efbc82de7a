package io.plimsoll.kernels;

import io.plimsoll.kernels.batch.LossTable;
import io.plimsoll.kernels.batch.Revaluation;
import io.plimsoll.kernels.batch.RiskArrays;
import io.plimsoll.kernels.scenario.ScenarioSet;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

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
    return clamp(floor, LARGEST.negate());
  }

  /** What a row of a loss table must hold: worst, its index, runner-up, its index. */
  static String row(Revaluation in, int row, RiskArrays arrays) {
    long worst = 0;
    int worstAt = 0;
    long next = 0;
    int nextAt = -1;
    int scenarios = arrays.scenarios();
    for (int s = scenarios - 1; s >= 0; s--) {
      long pnl = pnl(in, row, arrays, s);
      if (s == scenarios - 1 || pnl <= worst) {
        worst = pnl;
        worstAt = s;
      }
    }
    for (int s = scenarios - 1; s >= 0; s--) {
      long pnl = pnl(in, row, arrays, s);
      if (s != worstAt && (nextAt < 0 || pnl <= next)) {
        next = pnl;
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
