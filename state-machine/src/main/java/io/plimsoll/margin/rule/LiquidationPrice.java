package io.plimsoll.margin.rule;

import io.plimsoll.fixed.E18;
import java.math.BigInteger;
import java.util.Optional;

/**
 * The price at which a linear position is liquidated, by the venues' conventions, which differ:
 * whether the maintenance margin is a part of the value at the price or at the entry, and whether a
 * fee joins it. Numbers have 18 decimals; the result is nearer to today's price than the exact one,
 * by less than a unit, so that a warning is never late.
 *
 * @param size signed
 * @param entry price
 * @param rate of the maintenance margin; with the fee where the venue adds it
 * @param amount that the maintenance margin is less by, of its tier
 */
public record LiquidationPrice(
    BigInteger size, BigInteger entry, BigInteger rate, BigInteger amount) {

  /** Checks them. */
  public LiquidationPrice {
    if (size.signum() == 0 || entry.signum() <= 0 || rate.signum() < 0) {
      throw new IllegalArgumentException(
          "size " + size + ", entry " + entry + ", rate " + rate + ": no position's");
    }
  }

  /**
   * Where wallet + profit = maintenance margin at the price: (wallet + amount - size * entry) /
   * (|size| * rate - size). Nothing where the price would not be positive.
   *
   * <p>Source: Binance's help on liquidation prices; without an amount also OKX's and Gate's, whose
   * rate has the fee in it.
   *
   * @param wallet what backs the position: of an isolated one its margin, of an account its balance
   *     and the profit of its other positions less their maintenance margins
   */
  public Optional<BigInteger> backedBy(BigInteger wallet) {
    BigInteger numerator = wallet.add(amount).multiply(E18.ONE).subtract(size.multiply(entry));
    BigInteger denominator = size.abs().multiply(rate).subtract(size.multiply(E18.ONE));
    return price(numerator.multiply(E18.ONE), denominator);
  }

  /**
   * Where the loss leaves a maintenance margin that was fixed at the entry: entry * (1 - 1 /
   * leverage + rate) of a long position, entry * (1 + 1 / leverage - rate) of a short one.
   *
   * <p>Source: Bybit's help on isolated margin in the unified account.
   *
   * @param leverage positive
   */
  public Optional<BigInteger> atLeverage(BigInteger leverage) {
    BigInteger side = BigInteger.valueOf(size.signum());
    BigInteger distance =
        rate.multiply(leverage).subtract(E18.ONE.multiply(E18.ONE)).multiply(side);
    BigInteger factor = leverage.multiply(E18.ONE).add(distance);
    return price(entry.multiply(factor), leverage.multiply(E18.ONE));
  }

  private Optional<BigInteger> price(BigInteger numerator, BigInteger denominator) {
    if (denominator.signum() == 0) {
      return Optional.empty();
    }
    BigInteger n = numerator.multiply(BigInteger.valueOf(denominator.signum()));
    BigInteger d = denominator.abs();
    BigInteger price = size.signum() == 1 ? Exact.ceil(n, d) : Exact.floor(n, d);
    return price.signum() > 0 ? Optional.of(price) : Optional.empty();
  }
}
