package io.plimsoll.margin.rule;

import io.plimsoll.fixed.Checked;
import io.plimsoll.fixed.MulDiv;
import java.math.BigInteger;

/**
 * What a liquidation gives to the insurance fund or takes from it.
 *
 * <p>Source: dYdX v4-chain 84d4664bae71, clob/keeper/liquidations.go and deleveraging.go.
 */
public final class InsuranceFund {

  private static final long ONE_PPM = 1_000_000;

  private InsuranceFund() {}

  /**
   * The change of the fund, in quanta: all that a fill is worse than the bankruptcy price
   * (negative), or what it is better, at most Floor(traded * fee).
   *
   * @param better what the account takes at the fill less what it would at the bankruptcy price
   * @param traded quote of the fill without its sign
   * @param feePpm the most that the fund takes of a fill
   */
  public static long change(long better, long traded, long feePpm) {
    return Math.min(MulDiv.floor(traded, feePpm, ONE_PPM), better);
  }

  /** The same without limits. */
  public static BigInteger change(BigInteger better, BigInteger traded, BigInteger feePpm) {
    return Exact.floorOfPpm(traded, feePpm).min(better);
  }

  /** Whether the fund can bear a change: it gains, or what it loses is there. */
  public static boolean covers(long fund, long change) {
    return change >= 0 || Checked.addSaturated(fund, change) >= 0;
  }

  /** The same without limits. */
  public static boolean covers(BigInteger fund, BigInteger change) {
    return change.signum() >= 0 || fund.add(change).signum() >= 0;
  }
}
