package io.plimsoll.margin.holding;

import io.plimsoll.fixed.E18;
import io.plimsoll.margin.rule.Band;
import io.plimsoll.margin.rule.Exact;
import io.plimsoll.margin.rule.Undecided;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A book parted into what the price of one coin moves, which is its balance and the positions on
 * it, and the rest. Amounts and prices have 18 decimals.
 */
public final class Moving {

  private final Holdings book;
  private final String coin;
  private final List<Revaluation> options = new ArrayList<>();
  private final List<Revaluation> outrights = new ArrayList<>();
  private final List<Position> others = new ArrayList<>();

  /** What options are worth in dollars, once it was asked for. */
  private OptionStrips.@Nullable Shocked worth;

  /**
   * Parts a book.
   *
   * @throws Undecided where a position that follows another coin is paid in this one
   */
  public Moving(Holdings book, String coin) {
    this.book = book;
    this.coin = coin;
    for (Position position : book.positions()) {
      Instrument instrument = position.instrument();
      if (!instrument.underlying().equals(coin)) {
        if (instrument.settlement().equals(coin)) {
          throw new Undecided(instrument.symbol() + " is paid in " + coin + " but follows another");
        }
        others.add(position);
      } else {
        Revaluation at = new Revaluation(position, book.quote(instrument), book.timeMs());
        (instrument.isOption() ? options : outrights).add(at);
      }
    }
  }

  /** The book. */
  public Holdings book() {
    return book;
  }

  /** Options on the coin. */
  public List<Revaluation> options() {
    return options;
  }

  /** Perpetuals and futures on the coin. */
  public List<Revaluation> outrights() {
    return outrights;
  }

  /** All positions on the coin. */
  public List<Revaluation> positions() {
    List<Revaluation> all = new ArrayList<>(outrights);
    all.addAll(options);
    return all;
  }

  /** The book without what moves. */
  public Holdings rest() {
    SortedMap<String, Balance> balances = new TreeMap<>(book.balances());
    balances.remove(coin);
    return new Holdings(
        book.timeMs(), balances, others, book.indexes(), book.quotes(), book.charges());
  }

  /**
   * The book with the coin at a price and its perpetuals and futures with it, without its options.
   *
   * @throws Undecided where a perpetual or a future is inverse
   */
  public Holdings outrightsAt(BigInteger price) {
    Stretch to = new Stretch(coin, book.index(coin), price, price);
    SortedMap<String, BigInteger> indexes = new TreeMap<>(book.indexes());
    indexes.put(coin, price);
    SortedMap<String, Quote> quotes = new TreeMap<>();
    List<Position> positions = new ArrayList<>(others);
    for (Position position : others) {
      quotes.put(position.instrument().symbol(), book.quote(position.instrument()));
    }
    for (Revaluation at : outrights) {
      Instrument instrument = at.position().instrument();
      if (instrument.isInverse()) {
        throw new Undecided(instrument.symbol() + " is inverse");
      }
      Quote quote = at.quote();
      quotes.put(
          instrument.symbol(),
          new Quote(to.atNear(quote.mark()), to.atNear(quote.forward()), quote.volatility()));
      positions.add(
          at.position().isSettled()
              ? new Position(instrument, at.position().amount(), quote.mark())
              : at.position());
    }
    return new Holdings(book.timeMs(), book.balances(), positions, indexes, quotes, book.charges());
  }

  /** The coins held less those owed, in dollars. */
  public Band balance(Stretch over) {
    return over.moved(Exact.floor(book.balance(coin).net().multiply(over.today()), E18.ONE));
  }

  /** What perpetuals and futures have gained since their entry, and options are worth. */
  public Band gained(Stretch over) {
    Band sum = Band.ZERO;
    for (Revaluation at : outrights) {
      sum = sum.plus(over.profit(book, at.position()));
    }
    OptionStrips.Shocked known = worth;
    if (known == null) {
      known = strip(this::dollars).unshocked();
      worth = known;
    }
    return sum.plus(known.value(over, E18.ONE));
  }

  /** Dollars at today's prices for what an option's value is quoted in. */
  private BigInteger dollars(Revaluation at) {
    return at.position().instrument().isInverse()
        ? atIndex(at)
        : Exact.floor(
            at.position().amount().multiply(book.index(at.position().instrument().settlement())),
            E18.ONE);
  }

  /**
   * How many of an option's values or deltas in dollars at the forward its coins are worth at the
   * index.
   */
  public BigInteger atIndex(Revaluation at) {
    return Exact.floor(at.position().amount().multiply(book.index(coin)), at.quote().forward());
  }

  /**
   * The options, each so many times, all together.
   *
   * @param amounts such as how many of them there are
   */
  public OptionStrips strip(Function<Revaluation, BigInteger> amounts) {
    return new OptionStrips(options, amounts, false);
  }

  /** The same by expiry and settlement. */
  public OptionStrips strips(Function<Revaluation, BigInteger> amounts) {
    return new OptionStrips(options, amounts, true);
  }

  /** What perpetuals and futures stand for together, signed. */
  public Band notional(Stretch over, boolean atIndex) {
    Band sum = Band.ZERO;
    for (Revaluation at : outrights) {
      sum =
          sum.plus(
              atIndex
                  ? over.notionalAtIndex(at.position())
                  : over.notional(at.position(), at.quote()));
    }
    return sum;
  }
}
