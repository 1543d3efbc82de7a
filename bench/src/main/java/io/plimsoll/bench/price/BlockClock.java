package io.plimsoll.bench.price;

import java.math.BigInteger;

/**
 * The times of a simulation's blocks: block b of N stands at {@code from + (to - from) * b / N},
 * Floor, in milliseconds. Block 0 is the opening and block N stands at the window's end, so N
 * blocks advance the window.
 *
 * @param fromMs the opening, milliseconds since 1970 in UTC
 * @param toMs the end
 * @param blocks N, at least 1 and at most one per millisecond
 */
public record BlockClock(long fromMs, long toMs, int blocks) {

  /** Checks that times increase strictly. */
  public BlockClock {
    if (toMs <= fromMs) {
      throw new IllegalArgumentException("must end after it begins");
    }
    if (blocks < 1 || blocks > toMs - fromMs) {
      throw new IllegalArgumentException("must have 1 block to one per millisecond, not " + blocks);
    }
  }

  /**
   * The time of a block.
   *
   * @param block 0 to N
   */
  public long timeMs(int block) {
    if (block < 0 || block > blocks) {
      throw new IllegalArgumentException("block " + block + " is not one of 0 to " + blocks);
    }
    BigInteger product = BigInteger.valueOf(toMs - fromMs).multiply(BigInteger.valueOf(block));
    return fromMs + product.divide(BigInteger.valueOf(blocks)).longValueExact();
  }
}
