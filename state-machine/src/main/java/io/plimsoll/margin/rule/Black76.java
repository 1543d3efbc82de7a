package io.plimsoll.margin.rule;

import io.plimsoll.fixed.E18;
import io.plimsoll.fixed.fn.Q96;
import java.math.BigInteger;

/**
 * European options on a forward at 18 decimals, the wide entry of what the pricing kernel does in
 * blocks.
 *
 * <p>With w the volatility times the root of the time, d1 = ln(F / K) / w + w / 2 and d2 = d1 - w,
 * a call is D (F N(d1) - K N(d2)) and a put D (K - F) more. An error of d counts twice and cancels,
 * since F phi(d1) = K phi(d2); what is left is less than (F + K + (1 + volatility) F) 2^-96, and
 * half a unit of the 18th decimal from the last rounding. Below w = 2^-80 the value is intrinsic,
 * off by 0.4 F w at most.
 *
 * <p>Source: F. Black, The pricing of commodity contracts, 1976.
 */
public final class Black76 {

  /** The least w in which a distribution is seen, Q96. */
  private static final BigInteger LEAST_DEVIATION = BigInteger.ONE.shiftLeft(Q96.BITS - 80);

  private static final BigInteger HALF_Q96 = BigInteger.ONE.shiftLeft(Q96.BITS - 1);
  private static final BigInteger E18_Q96 = E18.ONE.shiftLeft(Q96.BITS);
  private static final BigInteger HALF_E18_Q96 = E18.ONE.shiftLeft(Q96.BITS - 1);
  private static final BigInteger SECONDS_OF_A_YEAR = BigInteger.valueOf(365L * 86_400);

  private Black76() {}

  /**
   * Values of one unit.
   *
   * @param call at 18 decimals, not negative
   * @param put at 18 decimals, not negative
   */
  public record Prices(BigInteger call, BigInteger put) {

    /** One of both. */
    public BigInteger of(boolean isCall) {
      return isCall ? call : put;
    }
  }

  /** The root of a time in years of 365 days, Q96, Floor. */
  public static BigInteger rootOfYears(long seconds) {
    return Q96.sqrt(BigInteger.valueOf(seconds), SECONDS_OF_A_YEAR);
  }

  /** A time in years of 365 days, at 18 decimals, TowardZero. */
  public static BigInteger years(long seconds) {
    return E18.of(seconds).divide(SECONDS_OF_A_YEAR);
  }

  /**
   * Prices a call and a put, each to the nearest 18th decimal.
   *
   * @param forward at 18 decimals, not negative
   * @param strike at 18 decimals, not negative
   * @param volatility of a year, at 18 decimals, not negative
   * @param rootOfYears root of the time to expiry, Q96, not negative
   * @param discount at 18 decimals, not negative
   */
  public static Prices of(
      BigInteger forward,
      BigInteger strike,
      BigInteger volatility,
      BigInteger rootOfYears,
      BigInteger discount) {
    return of(forward, strike, volatility.multiply(rootOfYears).divide(E18.ONE), discount);
  }

  /** The same of a volatility times the root of the time, Q96. */
  static Prices of(
      BigInteger forward, BigInteger strike, BigInteger deviation, BigInteger discount) {
    BigInteger ahead = forward.subtract(strike);
    BigInteger call = ahead.max(BigInteger.ZERO).shiftLeft(Q96.BITS);
    boolean isSpread = deviation.compareTo(LEAST_DEVIATION) >= 0;
    if (isSpread && forward.signum() > 0 && strike.signum() > 0) {
      call = spread(forward, strike, deviation).max(call).min(forward.shiftLeft(Q96.BITS));
    }
    BigInteger put = call.subtract(ahead.shiftLeft(Q96.BITS));
    return new Prices(discounted(call, discount), discounted(put, discount));
  }

  /**
   * N(d1), what a call on an undiscounted forward moves with it, at 18 decimals; without a time or
   * a volatility 1 in the money, a half at the forward, and 0.
   *
   * @param forward at 18 decimals, positive
   * @param strike at 18 decimals, positive
   * @param volatility of a year, at 18 decimals, not negative
   * @param rootOfYears root of the time to expiry, Q96, not negative
   */
  public static BigInteger callDelta(
      BigInteger forward, BigInteger strike, BigInteger volatility, BigInteger rootOfYears) {
    return callDelta(forward, strike, volatility.multiply(rootOfYears).divide(E18.ONE));
  }

  /** The same of a volatility times the root of the time, Q96. */
  static BigInteger callDelta(BigInteger forward, BigInteger strike, BigInteger deviation) {
    if (deviation.compareTo(LEAST_DEVIATION) < 0) {
      BigInteger halves = BigInteger.valueOf(1L + forward.subtract(strike).signum());
      return halves.multiply(E18.ONE).shiftRight(1);
    }
    return E18.ofBinary(Q96.cdf(d1(forward, strike, deviation)), Q96.BITS);
  }

  private static BigInteger d1(BigInteger forward, BigInteger strike, BigInteger deviation) {
    return Q96.ln(forward, strike)
        .shiftLeft(Q96.BITS)
        .divide(deviation)
        .add(deviation.shiftRight(1));
  }

  /** F N(d1) - K N(d2), with 96 fractional bits more. */
  private static BigInteger spread(BigInteger forward, BigInteger strike, BigInteger deviation) {
    BigInteger d1 = d1(forward, strike, deviation);
    BigInteger d2 = d1.subtract(deviation);
    return forward.multiply(Q96.cdf(d1)).subtract(strike.multiply(Q96.cdf(d2)));
  }

  /** To the nearest, halves rise: a value is not negative. */
  private static BigInteger discounted(BigInteger valueQ96, BigInteger discount) {
    return discount.equals(E18.ONE)
        ? valueQ96.add(HALF_Q96).shiftRight(Q96.BITS)
        : valueQ96.multiply(discount).add(HALF_E18_Q96).divide(E18_Q96);
  }
}
