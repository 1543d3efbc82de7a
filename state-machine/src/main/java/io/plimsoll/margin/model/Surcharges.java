package io.plimsoll.margin.model;

import io.plimsoll.margin.book.Book;
import io.plimsoll.margin.market.MarketData;
import io.plimsoll.margin.rule.PriceConfidence;
import java.util.List;

/** Explains what models add to the initial margin alone because a price is uncertain. */
public final class Surcharges {

  private Surcharges() {}

  /** Adds a component for each position that has a surcharge; together they are all of it. */
  public static void explain(MarketData market, Book book, List<Explanation.Component> out) {
    for (int p = book.from(); p < book.to(); p++) {
      int instrument = book.instrument(p);
      int underlying = market.underlying()[instrument];
      int ppm = market.surchargePpm(underlying);
      if (ppm > 0) {
        long notional = market.notional(instrument, book.lots(p));
        out.add(
            new Explanation.Component(
                "price confidence of instrument " + market.instrumentId()[instrument],
                PriceConfidence.surcharge(notional, ppm),
                ppm
                    + " ppm of notional "
                    + notional
                    + ", underlying "
                    + market.underlyingId()[underlying]));
      }
    }
  }
}
