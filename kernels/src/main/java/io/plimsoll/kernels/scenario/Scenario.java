package io.plimsoll.kernels.scenario;

/**
 * One joint move of price, volatility, time and rate, and what its profit or loss counts as.
 * Immutable; start with {@link #named} and add what moves.
 *
 * <p>How an engine prices an instrument under it is said where the law does it: {@code
 * io.plimsoll.kernels.scalar.PriceLaw}.
 *
 * @param name what a person calls it
 * @param priceMovePpm relative move of price, in ppm, -1e6 (to nothing) to 1e9; it multiplies the
 *     part of an instrument's price that the instrument exposes to it, by default all of it
 * @param priceMove absolute move of price that is added, in units of the price's mantissa, -(2^49 -
 *     1) to 2^49 - 1
 * @param volShock move of volatility
 * @param timeShiftMs time that passes, in milliseconds, 0 to 60 years
 * @param rateShiftPpm rise of the annual, continuously compounded discount rate, in ppm (1% is
 *     10,000), -1e7 to 1e7
 * @param transform what becomes of the profit or loss
 */
public record Scenario(
    String name,
    int priceMovePpm,
    long priceMove,
    VolShock volShock,
    long timeShiftMs,
    int rateShiftPpm,
    PnlTransform transform) {

  private static final long LARGEST_PRICE_MOVE = (1L << 49) - 1;
  private static final int LARGEST_RATE_SHIFT_PPM = 10_000_000;

  /** Checks the ranges. */
  public Scenario {
    String of = " of scenario '" + name + "'";
    Ranges.require("priceMovePpm" + of, priceMovePpm, -Ranges.ONE_PPM, Ranges.LARGEST_PPM);
    Ranges.require("priceMove" + of, priceMove, -LARGEST_PRICE_MOVE, LARGEST_PRICE_MOVE);
    Ranges.require("timeShiftMs" + of, timeShiftMs, 0, Ranges.LONGEST_MS);
    Ranges.require(
        "rateShiftPpm" + of, rateShiftPpm, -LARGEST_RATE_SHIFT_PPM, LARGEST_RATE_SHIFT_PPM);
  }

  /** A scenario in which nothing moves. */
  public static Scenario named(String name) {
    return new Scenario(name, 0, 0, VolShock.NONE, 0, 0, PnlTransform.NONE);
  }

  /** This scenario with a relative move of price, in ppm. */
  public Scenario priceMovePpm(int priceMovePpm) {
    return new Scenario(
        name, priceMovePpm, priceMove, volShock, timeShiftMs, rateShiftPpm, transform);
  }

  /** This scenario with an absolute move of price, in units of its mantissa. */
  public Scenario priceMove(long priceMove) {
    return new Scenario(
        name, priceMovePpm, priceMove, volShock, timeShiftMs, rateShiftPpm, transform);
  }

  /** This scenario with a move of volatility. */
  public Scenario volShock(VolShock volShock) {
    return new Scenario(
        name, priceMovePpm, priceMove, volShock, timeShiftMs, rateShiftPpm, transform);
  }

  /** This scenario with time passing, in milliseconds. */
  public Scenario timeShiftMs(long timeShiftMs) {
    return new Scenario(
        name, priceMovePpm, priceMove, volShock, timeShiftMs, rateShiftPpm, transform);
  }

  /** This scenario with a rise of the discount rate, in ppm a year. */
  public Scenario rateShiftPpm(int rateShiftPpm) {
    return new Scenario(
        name, priceMovePpm, priceMove, volShock, timeShiftMs, rateShiftPpm, transform);
  }

  /** This scenario with another transform of profit or loss. */
  public Scenario transform(PnlTransform transform) {
    return new Scenario(
        name, priceMovePpm, priceMove, volShock, timeShiftMs, rateShiftPpm, transform);
  }

  /** Whether it leaves price, volatility, time and rate alone. */
  public boolean isStill() {
    return priceMovePpm == 0
        && priceMove == 0
        && volShock.kind() == VolShock.Kind.NONE
        && timeShiftMs == 0
        && rateShiftPpm == 0;
  }
}
