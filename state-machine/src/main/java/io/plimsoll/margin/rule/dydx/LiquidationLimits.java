package io.plimsoll.margin.rule.dydx;

import io.plimsoll.fixed.MulDiv;
import io.plimsoll.margin.rule.Exact;
import java.math.BigInteger;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How much of an account may be liquidated in a block.
 *
 * <p>Source: clob/keeper/liquidations.go.
 *
 * @param config the limits
 * @param liquidated markets in which the account has been liquidated in this block
 * @param notional that has been liquidated of it in this block, in quote quanta
 * @param insuranceLost that its fills have taken from the insurance fund in this block
 */
public record LiquidationLimits(
    LiquidationConfig config,
    SortedSet<Long> liquidated,
    BigInteger notional,
    BigInteger insuranceLost) {

  /** Copies the set. */
  public LiquidationLimits {
    liquidated = Collections.unmodifiableSortedSet(new TreeSet<>(liquidated));
  }

  /** Of an account that has not been liquidated yet. */
  public static LiquidationLimits fresh(LiquidationConfig config) {
    return new LiquidationLimits(config, new TreeSet<>(), BigInteger.ZERO, BigInteger.ZERO);
  }

  /**
   * After a fill.
   *
   * @param filled its notional, of either sign
   * @param insuranceChange of the fund; only what it loses counts
   */
  public LiquidationLimits after(long market, BigInteger filled, BigInteger insuranceChange) {
    TreeSet<Long> markets = new TreeSet<>(liquidated);
    markets.add(market);
    BigInteger lost = insuranceChange.negate().max(BigInteger.ZERO);
    return new LiquidationLimits(
        config, markets, notional.add(filled.abs()), insuranceLost.add(lost));
  }

  /** The notional that may still be liquidated in a market, in quote quanta. */
  public Answer<BigInteger> notionalLeft(long market) {
    return left(market, config.maxSubaccountNotional(), notional);
  }

  /** What the insurance fund may still pay for a market, in quote quanta. */
  public Answer<BigInteger> insuranceLeft(long market) {
    return left(market, config.maxSubaccountInsuranceLost(), insuranceLost);
  }

  private Answer<BigInteger> left(long market, BigInteger limit, BigInteger used) {
    if (liquidated.contains(market)) {
      return Answer.refused(Code.ALREADY_LIQUIDATED);
    }
    return used.compareTo(limit) > 0
        ? Answer.refused(Code.INVARIANT)
        : Answer.of(limit.subtract(used));
  }

  /** The least notional by which a position is liquidated: the limit, or all of it. */
  public static BigInteger leastNotional(Market market, BigInteger size, LiquidationConfig config) {
    return config.minPositionNotional().min(market.price().notional(size).abs());
  }

  /** The largest: Floor(notional * portion), but not below the least. */
  public static BigInteger mostNotional(Market market, BigInteger size, LiquidationConfig config) {
    BigInteger notional = market.price().notional(size).abs();
    return Exact.floorOfPpm(notional, config.maxPositionPortionPpm())
        .max(leastNotional(market, size, config));
  }

  /**
   * The change of a position that a liquidation may make, in base quanta: all of it where that is
   * within the limits or is one step, else the size of the smaller limit at the oracle's price,
   * Floor to whole steps, at least one step.
   *
   * @param size of the position, signed; 0 for none
   * @param step positive
   */
  public Answer<BigInteger> change(Market market, BigInteger size, BigInteger step) {
    if (size.signum() == 0) {
      return Answer.refused(Code.NO_POSITION);
    }
    return notionalLeft(market.id())
        .then(left -> {
          BigInteger most = left.min(mostNotional(market, size, config));
          BigInteger all = size.abs();
          boolean within = market.price().notional(all).compareTo(most) <= 0;
          return within || all.compareTo(step) <= 0
              ? Answer.of(all)
              : market
                  .price()
                  .size(most)
                  .map(part -> Exact.clamp(Exact.floor(part, step).multiply(step), step, all));
        })
        .map(change -> size.signum() > 0 ? change.negate() : change);
  }

  /**
   * A fill that keeps the limits, or the code of the one that it breaks.
   *
   * @param fill in base quanta, of either sign
   * @param insuranceChange what it does to the insurance fund
   * @return the limits after it
   */
  public Answer<LiquidationLimits> fill(
      Market market, BigInteger fill, BigInteger insuranceChange) {
    BigInteger filled = market.price().notional(fill).abs();
    return notionalLeft(market.id())
        .then(left ->
            filled.compareTo(left) > 0
                ? Answer.refused(Code.NOTIONAL_LIMIT)
                : insuranceLeft(market.id(), insuranceChange))
        .map(left -> after(market.id(), filled, insuranceChange));
  }

  /** Only a fill that takes from the fund asks how much it may take. */
  private Answer<BigInteger> insuranceLeft(long market, BigInteger change) {
    if (change.signum() >= 0) {
      return Answer.of(BigInteger.ZERO);
    }
    return insuranceLeft(market)
        .then(left ->
            change.negate().compareTo(left) > 0
                ? Answer.refused(Code.INSURANCE_LIMIT)
                : Answer.of(left));
  }

  /**
   * {@link #change} for blocks, in lots without a sign and with a step of one lot.
   *
   * @param held lots of the position without a sign, at least 1
   * @param notional what they are worth, in quanta, not negative
   * @param left what may still be liquidated of the account, in quanta, not negative
   * @param least notional by which a position is liquidated, in quanta
   * @param num with {@code den} the value of a lot in quanta; not negative
   */
  public static long change(
      long held, long notional, long left, long least, long portionPpm, long num, long den) {
    long portion = MulDiv.floor(notional, portionPpm, 1_000_000);
    long most = Math.min(left, Math.max(portion, Math.min(least, notional)));
    if (notional <= most || held <= 1) {
      return held;
    }
    return Math.max(1, Math.min(held, MulDiv.floorSaturated(most, den, num)));
  }

  /**
   * {@link #fill} for blocks: the code of the limit that a fill breaks, or null.
   *
   * @param filled its notional in quanta without a sign
   * @param left what may still be liquidated, in quanta, not negative
   * @param lost what the fill takes from the insurance fund, not negative
   * @param insured what it still may
   */
  public static @Nullable Code broken(long filled, long left, long lost, long insured) {
    if (filled > left) {
      return Code.NOTIONAL_LIMIT;
    }
    return lost > insured ? Code.INSURANCE_LIMIT : null;
  }
}
