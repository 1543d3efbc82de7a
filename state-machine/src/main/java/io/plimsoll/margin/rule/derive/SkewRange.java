package io.plimsoll.margin.rule.derive;

import io.plimsoll.fixed.E18;
import io.plimsoll.fixed.raw.Raw;
import io.plimsoll.margin.rule.OptionStrip;
import java.math.BigInteger;

/**
 * How far a skew can turn a deviation while the forward is somewhere on a stretch. A volatility is
 * multiplied by 1 + turn, at least 0; with a cap c and a width k, and d the logarithm of the strike
 * over the forward, or its size, the turn is c min(|d| / k, 1) in the direction of d, and where c
 * is negative c max(|d| / k, 1).
 *
 * <p>So the turn's size only grows with that of d, and may jump where d changes its sign. Bounds go
 * outwards by more than all roundings, the rule's at the 18th decimal included.
 */
final class SkewRange {

  /** Fractional bits of a turn. */
  private static final int BITS = 56;

  private static final long ONE = 1L << BITS;

  /** A turn that is larger, and a deviation, says nothing: 16, and 8. */
  private static final long MOST = 1L << 60;

  /** Units of 2^-57 by which a logarithm may be off. */
  private static final long DISTANCE_ERROR = 128;

  private static final int MANTISSA_BITS = 62;
  private static final int SLOPE_BITS = 128;

  private final boolean isNegative;
  private final boolean isLinear;

  /** The size of the cap, Floor. */
  private final long cap;

  /** Of the cap's size over the width; its first 62 bits. */
  private final long slope;

  /** By what a distance times the slope is shifted to be a turn. */
  private final int drop;

  /**
   * A skew.
   *
   * @param isLinear whether the turn has the distance's sign
   * @param cap signed, at 18 decimals
   * @param k positive, at 18 decimals
   */
  SkewRange(boolean isLinear, BigInteger cap, BigInteger k) {
    this.isLinear = isLinear;
    isNegative = cap.signum() < 0;
    BigInteger size = cap.abs();
    this.cap = clip(size.shiftLeft(BITS).divide(E18.ONE));
    BigInteger quotient = size.shiftLeft(SLOPE_BITS).divide(k);
    int shift = quotient.bitLength() - MANTISSA_BITS;
    slope = quotient.shiftRight(shift).longValueExact();
    // A distance has one bit more than a turn.
    drop = SLOPE_BITS - shift + 1;
  }

  private static long clip(BigInteger turn) {
    return turn.min(BigInteger.valueOf(MOST)).longValueExact();
  }

  /** The turn's size at a distance's, Floor, {@link #MOST} at most. */
  private long size(long distance) {
    long turn = cut(Raw.mulHigh(distance, slope), distance * slope);
    return isNegative ? Math.max(turn, cap) : Math.min(turn, cap);
  }

  /** A product without its last bits. Where these are less than none, it is 0 or above the most. */
  private long cut(long high, long low) {
    if (drop >= 64) {
      return Math.min(MOST, high >>> Math.min(63, drop - 64));
    }
    if (drop > 0 && high < 1L << (drop - 1)) {
      return Math.min(MOST, (high << (64 - drop)) | (low >>> drop));
    }
    return high == 0 && low == 0 ? 0 : MOST;
  }

  /** Bounds of 1 + turn, at least 0; above {@link #MOST} where there is none above. */
  private record Multiplier(long least, long most) {}

  /** Of signed distances from a to b. */
  private Multiplier multiplier(long a, long b) {
    long from = a - DISTANCE_ERROR;
    long to = b + DISTANCE_ERROR;
    long least = MOST;
    long most = -MOST;
    if (!isLinear) {
      long small = from > 0 ? from : to < 0 ? -to : 0;
      long large = Math.max(Math.abs(from), Math.abs(to));
      return within(least(small, large), most(small, large));
    }
    if (to >= 0) {
      least = least(Math.max(0, from), to);
      most = most(Math.max(0, from), to);
    }
    if (from < 0) {
      long small = Math.max(0, -to);
      least = Math.min(least, -most(small, -from));
      most = Math.max(most, -least(small, -from));
    }
    return within(least, most);
  }

  /** The least turn at sizes of distances from a small to a large one, in their direction. */
  private long least(long small, long large) {
    return isNegative ? -size(large) : size(small);
  }

  private long most(long small, long large) {
    return isNegative ? -size(small) : size(large);
  }

  private static Multiplier within(long least, long most) {
    // A Floor of a turn counts in each direction.
    return new Multiplier(Math.max(0, ONE + least - 8), Math.max(0, ONE + most + 8));
  }

  /**
   * The least deviation.
   *
   * @param deviation without the skew, Q57, Floor, of which {@link OptionStrip#UNBOUNDED} is one
   *     that a long does not hold
   * @param a ln(strike / forward) at one end, Q57
   * @param b at the other
   */
  long least(long deviation, long a, long b) {
    long multiplier = multiplier(Math.min(a, b), Math.max(a, b)).least;
    return Math.max(0, product(deviation, multiplier) - 16);
  }

  /** The most; {@link OptionStrip#UNBOUNDED} where there is none. */
  long most(long deviation, long a, long b) {
    long multiplier = multiplier(Math.min(a, b), Math.max(a, b)).most;
    if (deviation >= MOST || multiplier >= MOST) {
      return OptionStrip.UNBOUNDED;
    }
    long product = product(deviation + 1, multiplier);
    return product >= MOST ? OptionStrip.UNBOUNDED : product + 16;
  }

  /** Floor, {@link OptionStrip#UNBOUNDED} at most. */
  private static long product(long deviation, long multiplier) {
    long high = Raw.mulHigh(deviation, multiplier);
    return high >= 1L << (BITS - 1)
        ? OptionStrip.UNBOUNDED
        : (high << (64 - BITS)) | ((deviation * multiplier) >>> BITS);
  }
}
