package io.plimsoll.margin.analysis;

import io.plimsoll.fixed.E18;
import io.plimsoll.margin.holding.Balance;
import io.plimsoll.margin.holding.Holdings;
import io.plimsoll.margin.holding.Instrument;
import io.plimsoll.margin.holding.Position;
import io.plimsoll.margin.holding.Quote;
import io.plimsoll.margin.holding.Revaluation;
import io.plimsoll.margin.model.Terms;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A book as another venue would hold it: the same coins of the same risk, settled otherwise. What a
 * translated future has gained goes to the balance of what it settled in, and an option's price
 * between dollars and the coin is at its forward; so equity is what it was, but for rounding.
 *
 * @param holdings the book
 * @param notes what was changed or assumed, each a sentence without its end
 */
public record Translation(Holdings holdings, List<String> notes) {

  /** Copies the list. */
  public Translation {
    notes = List.copyOf(notes);
  }

  /** As a model takes it. */
  public static Translation of(Holdings book, Terms terms) {
    SortedMap<String, BigInteger> indexes = new TreeMap<>(book.indexes());
    List<String> notes = new ArrayList<>();
    for (String cash : List.of("USD", "USDC", "USDT")) {
      if (indexes.putIfAbsent(cash, E18.ONE) == null && isNamed(book, terms, cash)) {
        notes.add(cash + " is taken at one dollar");
      }
    }
    SortedMap<String, Balance> balances = new TreeMap<>(book.balances());
    SortedMap<String, Quote> quotes = new TreeMap<>(book.quotes());
    List<Position> positions = new ArrayList<>();
    int translated = 0;
    for (Position position : book.positions()) {
      Instrument instrument = position.instrument();
      String settlement = settlement(instrument, terms);
      if (settlement.equals(instrument.settlement())) {
        positions.add(position);
        continue;
      }
      translated++;
      Quote quote = book.quote(instrument);
      BigInteger mark = quote.mark();
      BigInteger profit = BigInteger.ZERO;
      if (instrument.isOption()) {
        mark = priceIn(settlement, instrument, quote);
      } else {
        profit = new Revaluation(position, quote, book.timeMs()).profit();
      }
      Balance before = balances.getOrDefault(instrument.settlement(), Balance.NONE);
      if (profit.signum() != 0) {
        balances.put(
            instrument.settlement(), new Balance(before.amount().add(profit), before.borrowed()));
      }
      quotes.put(instrument.symbol(), new Quote(mark, quote.forward(), quote.volatility()));
      positions.add(Position.of(settledIn(instrument, settlement), position.amount()));
    }
    if (translated > 0) {
      notes.add(translated + " of " + positions.size() + " positions are taken as " + how(terms));
    }
    return new Translation(
        new Holdings(book.timeMs(), balances, positions, indexes, quotes, book.charges()), notes);
  }

  private static boolean isNamed(Holdings book, Terms terms, String cash) {
    return cash.equals(terms.cash())
        || (!cash.equals("USD")
            && (book.balances().containsKey(cash)
                || book.positions().stream()
                    .anyMatch(each -> each.instrument().settlement().equals(cash))));
  }

  private static String how(Terms terms) {
    return terms.settlement() == Terms.Settlement.INVERSE
        ? "settled in the coin"
        : "settled in " + terms.cash();
  }

  private static String settlement(Instrument of, Terms terms) {
    if (of.kind() == Instrument.Kind.SPOT) {
      return of.settlement();
    }
    return switch (terms.settlement()) {
      case ANY -> of.settlement();
      case INVERSE -> of.underlying();
      case LINEAR ->
          of.isInverse() || terms.cash() != null
              ? Objects.requireNonNull(terms.cash())
              : of.settlement();
    };
  }

  private static BigInteger priceIn(String settlement, Instrument instrument, Quote quote) {
    boolean toCoin = settlement.equals(instrument.underlying());
    if (toCoin == instrument.isInverse()) {
      return quote.mark();
    }
    return toCoin
        ? E18.overTowardZero(quote.mark(), quote.forward())
        : E18.timesTowardZero(quote.mark(), quote.forward());
  }

  private static Instrument settledIn(Instrument of, String settlement) {
    return new Instrument(
        of.symbol(),
        of.kind(),
        of.underlying(),
        settlement,
        of.expiryMs(),
        of.strike(),
        of.isCall());
  }
}
