package io.plimsoll.margin.analysis;

import io.plimsoll.fixed.E18;
import io.plimsoll.margin.holding.Holdings;
import io.plimsoll.margin.holding.Instrument;
import io.plimsoll.margin.holding.Position;
import io.plimsoll.margin.holding.Quote;
import io.plimsoll.margin.rule.Black76;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A book in a market that has moved: the index of one coin, and with it the marks of its perpetuals
 * and futures and the forwards of its options, each by the same factor. Options keep their
 * volatility, or have another, and are marked by Black-76. An inverse future keeps its dollars, so
 * the coins that it stands for change.
 */
public final class Moved {

  private Moved() {}

  /** From one price to another, by which all prices that follow it are multiplied. */
  private record Move(BigInteger to, BigInteger from) {

    /** TowardZero. */
    BigInteger of(BigInteger price) {
      return price.multiply(to).divide(from);
    }
  }

  /**
   * A book after a move.
   *
   * @param factor of the prices, above 0; 1.1 where a tenth is gained
   * @param volatilityFactor of volatilities, at least 0
   * @throws IllegalArgumentException where the book lacks the coin's index or a quote, or a price
   *     would be 0
   */
  public static Holdings of(
      Holdings book, String coin, BigInteger factor, BigInteger volatilityFactor) {
    return to(book, coin, E18.timesTowardZero(book.index(coin), factor), volatilityFactor);
  }

  /**
   * A book after its coin has come to a price.
   *
   * @param price of the coin, above 0
   * @param volatilityFactor of volatilities, at least 0
   * @throws IllegalArgumentException where the book lacks the coin's index or a quote
   */
  public static Holdings to(
      Holdings book, String coin, BigInteger price, BigInteger volatilityFactor) {
    Move move = new Move(price, book.index(coin));
    SortedMap<String, BigInteger> indexes = new TreeMap<>(book.indexes());
    indexes.put(coin, price);
    SortedMap<String, Quote> quotes = new TreeMap<>(book.quotes());
    List<Position> positions = new ArrayList<>();
    for (Position position : book.positions()) {
      Instrument instrument = position.instrument();
      if (!instrument.underlying().equals(coin)) {
        positions.add(position);
        continue;
      }
      Quote quote = book.quote(instrument);
      Quote moved = quote(instrument, quote, book.timeMs(), move, volatilityFactor);
      quotes.put(instrument.symbol(), moved);
      boolean keepsDollars = instrument.isInverse() && !instrument.isOption();
      positions.add(
          keepsDollars
              ? new Position(
                  instrument,
                  position.amount().multiply(move.from()).divide(move.to()),
                  position.isSettled() ? quote.mark() : position.entry())
              : withEntry(position, quote));
    }
    return new Holdings(book.timeMs(), book.balances(), positions, indexes, quotes, book.charges());
  }

  /** What was settled at its mark has gained from there on. */
  private static Position withEntry(Position position, Quote quote) {
    return position.isSettled()
        ? new Position(position.instrument(), position.amount(), quote.mark())
        : position;
  }

  private static Quote quote(
      Instrument instrument, Quote quote, long timeMs, Move move, BigInteger volatilityFactor) {
    BigInteger volatility = E18.timesTowardZero(quote.volatility(), volatilityFactor);
    if (!instrument.isOption()) {
      BigInteger mark = move.of(quote.mark());
      return new Quote(mark, quote.forward(), volatility);
    }
    BigInteger forward = move.of(quote.forward());
    BigInteger root = Black76.rootOfYears(instrument.secondsLeft(timeMs));
    BigInteger price =
        Black76.of(forward, instrument.strike(), volatility, root, E18.ONE).of(instrument.isCall());
    BigInteger mark = instrument.isInverse() ? E18.overTowardZero(price, forward) : price;
    return new Quote(mark, forward, volatility);
  }
}
