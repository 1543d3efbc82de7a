package io.plimsoll.kernels.batch;

import io.plimsoll.fixed.Wide;
import io.plimsoll.fixed.raw.Raw;

/**
 * How much of a distribution is its tail, and by which convention. All arithmetic is exact up to
 * the one Floor that {@link TailRank} names for each result.
 *
 * @param confidencePpm the part of scenarios that are not worse, in ppm, 0 to 1e6; 990,000 is 99%
 * @param rank the convention
 */
public record TailRule(int confidencePpm, TailRank rank) {

  private static final long ONE_PPM = 1_000_000;

  /** Checks the range. */
  public TailRule {
    if (confidencePpm < 0 || confidencePpm > ONE_PPM) {
      throw new IllegalArgumentException(
          "confidencePpm is " + confidencePpm + "; it must be in 0.." + ONE_PPM);
    }
  }

  /**
   * The position among {@code n} sorted values, from 0, of the one that names the quantile's
   * scenario: that of the quantile itself, or of the worse one of the two that it lies between.
   */
  public int position(int n) {
    return switch (rank) {
      case CEIL -> Math.max(1, (int) Raw.ceilDiv(tailPpm(n), ONE_PPM)) - 1;
      case FLOOR_PLUS_ONE -> Math.min(n, (int) Raw.floorDiv(tailPpm(n), ONE_PPM) + 1) - 1;
      case INTERPOLATED -> (int) Raw.floorDiv(tailPpm(n - 1), ONE_PPM);
    };
  }

  /** How many of {@code n} values, the smallest, the results depend on. */
  public int needed(int n) {
    return rank == TailRank.INTERPOLATED
        ? Math.min(n, (int) Raw.floorDiv(tailPpm(n), ONE_PPM) + 2)
        : position(n) + 1;
  }

  private long tailPpm(int n) {
    return n * (ONE_PPM - confidencePpm);
  }

  /**
   * The quantile of {@code n} values, at least 1.
   *
   * @param sorted the {@link #needed} smallest of them, the smallest first
   */
  public long quantile(long[] sorted, int n) {
    int at = position(n);
    if (rank != TailRank.INTERPOLATED || at == n - 1) {
      return sorted[at];
    }
    long beyondPpm = tailPpm(n - 1) - at * ONE_PPM;
    Wide value = new Wide();
    value.setProduct(sorted[at], ONE_PPM - beyondPpm);
    value.addProduct(sorted[at + 1], beyondPpm);
    return value.divideFloor(ONE_PPM);
  }

  /**
   * The expected shortfall of {@code n} values, at least 1.
   *
   * @param sorted the {@link #needed} smallest of them, the smallest first
   */
  public long shortfall(long[] sorted, int n) {
    boolean partial = rank == TailRank.INTERPOLATED;
    long tailPpm = partial ? tailPpm(n) : (position(n) + 1) * ONE_PPM;
    if (tailPpm == 0) {
      return sorted[0];
    }
    int whole = (int) Raw.floorDiv(tailPpm, ONE_PPM);
    Wide sum = new Wide();
    for (int i = 0; i < whole; i++) {
      sum.addProduct(sorted[i], ONE_PPM);
    }
    long restPpm = tailPpm - whole * ONE_PPM;
    if (restPpm > 0) {
      sum.addProduct(sorted[whole], restPpm);
    }
    return sum.divideFloor(tailPpm);
  }
}
