package io.plimsoll.bench.jmh;

import ch.obermuhlner.math.big.BigDecimalMath;
import java.math.BigDecimal;
import java.math.MathContext;

/** Black-76 as someone writes it who trusts {@link BigDecimal} alone. */
final class BigBlack {

  private static final MathContext DIGITS = MathContext.DECIMAL128;
  private static final BigDecimal TWO = BigDecimal.valueOf(2);
  private static final BigDecimal HALF = new BigDecimal("0.5");
  private static final BigDecimal NEGLIGIBLE = new BigDecimal("1e-30");

  /** From here on the tail is less than 10^-30. */
  private static final BigDecimal FAR = BigDecimal.valueOf(12);

  private BigBlack() {}

  /** forward * N(d1) - strike * N(d2), undiscounted. */
  static BigDecimal call(BigDecimal forward, BigDecimal strike, BigDecimal years, BigDecimal vol) {
    BigDecimal s = vol.multiply(years.sqrt(DIGITS), DIGITS);
    BigDecimal logOfRatio = BigDecimalMath.log(forward.divide(strike, DIGITS), DIGITS);
    BigDecimal d1 = logOfRatio.divide(s, DIGITS).add(s.multiply(HALF, DIGITS), DIGITS);
    BigDecimal d2 = d1.subtract(s, DIGITS);
    return forward
        .multiply(normalCdf(d1), DIGITS)
        .subtract(strike.multiply(normalCdf(d2), DIGITS), DIGITS);
  }

  /** N(x) = 1/2 + phi(x) (x + x^3/3 + x^5/(3*5) + ...); Abramowitz and Stegun 26.2.11. */
  static BigDecimal normalCdf(BigDecimal x) {
    if (x.abs().compareTo(FAR) > 0) {
      return x.signum() > 0 ? BigDecimal.ONE : BigDecimal.ZERO;
    }
    BigDecimal square = x.multiply(x, DIGITS);
    BigDecimal term = x;
    BigDecimal sum = x;
    for (long odd = 3; term.abs().compareTo(NEGLIGIBLE) > 0; odd += 2) {
      term = term.multiply(square, DIGITS).divide(BigDecimal.valueOf(odd), DIGITS);
      sum = sum.add(term, DIGITS);
    }
    BigDecimal density =
        BigDecimalMath.exp(square.divide(TWO, DIGITS).negate(), DIGITS)
            .divide(TWO.multiply(BigDecimalMath.pi(DIGITS)).sqrt(DIGITS), DIGITS);
    return HALF.add(density.multiply(sum, DIGITS), DIGITS);
  }
}
