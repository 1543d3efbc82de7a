package io.plimsoll.margin.model;

import io.plimsoll.kernels.batch.PricingBatch;
import io.plimsoll.kernels.engine.Engine;
import io.plimsoll.kernels.engine.Engines;
import io.plimsoll.kernels.scenario.ScenarioSet;
import io.plimsoll.margin.book.Book;
import io.plimsoll.margin.book.Positions;
import io.plimsoll.margin.book.UnitLosses;
import io.plimsoll.margin.book.UnitRevaluation;
import io.plimsoll.margin.market.InstrumentKind;
import io.plimsoll.margin.market.MarketData;
import java.util.Random;

/**
 * Markets and books from a seed: a few underlyings with perpetuals, calls and puts, any parameters,
 * and books that hold some of them. Lots are hundredths of a coin, prices are in 10^-6 USD.
 */
final class Worlds {

  static final int PER_UNDERLYING = 5;

  private static final long LOTS_OF_A_COIN = 100;
  private static final long DAY_MS = 86_400_000;

  private final Random random;
  private final Engine engine = Engines.create("scalar", 1);
  private final UnitRevaluation revaluation = new UnitRevaluation();
  private final UnitLosses losses = new UnitLosses();

  Worlds(long seed) {
    random = new Random(seed);
  }

  /** From 0 to {@code most}. */
  int upTo(int most) {
    return random.nextInt(most + 1);
  }

  /** A market of one to four underlyings, priced. */
  MarketData market() {
    int underlyings = 1 + random.nextInt(4);
    int instruments = underlyings * PER_UNDERLYING;
    MarketData market = new MarketData();
    market.reset(instruments, underlyings);
    market.setPortfolioMaintenancePpm(1 + random.nextInt(1_000_000));
    PricingBatch batch = new PricingBatch();
    for (int u = 0; u < underlyings; u++) {
      addUnderlying(market, batch, u);
    }
    engine.price(batch, market.riskArrays());
    for (int i = 0; i < instruments; i++) {
      market.markNum()[i] = market.riskArrays().mark()[i];
    }
    return market;
  }

  private void addUnderlying(MarketData market, PricingBatch batch, int u) {
    int range = random.nextInt(300_001);
    ScenarioSet set =
        ScenarioSet.stressMatrix(range, 3, upTo(500_000), upTo(500_000), upTo(1_000_000), 350_000);
    market.scenarioSets().add(set);
    batch.addScenarioSet(set);
    market.scenarioSet()[u] = u;
    market.unitScale()[u] = random.nextInt(4);
    market.basisPpm()[u] = upTo(10_000);
    market.liquidityPpm()[u] = upTo(10_000);
    market.optionLiquidityPpm()[u] = upTo(10_000);
    market.optionMinimumPpm()[u] = upTo(50_000);
    for (int other = 0; other < u; other++) {
      market.setCorrelation(u, other, upTo(1_000_000), upTo(1_000_000));
    }
    long index = 1_000_000L * (1 + random.nextInt(100_000)) + random.nextInt(1_000_000);
    for (int n = 0; n < PER_UNDERLYING; n++) {
      addInstrument(market, batch, u, n, index);
    }
  }

  private void addInstrument(MarketData market, PricingBatch batch, int u, int n, long index) {
    int i = u * PER_UNDERLYING + n;
    InstrumentKind kind =
        n < 2
            ? InstrumentKind.PERPETUAL
            : random.nextBoolean() ? InstrumentKind.CALL : InstrumentKind.PUT;
    market.kind()[i] = kind;
    market.underlying()[i] = u;
    market.market()[i] = u;
    market.den()[i] = LOTS_OF_A_COIN;
    market.indexNum()[i] = index;
    market.fundingIndex()[i] = random.nextInt(2_000_001) - 1_000_000L;
    market.baseInitialPpm()[i] = 1 + upTo(200_000);
    market.initialPpm()[i] = market.baseInitialPpm()[i] + upTo(200_000);
    market.maintenancePpm()[i] = upTo(1_000_000);
    market.shortOptionPpm()[i] = 150_000;
    market.shortOptionFloorPpm()[i] = 100_000;
    int scale = market.unitScale()[u];
    if (kind.isLinear()) {
      batch.addLinear(index, 1, LOTS_OF_A_COIN, scale, u);
      return;
    }
    long strike = Math.max(1, index / 10 * (5 + random.nextInt(11)));
    market.strike()[i] = strike;
    market.strikeNum()[i] = strike;
    batch.addOption(
        kind == InstrumentKind.CALL ? PricingBatch.CALL : PricingBatch.PUT,
        index,
        strike,
        upTo(2_000_000),
        random.nextInt(300) * DAY_MS,
        PricingBatch.NO_DISCOUNT_Q62,
        1,
        LOTS_OF_A_COIN,
        scale,
        u);
  }

  /** A book with any of a market's instruments. */
  Book book(MarketData market) {
    Positions positions = new Positions();
    for (int i = 0; i < market.instruments(); i++) {
      if (random.nextInt(3) > 0) {
        long lots = lots();
        long quote = market.kind()[i].isLinear() ? -market.value(i, lots) + upTo(999) : 0;
        positions.add(i, lots, quote, 0);
      }
    }
    Book book = new Book();
    book.share(positions);
    book.moveTo(random.nextInt(1_000_000_000), 0, positions.size());
    return book;
  }

  private long lots() {
    long size = 1L + (random.nextInt(1_000_000) >> random.nextInt(20));
    return random.nextBoolean() ? size : -size;
  }

  /** A book of one position, without cash. */
  static Book of(int instrument, long lots) {
    Book book = new Book();
    book.share(new Positions().add(instrument, lots, 0, 0));
    book.moveTo(0, 0, 1);
    return book;
  }

  /** The losses of a book, until the next call. */
  UnitLosses losses(MarketData market, Book book) {
    revaluation.begin(market);
    int rows = revaluation.add(market, book);
    revaluation.run(market, engine, losses);
    losses.moveTo(0, rows);
    return losses;
  }

  Requirement evaluate(MarginModel model, MarketData market, Book book) {
    Requirement requirement = new Requirement();
    model.evaluate(market, book, losses(market, book), requirement);
    return requirement;
  }
}
