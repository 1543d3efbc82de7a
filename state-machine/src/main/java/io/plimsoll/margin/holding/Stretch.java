package io.plimsoll.margin.holding;

import io.plimsoll.fixed.E18;
import io.plimsoll.margin.rule.Band;
import io.plimsoll.margin.rule.Exact;
import io.plimsoll.margin.rule.OptionStrip;
import java.math.BigInteger;

/**
 * A stretch of one coin's price, and what is known of a book's parts over it, as a {@link Band} in
 * dollars. With the coin's index the marks of its perpetuals and futures and the forwards of its
 * options move by the same factor; volatilities, time and all other prices stay; options are marked
 * by Black-76. What was settled at today's mark has gained from there on.
 *
 * <p>All but options are straight lines: an inverse position stands for a fixed number of dollars.
 * Numbers have 18 decimals.
 *
 * @param coin whose price moves
 * @param today its index in the book
 * @param near one end, positive
 * @param far the other end, positive; the same for a single price
 */
public record Stretch(String coin, BigInteger today, BigInteger near, BigInteger far) {

  /** Some of the 18th decimals of a coin, in parts of its price. */
  private static final int CUT_BITS = 56;

  /** Checks them. */
  public Stretch {
    if (today.signum() <= 0 || near.signum() <= 0 || far.signum() <= 0) {
      throw new IllegalArgumentException(
          "prices " + today + ", " + near + ", " + far + " must be positive");
    }
  }

  /** Whether a position's price moves along. */
  public boolean moves(Position position) {
    return position.instrument().underlying().equals(coin);
  }

  /** An asset's price in dollars. */
  public Band index(Holdings book, String asset) {
    return asset.equals(coin) ? Band.line(near, far) : Band.constant(book.index(asset));
  }

  /** What is so much today and moves by the price's factor. */
  public Band moved(BigInteger amount) {
    return Band.line(near, far).over(amount, today);
  }

  private Band rounded(Band value) {
    return value.within(near.max(far).shiftRight(CUT_BITS).add(BigInteger.TEN));
  }

  /**
   * What a perpetual or a future stands for at its mark, in what it is quoted in, signed.
   *
   * @param position on the coin
   */
  public Band notional(Position position, Quote quote) {
    return sized(position, quote.mark());
  }

  /** The same at the coin's index. */
  public Band notionalAtIndex(Position position) {
    return sized(position, today);
  }

  private Band sized(Position position, BigInteger price) {
    BigInteger value = Exact.floor(position.amount().multiply(price), E18.ONE);
    Band all = position.instrument().isInverse() ? Band.constant(value) : moved(value);
    return rounded(all);
  }

  /** What a perpetual, a future or coins themselves have gained since their entry, in dollars. */
  public Band profit(Holdings book, Position position) {
    Instrument instrument = position.instrument();
    Quote quote = book.quote(instrument);
    BigInteger entry = position.isSettled() ? quote.mark() : position.entry();
    if (instrument.isInverse()) {
      // (mark / entry - 1) dollars of each of those that it stands for at the index.
      Band dollars = moved(quote.mark()).minus(Band.constant(entry));
      // A cut of the coins that it stands for counts as often as the price has grown.
      BigInteger grown = moved(quote.mark()).most().divide(entry).add(BigInteger.ONE);
      return dollars
          .over(position.amount().multiply(today), entry.multiply(E18.ONE))
          .within(near.max(far).shiftRight(CUT_BITS).multiply(grown).add(BigInteger.TEN));
    }
    Band gained = moved(quote.mark()).minus(Band.constant(entry)).times(position.amount());
    return rounded(gained.times(book.index(instrument.settlement())));
  }

  /** A forward, or another price, at the near end. */
  public BigInteger atNear(BigInteger price) {
    return price.multiply(near).divide(today);
  }

  /** The same at the far end. */
  public BigInteger atFar(BigInteger price) {
    return price.multiply(far).divide(today);
  }

  /** What forwards are multiplied by at the near end, and by a number besides. */
  BigInteger nearFactor(BigInteger multiplier) {
    return OptionStrip.factor(near.multiply(multiplier), today.multiply(E18.ONE));
  }

  /** The same at the far end. */
  BigInteger farFactor(BigInteger multiplier) {
    return OptionStrip.factor(far.multiply(multiplier), today.multiply(E18.ONE));
  }

  /**
   * Dollars that are somewhere between two numbers, and move with the price.
   *
   * @param roundings of those who add them up
   */
  Band times(Band dollars, int roundings) {
    BigInteger cut = near.max(far).shiftRight(CUT_BITS).add(BigInteger.TEN);
    Band least = moved(dollars.least());
    Band most = moved(dollars.most());
    return new Band(least.lowNear(), least.lowFar(), most.highNear(), most.highFar())
        .within(cut.multiply(BigInteger.valueOf(roundings)));
  }
}
