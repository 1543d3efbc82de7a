package io.plimsoll.margin.rule;

import io.plimsoll.fixed.raw.Raw;
import java.math.BigInteger;

/**
 * A walk over the holders of the other side of a position that is closed without a book: from a
 * start, once around, until nothing is left or as many were visited as may be.
 *
 * <p>Source: dYdX v4-chain 84d4664bae71, clob/keeper/deleveraging.go, whose start a generator picks
 * and whose order is that of its store; here both are the caller's.
 */
public final class OppositeWalk {

  /** What a visit came to. */
  public enum Step {
    /** There was nobody to visit, which does not count. */
    SKIPPED,
    /** Somebody was visited. */
    VISITED,
    /** The walk is over. */
    DONE
  }

  /** Visits holders by their place in the caller's order. */
  @FunctionalInterface
  public interface Visitor {
    /** Visits one. */
    Step visit(int holder);
  }

  private OppositeWalk() {}

  /**
   * Walks.
   *
   * @param holders how many there are
   * @param start not negative; the first visited is at its remainder by {@code holders}
   * @param most how many visits count
   */
  public static void run(int holders, long start, long most, Visitor visitor) {
    int at = holders == 0 ? 0 : (int) Raw.floorMod(start, holders);
    long counted = 0;
    for (int i = 0; i < holders && counted < most; i++) {
      Step step = visitor.visit(at);
      if (step == Step.DONE) {
        return;
      }
      counted += step == Step.VISITED ? 1 : 0;
      at = at + 1 == holders ? 0 : at + 1;
    }
  }

  /**
   * The change of the closed position that a holder can take; 0 where it is not on the other side.
   *
   * @param left change of the closed position that is left
   * @param held signed size of the holder's
   */
  public static long part(long left, long held) {
    return Math.clamp(held, Math.min(left, 0), Math.max(left, 0));
  }

  /** The same without limits. */
  public static BigInteger part(BigInteger left, BigInteger held) {
    return Exact.clamp(held, left.min(BigInteger.ZERO), left.max(BigInteger.ZERO));
  }
}
