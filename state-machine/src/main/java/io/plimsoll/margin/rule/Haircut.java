package io.plimsoll.margin.rule;

import io.plimsoll.fixed.Checked;
import io.plimsoll.fixed.MulDiv;
import java.math.BigInteger;

/**
 * What coins require as collateral or as a debt, so that equity can stay their market value: a part
 * of that value, of coins above a cap another part. A debt requires the ordinary part of its value,
 * however large it is: what a haircut takes from an asset, it adds to a liability.
 *
 * <p>Values are Floor of a signed number of coins, as in equity; each product with a ratio is Ceil.
 *
 * <p>Source: the weights of Mango v4 and Derive v2 and the marginal collateral tiers of Binance's
 * portfolio margin, research on margin models, section 8.
 */
public final class Haircut {

  private static final long ONE_PPM = 1_000_000;

  private Haircut() {}

  /**
   * The requirement, in quanta; saturates.
   *
   * @param coins signed, in the coin's quanta
   * @param num with {@code den}, the value of one of them in quanta; not negative
   * @param ppm the part of the value, 0 to 1e6
   * @param cap to how many coins it applies; not negative
   * @param abovePpm the part of those above
   */
  public static long of(long coins, long num, long den, int ppm, long cap, int abovePpm) {
    long value = MulDiv.floorSaturated(coins, num, den);
    long within = MulDiv.floorSaturated(Math.min(coins, cap), num, den);
    return Checked.addSaturated(
        MulDiv.ceilSaturated(Math.max(within, Checked.subtractSaturated(0, within)), ppm, ONE_PPM),
        MulDiv.ceilSaturated(value - within, abovePpm, ONE_PPM));
  }

  /**
   * What is left of a haircut beside another charge for the same coins, in quanta: the haircut of
   * the part of their value that the charge has not taken already, Ceil. Together they are never
   * more than the value, so that coins never make an account less safe. A debt's haircut stays.
   *
   * @param haircut of all the coins
   * @param value of all the coins, signed
   * @param charge not negative
   */
  public static long beside(long haircut, long value, long charge) {
    if (value <= 0) {
      return haircut;
    }
    return MulDiv.ceilSaturated(haircut, Math.max(0, value - charge), value);
  }

  /** The same without limits. */
  public static BigInteger beside(BigInteger haircut, BigInteger value, BigInteger charge) {
    if (value.signum() <= 0) {
      return haircut;
    }
    BigInteger left = value.subtract(charge).max(BigInteger.ZERO);
    return Exact.floor(haircut.multiply(left).negate(), value).negate();
  }

  /** {@link #of} without limits. */
  public static BigInteger of(
      BigInteger coins,
      BigInteger num,
      BigInteger den,
      BigInteger ppm,
      BigInteger cap,
      BigInteger abovePpm) {
    BigInteger value = Exact.floor(coins.multiply(num), den);
    BigInteger within = Exact.floor(coins.min(cap).multiply(num), den);
    return Exact.ceilOfPpm(within.abs(), ppm)
        .add(Exact.ceilOfPpm(value.subtract(within), abovePpm));
  }
}
