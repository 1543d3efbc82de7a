package io.plimsoll.bench.simulate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.bench.scenario.MarketFeed;
import io.plimsoll.bench.scenario.Population;
import io.plimsoll.bench.scenario.Scenario;
import io.plimsoll.kernels.engine.Engine;
import io.plimsoll.kernels.engine.Engines;
import io.plimsoll.margin.market.InstrumentKind;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Hedges go against what they hedge, by an arithmetic of its own: floating point. */
class TradersTest {

  private static final int BOOKS = 600;
  private static final double YEAR_MS = 365.0 * 86_400_000;

  private final Scenario scenario = Scenario.shipped(Scenario.DEFAULT);
  private final MarketFeed feed = MarketFeed.of(scenario);
  private final Listing listing = new Listing(feed);
  private final Engine engine = Engines.create("scalar", 1);
  private final Quotation prices = new Quotation(feed, listing, engine);

  @BeforeEach
  void open() {
    prices.moveTo(scenario.prices().fromMs());
  }

  @AfterEach
  void close() {
    engine.close();
  }

  /** Books of one kind with one position or combination each, all long or all short. */
  private List<TraderBook> draw(Population.Kind kind, boolean isLong) {
    Population.Group group =
        scenario.population().groups().stream()
            .filter(each -> each.kind() == kind)
            .findFirst()
            .orElseThrow();
    Population.Group one =
        new Population.Group(
            kind,
            1,
            isLong ? 1_000_000 : 0,
            1,
            1,
            group.hedgeLowestPpm(),
            group.hedgeHighestPpm(),
            group.strikeLowestPpm(),
            group.strikeHighestPpm(),
            group.markets(),
            List.of(new Population.Size(1_000_000_000_000L, 1)),
            group.leverages());
    Population population = new Population(BOOKS, 1_050_000, 600_000, 800_000, 0, List.of(one));
    return Traders.draw(population, listing, prices, BOOKS, 5);
  }

  /** Index value of a leg in USD, signed. */
  private double value(TraderBook.Leg leg) {
    Listing.Item item = listing.item(leg.instrument());
    double price = prices.index(item.marketIndex());
    return leg.lots()
        * price
        * listing.multiplierNum(item.marketIndex())
        / listing.multiplierDen(item.marketIndex())
        / 1e6;
  }

  private boolean isPerpetual(TraderBook.Leg leg) {
    return listing.item(leg.instrument()).isPerpetual();
  }

  @Test
  void directionalBooksGoTheWayThatTheyAreDrawn() {
    for (boolean isLong : List.of(true, false)) {
      for (TraderBook book : draw(Population.Kind.DIRECTIONAL, isLong)) {
        assertEquals(1, book.legs().size());
        double value = value(book.legs().getFirst()) * (isLong ? 1 : -1);
        assertTrue(value > 990_000 && value <= 1_000_000, () -> book + " " + value);
      }
    }
  }

  @Test
  void aPairIsLongOneMarketAndShortTheOther() {
    for (boolean isLong : List.of(true, false)) {
      for (TraderBook book : draw(Population.Kind.HEDGED_PAIR, isLong)) {
        assertEquals(2, book.legs().size());
        // Pairs are stated with the market first that is listed first.
        double one = value(book.legs().get(0)) * (isLong ? 1 : -1);
        double hedge = -value(book.legs().get(1)) * (isLong ? 1 : -1) / one;
        assertTrue(one > 490_000 && one <= 500_000, () -> book + " " + one);
        assertTrue(hedge > 0.79 && hedge < 1.11, () -> book + " " + hedge);
      }
    }
  }

  @Test
  void aBasisBookHoldsAForwardAgainstThePerpetual() {
    for (boolean isLong : List.of(true, false)) {
      for (TraderBook book : draw(Population.Kind.BASIS, isLong)) {
        assertEquals(3, book.legs().size());
        TraderBook.Leg perpetual = book.legs().get(0);
        TraderBook.Leg call = book.legs().get(1);
        TraderBook.Leg put = book.legs().get(2);
        assertTrue(isPerpetual(perpetual));
        Listing.Item of = listing.item(call.instrument());
        Listing.Item other = listing.item(put.instrument());
        assertEquals(InstrumentKind.CALL, of.kind());
        assertEquals(InstrumentKind.PUT, other.kind());
        assertEquals(of.strike(), other.strike());
        assertEquals(of.expiryMs(), other.expiryMs());
        assertEquals(-call.lots(), put.lots());
        assertEquals(isLong, call.lots() > 0);
        // A long call and a short put gain as a long forward does; the perpetual is against it.
        double hedge = -value(perpetual) / value(call);
        assertTrue(hedge > 0.94 && hedge < 1.06, () -> book + " " + hedge);
      }
    }
  }

  @Test
  void thePerpetualTakesTheOptionsDeltaAway() {
    for (boolean isLong : List.of(true, false)) {
      for (TraderBook book : draw(Population.Kind.DELTA_NEUTRAL, isLong)) {
        TraderBook.Leg option = book.legs().getLast();
        assertTrue(!isPerpetual(option));
        assertEquals(isLong, option.lots() > 0);
        double delta = value(option) * delta(option.instrument());
        double perpetual = book.legs().size() == 1 ? 0 : value(book.legs().getFirst());
        // Hedged by 90% to 110%; the simulator takes a delta over one percent to each side.
        double left = Math.abs(delta + perpetual);
        assertTrue(
            left <= 0.10 * Math.abs(delta) + 0.01 * Math.abs(value(option)),
            () -> book + " delta " + delta + " perpetual " + perpetual);
      }
    }
  }

  @Test
  void shortOptionsAreSoldWithoutAHedge() {
    for (TraderBook book : draw(Population.Kind.SHORT_OPTIONS, false)) {
      assertEquals(1, book.legs().size());
      assertTrue(!isPerpetual(book.legs().getFirst()));
      assertTrue(value(book.legs().getFirst()) < -990_000);
    }
  }

  /** Black-76 with forward over index near 1. */
  private double delta(int i) {
    Listing.Item item = listing.item(i);
    double vol = prices.volPpm(i) / 1e6;
    double years = (item.expiryMs() - prices.timeMs()) / YEAR_MS;
    double forward = prices.forward(i);
    double d1 =
        (Math.log(forward / item.strike()) + vol * vol * years / 2) / (vol * Math.sqrt(years));
    return item.kind() == InstrumentKind.CALL ? normal(d1) : normal(d1) - 1;
  }

  /** The normal distribution by Simpson's rule from -10. */
  private static double normal(double x) {
    int steps = 2_000;
    double width = (x + 10) / steps;
    double sum = 0;
    for (int i = 0; i <= steps; i++) {
      double at = -10 + i * width;
      double weight = i == 0 || i == steps ? 1 : i % 2 == 1 ? 4 : 2;
      sum += weight * Math.exp(-at * at / 2);
    }
    return sum * width / 3 / Math.sqrt(2 * Math.PI);
  }
}
