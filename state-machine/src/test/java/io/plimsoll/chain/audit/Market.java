package io.plimsoll.chain.audit;

import java.util.Random;

/**
 * True prices of the workload's underlyings, of which reporters tell: calm, trending, crashing,
 * soaring, gapping and silent times follow each other, each underlying's own.
 */
final class Market {

  /** How many underlyings there are; the last has no price for some time. */
  static final int UNDERLYINGS = 4;

  /** What a dollar is in prices. */
  static final long DOLLAR = 10_000;

  /** Leaves room for a factor of 9 below the largest price. */
  private static final long MOST = 4_000_000 * DOLLAR;

  /** What a price does for some blocks. */
  enum Weather {
    CALM(0, 0.004, 0, 0.03),
    TREND(0.004, 0.006, 0, 0.03),
    SLIDE(-0.004, 0.006, 0, 0.03),
    CRASH(-0.045, 0.02, 0, 0.05),
    SQUEEZE(0.045, 0.02, 0, 0.05),
    GAPS(0, 0.01, 0.2, 0.1),
    OUTAGE(0, 0.01, 0.02, 0.9);

    private final double drift;
    private final double sigma;
    private final double gap;
    private final double silence;

    Weather(double drift, double sigma, double gap, double silence) {
      this.drift = drift;
      this.sigma = sigma;
      this.gap = gap;
      this.silence = silence;
    }
  }

  private final Random random;
  private final long[] price = {0, 50_000 * DOLLAR, 3_000 * DOLLAR, 20 * DOLLAR, 7 * DOLLAR};
  private final Weather[] weather = new Weather[UNDERLYINGS + 1];
  private final int[] lasts = new int[UNDERLYINGS + 1];
  private final int firstPricedAt;

  Market(Random random) {
    this.random = random;
    firstPricedAt = 10 + random.nextInt(60);
    java.util.Arrays.fill(weather, Weather.CALM);
    java.util.Arrays.fill(lasts, 20);
  }

  /** The true price. */
  long price(int underlying) {
    return price[underlying];
  }

  /** What kind of time it is for an underlying. */
  Weather weather(int underlying) {
    return weather[underlying];
  }

  /** Whether a block has a report. */
  boolean isReported(int underlying, long height, double silence) {
    boolean early = underlying == UNDERLYINGS && height < firstPricedAt;
    return !early && random.nextDouble() >= Math.max(silence, weather[underlying].silence);
  }

  /** Moves all prices by a block. */
  void move() {
    for (int id = 1; id <= UNDERLYINGS; id++) {
      if (lasts[id]-- == 0) {
        // Calm comes back between two other times.
        boolean calm = weather[id] != Weather.CALM || random.nextInt(3) == 0;
        weather[id] =
            calm ? Weather.CALM : Weather.values()[random.nextInt(Weather.values().length)];
        lasts[id] = 3 + random.nextInt(weather[id] == Weather.CALM ? 60 : 15);
      }
      Weather now = weather[id];
      boolean jumps = random.nextDouble() < 0.02 + now.gap;
      double move = now.drift + (jumps ? 0.12 : now.sigma) * random.nextGaussian();
      price[id] = Math.clamp((long) (price[id] * Math.exp(move)), DOLLAR, MOST);
    }
  }
}
