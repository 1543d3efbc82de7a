package io.plimsoll.margin.rule;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;

/** Whether values are where a band says, and how wide it is. */
public final class Bands {

  private Bands() {}

  /** A number that is so much of the way between two. */
  public static BigInteger at(BigInteger near, BigInteger far, long done, long whole) {
    BigInteger way = far.subtract(near).multiply(BigInteger.valueOf(done));
    return near.add(Exact.floor(way, BigInteger.valueOf(whole)));
  }

  /**
   * Fails where a value is not in a band.
   *
   * @param slack by which the price, and so the value, is off
   */
  public static void assertWithin(
      Band band, BigInteger value, long done, long whole, BigInteger slack, String what) {
    BigInteger low = at(band.lowNear(), band.lowFar(), done, whole).subtract(slack);
    BigInteger high = at(band.highNear(), band.highFar(), done, whole).add(slack);
    assertTrue(
        low.compareTo(value) <= 0 && value.compareTo(high) <= 0,
        () -> what + ": " + value + " is not in " + low + " to " + high);
  }

  /** The width at the end where it is larger. */
  public static BigInteger width(Band band) {
    return band.highNear().subtract(band.lowNear()).max(band.highFar().subtract(band.lowFar()));
  }
}
