package io.plimsoll.margin.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.plimsoll.fixed.E18;
import io.plimsoll.margin.holding.Balance;
import io.plimsoll.margin.holding.Holdings;
import io.plimsoll.margin.holding.Instrument;
import io.plimsoll.margin.holding.Notation;
import io.plimsoll.margin.holding.Position;
import io.plimsoll.margin.holding.Quote;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What a trade does to a book, and when its cash moves. */
class TradeTest {

  private static final Instrument LINEAR = Notation.BYBIT.parse("BTCPERP");
  private static final Instrument INVERSE = Notation.DERIBIT.parse("BTC-PERPETUAL");
  private static final Instrument CALL = Notation.DERIBIT.parse("BTC-27DEC24-110000-C");
  private static final Instrument COIN = Notation.DERIBIT.parse("BTC");

  private static Holdings book(Position... positions) {
    return new Holdings(
        0,
        new TreeMap<>(Map.of("USDC", new Balance(d("1000"), d("5")))),
        List.of(positions),
        new TreeMap<>(Map.of("BTC", d("100"), "USDC", d("1"))),
        new TreeMap<>(
            Map.of(
                "BTCPERP",
                Quote.of(d("100")),
                "BTC-PERPETUAL",
                Quote.of(d("100")),
                CALL.symbol(),
                new Quote(d("0.02"), d("100"), d("0.5")))),
        new TreeMap<>());
  }

  private static BigInteger d(String text) {
    return E18.parse(text);
  }

  private static Position position(Instrument of, String amount, String entry) {
    return new Position(of, d(amount), d(entry));
  }

  private static Trade trade(Instrument of, String amount, String price) {
    return Trade.of(of, d(amount), d(price));
  }

  private static void check(Trade.Done done, List<Position> positions, List<Trade.Flow> flows) {
    assertEquals(positions, done.holdings().positions());
    assertEquals(flows, done.flows());
  }

  private static Trade.Flow closed(String asset, String amount) {
    return new Trade.Flow(asset, d(amount), "profit of what is closed");
  }

  @Test
  void aFutureIsOpenedForNothing() {
    check(trade(LINEAR, "2", "90").on(book()), List.of(position(LINEAR, "2", "90")), List.of());
    check(trade(INVERSE, "-2", "90").on(book()), List.of(position(INVERSE, "-2", "90")), List.of());
  }

  @Test
  void whatIsAddedHasTheMeanEntry() {
    Holdings linear = book(position(LINEAR, "1", "80"));
    check(trade(LINEAR, "3", "100").on(linear), List.of(position(LINEAR, "4", "95")), List.of());
    // Of dollars, 100 at 80 and 300 at 100 are 1.25 + 3 coins: 400 dollars at 94.117...
    Holdings inverse = book(position(INVERSE, "1", "80"));
    check(
        trade(INVERSE, "3", "100").on(inverse),
        List.of(position(INVERSE, "4", "94.117647058823529412")),
        List.of());
    // A short's entry is rounded down, a long's up: against the account.
    Holdings shorts = book(position(INVERSE, "-1", "80"));
    check(
        trade(INVERSE, "-3", "100").on(shorts),
        List.of(position(INVERSE, "-4", "94.117647058823529411")),
        List.of());
  }

  @Test
  void whatIsClosedPaysItsProfit() {
    Holdings linear = book(position(LINEAR, "2", "80"));
    check(
        trade(LINEAR, "-0.5", "100").on(linear),
        List.of(position(LINEAR, "1.5", "80")),
        List.of(closed("USDC", "10")));
    check(trade(LINEAR, "-2", "70").on(linear), List.of(), List.of(closed("USDC", "-20")));
    // Half of 200 dollars, 1/80 - 1/125 coins a dollar.
    Holdings inverse = book(position(INVERSE, "2", "80"));
    check(
        trade(INVERSE, "-1", "125").on(inverse),
        List.of(position(INVERSE, "1", "80")),
        List.of(closed("BTC", "0.45")));
  }

  @Test
  void whatTurnsIsEnteredAtTheTradesPrice() {
    Holdings book = book(position(LINEAR, "2", "80"));
    check(
        trade(LINEAR, "-3", "110").on(book),
        List.of(position(LINEAR, "-1", "110")),
        List.of(closed("USDC", "60")));
  }

  /** Without an entry profit was settled at the mark, which is 100. */
  @Test
  void aPositionWithoutAnEntryBeginsAtTheMark() {
    Holdings book = book(position(LINEAR, "2", "0"));
    check(
        trade(LINEAR, "-1", "103").on(book),
        List.of(position(LINEAR, "1", "100")),
        List.of(closed("USDC", "3")));
    check(trade(LINEAR, "2", "104").on(book), List.of(position(LINEAR, "4", "102")), List.of());
  }

  @Test
  void premiumsCoinsAndFeesArePaidAtOnce() {
    Trade call = new Trade(CALL, d("3"), d("0.015"), d("0.001"), "BTC");
    check(
        call.on(book()),
        List.of(position(CALL, "3", "0.015")),
        List.of(
            new Trade.Flow("BTC", d("-0.045"), "premium"),
            new Trade.Flow("BTC", d("-0.001"), "fee")));
    Trade coins = new Trade(COIN, d("-2"), d("99"), d("0.5"), "USDC");
    Trade.Done sold = coins.on(book());
    check(
        sold,
        List.of(),
        List.of(
            new Trade.Flow("BTC", d("-2"), "coins"),
            new Trade.Flow("USDC", d("198"), "price of coins"),
            new Trade.Flow("USDC", d("-0.5"), "fee")));
    assertEquals(new Balance(d("1197.5"), d("5")), sold.holdings().balance("USDC"));
    assertEquals(d("-2"), sold.holdings().balance("BTC").amount());
    // What cannot be divided is paid, not received.
    Trade smallest = new Trade(CALL, BigInteger.ONE, d("0.5"), BigInteger.ZERO, "BTC");
    assertEquals(BigInteger.ONE.negate(), smallest.on(book()).flows().getFirst().amount());
  }

  @Test
  void nothingIsNoTrade() {
    assertThrows(IllegalArgumentException.class, () -> trade(LINEAR, "0", "1"));
    assertThrows(IllegalArgumentException.class, () -> trade(LINEAR, "1", "0"));
    Trade unknown = trade(Notation.BYBIT.parse("ETHPERP"), "1", "1");
    assertThrows(IllegalArgumentException.class, () -> unknown.on(book()));
  }

  /** At the mark a trade gives and takes nothing: the book is worth what it was, but for digits. */
  @Test
  void tradesAtTheMarkKeepTheValue() {
    long seed = Long.getLong("plimsoll.seed", 20241220L);
    System.out.println("TradeTest: -Dplimsoll.seed=" + seed);
    SplittableRandom random = new SplittableRandom(seed);
    BigInteger slack = BigInteger.valueOf(2_000);
    for (int run = 0; run < 200; run++) {
      Holdings book =
          book(
              new Position(LINEAR, amount(random), d("" + random.nextInt(50, 150))),
              new Position(INVERSE, amount(random), d("" + random.nextInt(50, 150))),
              new Position(CALL, amount(random), BigInteger.ZERO));
      BigInteger before = Valuation.of(book);
      for (Instrument each : List.of(LINEAR, INVERSE, CALL, COIN)) {
        BigInteger price = each.equals(COIN) ? d("100") : book.quote(each).mark();
        book = Trade.of(each, amount(random), price).on(book).holdings();
        BigInteger change = Valuation.of(book).subtract(before);
        assertEquals(
            -1, change.abs().compareTo(slack), () -> "changed by " + change + ", seed " + seed);
      }
    }
  }

  private static BigInteger amount(SplittableRandom random) {
    BigInteger size = BigInteger.valueOf(random.nextLong(1, 4_000_000_000_000_000_000L));
    return random.nextBoolean() ? size : size.negate();
  }
}
