package io.plimsoll.margin.rule;

import io.plimsoll.fixed.Checked;
import io.plimsoll.fixed.MulDiv;
import java.math.BigInteger;

/**
 * The price at which a part of a position takes its part of the account's equity with it, and so
 * leaves the rest of the account as safe or as unsafe as it was.
 *
 * <p>What the account takes (positive) or pays: -(value after - value before) - Floor(equity *
 * share), where share = |maintenance after - before| / maintenance of the account, and values and
 * maintenances are rounded before they are subtracted. The Floor makes the account's side larger,
 * so that rounding alone never asks the insurance fund for anything.
 *
 * <p>Source: dYdX v4-chain 84d4664bae71, clob/keeper/liquidations.go.
 */
public final class BankruptcyPrice {

  private BankruptcyPrice() {}

  /**
   * The quote, in quanta.
   *
   * @param valueBefore of the position, signed
   * @param valueAfter of what is left of it
   * @param equity of the account before
   * @param shareNum with {@code shareDen}, the part of the equity that goes
   * @param shareDen positive
   * @throws ArithmeticException where the quote does not fit a {@code long}
   */
  public static long quote(
      long valueBefore, long valueAfter, long equity, long shareNum, long shareDen) {
    return Checked.subtract(
        Checked.subtract(valueBefore, valueAfter), MulDiv.floor(equity, shareNum, shareDen));
  }

  /** The same without limits. */
  public static BigInteger quote(
      BigInteger valueBefore,
      BigInteger valueAfter,
      BigInteger equity,
      BigInteger shareNum,
      BigInteger shareDen) {
    return valueBefore
        .subtract(valueAfter)
        .subtract(Exact.floor(equity.multiply(shareNum), shareDen));
  }
}
