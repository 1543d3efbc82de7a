package io.plimsoll.kernels;

import ch.obermuhlner.math.big.BigDecimalMath;
import java.math.BigDecimal;
import java.math.MathContext;

/** The price of a call to 30 digits and more. */
final class Black76Reference {

  private static final MathContext DIGITS = new MathContext(60);
  private static final BigDecimal YEAR_MS = BigDecimal.valueOf(31_536_000_000L);
  private static final BigDecimal ROOT_TWO_PI =
      BigDecimalMath.sqrt(BigDecimalMath.pi(DIGITS).multiply(BigDecimal.TWO), DIGITS);

  private Black76Reference() {}

  static BigDecimal call(long forward, long strike, long volPpm, long timeMs) {
    BigDecimal f = BigDecimal.valueOf(forward);
    BigDecimal k = BigDecimal.valueOf(strike);
    BigDecimal years = BigDecimal.valueOf(timeMs).divide(YEAR_MS, DIGITS);
    BigDecimal s = BigDecimal.valueOf(volPpm, 6).multiply(BigDecimalMath.sqrt(years, DIGITS));
    BigDecimal log = BigDecimalMath.log(f.divide(k, DIGITS), DIGITS);
    BigDecimal d2 = log.divide(s, DIGITS).subtract(s.divide(BigDecimal.TWO, DIGITS), DIGITS);
    return f.multiply(cdf(d2.add(s))).subtract(k.multiply(cdf(d2)));
  }

  /** N(h) = 1/2 + phi(h) * (h + h^3/3 + h^5/(3*5) + ...), and its mirror below 0. */
  static BigDecimal cdf(BigDecimal h) {
    BigDecimal x = h.abs().min(BigDecimal.valueOf(14));
    BigDecimal square = x.multiply(x, DIGITS);
    BigDecimal term = x;
    BigDecimal sum = x;
    for (int n = 3; term.signum() != 0 && term.compareTo(new BigDecimal("1e-50")) > 0; n += 2) {
      term = term.multiply(square, DIGITS).divide(BigDecimal.valueOf(n), DIGITS);
      sum = sum.add(term, DIGITS);
    }
    BigDecimal density =
        BigDecimalMath.exp(square.divide(BigDecimal.valueOf(-2), DIGITS), DIGITS)
            .divide(ROOT_TWO_PI, DIGITS);
    BigDecimal above = new BigDecimal("0.5").add(density.multiply(sum, DIGITS));
    return h.signum() < 0 ? BigDecimal.ONE.subtract(above) : above;
  }
}
