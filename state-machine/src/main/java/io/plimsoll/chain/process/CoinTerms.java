package io.plimsoll.chain.process;

import io.plimsoll.chain.state.Rows;
import io.plimsoll.fixed.Checked;
import io.plimsoll.fixed.MulDiv;
import io.plimsoll.fixed.raw.Raw;
import io.plimsoll.margin.market.InstrumentKind;

/**
 * How many quanta of its coin an inverse instrument's lots are at a price.
 *
 * <p>A quantum of the coin is worth index / coinDen quanta of USD. A lot of a perpetual or future
 * is a fixed amount of USD, so it is amount * coinDen / price. A lot of an option is multiplierNum
 * * coinDen / multiplierDen quanta of the coin in size, and its prices are mantissas of 10^-9 coins
 * for each coin of that size.
 *
 * <p>No payment of coins is more than {@link #MOST}, which only prices far from all others ask for.
 *
 * @param fixed whether a lot is a fixed amount of USD
 * @param num with {@code den}: coins are lots * num / price, den being 1, or lots * price * num /
 *     den
 */
record CoinTerms(boolean fixed, long num, long den) {

  /** An option price of one coin for each coin of size. */
  static final long ONE_COIN = 1_000_000_000;

  /** Largest payment of coins, in quanta. */
  static final long MOST = 1L << 60;

  /** The terms of an inverse instrument of a market. */
  static CoinTerms of(InstrumentKind kind, long amount, Rows.Market market, long coinDen) {
    if (kind.isFixedAmount()) {
      return new CoinTerms(true, Checked.multiplySaturated(amount, coinDen), 1);
    }
    long num = market.multiplierNum() * coinDen;
    long common = gcd(num, market.multiplierDen());
    num = Raw.towardZeroDiv(num, common);
    long den = Raw.towardZeroDiv(market.multiplierDen(), common);
    common = gcd(num, ONE_COIN);
    num = Raw.towardZeroDiv(num, common);
    den = Checked.multiplySaturated(den, Raw.towardZeroDiv(ONE_COIN, common));
    return new CoinTerms(false, num, den);
  }

  private static long gcd(long a, long b) {
    long x = a;
    long y = b;
    while (y != 0) {
      long rest = Raw.remainder(x, y);
      x = y;
      y = rest;
    }
    return x;
  }

  /** Whether all that is computed with them is exact. */
  boolean areInRange() {
    return fixed ? num <= 1L << 62 : num <= Limits.MULTIPLIER_NUM && den <= Limits.MULTIPLIER_DEN;
  }

  /** Numerator of the coins of one lot at a price. */
  long numAt(long price) {
    return fixed ? num : price * num;
  }

  /** Denominator of the coins of one lot at a price. */
  long denAt(long price) {
    return fixed ? price : den;
  }

  /** Coins of lots at a price, Floor, without a sign. */
  long floor(long lots, long price) {
    return Math.min(MOST, MulDiv.floorSaturated(lots, numAt(price), denAt(price)));
  }

  /** Coins of lots at a price, Ceil, without a sign. */
  long ceil(long lots, long price) {
    return Math.min(MOST, MulDiv.ceilSaturated(lots, numAt(price), denAt(price)));
  }

  /**
   * What lots are worth when they are settled, Floor: of a future a debt of those who are long.
   *
   * @param price settlement price; of an option from {@link #optionPrice}
   */
  long settled(long lots, long price) {
    long owed = fixed ? Checked.negate(lots) : lots;
    long size = Math.abs(owed);
    return owed < 0 ? -ceil(size, price) : floor(size, price);
  }

  /**
   * The price of an option in 10^-9 coins, Floor; at most the largest price.
   *
   * @param value in USD, a mantissa
   * @param forward what a coin is worth in the same unit
   */
  static long optionPrice(long value, long forward) {
    return Math.min(Limits.PRICE, MulDiv.floorSaturated(value, ONE_COIN, forward));
  }
}
