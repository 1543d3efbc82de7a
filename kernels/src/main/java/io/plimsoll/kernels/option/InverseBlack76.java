package io.plimsoll.kernels.option;

import io.plimsoll.fixed.Checked;
import io.plimsoll.fixed.MulDiv;
import io.plimsoll.fixed.Wide;
import io.plimsoll.kernels.body.GreeksBody;
import io.plimsoll.kernels.body.ImpliedVolBody;

/**
 * Options on one coin that settle in the coin: a call pays max(0, S - K) / S coins. Their value V
 * in coins is the linear price over the forward, N(d1) - (K/F) N(d2) for a call.
 *
 * <p>Prices, vega and theta are in the coin's quanta, of which one coin has 1 to 1e12. Delta is F
 * dV/dF, the coins gained over a relative move of the forward: (K/F) N(d2) for a call, which is the
 * linear delta less the price. Gamma is F^2 d2V/dF2: phi(d1) / s - 2 (K/F) N(d2) for a call, and
 * phi(d1) / s + 2 (K/F) N(-d2) for a put.
 *
 * <p>The price is the kernel's own on forward and strike scaled by the same power of two, so that
 * the larger one has 49 bits, over the forward; HalfEven. Errors in the domain of {@link Black76},
 * with U quanta a coin: price 0.501 + 3e-12 U, since the kernel's error of 0.264e-11 F + 0.501 is
 * divided by a forward of 2^48 / 100 or more; delta 0.53 * 10^-9; gamma that of {@link Black76} and
 * 0.53 * 10^-9 of its second term; vega 0.501 + 2.7e-14 U; theta 0.501 + 2e-13 U.
 *
 * <p>Where the strike is far above the forward, values beyond a long are the nearest long.
 */
public final class InverseBlack76 {

  /** The most quanta that one coin may have. */
  public static final long LARGEST_COIN_QUANTA = 1_000_000_000_000L;

  private InverseBlack76() {}

  /**
   * The price in coin quanta.
   *
   * @param volPpm annual volatility in ppm, 0 to 1e12
   * @param coinQuanta quanta of one coin, 1 to {@link #LARGEST_COIN_QUANTA}
   * @throws IllegalArgumentException where one is outside of its range
   */
  public static long price(EuropeanOption option, long volPpm, long coinQuanta) {
    require(coinQuanta);
    EuropeanOption scaled = scaled(option);
    return MulDiv.halfEvenSaturated(Black76.price(scaled, volPpm), coinQuanta, scaled.forward());
  }

  /**
   * Price and sensitivities.
   *
   * @param volPpm annual volatility in ppm, 0 to 1e12
   * @param coinQuanta quanta of one coin, 1 to {@link #LARGEST_COIN_QUANTA}
   * @throws IllegalArgumentException where one is outside of its range
   */
  public static Greeks greeks(EuropeanOption option, long volPpm, long coinQuanta) {
    long price = price(option, volPpm, coinQuanta);
    EuropeanOption scaled = scaled(option);
    Inputs inputs = Inputs.of(option, volPpm);
    boolean isCall = option.kind() == OptionKind.CALL;
    long cdf = isCall ? inputs.cdf2Q62() : (1L << 62) - inputs.cdf2Q62();
    long shareQ12 = GreeksBody.strikeShareQ12(scaled.strike(), cdf);
    long delta = MulDiv.halfEvenSaturated(shareQ12, Inputs.ONE_E9, scaled.forward() << 12);
    long twice = MulDiv.halfEvenSaturated(shareQ12, 2 * Inputs.ONE_E9, scaled.forward() << 12);
    long peak = inputs.peakE9();
    return new Greeks(
        price,
        isCall ? delta : -delta,
        isCall ? Checked.subtractSaturated(peak, twice) : Checked.addSaturated(peak, twice),
        inputs.vega(coinQuanta),
        inputs.theta(coinQuanta));
  }

  /**
   * The volatility in ppm that a price in coin quanta implies, by the rule of {@link
   * Black76#impliedVolPpm}: price(v) is at least {@code price} and price(v - 1) is below it.
   *
   * @param price a price in coin quanta
   * @param coinQuanta quanta of one coin, 1 to {@link #LARGEST_COIN_QUANTA}
   * @return v, or {@link ImpliedVolatility#EXPIRED}, {@link ImpliedVolatility#NOT_BELOW_LIMIT} (a
   *     call's coin, a put's strike over the forward), {@link
   *     ImpliedVolatility#NOT_ABOVE_INTRINSIC} or {@link ImpliedVolatility#OUT_OF_REACH}, the first
   *     that holds
   * @throws IllegalArgumentException where coinQuanta is outside of its range
   */
  public static long impliedVolPpm(EuropeanOption option, long price, long coinQuanta) {
    require(coinQuanta);
    if (option.timeMs() <= 0) {
      return ImpliedVolatility.EXPIRED;
    }
    EuropeanOption scaled = scaled(option);
    boolean isCall = option.kind() == OptionKind.CALL;
    long forward = scaled.forward();
    long strike = scaled.strike();
    // price / coinQuanta against 1 or K/F, by their products.
    if (MulDiv.compareProducts(price, forward, coinQuanta, isCall ? forward : strike) >= 0) {
      return ImpliedVolatility.NOT_BELOW_LIMIT;
    }
    if (price <= price(option, 0, coinQuanta)) {
      return ImpliedVolatility.NOT_ABOVE_INTRINSIC;
    }
    long linear = leastReaching(price, forward, coinQuanta);
    long call = isCall ? linear : linear + forward - strike;
    return ImpliedVolBody.volPpm(
        call, forward, strike, Inputs.logQ44(scaled), Inputs.rootYearsQ60(scaled));
  }

  /** The least p with halfEven(p * coinQuanta / forward) at least {@code price}, above 0. */
  private static long leastReaching(long price, long forward, long coinQuanta) {
    Wide twice = new Wide();
    twice.setProduct(price, 2 * forward);
    twice.subtract(forward);
    long p = twice.divideCeil(2 * coinQuanta);
    // At a tie the even of two neighbours is taken, and it may be the lower one.
    return MulDiv.halfEven(p, coinQuanta, forward) >= price ? p : p + 1;
  }

  /** Forward and strike shifted so that the larger one has 49 bits: prices scale with them. */
  private static EuropeanOption scaled(EuropeanOption option) {
    long both = option.forward() | option.strike();
    int shift = Long.numberOfLeadingZeros(both) - 15;
    return new EuropeanOption(
        option.kind(), option.forward() << shift, option.strike() << shift, option.timeMs());
  }

  private static void require(long coinQuanta) {
    Require.within("coinQuanta", coinQuanta, 1, LARGEST_COIN_QUANTA);
  }
}
