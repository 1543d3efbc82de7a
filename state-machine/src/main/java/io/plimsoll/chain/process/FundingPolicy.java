package io.plimsoll.chain.process;

import io.plimsoll.margin.rule.IndexPremium;
import io.plimsoll.margin.rule.dydx.FundingTick;
import org.jspecify.annotations.Nullable;

/** How a market makes the funding rate of a tick of the premium samples before it. */
sealed interface FundingPolicy {

  /** The policy of a market whose rate is reported. */
  int REPORTED = 0;

  /** The policy of a parameter's value; null where the rate is reported. */
  static @Nullable FundingPolicy of(int code) {
    return switch (code) {
      case REPORTED -> null;
      case 1 -> new Dydx();
      case 2 -> new MarkIndex();
      default -> throw new IllegalStateException("funding policy " + code);
    };
  }

  /** Whether samples are the mark's premium over the index though reporters might vote. */
  boolean isAlwaysComputed();

  /** What the samples of a tick come to, in ppm. */
  int premiumPpm(int[] samples, Terms terms);

  /** The rate of eight hours for a premium, in ppm. */
  long ratePpm(int premiumPpm, Terms terms);

  /**
   * What the parameters say.
   *
   * @param least samples that the tick should have
   * @param tailPpm part of them that is removed at each end
   * @param defaultPpm rate without a premium
   * @param spreadPpm how near a premium must be to that to be forgotten
   * @param mostPpm largest rate either way
   */
  record Terms(int least, long tailPpm, long defaultPpm, long spreadPpm, long mostPpm) {}

  /** dYdX v4: samples that are missing are zeros, tails go, the mean is added to the default. */
  record Dydx() implements FundingPolicy {
    @Override
    public boolean isAlwaysComputed() {
      return false;
    }

    @Override
    public int premiumPpm(int[] samples, Terms terms) {
      return FundingTick.premium(samples, terms.least, terms.tailPpm);
    }

    @Override
    public long ratePpm(int premiumPpm, Terms terms) {
      return FundingTick.ratePpm(premiumPpm, terms.defaultPpm, terms.mostPpm);
    }
  }

  /** The average premium of the mark, pulled to the default rate by at most the spread. */
  record MarkIndex() implements FundingPolicy {
    @Override
    public boolean isAlwaysComputed() {
      return true;
    }

    @Override
    public int premiumPpm(int[] samples, Terms terms) {
      return IndexPremium.average(samples);
    }

    @Override
    public long ratePpm(int premiumPpm, Terms terms) {
      return IndexPremium.ratePpm(premiumPpm, terms.defaultPpm, terms.spreadPpm, terms.mostPpm);
    }
  }
}
