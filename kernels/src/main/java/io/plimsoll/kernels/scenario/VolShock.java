package io.plimsoll.kernels.scenario;

import io.plimsoll.fixed.MulDiv;

/**
 * How a scenario moves a volatility, as data; the size may depend on the option's time to expiry T,
 * which is the one before any time shift. Shocks of equal data are equal, so that engines compute
 * what they share once.
 *
 * <p>The size at T is change = amountPpm * curve(T), rounded HalfEven to ppm, and
 *
 * <ul>
 *   <li>{@link Kind#RELATIVE}: vol * (1 + change), rounded HalfEven;
 *   <li>{@link Kind#ABSOLUTE}: vol + change, the change in points of volatility: 300,000 ppm is
 *       30%;
 *   <li>{@link Kind#SKEW}: as RELATIVE, with the part tilt of the change that the strike earns: x =
 *       ln(strike / forward) before any shock, tilt = x / width(T) within -1..1, change * tilt
 *       rounded HalfEven: one wing of the smile rises and the other falls;
 *   <li>{@link Kind#WINGS}: as SKEW with the size of x: both wings rise, or fall.
 * </ul>
 *
 * <p>The result is kept within leastPpm..mostPpm. A scenario that leaves volatility alone has
 * {@link #NONE}, which ignores all bounds.
 *
 * @param kind what is moved
 * @param amountPpm the size where the curve is 1, in ppm, -1e9 to 1e9
 * @param curve what the size is multiplied by at T
 * @param width the log-moneyness at which a SKEW or WINGS shock is whole; less than 1 ppm counts as
 *     1 ppm
 * @param leastPpm the least volatility after the shock, in ppm, 0 to mostPpm
 * @param mostPpm the largest volatility after the shock, in ppm
 */
public record VolShock(
    Kind kind, int amountPpm, TimeCurve curve, TimeCurve width, long leastPpm, long mostPpm) {

  /** What a shock moves. */
  public enum Kind {
    /** Nothing. */
    NONE,
    /** The volatility in proportion. */
    RELATIVE,
    /** The volatility by points. */
    ABSOLUTE,
    /** The volatility in proportion, up on one side of the forward and down on the other. */
    SKEW,
    /** The volatility in proportion, more the farther the strike is from the forward. */
    WINGS
  }

  /** The volatility stays as it is. */
  public static final VolShock NONE =
      new VolShock(Kind.NONE, 0, TimeCurve.ONE, TimeCurve.ONE, 0, Long.MAX_VALUE);

  /** Checks the ranges. */
  public VolShock {
    Ranges.require(
        "amountPpm of a volatility shock", amountPpm, -Ranges.LARGEST_PPM, Ranges.LARGEST_PPM);
    Ranges.require("mostPpm of a volatility shock", mostPpm, 0, Long.MAX_VALUE);
    Ranges.require("leastPpm of a volatility shock", leastPpm, 0, mostPpm);
  }

  /** vol * (1 + amount) for every time to expiry, and {@link #NONE} for an amount of 0. */
  public static VolShock relative(int amountPpm) {
    return amountPpm == 0 ? NONE : relative(amountPpm, TimeCurve.ONE);
  }

  /** vol * (1 + amount * curve(T)). */
  public static VolShock relative(int amountPpm, TimeCurve curve) {
    return new VolShock(Kind.RELATIVE, amountPpm, curve, TimeCurve.ONE, 0, Long.MAX_VALUE);
  }

  /** vol + amount * curve(T). */
  public static VolShock absolute(int amountPpm, TimeCurve curve) {
    return new VolShock(Kind.ABSOLUTE, amountPpm, curve, TimeCurve.ONE, 0, Long.MAX_VALUE);
  }

  /** vol * (1 + amount * curve(T) * tilt) with tilt = ln(strike / forward) / width(T) in -1..1. */
  public static VolShock skew(int amountPpm, TimeCurve curve, TimeCurve width) {
    return new VolShock(Kind.SKEW, amountPpm, curve, width, 0, Long.MAX_VALUE);
  }

  /** vol * (1 + amount * curve(T) * tilt) with tilt = |ln(strike / forward)| / width(T) to 1. */
  public static VolShock wings(int amountPpm, TimeCurve curve, TimeCurve width) {
    return new VolShock(Kind.WINGS, amountPpm, curve, width, 0, Long.MAX_VALUE);
  }

  /** This shock with bounds for the volatility that it gives, in ppm. */
  public VolShock within(long leastPpm, long mostPpm) {
    return new VolShock(kind, amountPpm, curve, width, leastPpm, mostPpm);
  }

  /** Whether it looks at the strike. */
  public boolean isSkewed() {
    return kind == Kind.SKEW || kind == Kind.WINGS;
  }

  /**
   * The volatility after the shock.
   *
   * @param volPpm annual volatility, in ppm, 0 to 1e12
   * @param timeMs time to expiry before any time shift, in milliseconds
   * @param moneynessQ44 ln(strike / forward) before any shock, Q44
   * @return in ppm, at least 0
   */
  public long volPpm(long volPpm, long timeMs, long moneynessQ44) {
    return volPpm(volPpm, changePpm(timeMs), widthQ44(timeMs), moneynessQ44);
  }

  /** The size of the shock at a time to expiry, in ppm: what {@code volPpm} starts with. */
  public long changePpm(long timeMs) {
    return kind == Kind.NONE ? 0 : MulDiv.halfEven(amountPpm, curve.ppmAt(timeMs), Ranges.ONE_PPM);
  }

  /** The log-moneyness at which a skewed shock is whole, Q44; 0 of a shock that is not skewed. */
  public long widthQ44(long timeMs) {
    return isSkewed()
        ? MulDiv.halfEven(Math.max(1, width.ppmAt(timeMs)), 1L << 44, Ranges.ONE_PPM)
        : 0;
  }

  /**
   * The volatility after the shock, from what does not depend on the option.
   *
   * @param volPpm annual volatility, in ppm, 0 to 1e12
   * @param changePpm of {@link #changePpm}
   * @param widthQ44 of {@link #widthQ44}
   * @param moneynessQ44 ln(strike / forward) before any shock, Q44
   * @return in ppm, at least 0
   */
  public long volPpm(long volPpm, long changePpm, long widthQ44, long moneynessQ44) {
    if (kind == Kind.NONE) {
      return volPpm;
    }
    long moved;
    if (kind == Kind.ABSOLUTE) {
      moved = volPpm + changePpm;
    } else {
      long change = changePpm;
      if (isSkewed()) {
        long x = kind == Kind.WINGS ? Math.abs(moneynessQ44) : moneynessQ44;
        change = MulDiv.halfEven(change, Math.max(-widthQ44, Math.min(widthQ44, x)), widthQ44);
      }
      moved = MulDiv.halfEven(volPpm, Ranges.ONE_PPM + change, Ranges.ONE_PPM);
    }
    return Math.max(leastPpm, Math.min(mostPpm, moved));
  }
}
