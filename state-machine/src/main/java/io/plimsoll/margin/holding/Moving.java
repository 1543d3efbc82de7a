package io.plimsoll.margin.holding;

import io.plimsoll.fixed.E18;
import io.plimsoll.margin.rule.Band;
import io.plimsoll.margin.rule.Exact;
import io.plimsoll.margin.rule.OptionBand;
import io.plimsoll.margin.rule.Undecided;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

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
   * The book with the coin at a price, its perpetuals, futures and forwards with it; options keep
   * their marks, so that this is for what does not look at them.
   *
   * @throws Undecided where a perpetual or a future is inverse
   */
  public Holdings at(BigInteger price) {
    Stretch to = new Stretch(coin, book.index(coin), price, price);
    SortedMap<String, BigInteger> indexes = new TreeMap<>(book.indexes());
    indexes.put(coin, price);
    SortedMap<String, Quote> quotes = new TreeMap<>(book.quotes());
    List<Position> positions = new ArrayList<>(others);
    for (Revaluation at : positions()) {
      Instrument instrument = at.position().instrument();
      if (instrument.isInverse() && !instrument.isOption()) {
        throw new Undecided(instrument.symbol() + " is inverse");
      }
      Quote quote = at.quote();
      BigInteger mark = instrument.isOption() ? quote.mark() : to.atNear(quote.mark());
      quotes.put(
          instrument.symbol(), new Quote(mark, to.atNear(quote.forward()), quote.volatility()));
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
    return sum.plus(
        options(
            over, E18.ONE, deviations(at -> at.quote().volatility(), 0), amounts(this::dollars)));
  }

  /** Dollars at today's prices for what an option's value is quoted in. */
  private BigInteger dollars(Revaluation at) {
    Instrument instrument = at.position().instrument();
    BigInteger amount = at.position().amount();
    return instrument.isInverse()
        ? Exact.floor(amount.multiply(book.index(coin)), at.quote().forward())
        : Exact.floor(amount.multiply(book.index(instrument.settlement())), E18.ONE);
  }

  /**
   * How much of an inverse option's value in dollars at the forward its coins are worth at the
   * index, for each option.
   */
  public List<BigInteger> atIndex() {
    return amounts(
        at -> Exact.floor(at.position().amount().multiply(book.index(coin)), at.quote().forward()));
  }

  /** A number for each option, such as how many of them there are. */
  public List<BigInteger> amounts(Function<Revaluation, BigInteger> of) {
    return options.stream().map(of).toList();
  }

  /** Volatility times the root of the time, Q96, of each option. */
  public List<BigInteger> deviations(Function<Revaluation, BigInteger> volatility, long elapsed) {
    return options.stream().map(at -> at.deviation(volatility.apply(at), elapsed)).toList();
  }

  /** What options are worth together, in what their underlying is quoted in. */
  public Band options(
      Stretch over, BigInteger multiplier, List<BigInteger> deviations, List<BigInteger> amounts) {
    OptionBand sum = new OptionBand();
    BigInteger forward = BigInteger.ZERO;
    BigInteger near = BigInteger.ZERO;
    BigInteger far = BigInteger.ZERO;
    for (int i = 0; i < options.size(); i++) {
      Revaluation at = options.get(i);
      Instrument instrument = at.position().instrument();
      // Options of one expiry have one forward, and mostly stand together.
      if (!at.quote().forward().equals(forward)) {
        forward = at.quote().forward();
        near = E18.timesTowardZero(over.atNear(forward), multiplier);
        far = E18.timesTowardZero(over.atFar(forward), multiplier);
      }
      sum.add(
          amounts.get(i), near, far, instrument.strike(), instrument.isCall(), deviations.get(i));
    }
    return sum.band();
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
