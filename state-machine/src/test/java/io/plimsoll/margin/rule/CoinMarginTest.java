package io.plimsoll.margin.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.plimsoll.fixed.Wide;
import io.plimsoll.margin.book.Book;
import io.plimsoll.margin.book.NetCoins;
import io.plimsoll.margin.book.Positions;
import io.plimsoll.margin.market.InstrumentKind;
import io.plimsoll.margin.market.MarketData;
import java.math.BigInteger;
import org.junit.jupiter.api.Test;

/** What coins are worth and require, by hand. */
class CoinMarginTest {

  private static final int SPOT = 0;
  private static final int PERPETUAL = 1;
  private static final int CALL = 2;
  private static final int DOLLARS = 3;
  private static final int OTHER_SPOT = 4;

  /**
   * Two underlyings whose coin quanta are worth 7 / 2 and 10 quanta; haircuts of 10% and 5% up to
   * 1,000 coins and 50% above of the first, of 100% of the second.
   */
  private static MarketData market() {
    MarketData market = new MarketData();
    market.reset(5, 2);
    market.kind()[SPOT] = InstrumentKind.SPOT;
    market.kind()[PERPETUAL] = InstrumentKind.INVERSE_PERPETUAL;
    market.kind()[CALL] = InstrumentKind.INVERSE_CALL;
    market.kind()[DOLLARS] = InstrumentKind.PERPETUAL;
    market.kind()[OTHER_SPOT] = InstrumentKind.SPOT;
    market.underlying()[OTHER_SPOT] = 1;
    market.markNum()[SPOT] = 7;
    market.den()[SPOT] = 2;
    market.markNum()[DOLLARS] = 9;
    market.den()[DOLLARS] = 1;
    market.markNum()[OTHER_SPOT] = 10;
    market.den()[OTHER_SPOT] = 1;
    // A lot of the perpetual is 100 / 3 coins at its mark, one of the call 5 / 2.
    market.coinNum()[PERPETUAL] = 100;
    market.coinDen()[PERPETUAL] = 3;
    market.coinNum()[CALL] = 5;
    market.coinDen()[CALL] = 2;
    market.fundingIndex()[PERPETUAL] = 2_000_000;
    market.setCoin(0, SPOT, 100_000, 50_000, 1_000, 500_000);
    market.setCoin(1, OTHER_SPOT, 1_000_000, 1_000_000, 1 << 20, 1_000_000);
    return market;
  }

  private static Book book(long spot, long perpetual, long call, long other) {
    Book book = new Book();
    book.share(
        new Positions()
            .add(SPOT, spot, 0, 0)
            .add(PERPETUAL, perpetual, 40, 1_500_000)
            .add(CALL, call, 0, 0)
            .add(DOLLARS, 4, -30, 0)
            .add(OTHER_SPOT, other, 0, 0));
    book.moveTo(11, 0, 5);
    return book;
  }

  @Test
  void netCoinsAreWhatClosingAllWouldLeave() {
    NetCoins net = new NetCoins();
    // 200 - 33 (of 33.3 owed) + 40 + 7 (of 7.5) and funding of -0.5, Floor.
    assertEquals(4, net.read(market(), book(200, 1, 3, 5), 0));
    assertEquals(200 - 33 + 40 + 7 - 1, net.coins());
    assertEquals(-1, net.fundingDue());
    assertEquals(5, net.read(market(), book(200, 1, 3, 5), 4));
    assertEquals(5, net.coins());
    assertEquals(0, net.fundingDue());
    // A short one is owed coins, and takes half a millionth a lot.
    net.read(market(), book(-200, -2, -3, 5), 0);
    assertEquals(-200 + 66 + 40 - 7 + 1, net.coins());
    net.read(market(), book(Long.MAX_VALUE, -2, 0, 5), 0);
    assertEquals(Long.MAX_VALUE, net.coins());
  }

  @Test
  void coinsAreWorthTheirMarketAndRequireTheirHaircut() {
    CoinMargin margin = new CoinMargin();
    margin.read(market(), book(200, 1, 3, 5));
    // 213 coins are worth 745.5, Floor; 10% and 5% of that, Ceil; 50 of the other coin.
    assertEquals(745 + 50, margin.value());
    assertEquals(75 + 50, margin.initial());
    assertEquals(38 + 50, margin.maintenance());
    // -99 coins, -346.5, are -347.
    margin.read(market(), book(-200, -2, -3, 5));
    assertEquals(-100, netOf(book(-200, -2, -3, 5)));
    assertEquals(-350 + 50, margin.value());
    assertEquals(35 + 50, margin.initial());
    assertEquals(18 + 50, margin.maintenance());
    Wide scratch = new Wide();
    assertEquals(11 + 36 - 30, Equity.ofDollars(market(), book(200, 1, 3, 5), scratch));
  }

  private static long netOf(Book book) {
    NetCoins net = new NetCoins();
    net.read(market(), book, 0);
    return net.coins();
  }

  @Test
  void coinsAboveTheCapRequireMore() {
    MarketData market = market();
    assertEquals(350, CoinMargin.initial(market, 0, 1_000));
    assertEquals(175, CoinMargin.maintenance(market, 0, 1_000));
    // One more is worth 3, of which half, Ceil.
    assertEquals(352, CoinMargin.initial(market, 0, 1_001));
    assertEquals(177, CoinMargin.maintenance(market, 0, 1_001));
    assertEquals(350 + 1_750, CoinMargin.initial(market, 0, 2_000));
    // A debt has no cap.
    assertEquals(700, CoinMargin.initial(market, 0, -2_000));
    assertEquals("100000 ppm of 1000 coin quanta worth 3500", CoinMargin.inputs(market, 0, 1_000));
    assertEquals(
        "100000 ppm of 1001 coin quanta worth 3503, above 1000 of them 500000 ppm",
        CoinMargin.inputs(market, 0, 1_001));
  }

  /** Coins held at the lower, coins owed at the higher of the mark, 7, and the average. */
  @Test
  void theStrictPriceIsRequiredBesideTheHaircutAtIt() {
    MarketData market = market();
    assertEquals(0, CoinMargin.strict(market, 0, 1_000));
    market.setAverage(0, 5);
    assertEquals(1_000, CoinMargin.strict(market, 0, 1_000));
    assertEquals(1_000 + 250, CoinMargin.initial(market, 0, 1_000));
    assertEquals(0, CoinMargin.strict(market, 0, -1_000));
    market.setAverage(0, 9);
    assertEquals(0, CoinMargin.strict(market, 0, 1_000));
    assertEquals(1_000, CoinMargin.strict(market, 0, -1_000));
    assertEquals(1_000 + 450, CoinMargin.initial(market, 0, -1_000));
  }

  @Test
  void aHaircutIsOfWhatAnotherChargeLeaves() {
    MarketData market = market();
    assertEquals(350, CoinMargin.initialBeside(market, 0, 1_000, 0));
    assertEquals(175, CoinMargin.initialBeside(market, 0, 1_000, 1_750));
    assertEquals(88, CoinMargin.maintenanceBeside(market, 0, 1_000, 1_750));
    assertEquals(1, CoinMargin.initialBeside(market, 0, 1_000, 3_499));
    assertEquals(0, CoinMargin.initialBeside(market, 0, 1_000, 3_500));
    assertEquals(0, CoinMargin.initialBeside(market, 0, 1_000, Long.MAX_VALUE));
    assertEquals(350, CoinMargin.initialBeside(market, 0, -1_000, 3_500));
    assertEquals(9, Haircut.beside(9, 0, 5));
    BigInteger nine = BigInteger.valueOf(9);
    assertEquals(nine, Haircut.beside(nine, BigInteger.ZERO, BigInteger.ONE));
  }

  @Test
  void anAccountWithoutCoinsHasNothingOfThem() {
    MarketData market = new MarketData();
    market.reset(5, 2);
    CoinMargin margin = new CoinMargin();
    margin.read(market(), book(200, 1, 3, 5));
    margin.read(market, book(200, 1, 3, 5));
    assertEquals(0, margin.value());
    assertEquals(0, margin.initial());
    assertEquals(0, margin.maintenance());
    margin.read(market(), book(-7, 0, 0, 0));
    // The quote balance of 40 is a coin as others are.
    assertEquals(115, margin.value());
  }
}
