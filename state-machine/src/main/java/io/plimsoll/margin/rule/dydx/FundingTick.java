package io.plimsoll.margin.rule.dydx;

import io.plimsoll.fixed.raw.Raw;
import io.plimsoll.margin.rule.Exact;
import io.plimsoll.margin.rule.Funding;
import java.math.BigInteger;
import java.util.Arrays;

/**
 * From premium votes to samples, and from samples to a funding rate and the move of an index.
 *
 * <p>Source: perpetuals/keeper/perpetual.go and lib/math.go.
 */
public final class FundingTick {

  private static final long ONE_PPM = 1_000_000;
  private static final BigInteger MOST_RATE = BigInteger.valueOf(Integer.MAX_VALUE);

  private FundingTick() {}

  /**
   * What a tick does to a market.
   *
   * @param ratePpm funding rate for eight hours
   * @param indexMove in 10^-6 quote quanta for a base quantum
   */
  public record Result(BigInteger ratePpm, BigInteger indexMove) {}

  /** Premiums with zeros behind them, so that there are at least so many. */
  public static int[] padded(int[] premiums, int least) {
    return Arrays.copyOf(premiums, Math.max(premiums.length, least));
  }

  /**
   * The median of votes in ppm, which is a sample. Of an even number it is the mean of the two in
   * the middle, AwayFromZero.
   *
   * @param votes at least one
   */
  public static int median(int[] votes) {
    int[] sorted = votes.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    if (sorted.length % 2 == 1) {
      return sorted[middle];
    }
    long sum = (long) sorted[middle - 1] + sorted[middle];
    return Math.toIntExact(Raw.awayFromZeroDiv(sum, 2));
  }

  /**
   * Samples without their tails: of n samples Floor(n * 2 * rate) go, half of them, TowardZero,
   * from the least and the others from the largest. What is left is in order; where nothing would
   * go, or all, the samples stay as they are.
   *
   * @param ratePpm 0 to 1e6
   */
  public static int[] withoutTails(int[] samples, long ratePpm) {
    long removed = Raw.floorDiv(samples.length * 2L * ratePpm, ONE_PPM);
    if (removed == 0 || removed >= samples.length) {
      return samples.clone();
    }
    int least = (int) removed / 2;
    int largest = (int) removed - least;
    int[] sorted = samples.clone();
    Arrays.sort(sorted);
    return Arrays.copyOfRange(sorted, least, sorted.length - largest);
  }

  /** The mean of samples, TowardZero; 0 of none. */
  public static int mean(int[] samples) {
    long sum = 0;
    for (int sample : samples) {
      sum += sample;
    }
    return samples.length == 0 ? 0 : Math.toIntExact(Raw.towardZeroDiv(sum, samples.length));
  }

  /**
   * A tick: the mean of the samples, padded and without their tails, plus the market's default
   * rate, within the clamp, is the rate; the index moves by it for the duration of the tick.
   *
   * @param samples since the last tick, in ppm
   * @param least how many samples there should be: duration of the tick / duration of a sample,
   *     Ceil
   * @param tailPpm part of the samples that is removed at each end
   * @param defaultPpm rate of the market where nobody pays a premium
   * @param clampFactorPpm of {@link Tier#fundingClampPpm}
   */
  public static Answer<Result> of(
      Market market,
      int[] samples,
      int least,
      long tailPpm,
      BigInteger defaultPpm,
      BigInteger clampFactorPpm,
      BigInteger seconds) {
    BigInteger premium = BigInteger.valueOf(mean(withoutTails(padded(samples, least), tailPpm)));
    BigInteger most = market.tier().fundingClampPpm(clampFactorPpm);
    BigInteger rate = Exact.clamp(premium.add(defaultPpm), most.negate(), most);
    if (rate.compareTo(MOST_RATE) > 0) {
      return Answer.refused(Code.INVARIANT);
    }
    Price price = market.price();
    return Answer.of(new Result(rate, Funding.indexMove(rate, seconds, price.num(), price.den())));
  }
}
