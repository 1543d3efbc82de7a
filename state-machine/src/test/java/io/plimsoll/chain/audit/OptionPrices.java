package io.plimsoll.chain.audit;

import java.math.BigInteger;

/**
 * What the price kernel says. The kernel is exact to within a quantum only, so the auditor does not
 * predict its bits: it takes each price from here, where it is held against an independent one
 * within the kernel's stated bound, and everything that follows from the prices must be equal.
 */
interface OptionPrices {

  /**
   * The undiscounted value of a call in mantissa units, and after parity and discount that of the
   * option.
   */
  BigInteger price(
      boolean call, long forward, long strike, long volPpm, long leftMs, BigInteger discountQ62);

  /** e^(-yearsRatePpm / 1e6), 2^62 being 1; yearsRatePpm is at least 0. */
  BigInteger discountQ62(BigInteger yearsRatePpm);
}
