package io.plimsoll.kernels;

import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.obermuhlner.math.big.BigDecimalMath;
import java.math.BigDecimal;
import java.math.MathContext;
import org.junit.jupiter.api.Test;

/** The fast reference against the formula written down in decimals of 70 digits. */
class Black76ReferenceTest {

  private static final MathContext DIGITS = new MathContext(70);
  private static final BigDecimal YEAR_MS = BigDecimal.valueOf(31_536_000_000L);
  private static final BigDecimal BOUND = BigDecimal.ONE.scaleByPowerOfTen(-50);

  @Test
  void agreesToFiftyDigits() {
    Seeded random = Seeded.of("agreesToFiftyDigits", 41);
    for (int round = 0; round < 40; round++) {
      BigDecimal h = BigDecimal.valueOf(random.between(-12_000_000_000L, 12_000_000_000L), 9);
      near(cdf(h), Black76Reference.decimal(Black76Reference.cdf(Black76Reference.of(h))), "N" + h);
      near(
          Black76Reference.slowDensity(h),
          Black76Reference.decimal(Black76Reference.density(Black76Reference.of(h))),
          "phi" + h);
      long x = random.positive(49);
      near(
          BigDecimalMath.log(BigDecimal.valueOf(x), DIGITS),
          Black76Reference.decimal(Black76Reference.ln(x)),
          "ln" + x);
      price(random);
    }
  }

  private static void price(Seeded random) {
    long forward = random.positive(40);
    long strike = random.positive(40);
    long volPpm = random.between(10_000, 5_000_000);
    long timeMs = random.between(60_000, 157_680_000_000L);
    BigDecimal years = BigDecimal.valueOf(timeMs).divide(YEAR_MS, DIGITS);
    BigDecimal s = BigDecimal.valueOf(volPpm, 6).multiply(BigDecimalMath.sqrt(years, DIGITS));
    BigDecimal ratio = BigDecimal.valueOf(forward).divide(BigDecimal.valueOf(strike), DIGITS);
    BigDecimal d2 =
        BigDecimalMath.log(ratio, DIGITS)
            .divide(s, DIGITS)
            .subtract(s.divide(BigDecimal.TWO, DIGITS));
    BigDecimal price =
        cdf(d2.add(s))
            .multiply(BigDecimal.valueOf(forward))
            .subtract(cdf(d2).multiply(BigDecimal.valueOf(strike)));
    String at = forward + " " + strike + " " + volPpm + " " + timeMs;
    BigDecimal size = BigDecimal.valueOf(Math.max(forward, strike));
    near(
        price.divide(size, DIGITS),
        Black76Reference.call(forward, strike, volPpm, timeMs).divide(size, DIGITS),
        at);
  }

  private static BigDecimal cdf(BigDecimal h) {
    BigDecimal above = Black76Reference.slowCdf(h.abs().min(BigDecimal.valueOf(20)));
    return h.signum() < 0 ? BigDecimal.ONE.subtract(above) : above;
  }

  private static void near(BigDecimal expected, BigDecimal value, String what) {
    BigDecimal error = value.subtract(expected).abs();
    assertTrue(error.compareTo(BOUND) < 0, () -> what + " is off by " + error);
  }
}
