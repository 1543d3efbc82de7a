package io.plimsoll.margin.rule;

import io.plimsoll.fixed.E18;
import io.plimsoll.fixed.fn.Ln;
import io.plimsoll.fixed.fn.NormalCdf;
import io.plimsoll.fixed.raw.Raw;
import java.math.BigInteger;

/**
 * Adds up what options are worth over a stretch of their forward, as a {@link Band}. An option's
 * value bends upwards in the forward: it is above its tangent and below the chord of its ends. What
 * is sold the other way around.
 *
 * <p>Values are those of {@link Black76} within (F + K) 2^-49, from functions of longs: ln is off
 * by 68 units of 2^-57 and w by one, so that d1 is off by D = 80 * 2^-57 / w + 2^-53, at most 2^-26
 * for w of at least 2^-24. Since F phi(d1) = K phi(d2), the value moves by no more than (F + K) D^2
 * / 8 with it; N is off by 2^-50.5 at most. N(d1) itself is off by 0.4 D + 2^-50.5. A smaller w
 * takes {@link Black76} itself.
 */
public final class OptionBand {

  private static final int Q = 57;
  private static final int Q62 = 62;
  private static final int ERROR_BITS = 49;
  private static final long LN2_Q57 = Ln.q57(2);
  private static final long LEAST_DEVIATION = 1L << (Q - 24);
  private static final int MOST_DEVIATION_BITS = 96 + 5;
  private static final long FARTHEST_Q54 = 32L << 54;
  private static final BigInteger ONE_Q62 = BigInteger.ONE.shiftLeft(Q62);

  private BigInteger lowNear = BigInteger.ZERO;
  private BigInteger lowFar = BigInteger.ZERO;
  private BigInteger highNear = BigInteger.ZERO;
  private BigInteger highFar = BigInteger.ZERO;
  private BigInteger error = BigInteger.valueOf(2);

  /** Nothing yet. */
  public OptionBand() {}

  /**
   * One option's call at a forward, and what it moves with it; each within an error.
   *
   * @param call at 18 decimals
   * @param error of it
   * @param deltaQ62 of the call
   * @param deltaErrorQ62 of that
   */
  private record Point(BigInteger call, BigInteger error, long deltaQ62, long deltaErrorQ62) {}

  /**
   * Adds options.
   *
   * @param amount signed, at 18 decimals
   * @param near forward at the near end, positive
   * @param far forward at the far end, positive
   * @param deviation volatility times the root of the time, Q96
   */
  public void add(
      BigInteger amount,
      BigInteger near,
      BigInteger far,
      BigInteger strike,
      boolean isCall,
      BigInteger deviation) {
    cut(near.max(far));
    Point at = point(near, strike, deviation);
    boolean isPoint = near.equals(far);
    Point end = isPoint ? at : point(far, strike, deviation);
    BigInteger nearValue = isCall ? at.call : at.call.subtract(near.subtract(strike));
    BigInteger farValue = isCall ? end.call : end.call.subtract(far.subtract(strike));
    BigInteger move = far.subtract(near);
    BigInteger slope = BigInteger.valueOf(at.deltaQ62);
    if (!isCall) {
      slope = slope.subtract(ONE_Q62);
    }
    BigInteger slack =
        move.abs().multiply(BigInteger.valueOf(at.deltaErrorQ62)).shiftRight(Q62).add(at.error);
    BigInteger tangent =
        isPoint
            ? nearValue.subtract(at.error)
            : nearValue
                .add(move.multiply(slope).shiftRight(Q62))
                .subtract(slack)
                .subtract(BigInteger.ONE);
    BigInteger above = nearValue.add(at.error);
    BigInteger chord = farValue.add(end.error);
    BigInteger below = nearValue.subtract(at.error);
    if (amount.signum() > 0) {
      sum(amount, below, tangent, above, chord);
    } else {
      sum(amount, above, chord, below, tangent);
    }
  }

  /**
   * Adds options whose volatility is somewhere between two, too.
   *
   * @param least deviation, Q96
   * @param most deviation, Q96
   */
  public void addBetween(
      BigInteger amount,
      BigInteger near,
      BigInteger far,
      BigInteger strike,
      boolean isCall,
      BigInteger least,
      BigInteger most) {
    cut(near.max(far));
    BigInteger small = isCall ? near.min(far) : near.max(far);
    BigInteger large = isCall ? near.max(far) : near.min(far);
    Point bottom = point(small, strike, least);
    Point top = point(large, strike, most);
    BigInteger low = bottom.call.subtract(bottom.error);
    BigInteger high = top.call.add(top.error);
    if (!isCall) {
      low = low.subtract(small.subtract(strike));
      high = high.subtract(large.subtract(strike));
    }
    if (amount.signum() > 0) {
      sum(amount, low, low, high, high);
    } else {
      sum(amount, high, high, low, low);
    }
  }

  private void sum(
      BigInteger amount,
      BigInteger near,
      BigInteger far,
      BigInteger highAtNear,
      BigInteger highAtFar) {
    lowNear = lowNear.add(amount.multiply(near));
    lowFar = lowFar.add(amount.multiply(far));
    highNear = highNear.add(amount.multiply(highAtNear));
    highFar = highFar.add(amount.multiply(highAtFar));
  }

  /**
   * Whoever rounds a value, in coins or in dollars, is off by some 18th decimals of the forward.
   */
  private void cut(BigInteger forward) {
    error = error.add(forward.shiftRight(56)).add(BigInteger.TWO);
  }

  /**
   * The sum. It also holds of whoever rounds each option's value, and the amounts here, at the 18th
   * decimal of a dollar or of a coin.
   */
  public Band band() {
    return new Band(
            Exact.floor(lowNear, E18.ONE),
            Exact.floor(lowFar, E18.ONE),
            Exact.ceil(highNear, E18.ONE),
            Exact.ceil(highFar, E18.ONE))
        .within(error);
  }

  /** N(d1) over a stretch of the forward: it rises with it. */
  public static Band callDelta(
      BigInteger near, BigInteger far, BigInteger strike, BigInteger deviation) {
    Point one = point(near, strike, deviation);
    Point other = near.equals(far) ? one : point(far, strike, deviation);
    long least = Math.min(one.deltaQ62, other.deltaQ62);
    long most = Math.max(one.deltaQ62, other.deltaQ62);
    long error = Math.max(one.deltaErrorQ62, other.deltaErrorQ62);
    return Band.between(
        BigInteger.valueOf(least - error).max(BigInteger.ZERO).multiply(E18.ONE).shiftRight(Q62),
        BigInteger.valueOf(most)
            .add(BigInteger.valueOf(error))
            .min(ONE_Q62)
            .multiply(E18.ONE)
            .shiftRight(Q62)
            .add(BigInteger.ONE));
  }

  private static Point point(BigInteger forward, BigInteger strike, BigInteger deviationQ96) {
    if (deviationQ96.bitLength() > MOST_DEVIATION_BITS) {
      return exactly(forward, strike, deviationQ96);
    }
    long w = deviationQ96.shiftRight(96 - Q).longValueExact();
    if (w < LEAST_DEVIATION) {
      return exactly(forward, strike, deviationQ96);
    }
    long ln = ln(forward, strike);
    long d1 = over(ln, w) + (w >> (Q - 54 + 1));
    long d2 = d1 - (w >> (Q - 54));
    long n1 = NormalCdf.q62(d1);
    long n2 = NormalCdf.q62(d2);
    BigInteger call =
        forward
            .multiply(BigInteger.valueOf(n1))
            .subtract(strike.multiply(BigInteger.valueOf(n2)))
            .shiftRight(Q62);
    BigInteger error = forward.add(strike).shiftRight(ERROR_BITS).add(BigInteger.TEN);
    long deltaError = (1L << 13) + (Raw.floorDiv(1L << Q62, w) << 5);
    return new Point(call, error, n1, deltaError);
  }

  /** The value where there is next to no time left, or more volatility than a long holds. */
  private static Point exactly(BigInteger forward, BigInteger strike, BigInteger deviation) {
    // A volatility of the deviation and a root of 1 make the same deviation, cut.
    BigInteger volatility = E18.ofBinary(deviation, 96);
    BigInteger root = BigInteger.ONE.shiftLeft(96);
    Black76.Prices prices = Black76.of(forward, strike, volatility, root, E18.ONE);
    // A deviation that is off by 10^-18 moves the value by 0.4 F times that.
    BigInteger error = forward.add(strike).divide(E18.ONE).add(BigInteger.TEN);
    BigInteger delta = Black76.callDelta(forward, strike, volatility, root);
    long deltaQ62 = delta.shiftLeft(Q62).divide(E18.ONE).longValueExact();
    return new Point(prices.call(), error, Math.min(deltaQ62, 1L << Q62), 1L << (Q62 - 20));
  }

  /** ln(numerator / denominator), Q57, from the first 62 bits of both. */
  private static long ln(BigInteger numerator, BigInteger denominator) {
    int one = numerator.bitLength() - Q62;
    int other = denominator.bitLength() - Q62;
    long mantissas =
        Ln.q57(numerator.shiftRight(one).longValueExact())
            - Ln.q57(denominator.shiftRight(other).longValueExact());
    return mantissas + (one - other) * LN2_Q57;
  }

  /** ln / w as Q54, within a size of 32: w is less, so that N is 0 or 1 beyond. */
  private static long over(long ln, long w) {
    long size = Math.abs(ln);
    if (size >>> 5 >= w) {
      return ln < 0 ? -FARTHEST_Q54 : FARTHEST_Q54;
    }
    long quotient = Raw.unsignedDiv128(size >>> 10, size << 54, w);
    return ln < 0 ? -quotient : quotient;
  }
}
