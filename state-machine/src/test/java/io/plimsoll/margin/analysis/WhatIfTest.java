package io.plimsoll.margin.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.fixed.E18;
import io.plimsoll.margin.holding.Balance;
import io.plimsoll.margin.holding.Holdings;
import io.plimsoll.margin.holding.Instrument;
import io.plimsoll.margin.holding.Notation;
import io.plimsoll.margin.holding.Position;
import io.plimsoll.margin.holding.Quote;
import io.plimsoll.margin.holding.Valued;
import io.plimsoll.margin.model.Assessment;
import io.plimsoll.margin.model.AssessmentBuilder;
import io.plimsoll.margin.model.Headroom;
import io.plimsoll.margin.model.HoldingModel;
import io.plimsoll.margin.model.ParameterSet;
import io.plimsoll.margin.model.Property;
import io.plimsoll.margin.model.Terms;
import io.plimsoll.margin.rule.Undecided;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What-if, leaving one out, and books in moved markets and at other venues. */
class WhatIfTest {

  private static final Instrument PERP = Notation.BYBIT.parse("BTCPERP");
  private static final Instrument FUTURE = Notation.BYBIT.parse("BTC-27DEC24");
  private static final Instrument INVERSE = Notation.DERIBIT.parse("BTC-PERPETUAL");
  private static final Instrument CALL = Notation.DERIBIT.parse("BTC-27DEC24-110-C");

  private static BigInteger d(String text) {
    return E18.parse(text);
  }

  /** A tenth of the net coins' value, so that hedges are seen, and a twentieth. */
  private static final class Net implements HoldingModel {

    @Override
    public String name() {
      return "net";
    }

    @Override
    public Terms terms() {
      return Terms.linear("USDC", "all", "nothing");
    }

    @Override
    public ParameterSet parameters() {
      return new ParameterSet("net/1", "2026-01-01", "a test", "", "", new TreeMap<>());
    }

    @Override
    public boolean covers(Instrument instrument) {
      return true;
    }

    @Override
    public Coins coins(String coin) {
      return Coins.COLLATERAL;
    }

    @Override
    public Assessment assess(Valued valued) {
      Holdings book = valued.holdings();
      AssessmentBuilder out = new AssessmentBuilder();
      BigInteger net = BigInteger.ZERO;
      for (Position each : book.positions()) {
        net = net.add(E18.timesTowardZero(each.amount(), book.quote(each.instrument()).mark()));
      }
      BigInteger initial = out.part("net", net.abs().divide(BigInteger.TEN), "USD", "");
      return out.build(Valuation.of(book), initial, initial.divide(BigInteger.TWO));
    }

    @Override
    public Set<Property> properties() {
      return Set.of();
    }

    @Override
    public boolean canOpen(Assessment of) {
      return WhatIf.free(of).signum() >= 0;
    }

    @Override
    public boolean isLiquidatable(Assessment of) {
      return of.equity().compareTo(of.maintenance()) < 0;
    }

    @Override
    public Headroom headroom(Holdings book, String coin) {
      throw new Undecided("a test");
    }
  }

  private static Holdings book(Position... positions) {
    return new Holdings(
        0,
        new TreeMap<>(Map.of("USDC", new Balance(d("1000"), BigInteger.ZERO))),
        List.of(positions),
        new TreeMap<>(Map.of("BTC", d("100"), "USDC", d("1"))),
        new TreeMap<>(
            Map.of(
                "BTCPERP",
                Quote.of(d("100")),
                "BTC-27DEC24",
                Quote.of(d("110")),
                "BTC-PERPETUAL",
                Quote.of(d("100")),
                CALL.symbol(),
                new Quote(d("0.02"), d("105"), d("0.5")))),
        new TreeMap<>());
  }

  @Test
  void legByLeg() {
    Holdings book = book(new Position(PERP, d("10"), d("90")));
    WhatIf of =
        WhatIf.of(
            new Net(),
            book,
            List.of(
                Trade.of(PERP, d("10"), d("100")),
                Trade.of(FUTURE, d("-10"), d("110")),
                Trade.of(PERP, d("-10"), d("99"))));
    assertEquals(d("100"), of.before().initial());
    assertEquals(
        List.of(d("200"), d("90"), d("10")),
        of.legs().stream().map(leg -> leg.after().initial()).toList());
    assertEquals(d("1100"), of.before().equity());
    assertEquals(d("1090"), of.after().equity());
    // The first leg leaves 900 above initial margin, the book 1,000, all legs 1,080.
    assertEquals(0, of.worst());
    assertEquals(List.of(new WhatIf.Difference("net", "USD", d("100"), d("10"))), of.differences());
    // Entered at 95 on the mean, ten are closed at 99.
    assertEquals(
        List.of(new Trade.Flow("USDC", d("40"), "profit of what is closed")),
        of.legs().get(2).flows());
    assertThrows(IllegalArgumentException.class, () -> WhatIf.of(new Net(), book, List.of()));
  }

  @Test
  void theBookItselfMayBeTheWorst() {
    Holdings book = book(new Position(PERP, d("10"), d("100")));
    WhatIf of = WhatIf.of(new Net(), book, List.of(Trade.of(FUTURE, d("-9"), d("110"))));
    assertEquals(-1, of.worst());
  }

  @Test
  void aHedgeAddsLessThanNothing() {
    Holdings book =
        book(new Position(PERP, d("10"), d("100")), new Position(FUTURE, d("-5"), d("110")));
    Assessment whole = new Net().assess(book);
    assertEquals(
        List.of(
            new LeaveOneOut("BTCPERP", d("-10"), d("-5")),
            new LeaveOneOut("BTC-27DEC24", d("-55"), d("-27.5"))),
        LeaveOneOut.of(new Net(), book, whole));
    // 1000 - 550 is 450: without the perpetual it is 550, without the future 1,000.
    assertEquals(d("45"), whole.initial());
  }

  @Test
  void inverseInstrumentsBecomeLinear() {
    Holdings book =
        book(
            new Position(INVERSE, d("-2"), d("80")),
            new Position(CALL, d("3"), BigInteger.ZERO),
            new Position(PERP, d("1"), d("95")));
    Translation linear = Translation.of(book, new Net().terms());
    Holdings there = linear.holdings();
    assertEquals(
        List.of("USDC", "USDC", "USDC"),
        there.positions().stream().map(each -> each.instrument().settlement()).toList());
    // The short lost 200 dollars * (1/80 - 1/100) coins; the call costs 2.1 dollars.
    assertEquals(d("-0.5"), there.balance("BTC").amount());
    assertEquals(d("2.1"), there.quote(there.positions().get(1).instrument()).mark());
    assertEquals(List.of("2 of 3 positions are taken as settled in USDC"), linear.notes());
    // Valued at its forward, which is 105, the call is worth a little more than at the index.
    assertEquals(Valuation.of(book).add(d("0.3")), Valuation.of(there));
    Translation back = Translation.of(there, Terms.inverse("all", "nothing"));
    Instrument call = back.holdings().positions().get(1).instrument();
    assertEquals(d("0.02"), back.holdings().quote(call).mark());
    assertTrue(back.holdings().positions().stream().allMatch(p -> p.instrument().isInverse()));
  }

  @Test
  void aMovedMarket() {
    Holdings book =
        book(
            new Position(INVERSE, d("2"), d("80")),
            new Position(CALL, d("3"), BigInteger.ZERO),
            new Position(PERP, d("1"), BigInteger.ZERO));
    Holdings up = Moved.of(book, "BTC", d("1.25"), E18.ONE);
    assertEquals(d("125"), up.index("BTC"));
    // 200 dollars stay 200 dollars: 1.6 coins now, which have gained 0.9 since 80.
    Position inverse = up.positions().getFirst();
    assertEquals(d("1.6"), inverse.amount());
    assertEquals(d("125"), up.quote(inverse.instrument()).mark());
    // What was settled at 100 gains from there on.
    assertEquals(d("100"), up.positions().get(2).entry());
    Quote call = up.quote(CALL);
    assertEquals(d("131.25"), call.forward());
    BigInteger intrinsic = E18.overTowardZero(d("21.25"), call.forward());
    assertTrue(call.mark().compareTo(intrinsic) > 0, () -> "" + call.mark());
    assertNotNull(up.quotes().get("BTC-27DEC24"));
    assertEquals(
        d("110"), up.quote(FUTURE).mark(), "what the book does not hold is not quoted anew");
    // Without volatility an option is worth what it would pay.
    Quote flat = Moved.of(book, "BTC", E18.ONE, BigInteger.ZERO).quote(CALL);
    assertEquals(BigInteger.ZERO, flat.mark());
  }
}
