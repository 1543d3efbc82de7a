package io.plimsoll.margin.rule;

import io.plimsoll.fixed.MulDiv;
import java.math.BigInteger;

/**
 * What an owner pays for a fill by what it has traded: a ladder of tiers, each with requirements
 * and two fees. An owner is in the last tier up to which it meets them all.
 *
 * <p>Source: dydxprotocol/v4-chain, x/feetiers/keeper/keeper.go and the fees of a match in x/clob.
 * That a rebate is at most the other side's fee is ours: the venue refuses a table in which it
 * could be more, and here each number of a table changes alone.
 */
public final class FeeTier {

  private static final long ONE_PPM = 1_000_000;

  private FeeTier() {}

  /**
   * Whether an owner has traded what a tier asks for; a share is a Floor of what all have traded.
   *
   * @param maker what it has traded as maker, in quanta, 0 or more
   * @param taker as taker; the sum of both fits
   * @param all what all have traded, each trade counted once
   * @param volume least sum of both
   * @param sharePpm least sum of both, in ppm of all, 0 to 1e6
   * @param makerSharePpm least volume as maker, in ppm of all, 0 to 1e6
   */
  public static boolean isMet(
      long maker, long taker, long all, long volume, long sharePpm, long makerSharePpm) {
    return maker + taker >= volume
        && maker + taker >= MulDiv.floor(all, sharePpm, ONE_PPM)
        && maker >= MulDiv.floor(all, makerSharePpm, ONE_PPM);
  }

  /** The same without limits. */
  public static boolean isMet(
      BigInteger maker,
      BigInteger taker,
      BigInteger all,
      BigInteger volume,
      BigInteger sharePpm,
      BigInteger makerSharePpm) {
    BigInteger both = maker.add(taker);
    return both.compareTo(volume) >= 0
        && both.compareTo(Exact.floor(all.multiply(sharePpm), Exact.MILLION)) >= 0
        && maker.compareTo(Exact.floor(all.multiply(makerSharePpm), Exact.MILLION)) >= 0;
  }

  /**
   * A fee in quanta, Ceil; of a negative rate a rebate, which the Ceil makes smaller.
   *
   * @param quote of the fill, without its sign, at most 2^53
   * @param ppm -1e6 to 1e6
   */
  public static long fee(long quote, long ppm) {
    return MulDiv.ceil(quote, ppm, ONE_PPM);
  }

  /** The same without limits. */
  public static BigInteger fee(BigInteger quote, BigInteger ppm) {
    return Exact.ceil(quote.multiply(ppm), Exact.MILLION);
  }

  /** What a maker pays: its fee, or a rebate of at most what the taker pays. */
  public static long ofMaker(long fee, long takerFee) {
    return Math.max(fee, -takerFee);
  }

  /** The same without limits. */
  public static BigInteger ofMaker(BigInteger fee, BigInteger takerFee) {
    return fee.max(takerFee.negate());
  }
}
