package io.plimsoll.margin.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.fixed.E18;
import io.plimsoll.margin.rule.OptionStrip.Deviations;
import io.plimsoll.margin.rule.OptionStrip.Option;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Options over a stretch of their forward are where they are said to be, and not far from it. */
class OptionStripTest {

  private static final long SEED = Long.getLong("plimsoll.seed", 20_261_126L);
  private static final int TRIES = Math.min(200, Integer.getInteger("plimsoll.tries", 200));
  private static final int PARTS = 4;
  private static final BigInteger MILLION = BigInteger.valueOf(1_000_000);

  /** Of the 18th decimal: what 100 dollars are known to. */
  private static final BigInteger SMALL = BigInteger.valueOf(4_000_000);

  private final Random random = new Random(SEED);

  /** A number of millionths between two. */
  private BigInteger millionths(int least, int most) {
    return E18.ONE.multiply(BigInteger.valueOf(random.nextInt(least, most + 1))).divide(MILLION);
  }

  private static BigInteger deviation(BigInteger volatility) {
    return E18.toBinaryFloor(volatility, 96);
  }

  private static BigInteger deviation(String volatility) {
    return deviation(E18.parse(volatility));
  }

  /** Next to no time left, some, or more volatility than anybody has. */
  private BigInteger anyDeviation() {
    int most = new int[] {1, 900_000, 900_000, 60_000_000}[random.nextInt(4)];
    BigInteger volatility = millionths(1, most);
    return switch (random.nextInt(8)) {
      case 0 -> deviation(volatility).shiftRight(random.nextInt(100));
      case 1 -> deviation(volatility).shiftLeft(random.nextInt(8));
      default -> deviation(volatility);
    };
  }

  private BigInteger amount() {
    BigInteger amount = millionths(0, 3_000_000).shiftLeft(random.nextInt(30));
    return random.nextBoolean() ? amount : amount.negate();
  }

  /** The factor by which a forward of 1 is a price. */
  private static BigInteger factor(BigInteger price) {
    return OptionStrip.factor(price, E18.ONE);
  }

  private static Option option(BigInteger amount, BigInteger strike, boolean isCall) {
    return new Option(amount, E18.ONE, strike, isCall);
  }

  private static BigInteger value(Option of, BigInteger deviation, BigInteger price) {
    BigInteger forward = E18.timesTowardZero(of.forward(), price);
    return Black76.of(forward, of.strike(), deviation, E18.ONE)
        .of(of.isCall())
        .multiply(of.amount());
  }

  /** In what the forward is quoted in, at 36 decimals. */
  private static BigInteger delta(Option of, BigInteger deviation, BigInteger price) {
    BigInteger forward = E18.timesTowardZero(of.forward(), price);
    BigInteger call =
        forward.signum() == 0
            ? BigInteger.ZERO
            : Black76.callDelta(forward, of.strike(), deviation);
    BigInteger one = of.isCall() ? call : call.subtract(E18.ONE);
    return E18.timesTowardZero(one, of.forward()).multiply(of.amount());
  }

  private static BigInteger gross(List<Option> options) {
    return options.stream().map(of -> of.amount().abs()).reduce(BigInteger.ONE, BigInteger::add);
  }

  @Test
  void optionsAreWhereTheyAreSaidToBe() {
    for (int run = 0; run < TRIES; run++) {
      BigInteger near = millionths(50_000_000, 150_000_000);
      BigInteger end = run % 11 == 0 ? BigInteger.ZERO : millionths(50_000_000, 150_000_000);
      BigInteger far = run % 5 == 0 ? near : Bands.at(near, end, 1, 1L << random.nextInt(30));
      List<Option> options = new ArrayList<>();
      List<BigInteger> deviations = new ArrayList<>();
      for (int i = random.nextInt(6); i >= 0; i--) {
        BigInteger strike =
            random.nextInt(9) == 0
                ? BigInteger.ONE.shiftLeft(random.nextInt(170))
                : millionths(50_000_000, 150_000_000);
        BigInteger forward = random.nextInt(3) == 0 ? millionths(1, 3_000_000) : E18.ONE;
        options.add(new Option(amount(), forward, strike, random.nextBoolean()));
        deviations.add(anyDeviation());
      }
      OptionStrip strip = new OptionStrip(options);
      check(strip, options, deviations, near, far, run);
    }
  }

  private static void check(
      OptionStrip strip,
      List<Option> options,
      List<BigInteger> deviations,
      BigInteger near,
      BigInteger far,
      int run) {
    assertEquals(options.size(), strip.count());
    Deviations made = strip.deviations(deviations);
    Band band = strip.value(made, factor(near), factor(far));
    OptionStrip.Deltas deltas = strip.deltas(made, factor(near), factor(far));
    String what = run + ": " + options + " " + deviations + " seed " + SEED + " ";
    BigInteger unit = gross(options).divide(E18.ONE).add(BigInteger.TWO);
    for (int part = 0; part <= PARTS; part++) {
      BigInteger forward = Bands.at(near, far, part, PARTS);
      BigInteger value = BigInteger.ZERO;
      BigInteger net = BigInteger.ZERO;
      BigInteger size = BigInteger.ZERO;
      for (int i = 0; i < options.size(); i++) {
        value = value.add(value(options.get(i), deviations.get(i), forward));
        BigInteger delta = delta(options.get(i), deviations.get(i), forward);
        net = net.add(delta);
        size = size.add(delta.abs());
      }
      Bands.assertWithin(band, value.divide(E18.ONE), part, PARTS, unit, what + "value");
      Bands.assertWithin(deltas.net(), net.divide(E18.ONE), part, PARTS, unit, what + "net");
      Bands.assertWithin(deltas.gross(), size.divide(E18.ONE), part, PARTS, unit, what + "gross");
    }
    // The near end is a point that is known to some 2^-45 of what the options are on.
    BigInteger known = BigInteger.TEN;
    for (Option of : options) {
      BigInteger on = of.amount().abs().add(E18.ONE).multiply(near.max(far).add(of.strike()));
      known = known.add(on.shiftRight(45).divide(E18.ONE)).add(unit.shiftLeft(6));
    }
    BigInteger most = known;
    BigInteger wide = band.highNear().subtract(band.lowNear());
    assertTrue(wide.compareTo(most) <= 0, () -> what + wide + " wide, not " + most);
  }

  /** The band is as wide as tangent and chord are apart, which is of the square of its length. */
  @Test
  void aShorterStretchIsKnownBetterByItsSquare() {
    BigInteger near = E18.of(100);
    for (boolean isCall : new boolean[] {false, true}) {
      for (long amount : new long[] {-7, 7}) {
        Option option = option(E18.of(amount), E18.of(105), isCall);
        OptionStrip strip = new OptionStrip(List.of(option));
        Deviations of = strip.deviations(List.of(deviation("0.2")));
        BigInteger tenth = E18.ONE.divide(BigInteger.TEN);
        BigInteger wide = Bands.width(strip.value(of, factor(near), factor(near.add(E18.ONE))));
        BigInteger slim = Bands.width(strip.value(of, factor(near), factor(near.add(tenth))));
        // Gamma is phi(d1) / (F w), some 0.02, so that 7 of them come to 0.07 for a dollar.
        assertTrue(wide.compareTo(E18.parse("0.08")) < 0 && wide.compareTo(E18.parse("0.06")) > 0);
        assertTrue(slim.multiply(BigInteger.valueOf(90)).compareTo(wide) < 0, slim + " " + wide);
      }
    }
  }

  /** Of a call at the forward with w of 0.2: F (2 N(0.1) - 1), and N(0.1). */
  @Test
  void aPointByHand() {
    OptionStrip strip = new OptionStrip(List.of(option(E18.of(3), E18.of(100), true)));
    Deviations of = strip.deviations(List.of(deviation("0.2")));
    Band value = strip.value(of, factor(E18.of(100)), factor(E18.of(100)));
    BigInteger expected = E18.parse("23.8967023662174");
    assertTrue(value.lowNear().subtract(expected).abs().compareTo(SMALL) < 0, value.toString());
    assertTrue(value.highFar().subtract(expected).abs().compareTo(SMALL) < 0, value.toString());
    Band delta = strip.deltas(of, factor(E18.of(100)), factor(E18.of(100))).net();
    BigInteger three = E18.parse("1.619483511831087");
    assertTrue(delta.lowNear().subtract(three).abs().compareTo(SMALL) < 0, delta.toString());
    assertTrue(delta.highFar().subtract(three).abs().compareTo(SMALL) < 0, delta.toString());
  }

  /** Puts that are held lose delta, and calls that are sold do, too; both count as sizes. */
  @Test
  void deltasOfAllFourKinds() {
    BigInteger price = E18.of(100);
    for (boolean isCall : new boolean[] {false, true}) {
      for (long amount : new long[] {-2, 2}) {
        OptionStrip strip = new OptionStrip(List.of(option(E18.of(amount), price, isCall)));
        Deviations of = strip.deviations(List.of(deviation("0.2")));
        OptionStrip.Deltas deltas = strip.deltas(of, factor(E18.of(80)), factor(E18.of(120)));
        // N(-1.0157) and N(1.0116), of puts one less.
        BigInteger low = E18.parse(isCall ? "0.154880" : "0.155863");
        BigInteger high = E18.parse(isCall ? "0.844137" : "0.845120");
        BigInteger two = BigInteger.TWO;
        assertNear(low.multiply(two), deltas.gross().least());
        assertNear(high.multiply(two), deltas.gross().most());
        boolean rises = isCall == amount > 0;
        assertNear(rises ? low.multiply(two) : high.multiply(two).negate(), deltas.net().least());
        assertNear(rises ? high.multiply(two) : low.multiply(two).negate(), deltas.net().most());
      }
    }
  }

  private static void assertNear(BigInteger expected, BigInteger got) {
    BigInteger off = expected.subtract(got).abs();
    assertTrue(off.compareTo(E18.parse("0.00001")) < 0, () -> got + " is not " + expected);
  }

  /** Next to no deviation, a forward of some units, and strikes at it or some units off. */
  @Test
  void steepOptionsOnNextToNothing() {
    for (int run = 0; run < TRIES; run++) {
      BigInteger forward = BigInteger.valueOf(1 + random.nextInt(1_000_000)).shiftLeft(run % 40);
      BigInteger strike = forward.add(BigInteger.valueOf(random.nextInt(9) - 4L));
      BigInteger amount = E18.of(random.nextInt(1_000_000_000) - 500_000_000L);
      Option option = new Option(amount, forward, strike.max(BigInteger.ONE), random.nextBoolean());
      BigInteger deviation = BigInteger.ONE.shiftLeft(random.nextInt(92)).shiftRight(run % 2);
      BigInteger near = factor(E18.ONE);
      BigInteger far = near.add(near.shiftRight(random.nextInt(90)));
      OptionStrip strip = new OptionStrip(List.of(option));
      Deviations made = strip.deviations(List.of(deviation));
      Band value = strip.value(made, near, far);
      Band net = strip.deltas(made, near, far).net();
      BigInteger unit = amount.abs().divide(E18.ONE).add(BigInteger.TWO);
      for (int part = 0; part <= PARTS; part++) {
        BigInteger at = Bands.at(near, far, part, PARTS);
        BigInteger price = forward.multiply(at).shiftRight(120);
        BigInteger worth =
            Black76.of(price, option.strike(), deviation, E18.ONE)
                .of(option.isCall())
                .multiply(amount)
                .divide(E18.ONE);
        BigInteger call = Black76.callDelta(price, option.strike(), deviation);
        BigInteger one = option.isCall() ? call : call.subtract(E18.ONE);
        BigInteger delta = one.multiply(forward).multiply(amount).divide(E18.ONE.pow(2));
        String what = run + ": " + option + " " + deviation + " seed " + SEED;
        Bands.assertWithin(value, worth, part, PARTS, unit, what);
        Bands.assertWithin(net, delta, part, PARTS, BigInteger.TWO, what);
      }
    }
  }

  /** Where each deviation is anywhere between two bounds, moving with the forward or not. */
  @Test
  void deviationsBetweenTwoBounds() {
    for (int run = 0; run < TRIES; run++) {
      BigInteger near = millionths(50_000_000, 150_000_000);
      BigInteger far = Bands.at(near, millionths(50_000_000, 150_000_000), 1, 1 + run % 9);
      List<Option> options = new ArrayList<>();
      int count = 1 + random.nextInt(4);
      long[] least = new long[count];
      long[] most = new long[count];
      for (int i = 0; i < count; i++) {
        options.add(option(amount(), millionths(50_000_000, 150_000_000), i % 2 == 0));
        least[i] = OptionStrip.cut(anyDeviation());
        least[i] = least[i] == OptionStrip.UNBOUNDED ? 1L << 40 : least[i];
        boolean isAny = random.nextInt(5) == 0;
        most[i] = isAny ? OptionStrip.UNBOUNDED : least[i] + (1L << random.nextInt(58));
        most[i] = most[i] < least[i] ? OptionStrip.UNBOUNDED : most[i];
      }
      Band band = new OptionStrip(options).between(least, most, factor(near), factor(far));
      BigInteger unit = gross(options).divide(E18.ONE).add(BigInteger.TWO);
      for (int part = 0; part <= PARTS; part++) {
        BigInteger forward = Bands.at(near, far, part, PARTS);
        BigInteger value = BigInteger.ZERO;
        for (int i = 0; i < count; i++) {
          BigInteger from = BigInteger.valueOf(least[i]);
          BigInteger way = BigInteger.valueOf(most[i]).subtract(from);
          BigInteger own =
              from.add(way.multiply(BigInteger.valueOf(random.nextInt(5))).shiftRight(2));
          value = value.add(value(options.get(i), own.shiftLeft(39), forward));
        }
        String what = run + ": " + options + " seed " + SEED;
        Bands.assertWithin(band, value.divide(E18.ONE), part, PARTS, unit, what);
      }
    }
  }

  /** Bounds that are one say what the deviation says: next to 32, which no long holds, too. */
  @Test
  void boundsThatMeetAreADeviation() {
    OptionStrip strip =
        new OptionStrip(
            List.of(option(E18.of(-3), E18.of(110), false), option(E18.ONE, E18.of(90), true)));
    BigInteger one = deviation("0.25").shiftRight(39).shiftLeft(39);
    for (String volatility : List.of("0.5", "16", "31.5", "32", "32.5")) {
      BigInteger other = deviation(volatility).shiftRight(39).shiftLeft(39);
      long[] sizes = {OptionStrip.cut(one), OptionStrip.cut(other)};
      Band said =
          strip.value(
              strip.deviations(List.of(one, other)), factor(E18.of(100)), factor(E18.of(103)));
      Band met = strip.between(sizes, sizes, factor(E18.of(100)), factor(E18.of(103)));
      assertEquals(said, met, volatility);
    }
    assertEquals(OptionStrip.UNBOUNDED, OptionStrip.cut(BigInteger.ONE.shiftLeft(160)));
  }

  /**
   * Each of many options loses some units to cuts, more than all that ln and N are off by: calls of
   * one strike, which together are worth their price times their amounts.
   */
  @Test
  void whatManyLoseToCutsAddsUp() {
    List<Option> options = new ArrayList<>();
    BigInteger amounts = BigInteger.ZERO;
    for (int i = 0; i < 10_000; i++) {
      BigInteger amount = new BigInteger(80, random);
      options.add(option(amount, E18.ONE, true));
      amounts = amounts.add(amount);
    }
    OptionStrip strip = new OptionStrip(options);
    BigInteger deviation = deviation("4");
    Deviations of = strip.deviations(Collections.nCopies(options.size(), deviation));
    BigInteger price = E18.of(100);
    Band band = strip.value(of, factor(price), factor(price));
    BigInteger worth = value(option(amounts, E18.ONE, true), deviation, price).divide(E18.ONE);
    Bands.assertWithin(band, worth, 0, 1, BigInteger.ZERO, "seed " + SEED);
  }

  @Test
  void distancesAreLogarithms() {
    List<Option> options =
        List.of(
            option(E18.ONE.negate(), E18.of(50), false),
            option(E18.ONE, E18.of(200), true),
            option(E18.ONE, E18.of(100), false));
    long[] distances = new OptionStrip(options).distances(factor(E18.of(100)));
    // ln 2 at 57 bits.
    long ln2 = 99893036290645747L;
    assertTrue(Math.abs(distances[0] + ln2) <= 102, "" + distances[0]);
    assertTrue(Math.abs(distances[1] - ln2) <= 102, "" + distances[1]);
    assertTrue(Math.abs(distances[2]) <= 102, "" + distances[2]);
  }

  @Test
  void strikesTooFarFromTheForwardHaveNoDistance() {
    BigInteger one = BigInteger.ONE;
    // Of 2^60 as of the forward of 1, whose length is 60 bits.
    OptionStrip low = new OptionStrip(List.of(option(one, one.shiftLeft(20), true)));
    OptionStrip high = new OptionStrip(List.of(option(one, one.shiftLeft(150), true)));
    BigInteger unit = factor(E18.ONE);
    assertEquals(1, low.distances(unit.shiftLeft(40)).length);
    assertThrows(Undecided.class, () -> low.distances(unit.shiftLeft(41)));
    assertEquals(1, high.distances(unit.shiftLeft(10)).length);
    assertThrows(Undecided.class, () -> high.distances(unit.shiftLeft(9)));
    assertThrows(Undecided.class, () -> high.distances(BigInteger.ZERO));
  }

  @Test
  void noOptionsAreWorthNothing() {
    OptionStrip strip = new OptionStrip(List.of());
    Deviations none = strip.deviations(List.of());
    Band band = strip.value(none, factor(E18.ONE), factor(E18.of(2)));
    assertEquals(Band.ZERO.within(BigInteger.valueOf(3)), band);
    assertTrue(
        strip.deltas(none, factor(E18.ONE), factor(E18.of(2))).gross().most().bitLength() <= 2);
    assertEquals(0, strip.distances(factor(E18.ONE)).length);
  }
}
