package io.plimsoll.margin.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.plimsoll.margin.book.Book;
import io.plimsoll.margin.book.Positions;
import io.plimsoll.margin.market.InstrumentKind;
import io.plimsoll.margin.market.MarketData;
import org.junit.jupiter.api.Test;

/** What is held back of profits that count in part, by hand; a lot is worth 10. */
class UnrealisedProfitTest {

  private static MarketData market() {
    MarketData market = new MarketData();
    market.reset(3, 1);
    for (int instrument = 0; instrument < 3; instrument++) {
      market.kind()[instrument] = InstrumentKind.PERPETUAL;
      market.markNum()[instrument] = 10;
      market.den()[instrument] = 1;
    }
    return market;
  }

  /** A profit of 800, one of 500 that counts whole, a loss of 500, and 300 of a short one. */
  private static Book book() {
    Book book = new Book();
    book.share(
        new Positions()
            .add(0, 9_000, 0, 0)
            .add(0, 100, -200, 0)
            .add(1, 50, 0, 0)
            .add(2, 100, -1_500, 0)
            .add(2, -100, 1_300, 0)
            .add(0, 9_000, 0, 0));
    book.moveTo(0, 1, 5);
    return book;
  }

  @Test
  void profitsThatCountInPartAreHeldBack() {
    MarketData market = market();
    Book book = book();
    assertEquals(0, UnrealisedProfit.toOpen(market, book));
    assertEquals(0, UnrealisedProfit.toStay(market, book));
    market.setProfitWeight(0, 500_000, 800_000, 0, 1_000);
    assertEquals(800, UnrealisedProfit.of(market, book, 1));
    assertEquals(-500, UnrealisedProfit.of(market, book, 3));
    assertEquals(400, UnrealisedProfit.toOpen(market, book));
    assertEquals(160, UnrealisedProfit.toStay(market, book));
    market.setProfitWeight(0, 500_000, 800_000, 0, 300);
    assertEquals(500, UnrealisedProfit.toOpen(market, book, 1));
    assertEquals(0, UnrealisedProfit.toOpen(market, book, 2));
    market.setProfitWeight(2, 0, 900_000, 0, 300);
    assertEquals(0, UnrealisedProfit.toOpen(market, book, 3));
    assertEquals(500 + 300, UnrealisedProfit.toOpen(market, book));
    assertEquals(160 + 30, UnrealisedProfit.toStay(market, book));
  }
}
