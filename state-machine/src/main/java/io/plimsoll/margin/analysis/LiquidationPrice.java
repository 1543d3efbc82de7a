package io.plimsoll.margin.analysis;

import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where an account is liquidated next, on one side of a coin's price, with what proves it. Prices
 * are whole numbers of a step; margins have 18 decimals, in dollars. All else stays: time,
 * volatilities, and the prices of all other coins.
 *
 * @param coin whose price moves
 * @param up whether it rises
 * @param step of the price, at 18 decimals
 * @param start the step next to today's price on this side
 * @param outcome what was found
 * @param healthy the last step to which the account is not liquidated at any; {@code start} less a
 *     step where there is none
 * @param covering of all steps from {@code start} to {@code healthy}, in their order
 * @param reason why it was not decided; else null
 */
public record LiquidationPrice(
    String coin,
    boolean up,
    BigInteger step,
    long start,
    Outcome outcome,
    long healthy,
    List<Part> covering,
    @Nullable String reason) {

  /** Copies the list. */
  public LiquidationPrice {
    covering = List.copyOf(covering);
  }

  /** What was found. */
  public enum Outcome {
    /** Healthy at {@code healthy}, and liquidated one step further. */
    FOUND,
    /** Liquidated at {@code start} already. */
    AT_ONCE,
    /** Healthy at all steps to {@code healthy}, which is where the search ends. */
    NONE_UP_TO,
    /** Healthy at all steps to {@code healthy}; what is beyond was not decided. */
    NOT_DECIDED
  }

  /**
   * Steps at each of which the account is healthy.
   *
   * @param from the first, the nearer one
   * @param to the last; the same for a single one
   * @param least what there is to lose at each of them at least, above 0, at 18 decimals; null
   *     where the model itself was asked
   */
  public record Part(long from, long to, @Nullable BigInteger least) {}

  /** The first step at which the account is liquidated. */
  public long liquidated() {
    return outcome == Outcome.AT_ONCE ? start : healthy + (up ? 1 : -1);
  }

  /** The price of a step, at 18 decimals. */
  public BigInteger price(long steps) {
    return step.multiply(BigInteger.valueOf(steps));
  }
}
