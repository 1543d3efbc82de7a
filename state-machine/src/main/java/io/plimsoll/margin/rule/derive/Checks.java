package io.plimsoll.margin.rule.derive;

import io.plimsoll.fixed.E18;
import java.math.BigInteger;

/** What a number must be for a rule to have a meaning. */
final class Checks {

  /** Beyond 2^255 no number of the venue is. */
  private static final int MOST_BITS = 255;

  private Checks() {}

  static void sized(String name, BigInteger value) {
    require(value.bitLength() <= MOST_BITS, name, value, "be smaller");
  }

  static void natural(String name, BigInteger value) {
    sized(name, value);
    require(value.signum() >= 0, name, value, "not be negative");
  }

  static void positive(String name, BigInteger value) {
    sized(name, value);
    require(value.signum() > 0, name, value, "be positive");
  }

  static void atMost(String name, BigInteger value, BigInteger most) {
    require(value.compareTo(most) <= 0, name, value, "be at most " + most);
  }

  /** From 0 to 1. */
  static void share(String name, BigInteger value) {
    natural(name, value);
    atMost(name, value, E18.ONE);
  }

  static void require(boolean holds, String name, Object value, String rule) {
    if (!holds) {
      throw new IllegalArgumentException(name + " " + value + " must " + rule);
    }
  }
}
