package io.plimsoll.margin.rule;

import io.plimsoll.fixed.E18;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * Maintenance rates by notional, with the amount that each tier's margin is less by, so that it
 * does not jump at a bound. Numbers have 18 decimals.
 *
 * @param tiers by rising floor, the first at 0; a notional at a floor is of the tier below
 */
public record NotionalTiers(List<Tier> tiers) {

  /** Checks the order and copies the list. */
  public NotionalTiers {
    tiers = List.copyOf(tiers);
    BigInteger before = null;
    for (Tier tier : tiers) {
      boolean rises = before == null ? tier.floor().signum() == 0 : rises(tier, before);
      if (!rises) {
        throw new IllegalArgumentException("tiers must begin at 0 and rise");
      }
      before = tier.floor();
    }
    if (before == null) {
      throw new IllegalArgumentException("there must be a tier");
    }
  }

  private static boolean rises(Tier tier, BigInteger before) {
    return tier.floor().compareTo(before) > 0;
  }

  /**
   * One tier.
   *
   * @param floor above which it holds
   * @param rate of the whole notional
   * @param amount that the margin is less by
   */
  public record Tier(BigInteger floor, BigInteger rate, BigInteger amount) {}

  /** The tier of a notional, which is not negative. */
  public Tier at(BigInteger notional) {
    Tier found = tiers.getFirst();
    for (Tier tier : tiers) {
      if (notional.compareTo(tier.floor()) > 0) {
        found = tier;
      }
    }
    return found;
  }

  /** rate * notional - amount, with 36 decimals, exactly. */
  public BigInteger exact(BigInteger notional) {
    Tier tier = at(notional);
    return notional.multiply(tier.rate()).subtract(tier.amount().multiply(E18.ONE));
  }

  /** The same tiers with amounts that follow from the rates: what the venues publish. */
  public NotionalTiers continuous() {
    List<Tier> out = new ArrayList<>();
    BigInteger amount = BigInteger.ZERO;
    BigInteger rate = tiers.getFirst().rate();
    for (Tier tier : tiers) {
      BigInteger more = tier.rate().subtract(rate);
      amount = amount.add(Exact.floor(tier.floor().multiply(more), E18.ONE));
      rate = tier.rate();
      out.add(new Tier(tier.floor(), rate, amount));
    }
    return new NotionalTiers(out);
  }
}
