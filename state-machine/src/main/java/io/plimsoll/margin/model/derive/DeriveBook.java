package io.plimsoll.margin.model.derive;

import io.plimsoll.fixed.E18;
import io.plimsoll.fixed.raw.Raw;
import io.plimsoll.margin.holding.Holdings;
import io.plimsoll.margin.holding.Instrument;
import io.plimsoll.margin.holding.Position;
import io.plimsoll.margin.holding.Quote;
import io.plimsoll.margin.rule.derive.Expiry;
import io.plimsoll.margin.rule.derive.OptionHolding;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** What a book holds on one underlying, as Derive's rules take it. Numbers have 18 decimals. */
final class DeriveBook {

  private static final long MS_OF_A_SECOND = 1_000;

  private final String underlying;
  private final long timeMs;
  private final SortedMap<Long, SortedMap<Series, OptionHolding>> options = new TreeMap<>();
  private final SortedMap<Long, SortedMap<Series, BigInteger>> forwards = new TreeMap<>();
  private BigInteger perp = BigInteger.ZERO;
  private BigInteger perpPrice = BigInteger.ZERO;
  private BigInteger perpValue = BigInteger.ZERO;

  /** One strike and side of an expiry. */
  private record Series(BigInteger strike, boolean isCall) implements Comparable<Series> {

    @Override
    public int compareTo(Series other) {
      int order = strike.compareTo(other.strike);
      return order != 0 ? order : Boolean.compare(isCall, other.isCall);
    }
  }

  private DeriveBook(String underlying, long timeMs) {
    this.underlying = underlying;
    this.timeMs = timeMs;
  }

  /** Whether the venue has such an instrument. */
  static boolean covers(Instrument instrument) {
    boolean isKnown = instrument.isOption() || instrument.kind() == Instrument.Kind.PERPETUAL;
    return isKnown && !instrument.isInverse();
  }

  /** Of an underlying on which nothing is held but itself. */
  static DeriveBook empty(String underlying, long timeMs) {
    return new DeriveBook(underlying, timeMs);
  }

  /** The parts of a book, by underlying. */
  static SortedMap<String, DeriveBook> of(Holdings holdings) {
    SortedMap<String, DeriveBook> books = new TreeMap<>();
    for (Position position : holdings.positions()) {
      Instrument instrument = position.instrument();
      Quote quote = holdings.quote(instrument);
      books
          .computeIfAbsent(instrument.underlying(), name -> new DeriveBook(name, holdings.timeMs()))
          .add(position, quote);
    }
    return books;
  }

  private void add(Position position, Quote quote) {
    Instrument instrument = position.instrument();
    switch (instrument.kind()) {
      case PERPETUAL -> {
        BigInteger gain = quote.mark().subtract(position.entry());
        perp = perp.add(position.amount());
        perpPrice = quote.mark();
        perpValue =
            position.entry().signum() == 0
                ? perpValue
                : perpValue.add(E18.timesTowardZero(position.amount(), gain));
      }
      case OPTION -> {
        long expiry = instrument.expiryMs();
        OptionHolding held =
            new OptionHolding(
                instrument.strike(), instrument.isCall(), quote.volatility(), position.amount());
        Series series = new Series(instrument.strike(), instrument.isCall());
        options.computeIfAbsent(expiry, _ -> new TreeMap<>()).merge(series, held, DeriveBook::both);
        forwards.computeIfAbsent(expiry, _ -> new TreeMap<>()).put(series, quote.forward());
      }
      case FUTURE, SPOT ->
          throw new IllegalArgumentException(
              instrument.symbol() + " is not covered: the venue has perpetuals and options");
    }
  }

  private static OptionHolding both(OptionHolding one, OptionHolding other) {
    return new OptionHolding(
        one.strike(), one.isCall(), one.volatility(), one.amount().add(other.amount()));
  }

  String underlying() {
    return underlying;
  }

  BigInteger perp() {
    return perp;
  }

  BigInteger perpPrice() {
    return perpPrice;
  }

  BigInteger perpValue() {
    return perpValue;
  }

  /** Its expiries; the forward is that of the first of its options, by strike and side. */
  List<Expiry> expiries(BigInteger rate) {
    List<Expiry> expiries = new ArrayList<>();
    options.forEach((expiryMs, held) -> {
      long seconds = Raw.floorDiv(Math.max(0, expiryMs - timeMs), MS_OF_A_SECOND);
      BigInteger forward = forward(expiryMs);
      expiries.add(Expiry.of(seconds, forward, rate, E18.ONE, List.copyOf(held.values())));
    });
    return expiries;
  }

  /** Expiries whose forwards have moved with the price of their coin. */
  static List<Expiry> moved(List<Expiry> expiries, UnaryOperator<BigInteger> price) {
    List<Expiry> moved = new ArrayList<>();
    for (Expiry of : expiries) {
      BigInteger forward = price.apply(of.forward());
      moved.add(Expiry.of(of.seconds(), forward, of.rate(), of.confidence(), of.options()));
    }
    return moved;
  }

  private BigInteger forward(long expiryMs) {
    SortedMap<Series, BigInteger> of = forwards.getOrDefault(expiryMs, new TreeMap<>());
    return of.values().iterator().next();
  }
}
