package io.plimsoll.kernels.option;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.kernels.Black76Reference;
import io.plimsoll.kernels.Seeded;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Sensitivities against differences of exact prices, so that a wrong formula shows as well as a
 * wrong digit: the reference knows no derivative.
 */
class GreeksTest {

  private static final int ROUNDS = 2_000;
  private static final MathContext DIGITS = new MathContext(50);

  /** Mantissas are this much finer where the forward is moved by one unit of them. */
  private static final long FINER = 100_000;

  private static final BigDecimal E9 = BigDecimal.valueOf(1_000_000_000);
  private static final BigDecimal DAY_MS = BigDecimal.valueOf(86_400_000);

  /** A step of s: 2^-80. */
  private static final BigInteger STEP = BigInteger.ONE.shiftLeft(Black76Reference.BITS - 80);

  private final Map<String, BigDecimal> largest = new TreeMap<>();

  private record Exact(BigDecimal price, BigDecimal delta, BigDecimal gamma, BigDecimal perS) {}

  private static BigDecimal value(EuropeanOption option, long move, BigInteger s, boolean inverse) {
    long forward = option.forward() * FINER + move;
    long strike = option.strike() * FINER;
    BigDecimal call = Black76Reference.decimal(Black76Reference.callBits(forward, strike, s));
    BigDecimal price =
        option.kind() == OptionKind.CALL ? call : call.add(BigDecimal.valueOf(strike - forward));
    return inverse ? price.divide(BigDecimal.valueOf(forward), new MathContext(80)) : price;
  }

  /** Price, delta and gamma as relative moves of the forward have them, and the slope in s. */
  private static Exact exact(EuropeanOption option, BigInteger s, boolean inverse) {
    BigDecimal at = value(option, 0, s, inverse);
    BigDecimal above = value(option, 1, s, inverse);
    BigDecimal below = value(option, -1, s, inverse);
    BigDecimal forward = BigDecimal.valueOf(option.forward() * FINER);
    BigDecimal first = above.subtract(below).divide(BigDecimal.TWO);
    BigDecimal second = above.add(below).subtract(at.multiply(BigDecimal.TWO));
    BigDecimal slope =
        value(option, 0, s.add(STEP), inverse)
            .subtract(value(option, 0, s.subtract(STEP), inverse))
            .divide(Black76Reference.decimal(STEP).multiply(BigDecimal.TWO), DIGITS);
    BigDecimal scale = inverse ? BigDecimal.ONE : BigDecimal.valueOf(FINER);
    return new Exact(
        at.divide(scale),
        first.multiply(inverse ? forward : BigDecimal.ONE),
        second.multiply(inverse ? forward.multiply(forward) : forward),
        slope.divide(scale));
  }

  private void see(String what, long value, BigDecimal exact, BigDecimal bound, String at) {
    BigDecimal error = BigDecimal.valueOf(value).subtract(exact).abs();
    largest.merge(what, error, BigDecimal::max);
    assertTrue(
        error.compareTo(bound) <= 0,
        () -> what + " is " + value + ", exact " + exact + ", bound " + bound + ", at " + at);
  }

  private static BigDecimal gammaBound(BigDecimal s) {
    BigDecimal inverse = BigDecimal.ONE.divide(s, DIGITS);
    return inverse.add(inverse.pow(2)).multiply(new BigDecimal("2e-7")).add(new BigDecimal("0.5"));
  }

  private static BigDecimal thetaOf(BigDecimal perS, BigDecimal s, long timeMs) {
    BigDecimal days = BigDecimal.valueOf(timeMs).divide(DAY_MS, DIGITS);
    return perS.multiply(s).divide(days.multiply(BigDecimal.TWO), DIGITS).negate();
  }

  @Test
  void linearOnesAreWithinTheirBounds() {
    Seeded random = Seeded.of("linearOnesAreWithinTheirBounds", 51);
    for (int round = 0; round < ROUNDS; round++) {
      EuropeanOption option = Cases.option(random);
      long volPpm = Cases.volPpm(random);
      BigInteger bits = Black76Reference.s(volPpm, option.timeMs());
      BigDecimal s = Black76Reference.decimal(bits);
      BigDecimal root = Black76Reference.decimal(Black76Reference.rootYears(option.timeMs()));
      Exact exact = exact(option, bits, false);
      Greeks own = Black76.greeks(option, volPpm);
      String at = option + " " + volPpm;
      see("price", own.price(), exact.price, new BigDecimal("0.77"), at);
      see("delta", own.deltaE9(), exact.delta.multiply(E9), new BigDecimal("0.52"), at);
      see("gamma", own.gammaE9(), exact.gamma.multiply(E9), gammaBound(s), at);
      see("vega", own.vega(), exact.perS.multiply(root), new BigDecimal("0.51"), at);
      BigDecimal theta = thetaOf(exact.perS, s, option.timeMs());
      see("theta", own.theta(), theta, new BigDecimal("0.53"), at);
    }
    print("linear");
  }

  @Test
  void inverseOnesAreWithinTheirBounds() {
    Seeded random = Seeded.of("inverseOnesAreWithinTheirBounds", 52);
    for (int round = 0; round < ROUNDS; round++) {
      EuropeanOption option = Cases.option(random);
      long volPpm = Cases.volPpm(random);
      long quanta = coinQuanta(random);
      BigDecimal unit = BigDecimal.valueOf(quanta);
      BigInteger bits = Black76Reference.s(volPpm, option.timeMs());
      BigDecimal s = Black76Reference.decimal(bits);
      BigDecimal root = Black76Reference.decimal(Black76Reference.rootYears(option.timeMs()));
      Exact exact = exact(option, bits, true);
      Greeks own = InverseBlack76.greeks(option, volPpm, quanta);
      String at = option + " " + volPpm + " " + quanta;
      see("price", own.price(), exact.price.multiply(unit), bound("3e-12", unit), at);
      see("delta", own.deltaE9(), exact.delta.multiply(E9), new BigDecimal("0.53"), at);
      BigDecimal gamma = gammaBound(s).add(new BigDecimal("0.53"));
      see("gamma", own.gammaE9(), exact.gamma.multiply(E9), gamma, at);
      BigDecimal vega = exact.perS.multiply(root).multiply(unit);
      see("vega", own.vega(), vega, bound("2.7e-14", unit), at);
      BigDecimal theta = thetaOf(exact.perS, s, option.timeMs()).multiply(unit);
      see("theta", own.theta(), theta, bound("2e-13", unit), at);
    }
    print("inverse");
  }

  private static long coinQuanta(Seeded random) {
    return switch (random.below(3)) {
      case 0 -> 100_000_000;
      case 1 -> InverseBlack76.LARGEST_COIN_QUANTA;
      default -> random.positive(39);
    };
  }

  private static BigDecimal bound(String perQuantum, BigDecimal unit) {
    return new BigDecimal(perQuantum).multiply(unit).add(new BigDecimal("0.501"));
  }

  private void print(String what) {
    StringBuilder text = new StringBuilder(what).append(" options, largest errors:");
    largest.forEach((name, error) ->
        text.append(' ').append(name).append(' ').append(error.setScale(4, RoundingMode.UP)));
    System.out.println(text);
  }

  /** Put and call differ by what the forward does, in every digit. */
  @Test
  void parity() {
    Seeded random = Seeded.of("parity", 53);
    for (int round = 0; round < 20_000; round++) {
      EuropeanOption any = Cases.option(random);
      long volPpm = random.positive(39);
      EuropeanOption call = kind(any, OptionKind.CALL);
      EuropeanOption put = kind(any, OptionKind.PUT);
      Greeks ofCall = Black76.greeks(call, volPpm);
      Greeks ofPut = Black76.greeks(put, volPpm);
      assertEquals(any.forward() - any.strike(), ofCall.price() - ofPut.price());
      assertEquals(1_000_000_000, ofCall.deltaE9() - ofPut.deltaE9());
      assertEquals(ofCall.gammaE9(), ofPut.gammaE9());
      assertEquals(ofCall.vega(), ofPut.vega());
      assertEquals(ofCall.theta(), ofPut.theta());
      inverseParity(call, put, volPpm);
    }
  }

  private static EuropeanOption kind(EuropeanOption option, OptionKind kind) {
    return new EuropeanOption(kind, option.forward(), option.strike(), option.timeMs());
  }

  /** V(call) - V(put) = 1 - K/F, so deltas differ by K/F; each number is rounded on its own. */
  private static void inverseParity(EuropeanOption call, EuropeanOption put, long volPpm) {
    long quanta = 100_000_000;
    Greeks ofCall = InverseBlack76.greeks(call, volPpm, quanta);
    Greeks ofPut = InverseBlack76.greeks(put, volPpm, quanta);
    BigDecimal ratio =
        BigDecimal.valueOf(call.strike()).divide(BigDecimal.valueOf(call.forward()), DIGITS);
    BigDecimal unit = BigDecimal.valueOf(quanta);
    BigDecimal value = unit.subtract(unit.multiply(ratio));
    near(ofCall.price() - ofPut.price(), value);
    near(ofCall.deltaE9() - ofPut.deltaE9(), E9.multiply(ratio));
    // The kernel's price times the forward is the linear price, of another rounding.
    BigDecimal linear = BigDecimal.valueOf(Black76.price(call, volPpm));
    near(ofCall.price(), linear.multiply(unit).divide(BigDecimal.valueOf(call.forward()), DIGITS));
  }

  private static void near(long value, BigDecimal exact) {
    BigDecimal error = BigDecimal.valueOf(value).subtract(exact).abs();
    assertTrue(error.compareTo(new BigDecimal("1.01")) <= 0, () -> value + ", exact " + exact);
  }

  /** Without time or volatility an option is its intrinsic value. */
  @Test
  void expired() {
    long[][] strikesAndDeltas = {{99, 1_000_000_000}, {100, 500_000_000}, {101, 0}};
    for (long[] row : strikesAndDeltas) {
      EuropeanOption call = new EuropeanOption(OptionKind.CALL, 100, row[0], -5);
      Greeks expected = new Greeks(Math.max(0, 100 - row[0]), row[1], 0, 0, 0);
      assertEquals(expected, Black76.greeks(call, 800_000));
      EuropeanOption live = new EuropeanOption(OptionKind.CALL, 100, row[0], 1_000_000);
      assertEquals(expected, Black76.greeks(live, 0));
    }
    EuropeanOption put = new EuropeanOption(OptionKind.PUT, 50, 100, 0);
    assertEquals(new Greeks(50, -1_000_000_000, 0, 0, 0), Black76.greeks(put, 800_000));
    // (K - S) / S = K / S - 1 coins: 1 of them, delta -K/F = -2, gamma 2 K/F = 4.
    assertEquals(
        new Greeks(1_000, -2_000_000_000, 4_000_000_000L, 0, 0),
        InverseBlack76.greeks(put, 800_000, 1_000));
  }

  /** A worked example: one coin at 100,000 USD, a strike there, 50%, a quarter of a year. */
  @Test
  void aQuarterAtTheMoney() {
    long quarter = 7_884_000_000L;
    EuropeanOption call =
        new EuropeanOption(OptionKind.CALL, 100_000_000_000L, 100_000_000_000L, quarter);
    // s = 0.25, d1 = 0.125: F (2 N(0.125) - 1), N(0.125), phi(0.125) / 0.25,
    // F phi(0.125) / 2, F phi(0.125) 0.25 / (2 * 91.25).
    assertEquals(
        new Greeks(9_947_644_966L, 549_738_225, 1_583_350_748L, 19_791_884_347L, -54_224_341L),
        Black76.greeks(call, 500_000));
    assertEquals(9_947_645, InverseBlack76.price(call, 500_000, 100_000_000));
  }

  @Test
  void extremesSaturate() {
    EuropeanOption far = new EuropeanOption(OptionKind.PUT, 1, (1L << 49) - 1, 1_000);
    assertEquals(
        Long.MAX_VALUE, InverseBlack76.price(far, 800_000, InverseBlack76.LARGEST_COIN_QUANTA));
    assertEquals(-Long.MAX_VALUE, InverseBlack76.greeks(far, 800_000, 1).deltaE9());
    EuropeanOption soon = new EuropeanOption(OptionKind.CALL, (1L << 49) - 1, (1L << 49) - 1, 1);
    assertEquals(Long.MAX_VALUE, Black76.greeks(soon, 1).gammaE9());
    Greeks wild = Black76.greeks(soon, 1_000_000_000_000L);
    assertTrue(wild.theta() < 0, wild::toString);
  }

  @Test
  void refusalsNameTheValueAndTheRule() {
    EuropeanOption call = new EuropeanOption(OptionKind.CALL, 100, 100, 1_000);
    refused(
        "forward is 0; it must be in 1..562949953421311",
        () -> new EuropeanOption(OptionKind.CALL, 0, 100, 1));
    refused(
        "strike is 562949953421312; it must be in 1..562949953421311",
        () -> new EuropeanOption(OptionKind.CALL, 1, 1L << 49, 1));
    refused("volPpm is -1; it must be in 0..1000000000000", () -> Black76.greeks(call, -1));
    refused(
        "coinQuanta is 0; it must be in 1..1000000000000", () -> InverseBlack76.price(call, 1, 0));
  }

  private static void refused(String message, Runnable call) {
    IllegalArgumentException refusal = assertThrows(IllegalArgumentException.class, call::run);
    assertEquals(message, refusal.getMessage());
  }
}
