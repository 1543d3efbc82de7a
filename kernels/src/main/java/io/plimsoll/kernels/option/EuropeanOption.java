package io.plimsoll.kernels.option;

/**
 * An option that is exercised at its expiry, with the forward of that expiry.
 *
 * @param kind call or put
 * @param forward forward F, a price mantissa, 1 to 2^49 - 1
 * @param strike strike K, a mantissa with the forward's exponent, 1 to 2^49 - 1
 * @param timeMs time to expiry in milliseconds of years of 365 days; 0 or less is expired, more
 *     than 60 years count as 60 years
 */
public record EuropeanOption(OptionKind kind, long forward, long strike, long timeMs) {

  /** The largest forward and strike: 2^49 - 1. */
  public static final long LARGEST_PRICE = (1L << 49) - 1;

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException naming the value that breaks its rule
   */
  public EuropeanOption {
    Require.within("forward", forward, 1, LARGEST_PRICE);
    Require.within("strike", strike, 1, LARGEST_PRICE);
  }
}
