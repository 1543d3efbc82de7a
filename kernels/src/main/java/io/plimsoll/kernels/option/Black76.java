package io.plimsoll.kernels.option;

import io.plimsoll.fixed.MulDiv;
import io.plimsoll.kernels.body.Black76Body;
import io.plimsoll.kernels.body.ImpliedVolBody;

/**
 * Options that settle in the quote asset, on their forward, not discounted: a discount factor
 * multiplies price, delta, gamma and vega.
 *
 * <p>Prices, vega and theta are in units of the forward's mantissa; delta is dP/dF and gamma F
 * d2P/dF2, so that over a relative move r of the forward delta changes by gamma r. Each is rounded
 * HalfEven once at the end (the price to the nearest, ties rising).
 *
 * <p>Errors, with a forward of 100,000 USD in units of 10^-6 USD, volatilities of 1% to 500%, 60
 * seconds to five years, strikes of 1% to 100 times the forward: price 0.77 units (proven at {@link
 * Black76Body}), vega 0.51, theta 0.53, delta 0.52 * 10^-9, gamma 0.5 + 2e-7 / s + 2e-7 / s^2 of
 * 10^-9 with s = vol sqrt(T), which is 0.51 from s = 0.01 on and 2^-35 of gamma's peak below. With
 * e = 2^-54 (12 / s + 3) of d1 (see {@code GreeksBody}) these are
 *
 * <ul>
 *   <li>delta: 0.4 e and 2^-51.5 of N;
 *   <li>vega: F sqrt(T) (0.242 e + 2^-54 of the density, or 2^-47.4 where it is cut beyond 8);
 *   <li>theta: the same times vol / (2 T) per day, and F 2^-55 days / T of the cut product;
 *   <li>gamma: (0.242 e + 2^-53 + 0.4 * 1.32 * 2^-54 / s) / s.
 * </ul>
 *
 * <p>Without time or volatility (s below 2^-40) the price is intrinsic, delta 0, 1/2 or 1, and the
 * others 0.
 */
public final class Black76 {

  private Black76() {}

  /**
   * The price in mantissa units, the engines' own to the bit.
   *
   * @param volPpm annual volatility in ppm, 0 to 1e12
   * @throws IllegalArgumentException where the volatility is outside
   */
  public static long price(EuropeanOption option, long volPpm) {
    Inputs.requireVol(volPpm);
    long s = Black76Body.sQ54(volPpm, Inputs.rootYearsQ60(option));
    long call = Black76Body.call(option.forward(), option.strike(), Inputs.logQ44(option), s);
    return option.kind() == OptionKind.CALL
        ? call
        : Black76Body.put(call, option.forward(), option.strike());
  }

  /**
   * Price and sensitivities.
   *
   * @param volPpm annual volatility in ppm, 0 to 1e12
   * @throws IllegalArgumentException where the volatility is outside
   */
  public static Greeks greeks(EuropeanOption option, long volPpm) {
    long price = price(option, volPpm);
    Inputs inputs = Inputs.of(option, volPpm);
    long delta = MulDiv.halfEven(inputs.cdf1Q62(), Inputs.ONE_E9, 1L << 62);
    return new Greeks(
        price,
        option.kind() == OptionKind.CALL ? delta : delta - Inputs.ONE_E9,
        inputs.peakE9(),
        inputs.vega(option.forward()),
        inputs.theta(option.forward()));
  }

  /**
   * The volatility in ppm that a price implies: v, 1 to 1e12, with price(v) at least {@code price}
   * and price(v - 1) below it, by 40 halvings of 0..1e12; or a code below 0.
   *
   * <p>Where the price's error is below one unit, every volatility of whole ppm below v has an
   * exact price below {@code price}, because an exact price rises with volatility and price(v - 1)
   * is a whole unit or more too low; and the exact price of v is above {@code price} less the
   * error.
   *
   * @param price a price in mantissa units
   * @return v, or {@link ImpliedVolatility#EXPIRED}, {@link ImpliedVolatility#NOT_ABOVE_INTRINSIC},
   *     {@link ImpliedVolatility#NOT_BELOW_LIMIT} (a call's forward, a put's strike) or {@link
   *     ImpliedVolatility#OUT_OF_REACH}, the first that holds
   */
  public static long impliedVolPpm(EuropeanOption option, long price) {
    if (option.timeMs() <= 0) {
      return ImpliedVolatility.EXPIRED;
    }
    boolean isCall = option.kind() == OptionKind.CALL;
    if (price >= (isCall ? option.forward() : option.strike())) {
      // A price of any size; below the limit parity has room in a long.
      return ImpliedVolatility.NOT_BELOW_LIMIT;
    }
    if (price <= 0) {
      return ImpliedVolatility.NOT_ABOVE_INTRINSIC;
    }
    long call = isCall ? price : price + option.forward() - option.strike();
    if (call <= Math.max(0, option.forward() - option.strike())) {
      return ImpliedVolatility.NOT_ABOVE_INTRINSIC;
    }
    return ImpliedVolBody.volPpm(
        call,
        option.forward(),
        option.strike(),
        Inputs.logQ44(option),
        Inputs.rootYearsQ60(option));
  }
}
