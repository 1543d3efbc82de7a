package io.plimsoll.margin.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.obermuhlner.math.big.BigDecimalMath;
import io.plimsoll.fixed.E18;
import io.plimsoll.fixed.fn.Q96;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against the same formula in decimals of 60 digits, which shares no code with ours. */
class Black76Test {

  private static final long SEED = Long.getLong("plimsoll.seed", 20220509L);
  private static final String SAID = " (-Dplimsoll.seed=" + SEED + ")";
  private static final MathContext DIGITS = new MathContext(60);
  private static final BigDecimal YEAR = BigDecimal.valueOf(365L * 86_400);
  private static final BigDecimal ROOT_TWO_PI =
      BigDecimalMath.sqrt(BigDecimalMath.pi(DIGITS).multiply(BigDecimal.TWO), DIGITS);
  private static final BigDecimal NEGLIGIBLE = new BigDecimal("1e-50");

  private static BigDecimal decimal(BigInteger e18) {
    return new BigDecimal(e18, E18.SCALE);
  }

  private static BigDecimal cdf(BigDecimal h) {
    BigDecimal square = h.multiply(h, DIGITS);
    BigDecimal term = h.abs();
    BigDecimal sum = term;
    for (int n = 3; term.compareTo(NEGLIGIBLE) > 0; n += 2) {
      term = term.multiply(square, DIGITS).divide(BigDecimal.valueOf(n), DIGITS);
      sum = sum.add(term, DIGITS);
    }
    BigDecimal density =
        BigDecimalMath.exp(square.divide(BigDecimal.valueOf(-2), DIGITS), DIGITS)
            .divide(ROOT_TWO_PI, DIGITS);
    BigDecimal above = new BigDecimal("0.5").add(density.multiply(sum, DIGITS));
    return h.signum() < 0 ? BigDecimal.ONE.subtract(above) : above;
  }

  private static BigDecimal exactCall(
      BigInteger forward, BigInteger strike, BigInteger vol, long seconds) {
    BigDecimal years = BigDecimal.valueOf(seconds).divide(YEAR, DIGITS);
    BigDecimal w = decimal(vol).multiply(BigDecimalMath.sqrt(years, DIGITS), DIGITS);
    BigDecimal ratio = decimal(forward).divide(decimal(strike), DIGITS);
    BigDecimal d1 =
        BigDecimalMath.log(ratio, DIGITS).divide(w, DIGITS).add(w.divide(BigDecimal.TWO, DIGITS));
    BigDecimal d2 = d1.subtract(w);
    return decimal(forward)
        .multiply(cdf(d1), DIGITS)
        .subtract(decimal(strike).multiply(cdf(d2), DIGITS));
  }

  /** The bound stated at {@link Black76}, and a unit of the last decimal. */
  private static BigDecimal bound(BigInteger forward, BigInteger strike, BigInteger vol) {
    BigDecimal unit = BigDecimal.ONE.divide(new BigDecimal(Q96.ONE), DIGITS);
    BigDecimal volatility = BigDecimal.ONE.add(decimal(vol));
    return decimal(forward)
        .multiply(volatility)
        .add(decimal(forward))
        .add(decimal(strike))
        .multiply(unit)
        .add(BigDecimal.ONE.movePointLeft(E18.SCALE).multiply(new BigDecimal("0.51")));
  }

  @Test
  void pricesAreWithinTheirBound() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int run = 0; run < 150; run++) {
      BigInteger forward = E18.of(1 + random.nextLong(200_000)).add(random(random));
      long part = 400_000 + random.nextLong(1_400_000);
      BigInteger strike =
          forward.multiply(BigInteger.valueOf(part)).divide(BigInteger.valueOf(1_000_000));
      BigInteger vol = random(random).multiply(BigInteger.valueOf(1 + random.nextInt(3)));
      long seconds = 1 + random.nextLong(1L << (5 + random.nextInt(22)));
      // What lies farther out than 20 deviations needs more digits than the oracle has.
      BigInteger root = Black76.rootOfYears(seconds);
      Black76.Prices prices = Black76.of(forward, strike, vol, root, E18.ONE);
      BigDecimal w = decimal(vol).multiply(BigDecimal.valueOf(Math.sqrt(seconds / 31_536_000.0)));
      boolean isNear = Math.abs(Math.log(part / 1e6)) < 20 * w.doubleValue();
      BigDecimal exact =
          isNear
              ? exactCall(forward, strike, vol, seconds)
              : decimal(forward.subtract(strike).max(BigInteger.ZERO));
      BigDecimal bound = bound(forward, strike, vol);
      BigDecimal error = decimal(prices.call()).subtract(exact).abs();
      assertTrue(error.compareTo(bound) <= 0, () -> forward + " " + strike + " " + error + SAID);
      BigDecimal put = exact.subtract(decimal(forward)).add(decimal(strike));
      BigDecimal putError = decimal(prices.put()).subtract(put).abs();
      assertTrue(putError.compareTo(bound) <= 0, () -> strike + " " + putError + SAID);
    }
  }

  private static BigInteger random(SplittableRandom random) {
    return BigInteger.valueOf(random.nextLong(1, 1_000_000_000_000_000_000L));
  }

  @ParameterizedTest
  @CsvSource({
    // forward, strike, volatility, seconds, discount, call, put
    "110, 100, 0.5, 0, 1, 10, 0",
    "90, 100, 0.5, 0, 0.5, 0, 5",
    "110, 100, 0, 86400, 1, 10, 0",
    "100, 100, 0, 86400, 1, 0, 0",
    "100, 0, 0.5, 86400, 0.9, 90, 0",
    "0, 100, 0.5, 86400, 0.9, 0, 90",
    "100, 50, 100000, 31536000, 1, 100, 50",
    "100, 0.000000000000000001, 0.5, 86400, 1, 99.999999999999999999, 0",
    "100, 100, 0.000000000000000001, 31536000, 1, 0.00000000000000004, 0.00000000000000004",
  })
  void theEndsOfTheDomain(
      String forward,
      String strike,
      String vol,
      long seconds,
      String discount,
      String call,
      String put) {
    Black76.Prices prices =
        Black76.of(
            E18.parse(forward),
            E18.parse(strike),
            E18.parse(vol),
            Black76.rootOfYears(seconds),
            E18.parse(discount));
    assertEquals(call, E18.text(prices.of(true)));
    assertEquals(put, E18.text(prices.of(false)));
  }

  /** F (2 N(w / 2) - 1) at the money: w = 0.2, N(0.1) = 0.539827837277028981... */
  @Test
  void aPriceByHand() {
    Black76.Prices prices =
        Black76.of(
            E18.of(1_000),
            E18.of(1_000),
            E18.parse("0.4"),
            Black76.rootOfYears(31_536_000 / 4),
            E18.parse("0.5"));
    assertEquals("39.827837277028981", E18.text(prices.call()).substring(0, 18));
    assertEquals(prices.call(), prices.put());
  }

  @Test
  void yearsAreCut() {
    assertEquals("1", E18.text(Black76.years(31_536_000)));
    assertEquals("0.000000031709791983", E18.text(Black76.years(1)));
    assertEquals(Q96.ONE.shiftRight(1), Black76.rootOfYears(31_536_000 / 4));
  }
}
