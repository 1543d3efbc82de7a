package io.plimsoll.margin.rule;

import io.plimsoll.fixed.Checked;
import java.math.BigInteger;

/**
 * What open orders take of an account's initial margin, each rule once for blocks, saturating, and
 * once without limits. Amounts are in quanta.
 *
 * <p>Source: the worse of all bids or all asks filled, as Drift v2 and Paradex have it: protocol-v2
 * 0ae3e3b1db78, programs/drift/src/math/margin.rs; Paradex's documentation of cross margin.
 */
public final class OpenOrderMargin {

  private OpenOrderMargin() {}

  /**
   * What a fill loses at once: the quote that it pays beyond what its lots are worth, and nothing
   * where they are worth more.
   *
   * @param change of the position's value by the fill
   * @param cash what the fill brings in (positive) or takes
   */
  public static long loss(long change, long cash) {
    return Math.max(0, Checked.subtractSaturated(0, Checked.addSaturated(change, cash)));
  }

  /** The same without limits. */
  public static BigInteger loss(BigInteger change, BigInteger cash) {
    return change.add(cash).negate().max(BigInteger.ZERO);
  }

  /**
   * What is charged beside the requirement of what is held.
   *
   * @param now initial margin of what is held
   * @param filled initial margin with the worse side filled
   * @param loss of the worse side at its worst price
   * @param flat amounts for the number of orders
   */
  public static long charge(long now, long filled, long loss, long flat) {
    long more = Checked.subtractSaturated(Checked.addSaturated(filled, loss), now);
    return Checked.addSaturated(Math.max(0, more), flat);
  }

  /** The same without limits. */
  public static BigInteger charge(
      BigInteger now, BigInteger filled, BigInteger loss, BigInteger flat) {
    return filled.add(loss).subtract(now).max(BigInteger.ZERO).add(flat);
  }
}
