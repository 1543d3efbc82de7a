package io.plimsoll.margin.rule;

import io.plimsoll.fixed.E18;
import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rates that hold for a part of an amount each, as income taxes do: the first up to the first
 * bound, the second from there to the second, and so on. Numbers have 18 decimals.
 *
 * @param tiers with rising bounds, each above 0; the last has none
 */
public record MarginalTiers(List<Tier> tiers) {

  /** Checks the order and copies the list. */
  public MarginalTiers {
    tiers = List.copyOf(tiers);
    BigInteger before = BigInteger.ZERO;
    for (Tier tier : tiers) {
      if (before == null || (tier.bound() != null && tier.bound().compareTo(before) <= 0)) {
        throw new IllegalArgumentException("tiers must rise, and only the last is without bound");
      }
      before = tier.bound();
    }
    if (before != null) {
      throw new IllegalArgumentException("the last tier must be without bound");
    }
  }

  /**
   * One rate.
   *
   * @param bound up to which it holds; null for any amount
   * @param rate not negative
   */
  public record Tier(@Nullable BigInteger bound, BigInteger rate) {}

  /**
   * What an amount comes to.
   *
   * @param amount not negative
   * @return with 36 decimals, exactly
   */
  public BigInteger exact(BigInteger amount) {
    BigInteger sum = BigInteger.ZERO;
    BigInteger floor = BigInteger.ZERO;
    for (Tier tier : tiers) {
      BigInteger to = tier.bound() == null ? amount : amount.min(tier.bound());
      sum = sum.add(to.subtract(floor).max(BigInteger.ZERO).multiply(tier.rate()));
      floor = to;
    }
    return sum;
  }

  /** The same with 18 decimals, Ceil: what is required is not less than the exact sum. */
  public BigInteger ceil(BigInteger amount) {
    return Exact.ceil(exact(amount), E18.ONE);
  }

  /** The same with 18 decimals, Floor: what counts is not more than the exact sum. */
  public BigInteger floor(BigInteger amount) {
    return Exact.floor(exact(amount), E18.ONE);
  }

  /** The rate of the tier in which an amount ends; at a bound, of the tier that it ends. */
  public BigInteger rateAt(BigInteger amount) {
    for (Tier tier : tiers) {
      if (tier.bound() == null || amount.compareTo(tier.bound()) <= 0) {
        return tier.rate();
      }
    }
    throw new IllegalStateException("the last tier is without bound");
  }
}
