package io.plimsoll.margin.rule;

import io.plimsoll.fixed.MulDiv;
import java.math.BigInteger;

/**
 * What one linear position requires, each rule once for blocks, saturating at the largest {@code
 * long}, and once without limits. Amounts are in quanta, ratios in ppm.
 *
 * <p>Source: dYdX v4-chain 84d4664bae71, perpetuals/lib/lib.go and types/liquidity_tier.go.
 */
public final class PositionMargin {

  private static final long ONE_PPM = 1_000_000;

  private PositionMargin() {}

  /**
   * Ceil(size * ratio).
   *
   * @param size of the position's value, without a sign
   * @param ppm the initial margin fraction, scaled by open interest and at least what the user has
   *     set
   */
  public static long initial(long size, int ppm) {
    return MulDiv.ceilSaturated(size, ppm, ONE_PPM);
  }

  /** The same without limits. */
  public static BigInteger initial(BigInteger size, BigInteger ppm) {
    return Exact.ceilOfPpm(size, ppm);
  }

  /**
   * Ceil(Ceil(size * base fraction) * part): a part of the initial margin that the position would
   * have without scaling and without the user's own fraction, rounded twice.
   *
   * @param basePpm the initial margin fraction before it is scaled
   * @param partPpm maintenance as a part of initial margin
   */
  public static long maintenance(long size, int basePpm, int partPpm) {
    return initial(initial(size, basePpm), partPpm);
  }

  /** The same without limits. */
  public static BigInteger maintenance(BigInteger size, BigInteger basePpm, BigInteger partPpm) {
    return initial(initial(size, basePpm), partPpm);
  }

  /**
   * The initial margin fraction of a user: the larger of the market's, which is scaled by open
   * interest, and the user's own; 0 is none.
   */
  public static int userPpm(int scaledPpm, int ownPpm) {
    return Math.max(scaledPpm, ownPpm);
  }

  /** The same without limits. */
  public static BigInteger userPpm(BigInteger scaledPpm, BigInteger ownPpm) {
    return scaledPpm.max(ownPpm);
  }
}
