package io.plimsoll.margin.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.kernels.batch.PricingBatch;
import io.plimsoll.kernels.engine.Engine;
import io.plimsoll.kernels.engine.Engines;
import io.plimsoll.kernels.scenario.ScenarioSet;
import io.plimsoll.margin.book.Book;
import io.plimsoll.margin.book.Positions;
import io.plimsoll.margin.book.UnitLosses;
import io.plimsoll.margin.market.InstrumentKind;
import io.plimsoll.margin.market.MarketData;
import io.plimsoll.margin.model.portfolio.PortfolioModel;
import io.plimsoll.margin.model.tiered.TieredModel;
import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What holds for every market and every book.
 *
 * <p>What does not: the portfolio requirement of two books together may be more than that of each
 * on its own, because the add-ons charge matched positions; {@link
 * #twoBooksTogetherMayNeedMoreThanEachAlone} has such a pair. The bound that does hold is that over
 * underlyings: the correlation credit never becomes a charge.
 */
class ModelPropertiesTest {

  private static final long SEED = Long.getLong("plimsoll.seed", 20220509L);
  private static final String SEEDED = "-Dplimsoll.seed=" + SEED;
  private static final int MARKETS = 60;
  private static final int BOOKS = 20;

  private final Worlds worlds = new Worlds(SEED);
  private final MarginModel tiered = new TieredModel();
  private final MarginModel portfolio = new PortfolioModel();
  private final List<MarginModel> models = List.of(tiered, portfolio);

  @BeforeAll
  static void sayTheSeed() {
    System.out.println("ModelPropertiesTest: " + SEEDED);
  }

  /** What is asked of one book in one market. */
  @FunctionalInterface
  private interface Property {
    void check(MarketData market, Book book, String which);
  }

  private void forAll(Property property) {
    for (int m = 0; m < MARKETS; m++) {
      MarketData market = worlds.market();
      for (int b = 0; b < BOOKS; b++) {
        property.check(market, worlds.book(market), SEEDED + ", market " + m + ", book " + b);
      }
    }
  }

  @Test
  void theRequirementIsAtMostTheSumOverUnderlyingsEachAlone() {
    int[] credits = {0};
    forAll((market, book, which) -> {
      long together = worlds.evaluate(portfolio, market, book).initial();
      long apart = 0;
      int to = book.to();
      for (int p = 0; p < to; ) {
        int next = p;
        int unit = market.underlying()[book.instrument(p)];
        while (next < to && market.underlying()[book.instrument(next)] == unit) {
          next++;
        }
        book.moveTo(book.cash(), p, next);
        apart += worlds.evaluate(portfolio, market, book).initial();
        p = next;
      }
      assertTrue(together >= 0, which);
      assertTrue(together <= apart, which + ": " + together + " of " + apart);
      credits[0] += together < apart ? 1 : 0;
    });
    assertTrue(credits[0] > 0, SEEDED + ": no book had a credit, so nothing was shown");
  }

  @Test
  void collateralChangesEquityAndNotTheRequirement() {
    forAll((market, book, which) -> {
      long more = 1L + worlds.upTo(1_000_000_000);
      for (MarginModel model : models) {
        Requirement before = worlds.evaluate(model, market, book);
        book.moveTo(book.cash() + more, book.from(), book.to());
        Requirement after = worlds.evaluate(model, market, book);
        assertEquals(before.equity() + more, after.equity(), which);
        assertEquals(before.initial(), after.initial(), which);
        assertEquals(before.maintenance(), after.maintenance(), which);
      }
    });
  }

  @Test
  void initialIsAtLeastMaintenance() {
    forAll((market, book, which) -> {
      for (MarginModel model : models) {
        Requirement of = worlds.evaluate(model, market, book);
        assertTrue(of.maintenance() >= 0, which);
        assertTrue(of.initial() >= of.maintenance(), which + ", " + model.name());
      }
    });
  }

  @Test
  void portfolioMaintenanceIsItsPartOfTheInitialMarginRoundedCeil() {
    forAll((market, book, which) -> {
      Requirement of = worlds.evaluate(portfolio, market, book);
      BigInteger million = BigInteger.valueOf(1_000_000);
      BigInteger exact =
          BigInteger.valueOf(of.initial())
              .multiply(BigInteger.valueOf(market.portfolioMaintenancePpm()));
      BigInteger ceil = exact.add(million.subtract(BigInteger.ONE)).divide(million);
      assertEquals(ceil.longValueExact(), of.maintenance(), which);
    });
  }

  @Test
  void anExplanationsPartsAddToTheRequirement() {
    forAll((market, book, which) -> {
      for (MarginModel model : models) {
        Requirement of = worlds.evaluate(model, market, book);
        Explanation why = model.explain(market, book, worlds.losses(market, book));
        assertEquals(of.equity(), why.equity(), which);
        assertEquals(of.initial(), why.initial(), which);
        assertEquals(of.maintenance(), why.maintenance(), which);
        long sum = why.components().stream().mapToLong(Explanation.Component::amount).sum();
        assertEquals(of.initial(), sum, which + ", " + model.name());
        assertEquals(book.to() - book.from(), why.contributions().size(), which);
      }
    });
  }

  /** One quantum for each position, which is rounded TowardZero, and one for the sum's Floor. */
  @Test
  void whatPositionsLoseInTheWorstScenarioAddsToTheStress() {
    forAll((market, book, which) -> {
      UnitLosses losses = worlds.losses(market, book);
      Explanation why = portfolio.explain(market, book, losses);
      for (int u = 0; u < why.drivers().size(); u++) {
        Explanation.Driver driver = why.drivers().get(u);
        long sum = 0;
        int positions = 0;
        for (Explanation.Contribution of : why.contributions()) {
          if (market.underlying()[of.instrument()] == driver.unit()) {
            sum += of.amount();
            positions++;
          }
        }
        long loss = -losses.worstPnl(losses.from() + u);
        assertEquals(Math.max(0, loss), driver.loss(), which);
        assertTrue(Math.abs(loss - sum) <= positions + 1L, which + ": " + loss + ", " + sum);
        assertTrue(driver.gap() >= 0, which);
        long stress = why.component("stress of underlying " + driver.unit());
        assertTrue(stress >= driver.loss(), which);
      }
    });
  }

  /** So the allocation of equity to positions agrees with what an account of one position needs. */
  @Test
  void aPositionAloneNeedsItsStandAloneMaintenance() {
    forAll((market, book, which) -> {
      for (int p = book.from(); p < book.to(); p++) {
        Book alone = Worlds.of(book.instrument(p), book.lots(p));
        for (MarginModel model : models) {
          long needed = worlds.evaluate(model, market, alone).maintenance();
          long worstPnl = worlds.losses(market, alone).worstPnl(0);
          long standAlone =
              model.standAloneMaintenance(market, book.instrument(p), book.lots(p), worstPnl);
          assertEquals(needed, standAlone, which + ", position " + p);
        }
      }
    });
  }

  /** A hedge is not seen: that is what the portfolio model is for. */
  @Test
  void theTieredRequirementIsTheSumOverPositions() {
    forAll((market, book, which) -> {
      Requirement whole = worlds.evaluate(tiered, market, book);
      long initial = 0;
      for (int p = book.from(); p < book.to(); p++) {
        Book alone = Worlds.of(book.instrument(p), book.lots(p));
        initial += worlds.evaluate(tiered, market, alone).initial();
      }
      assertEquals(initial, whole.initial(), which);
    });
  }

  @Test
  void anEmptyBookNeedsNothing() {
    MarketData market = worlds.market();
    Book empty = new Book();
    empty.moveTo(5, 0, 0);
    for (MarginModel model : models) {
      Requirement of = worlds.evaluate(model, market, empty);
      assertEquals(5, of.equity());
      assertEquals(0, of.initial());
      assertEquals(Requirement.NONE, of.drivingUnit());
    }
  }

  /**
   * A long and a short perpetual of 100 USD, stress 0.1%, basis add-on 1%: each alone loses 0.10
   * USD, both together lose nothing but pay 1 USD for what is matched.
   */
  @Test
  void twoBooksTogetherMayNeedMoreThanEachAlone() {
    MarketData market = new MarketData();
    market.reset(2, 1);
    market.setPortfolioMaintenancePpm(800_000);
    ScenarioSet set = ScenarioSet.stressMatrix(1_000, 1, 0, 0, 0, 0);
    market.scenarioSets().add(set);
    market.basisPpm()[0] = 10_000;
    PricingBatch batch = new PricingBatch();
    batch.addScenarioSet(set);
    for (int i = 0; i < 2; i++) {
      market.kind()[i] = InstrumentKind.PERPETUAL;
      market.indexNum()[i] = 100_000_000;
      market.markNum()[i] = 100_000_000;
      market.den()[i] = 1;
      batch.addLinear(100_000_000, 1, 1, 0, 0);
    }
    try (Engine engine = Engines.create("scalar", 1)) {
      engine.price(batch, market.riskArrays());
    }
    Book both = new Book();
    both.share(new Positions().add(0, 1, 0, 0).add(1, -1, 0, 0));
    both.moveTo(0, 0, 2);
    assertEquals(100_000, worlds.evaluate(portfolio, market, Worlds.of(0, 1)).initial());
    assertEquals(100_000, worlds.evaluate(portfolio, market, Worlds.of(1, -1)).initial());
    assertEquals(1_000_000, worlds.evaluate(portfolio, market, both).initial());
  }
}
