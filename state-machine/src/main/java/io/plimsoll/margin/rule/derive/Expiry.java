package io.plimsoll.margin.rule.derive;

import io.plimsoll.fixed.E18;
import io.plimsoll.margin.rule.Black76;
import java.math.BigInteger;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The options of one expiry and what is known of it. Numbers have 18 decimals.
 *
 * @param seconds to expiry; 0 from then on
 * @param fixedForward part of the forward that no move of the price changes
 * @param variableForward the rest of it
 * @param rate of a year; counts as 0 where it is negative
 * @param confidence in forward, rate and volatilities, the least of them, 0 to 1
 * @param options no two of one strike and side
 */
public record Expiry(
    long seconds,
    BigInteger fixedForward,
    BigInteger variableForward,
    BigInteger rate,
    BigInteger confidence,
    List<OptionHolding> options) {

  /** Seconds before an expiry in which prices are averaged for its settlement. */
  private static final long AVERAGED_SECONDS = 1_800;

  private static final BigInteger MOST_YEARS = E18.of(1_000);

  /** A rate times a time of more than this has no discount at 18 decimals. */
  private static final BigInteger MOST_INTEREST = E18.of(40);

  /** Checks the numbers and copies the list. */
  public Expiry {
    Checks.require(seconds >= 0, "seconds", seconds, "not be negative");
    Checks.atMost("years", Black76.years(seconds), MOST_YEARS);
    Checks.natural("fixedForward", fixedForward);
    Checks.natural("variableForward", variableForward);
    Checks.positive("forward", fixedForward.add(variableForward));
    Checks.sized("rate", rate);
    Checks.atMost(
        "rate times years", E18.timesTowardZero(rate, Black76.years(seconds)), MOST_INTEREST);
    Checks.share("confidence", confidence);
    options = List.copyOf(options);
    SortedSet<OptionHolding> series = new TreeSet<>(OptionHolding.BY_SERIES);
    for (OptionHolding option : options) {
      Checks.require(series.add(option), "strike", option.strike(), "be held once on each side");
    }
  }

  /**
   * An expiry whose forward is given as a whole. In the last 30 minutes that part of it is fixed
   * whose time has gone, since it is averaged already.
   */
  public static Expiry of(
      long seconds,
      BigInteger forward,
      BigInteger rate,
      BigInteger confidence,
      List<OptionHolding> options) {
    long open = Math.clamp(seconds, 0, AVERAGED_SECONDS);
    BigInteger variable =
        forward.multiply(BigInteger.valueOf(open)).divide(BigInteger.valueOf(AVERAGED_SECONDS));
    return new Expiry(seconds, forward.subtract(variable), variable, rate, confidence, options);
  }

  /**
   * Which of some options each of these is, -1 for none of them. Both have their options in one
   * order, mostly, so that the search goes on where it was.
   */
  int[] among(List<OptionHolding> others) {
    int[] among = new int[options.size()];
    int next = 0;
    for (int i = 0; i < among.length; i++) {
      among[i] = -1;
      for (int tried = 0; tried < others.size() && among[i] < 0; tried++) {
        int at = next + tried < others.size() ? next + tried : next + tried - others.size();
        if (others.get(at).equals(options.get(i))) {
          among[i] = at;
          next = at + 1;
        }
      }
    }
    return among;
  }

  /** The forward. */
  public BigInteger forward() {
    return fixedForward.add(variableForward);
  }

  /** The forward after a move of the price. */
  BigInteger forwardAt(BigInteger multiplier) {
    return E18.timesTowardZero(variableForward, multiplier).add(fixedForward);
  }

  /** The rate, 0 where it is negative. */
  BigInteger flooredRate() {
    return rate.max(BigInteger.ZERO);
  }

  /** The sum of the amounts held, long and short. */
  BigInteger grossAmount() {
    BigInteger sum = BigInteger.ZERO;
    for (OptionHolding option : options) {
      sum = sum.add(option.amount().abs());
    }
    return sum;
  }

  /** What is short, calls and puts of one strike taken together. */
  BigInteger nakedShorts() {
    BigInteger sum = BigInteger.ZERO;
    for (int i = 0; i < options.size(); i++) {
      BigInteger strike = options.get(i).strike();
      BigInteger net = options.get(i).amount();
      boolean isFirst = true;
      for (int j = 0; j < options.size(); j++) {
        if (j != i && options.get(j).strike().equals(strike)) {
          isFirst &= j > i;
          net = net.add(options.get(j).amount());
        }
      }
      if (isFirst && net.signum() < 0) {
        sum = sum.subtract(net);
      }
    }
    return sum;
  }
}
