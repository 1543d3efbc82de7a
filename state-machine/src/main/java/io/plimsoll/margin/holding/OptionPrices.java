package io.plimsoll.margin.holding;

import io.plimsoll.fixed.E18;
import io.plimsoll.margin.rule.Black76;
import java.math.BigInteger;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Black-76 prices of one option on one quote, each computed once: what a scenario makes of an
 * option does not depend on who holds it, so that all who do may share this. It serves one caller
 * at a time.
 */
public final class OptionPrices {

  /** How many prices may still be kept, by all options that share it. */
  public static final class Room {

    private int left;

    /** For so many. */
    public Room(int most) {
      left = most;
    }

    private boolean take() {
      if (left == 0) {
        return false;
      }
      left--;
      return true;
    }
  }

  private final Room room;
  private final BigInteger strike;
  private final boolean isCall;
  private final TreeMap<Asked, BigInteger> prices = new TreeMap<>();
  private final TreeMap<Long, BigInteger> roots = new TreeMap<>();
  private @Nullable BigInteger callDelta;

  private record Asked(BigInteger forward, BigInteger volatility, BigInteger root)
      implements Comparable<Asked> {

    @Override
    public int compareTo(Asked other) {
      int order = forward.compareTo(other.forward);
      order = order != 0 ? order : volatility.compareTo(other.volatility);
      return order != 0 ? order : root.compareTo(other.root);
    }
  }

  /** Of an option, which keeps prices while there is room. */
  public OptionPrices(Instrument of, Room room) {
    this.room = room;
    strike = of.strike();
    isCall = of.isCall();
  }

  /** The root of a time in years, as {@link Black76#rootOfYears}. */
  BigInteger root(long seconds) {
    BigInteger known = roots.get(seconds);
    if (known == null) {
      known = Black76.rootOfYears(seconds);
      if (room.take()) {
        roots.put(seconds, known);
      }
    }
    return known;
  }

  /** The value of one option. */
  BigInteger of(BigInteger forward, BigInteger volatility, BigInteger root) {
    Asked asked = new Asked(forward, volatility, root);
    BigInteger known = prices.get(asked);
    if (known == null) {
      known = Black76.of(forward, strike, volatility, root, E18.ONE).of(isCall);
      if (room.take()) {
        prices.put(asked, known);
      }
    }
    return known;
  }

  /** N(d1) of today's quote, which is always the same one. */
  BigInteger callDelta(BigInteger forward, BigInteger volatility, BigInteger root) {
    BigInteger known = callDelta;
    if (known == null) {
      known = Black76.callDelta(forward, strike, volatility, root);
      callDelta = known;
    }
    return known;
  }
}
