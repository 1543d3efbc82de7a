package io.plimsoll.margin.rule.dydx;

import io.plimsoll.fixed.MulDiv;
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
   * The same where votes have powers, as if each power were so many equal votes: the lowest vote
   * whose cumulative power is above half of all; where that of a vote is just half, the mean of it
   * and the next higher one, AwayFromZero.
   *
   * @param votes at least one
   * @param powers positive; twice their sum fits a {@code long}
   */
  public static int median(int[] votes, long[] powers) {
    long total = 0;
    for (long power : powers) {
      total += power;
    }
    // Cumulative powers are strictly more from one vote to the next higher one.
    long lower = Long.MAX_VALUE;
    long higher = Long.MAX_VALUE;
    for (int vote : votes) {
      long twice = 2 * powerUpTo(vote, votes, powers);
      lower = twice >= total ? Math.min(lower, vote) : lower;
      higher = twice > total ? Math.min(higher, vote) : higher;
    }
    return Math.toIntExact(Raw.awayFromZeroDiv(lower + higher, 2));
  }

  private static long powerUpTo(int most, int[] votes, long[] powers) {
    long sum = 0;
    for (int i = 0; i < votes.length; i++) {
      sum += votes[i] <= most ? powers[i] : 0;
    }
    return sum;
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
   * The premium of a tick in ppm: the mean of the samples, padded and without their tails.
   *
   * @param samples since the last tick, in ppm
   * @param least how many samples there should be
   * @param tailPpm part of the samples that is removed at each end
   */
  public static int premium(int[] samples, int least, long tailPpm) {
    return mean(withoutTails(padded(samples, least), tailPpm));
  }

  /**
   * The funding rate of a tick in ppm: premium and default rate, at most {@code mostPpm} from 0.
   *
   * @param defaultPpm up to 2^31 either way
   */
  public static long ratePpm(int premium, long defaultPpm, long mostPpm) {
    return Math.clamp(premium + defaultPpm, -mostPpm, mostPpm);
  }

  /** The same without limits. */
  public static BigInteger ratePpm(BigInteger premium, BigInteger defaultPpm, BigInteger mostPpm) {
    return Exact.clamp(premium.add(defaultPpm), mostPpm.negate(), mostPpm);
  }

  /**
   * How far from 0 a rate or a premium may be: {@link Tier#fundingClampPpm} for blocks, in ppm,
   * Floor.
   *
   * @param initialPpm 0 to 1e6
   * @param maintenancePpm as a part of that, 0 to 1e6
   * @param factorPpm 0 to 1e9
   */
  public static long clampPpm(long initialPpm, long maintenancePpm, long factorPpm) {
    long maintenance = MulDiv.floor(initialPpm, maintenancePpm, ONE_PPM);
    return MulDiv.floor(factorPpm, initialPpm - maintenance, ONE_PPM);
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
    BigInteger premium = BigInteger.valueOf(premium(samples, least, tailPpm));
    BigInteger most = market.tier().fundingClampPpm(clampFactorPpm);
    BigInteger rate = ratePpm(premium, defaultPpm, most);
    if (rate.compareTo(MOST_RATE) > 0) {
      return Answer.refused(Code.INVARIANT);
    }
    Price price = market.price();
    return Answer.of(new Result(rate, Funding.indexMove(rate, seconds, price.num(), price.den())));
  }
}
