package io.plimsoll.margin.rule;

import io.plimsoll.fixed.MulDiv;
import io.plimsoll.fixed.Wide;
import java.math.BigInteger;

/**
 * Funding: how an index moves, and what an account owes for the way of its indices.
 *
 * <p>An index counts what one lot long has paid, in 10^-6 quanta. Its move is value of a lot * rate
 * * seconds / 28,800 s, TowardZero, the rate being that of eight hours in ppm. An account takes the
 * sum of -(index now - index of the position) * lots, with one Floor for the account, which is
 * against it: dust stays with the pool.
 *
 * <p>Source: dYdX v4-chain 84d4664bae71, perpetuals/funding/funding.go, perpetuals/lib/lib.go and
 * subaccounts/lib/updates.go.
 */
public final class Funding {

  /** Seconds for which a rate is stated. */
  private static final long RATE_SECONDS = 28_800;

  /** An index counts 10^-6 quanta. */
  private static final long INDEX_UNITS = 1_000_000;

  private Funding() {}

  /**
   * The move of an index, in 10^-6 quanta a lot, TowardZero. dYdX divides in two steps, each
   * TowardZero, which is the same.
   *
   * @param ratePpm rate for eight hours
   * @param seconds since the last move
   * @param num with {@code den}, the value of one lot in quanta
   * @throws ArithmeticException where it does not fit a {@code long}
   */
  public static long indexMove(long ratePpm, long seconds, long num, long den) {
    return MulDiv.towardZero(ratePpm * seconds, num, den * RATE_SECONDS);
  }

  /** The same without limits. */
  public static BigInteger indexMove(
      BigInteger ratePpm, BigInteger seconds, BigInteger num, BigInteger den) {
    return ratePpm
        .multiply(seconds)
        .multiply(num)
        .divide(den.multiply(BigInteger.valueOf(RATE_SECONDS)));
  }

  /** Adds to a sum what a position takes, in 10^-6 quanta, where its index has moved so far. */
  public static void addDue(Wide sum, long moved, long lots) {
    sum.subtractProduct(moved, lots);
  }

  /** What a position takes (positive) or pays, in 10^-6 quanta. */
  public static BigInteger due(BigInteger indexNow, BigInteger indexThen, BigInteger lots) {
    return indexThen.subtract(indexNow).multiply(lots);
  }

  /**
   * What a position is reported to have paid (positive) or taken, in quanta: -Floor of what is due
   * to it. Accounts are paid with one Floor for all their positions, so these need not add to it.
   *
   * @param moved by how much its index has moved, in 10^-6 quanta a lot
   * @return Ceil(moved * lots / 10^6), which is that; saturates
   */
  public static long paid(long moved, long lots) {
    return MulDiv.ceilSaturated(moved, lots, INDEX_UNITS);
  }

  /** The same without limits, of what is due in 10^-6 quanta. */
  public static BigInteger paid(BigInteger due) {
    return settled(due).negate();
  }

  /** Quanta that an account takes for what is due to its positions, Floor; saturates. */
  public static long settled(Wide sum) {
    return sum.divideFloorSaturated(INDEX_UNITS);
  }

  /** The same without limits. */
  public static BigInteger settled(BigInteger sum) {
    return Exact.floor(sum, Exact.MILLION);
  }
}
