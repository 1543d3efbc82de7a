package io.plimsoll.margin.rule.derive;

import io.plimsoll.fixed.E18;
import java.math.BigInteger;

/**
 * A move of the price and of volatilities. Numbers have 18 decimals.
 *
 * @param multiplier of the price, not negative
 * @param volatility what happens to volatilities; a skew is for an unmoved price
 * @param dampening of the profit or loss, not negative
 */
public record Scenario(BigInteger multiplier, Volatility volatility, BigInteger dampening) {

  /** What happens to volatilities. */
  public enum Volatility {
    /** Nothing. */
    NONE,
    /** They rise, at least to a least one. */
    UP,
    /** They fall, at most to 0. */
    DOWN,
    /** Those of strikes above the forward rise and those below fall; or the other way round. */
    LINEAR,
    /** Those of strikes far from the forward rise; or fall. */
    ABS;

    /** Whether each expiry is taken in the direction that loses. */
    public boolean isSkew() {
      return this == LINEAR || this == ABS;
    }
  }

  /** Checks them. */
  public Scenario {
    Checks.natural("spot multiplier", multiplier);
    Checks.natural("dampening", dampening);
    boolean isAllowed = !volatility.isSkew() || multiplier.equals(E18.ONE);
    Checks.require(isAllowed, "spot multiplier", multiplier, "be 1 where volatilities are skewed");
  }
}
