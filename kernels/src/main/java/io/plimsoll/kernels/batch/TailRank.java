package io.plimsoll.kernels.batch;

/**
 * Which of n sorted profits and losses, the smallest first, is the quantile at a confidence, and of
 * which the expected shortfall is the mean. The tail is {@code t = n * (1e6 - confidencePpm) / 1e6}
 * scenarios, an exact rational; conventions differ in what they do with its fraction.
 */
public enum TailRank {
  /**
   * The k-th smallest with k = ceil(t), but the first where t is 0. The shortfall is the mean of
   * the k smallest, by Floor.
   */
  CEIL,

  /**
   * The k-th smallest with k = floor(t) + 1, but the n-th where t is n. The shortfall is the mean
   * of the k smallest, by Floor.
   */
  FLOOR_PLUS_ONE,

  /**
   * The point at {@code h = (n - 1) * (1e6 - confidencePpm) / 1e6} on the line through the sorted
   * values, counted from 0, by Floor. The shortfall is the mean over a tail of exactly t: the
   * floor(t) smallest and the fraction of t of the next, divided by t, by Floor; the smallest where
   * t is 0. Sources: Hyndman and Fan, Sample Quantiles in Statistical Packages (1996), type 7;
   * Acerbi and Tasche, On the coherence of expected shortfall (2002), definition 2.6.
   */
  INTERPOLATED
}
