package io.plimsoll.margin.rule;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.fixed.E18;
import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Options over a stretch of their forward are where they are said to be, and not far from it. */
class OptionBandTest {

  private static final long SEED = Long.getLong("plimsoll.seed", 20_261_126L);
  private static final int TRIES = 400;
  private static final int PARTS = 4;
  private static final BigInteger ROOT = BigInteger.ONE.shiftLeft(96);
  private static final BigInteger MILLION = BigInteger.valueOf(1_000_000);

  private final Random random = new Random(SEED);

  /** A number of millionths between two. */
  private BigInteger millionths(int least, int most) {
    return E18.ONE.multiply(BigInteger.valueOf(random.nextInt(least, most + 1))).divide(MILLION);
  }

  private static BigInteger deviation(BigInteger volatility) {
    return E18.toBinaryFloor(volatility, 96);
  }

  private static BigInteger at(BigInteger near, BigInteger far, int part) {
    BigInteger way = far.subtract(near).multiply(BigInteger.valueOf(part));
    return near.add(way.divide(BigInteger.valueOf(PARTS)));
  }

  private void within(Band band, int part, BigInteger value, String what) {
    BigInteger low = at(band.lowNear(), band.lowFar(), part).subtract(BigInteger.TWO);
    BigInteger high = at(band.highNear(), band.highFar(), part).add(BigInteger.TWO);
    assertTrue(
        low.compareTo(value) <= 0 && value.compareTo(high) <= 0,
        () -> what + ": " + value + " is not in " + low + " to " + high + ", seed " + SEED);
  }

  @Test
  void optionsAreWhereTheyAreSaidToBe() {
    for (int i = 0; i < TRIES; i++) {
      BigInteger near = millionths(50_000_000, 150_000_000);
      BigInteger far = i % 5 == 0 ? near : at(near, millionths(50_000_000, 150_000_000), 1);
      BigInteger strike = millionths(50_000_000, 150_000_000);
      // Next to no time left, some, or more volatility than anybody has.
      int most = new int[] {1, 900_000, 900_000, 60_000_000}[i % 4];
      BigInteger volatility = millionths(1, most).divide(i % 8 == 0 ? MILLION : BigInteger.ONE);
      boolean isCall = random.nextBoolean();
      BigInteger amount = millionths(1, 3_000_000);
      amount = random.nextBoolean() ? amount : amount.negate();
      OptionBand options = new OptionBand();
      options.add(amount, near, far, strike, isCall, deviation(volatility));
      Band band = options.band();
      OptionBand between = new OptionBand();
      BigInteger least = deviation(volatility.divide(BigInteger.TWO));
      BigInteger twice = deviation(volatility.multiply(BigInteger.TWO));
      between.addBetween(amount, near, far, strike, isCall, least, twice);
      Band delta = OptionBand.callDelta(near, far, strike, deviation(volatility));
      String what = amount + " at " + near + " to " + far + ", " + strike + ", " + volatility;
      for (int part = 0; part <= PARTS; part++) {
        BigInteger forward = at(near, far, part);
        BigInteger price =
            Black76.of(forward, strike, volatility, ROOT, E18.ONE).of(isCall).multiply(amount);
        within(band, part, price.divide(E18.ONE), what);
        within(between.band(), part, price.divide(E18.ONE), what + " between");
        within(delta, part, Black76.callDelta(forward, strike, volatility, ROOT), what + " delta");
      }
      // The near end is a point that is known to some 2^-45 of what the option is on.
      BigInteger known = near.add(strike).shiftRight(45).multiply(BigInteger.valueOf(4));
      BigInteger wide = band.highNear().subtract(band.lowNear());
      assertTrue(wide.compareTo(known) <= 0, () -> what + ": it is " + wide + " wide");
    }
  }
}
