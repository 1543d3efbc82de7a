package io.plimsoll.margin.rule.drift;

import io.plimsoll.margin.rule.drift.Figure.Width;
import java.util.OptionalLong;

/**
 * A price, and where a margin is to be strict its average over five minutes: what an account has is
 * valued at the lower and what it owes at the higher one.
 *
 * <p>Source: drift-labs/protocol-v2 0ae3e3b1db78, state/oracle.rs.
 *
 * @param current in 10^-6
 * @param average in 10^-6
 */
public record StrictPrice(long current, OptionalLong average) {

  /** A price alone. */
  public static StrictPrice of(long current) {
    return new StrictPrice(current, OptionalLong.empty());
  }

  /** The price of what an account has. */
  long low() {
    return Math.min(current, average.orElse(current));
  }

  /** The price of what an account owes. */
  long high() {
    return Math.max(current, average.orElse(current));
  }

  /** The figure, or an error where a price is not above zero. */
  Figure require(Figure figure) {
    return low() > 0 ? figure : Figure.failed(DriftError.ORACLE);
  }

  /**
   * The value of tokens in 10^-6, Floor: at the lower price where they are had and at the higher
   * one where they are owed.
   */
  Figure value(Figure tokens, int decimals) {
    if (tokens.isError()) {
      return tokens;
    }
    return value(tokens, decimals, tokens.signum() > 0 ? low() : high());
  }

  /** The value of tokens in 10^-6 at a price, Floor. */
  static Figure value(Figure tokens, int decimals, long price) {
    if (tokens.isError() || tokens.signum() == 0) {
      return tokens;
    }
    return tokens.to(Width.I128).times(price).divideFloor(Scale.ten(Width.I128, decimals));
  }
}
