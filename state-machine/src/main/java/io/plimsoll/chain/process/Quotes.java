package io.plimsoll.chain.process;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/**
 * The liquidity quotes of this block: for each instrument and side the best price first, of equal
 * prices the earlier quote. They live for one block.
 */
final class Quotes {

  /** One quote and what is left of it. */
  static final class Quote {
    final int maker;
    final long price;
    final int arrival;
    private long lots;

    Quote(int maker, long price, int arrival, long lots) {
      this.maker = maker;
      this.price = price;
      this.arrival = arrival;
      this.lots = lots;
    }

    long lots() {
      return lots;
    }

    void take(long taken) {
      lots -= taken;
    }
  }

  private final TreeMap<Integer, List<Quote>> bids = new TreeMap<>();
  private final TreeMap<Integer, List<Quote>> asks = new TreeMap<>();
  private int arrivals;
  private boolean sorted = true;

  Quotes() {}

  void clear() {
    bids.clear();
    asks.clear();
    arrivals = 0;
  }

  void add(int instrument, boolean bid, int maker, long lots, long price) {
    (bid ? bids : asks)
        .computeIfAbsent(instrument, key -> new ArrayList<>())
        .add(new Quote(maker, price, arrivals++, lots));
    sorted = false;
  }

  /** Quotes of one side of an instrument, best first. */
  List<Quote> of(int instrument, boolean bid) {
    if (!sorted) {
      Comparator<Quote> byArrival = Comparator.comparingInt(quote -> quote.arrival);
      Comparator<Quote> byPrice = Comparator.comparingLong(quote -> quote.price);
      for (List<Quote> side : bids.values()) {
        side.sort(byPrice.reversed().thenComparing(byArrival));
      }
      for (List<Quote> side : asks.values()) {
        side.sort(byPrice.thenComparing(byArrival));
      }
      sorted = true;
    }
    List<Quote> quotes = (bid ? bids : asks).get(instrument);
    return quotes == null ? List.of() : quotes;
  }
}
