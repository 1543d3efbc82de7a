package io.plimsoll.margin.rule.derive;

import io.plimsoll.fixed.E18;
import io.plimsoll.margin.rule.Black76;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One expiry under the standard manager: what each option is worth, and what all bring at each
 * price where that turns. What another account's expiry has is taken from there.
 */
final class HeldExpiry {

  private final Expiry expiry;
  private final List<BigInteger> worths = new ArrayList<>();
  private final SortedMap<BigInteger, BigInteger> payoffs = new TreeMap<>();
  private @Nullable Sums sums;

  /**
   * What the manager has computed of it.
   *
   * @param of what that depends on beside the expiry
   */
  record Sums(
      StandardMarket.Parameters of,
      BigInteger spot,
      BigInteger spotConfidence,
      StandardManager.Part initial,
      StandardManager.Part maintenance) {

    private boolean isOf(StandardMarket market) {
      return of.equals(market.parameters())
          && spot.equals(market.spot())
          && spotConfidence.equals(market.spotConfidence());
    }
  }

  /**
   * An expiry.
   *
   * @param other one of which it holds much; it counts where forward and time are the same
   */
  HeldExpiry(Expiry expiry, @Nullable HeldExpiry other) {
    this.expiry = expiry;
    HeldExpiry known = other != null && other.isValuedAs(expiry) ? other : null;
    int[] among = expiry.among(known == null ? List.of() : known.expiry.options());
    BigInteger root = Black76.rootOfYears(expiry.seconds());
    boolean isPart = known != null;
    for (int i = 0; i < among.length; i++) {
      isPart &= among[i] >= 0;
      worths.add(
          known != null && among[i] >= 0
              ? known.worths.get(among[i])
              : worth(expiry.options().get(i), root));
    }
    List<OptionHolding> gone = isPart ? gone(known, among) : List.of();
    add(BigInteger.ZERO, isPart ? known : null, gone);
    for (OptionHolding option : expiry.options()) {
      add(option.strike(), isPart ? known : null, gone);
    }
  }

  /** Options of the known one that are not held. */
  private static List<OptionHolding> gone(@Nullable HeldExpiry known, int[] among) {
    List<OptionHolding> gone = new ArrayList<>();
    if (known != null) {
      boolean[] held = new boolean[known.expiry.options().size()];
      for (int at : among) {
        held[at] = true;
      }
      for (int i = 0; i < held.length; i++) {
        if (!held[i]) {
          gone.add(known.expiry.options().get(i));
        }
      }
    }
    return gone;
  }

  private void add(BigInteger price, @Nullable HeldExpiry known, List<OptionHolding> gone) {
    if (payoffs.containsKey(price)) {
      return;
    }
    BigInteger before = known == null ? null : known.payoffs.get(price);
    payoffs.put(
        price,
        before == null ? payoff(expiry.options(), price) : before.subtract(payoff(gone, price)));
  }

  private static BigInteger payoff(List<OptionHolding> options, BigInteger price) {
    BigInteger sum = BigInteger.ZERO;
    for (OptionHolding option : options) {
      sum = sum.add(E18.timesTowardZero(option.payoff(price), option.amount()));
    }
    return sum;
  }

  private BigInteger worth(OptionHolding option, BigInteger root) {
    Black76.Prices prices =
        Black76.of(expiry.forward(), option.strike(), option.volatility(), root, E18.ONE);
    return E18.timesTowardZero(prices.of(option.isCall()), option.amount());
  }

  /** Whether options of an expiry are worth there what they are worth here. */
  boolean isValuedAs(Expiry other) {
    return expiry.seconds() == other.seconds() && expiry.forward().equals(other.forward());
  }

  Expiry expiry() {
    return expiry;
  }

  /** What each option is worth, in the order of the expiry. */
  List<BigInteger> worths() {
    return worths;
  }

  /** The least that all bring at 0 or at one of their strikes, at most 0. */
  BigInteger mostLost() {
    BigInteger least = BigInteger.ZERO;
    for (BigInteger payoff : payoffs.values()) {
      least = least.min(payoff);
    }
    return least;
  }

  /** What was computed for a market; null where nothing was, or for another one. */
  @Nullable Sums sums(StandardMarket market) {
    Sums found = sums;
    return found != null && found.isOf(market) ? found : null;
  }

  void keep(Sums of) {
    sums = of;
  }
}
