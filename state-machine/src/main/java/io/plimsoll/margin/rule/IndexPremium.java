package io.plimsoll.margin.rule;

import io.plimsoll.fixed.MulDiv;
import io.plimsoll.fixed.raw.Raw;
import java.math.BigInteger;

/**
 * Funding from how far a mark is from its index.
 *
 * <p>A sample is (mark - index) / index in ppm, TowardZero. The average of a period weighs its n
 * samples by 1, 2, ... n in the order of their times, TowardZero, so that the last ones count most.
 * The rate is average + clamp(interest - average, -spread, spread): while the average is within the
 * spread of the interest, the rate is the interest.
 *
 * <p>Source: Binance, introduction to funding rates of futures; with a spread around an interest of
 * 0 it is the dead zone of Deribit's perpetuals.
 */
public final class IndexPremium {

  private static final long ONE_PPM = 1_000_000;

  private IndexPremium() {}

  /**
   * How far a mark is from its index, in ppm, TowardZero, at most {@code mostPpm} either way.
   *
   * @param mark mantissa, positive
   * @param index mantissa of the same exponent, positive
   */
  public static long ppm(long mark, long index, long mostPpm) {
    long distance = MulDiv.floorSaturated(Math.abs(mark - index), ONE_PPM, index);
    return Long.signum(mark - index) * Math.min(distance, mostPpm);
  }

  /** The same without limits. */
  public static BigInteger ppm(BigInteger mark, BigInteger index, BigInteger mostPpm) {
    BigInteger exact = mark.subtract(index).multiply(Exact.MILLION).divide(index);
    return Exact.clamp(exact, mostPpm.negate(), mostPpm);
  }

  /**
   * The average of samples in the order of their times, TowardZero; 0 of none.
   *
   * @param samples in ppm, at most 65,535
   */
  public static int average(int[] samples) {
    long sum = 0;
    long weights = 0;
    for (int i = 0; i < samples.length; i++) {
      sum += (i + 1L) * samples[i];
      weights += i + 1L;
    }
    return weights == 0 ? 0 : Math.toIntExact(Raw.towardZeroDiv(sum, weights));
  }

  /**
   * The rate of eight hours, in ppm.
   *
   * @param interestPpm what is paid while the average is near it, up to 2^31 either way
   * @param spreadPpm how near that is, 0 to 2^31
   * @param mostPpm how far from 0 the rate may be
   */
  public static long ratePpm(int averagePpm, long interestPpm, long spreadPpm, long mostPpm) {
    long pull = Math.clamp(interestPpm - averagePpm, -spreadPpm, spreadPpm);
    return Math.clamp(averagePpm + pull, -mostPpm, mostPpm);
  }

  /** The same without limits. */
  public static BigInteger ratePpm(
      BigInteger averagePpm, BigInteger interestPpm, BigInteger spreadPpm, BigInteger mostPpm) {
    BigInteger pull = Exact.clamp(interestPpm.subtract(averagePpm), spreadPpm.negate(), spreadPpm);
    return Exact.clamp(averagePpm.add(pull), mostPpm.negate(), mostPpm);
  }
}
