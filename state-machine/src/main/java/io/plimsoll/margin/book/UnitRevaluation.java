package io.plimsoll.margin.book;

import io.plimsoll.kernels.batch.LossTable;
import io.plimsoll.kernels.batch.Revaluation;
import io.plimsoll.kernels.batch.RowList;
import io.plimsoll.kernels.engine.Engine;
import io.plimsoll.kernels.scenario.ScenarioSet;
import io.plimsoll.margin.market.InstrumentKind;
import io.plimsoll.margin.market.MarketData;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Revalues books by risk unit: a row for each underlying in which a book has positions. Books are
 * added one after another, then {@link #run} asks the engine once for all rows.
 */
public final class UnitRevaluation {

  private final Revaluation rows = new Revaluation();
  private final LossTable table = new LossTable();
  private final NetCoins netCoins = new NetCoins();
  private int[] unit = new int[16];
  private @Nullable MarketData begun;
  private long resets;

  /** No books. */
  public UnitRevaluation() {}

  /**
   * Starts over, with the scenario sets of a market; of one that is as it was the last time these
   * are there already.
   */
  public void begin(MarketData market) {
    if (begun == market && resets == market.resets() && rows.scenarioSetCount() > 0) {
      rows.clearRows();
      return;
    }
    rows.clear();
    for (ScenarioSet set : market.scenarioSets()) {
      rows.addScenarioSet(set);
    }
    begun = market;
    resets = market.resets();
  }

  /**
   * Adds a book's rows.
   *
   * @return the index after its last row; its first is the value returned before
   */
  public int add(MarketData market, Book book) {
    if (market.hasCoins()) {
      return addWithCoins(market, book);
    }
    int current = -1;
    for (int p = book.from(); p < book.to(); p++) {
      int instrument = book.instrument(p);
      int underlying = market.underlying()[instrument];
      if (underlying != current) {
        begin(market, underlying);
        current = underlying;
      }
      rows.addPosition(instrument, book.lots(p));
    }
    return rows.rows();
  }

  /**
   * The same where coins can be held. An array's entry of an inverse instrument is what it gains in
   * coins, valued at the shocked spot; the coins that are there already are exposed to the spot as
   * the coin's own instrument is, of which the row has {@link NetCoins} lots.
   */
  private int addWithCoins(MarketData market, Book book) {
    int p = book.from();
    while (p < book.to()) {
      int underlying = market.underlying()[book.instrument(p)];
      begin(market, underlying);
      int next = netCoins.read(market, book, p);
      for (; p < next; p++) {
        int instrument = book.instrument(p);
        if (market.kind()[instrument] != InstrumentKind.SPOT) {
          rows.addPosition(instrument, book.lots(p));
        }
      }
      if (netCoins.coins() != 0) {
        rows.addPosition(market.spot(underlying), netCoins.coins());
      }
    }
    return rows.rows();
  }

  /** Adds a row with one position. */
  public int add(MarketData market, int instrument, long lots) {
    begin(market, market.underlying()[instrument]);
    rows.addPosition(instrument, lots);
    return rows.rows();
  }

  private void begin(MarketData market, int underlying) {
    int row = rows.beginRow(market.scenarioSet()[underlying], market.unitScale()[underlying]);
    if (row == unit.length) {
      unit = Arrays.copyOf(unit, 2 * row);
    }
    unit[row] = underlying;
  }

  /** Revalues all rows and lets {@code out} see the result. */
  public void run(MarketData market, Engine engine, UnitLosses out) {
    engine.revalue(rows, market.riskArrays(), table);
    out.share(table, unit);
  }

  /**
   * Makes certain of some rows of the last {@link #run} before anything irreversible follows.
   *
   * @return whether they stand; if not, all rows have changed and {@code out} sees them
   */
  public boolean confirm(MarketData market, Engine engine, RowList some, UnitLosses out) {
    boolean stand = engine.confirm(rows, market.riskArrays(), table, some);
    out.share(table, unit);
    return stand;
  }

  /** The profit or loss of one row in each scenario, in quanta. */
  public long[] lossGrid(MarketData market, Engine engine, int row) {
    long[] pnl = new long[rows.scenarios()];
    engine.lossGrid(rows, row, market.riskArrays(), pnl);
    return pnl;
  }
}
