package io.plimsoll.margin.rule;

import io.plimsoll.fixed.MulDiv;
import java.math.BigInteger;

/**
 * What ranks the holders against whom a bankrupt subaccount is closed: profit ratio * leverage. The
 * profit ratio is value / entry value of a long and the inverse of it of a short, so that who
 * gained most comes first on both sides; leverage is notional / equity.
 *
 * <p>Source: Hyperliquid's documentation, "Auto-deleveraging", which states it for a long.
 *
 * @param above value of a long, entry value of a short, without a sign
 * @param below the other one; 0 counts as 1
 * @param notional of the position
 * @param equity of the account, positive
 */
public record DeleveragingScore(long above, long below, long notional, long equity) {

  private static final long ONE_PPM = 1_000_000;

  /** A {@code below} of 0 becomes 1. */
  public DeleveragingScore {
    below = Math.max(1, below);
  }

  /**
   * The score in ppm: Floor of the profit ratio in ppm, times notional / equity, Floor; each is at
   * most the largest {@code long}.
   */
  public long ppm() {
    long ratio = MulDiv.floorSaturated(above, ONE_PPM, below);
    return MulDiv.floorSaturated(ratio, notional, equity);
  }

  /** The same without limits. */
  public static BigInteger ppm(
      BigInteger above, BigInteger below, BigInteger notional, BigInteger equity) {
    BigInteger ratio = Exact.floor(above.multiply(Exact.MILLION), below.max(BigInteger.ONE));
    return Exact.floor(ratio.multiply(notional), equity);
  }

  /** Compares two scores as they are, without rounding; negative where this one is less. */
  public int compareExact(DeleveragingScore other) {
    return product(above, notional, other.below, other.equity)
        .compareTo(product(other.above, other.notional, below, equity));
  }

  private static BigInteger product(long a, long b, long c, long d) {
    return BigInteger.valueOf(a)
        .multiply(BigInteger.valueOf(b))
        .multiply(BigInteger.valueOf(c))
        .multiply(BigInteger.valueOf(d));
  }
}
