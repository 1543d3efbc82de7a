package io.plimsoll.margin.holding;

import io.plimsoll.fixed.E18;
import io.plimsoll.margin.rule.Exact;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A book with its positions revalued, or one without one of its positions: what a position gains in
 * a scenario does not depend on the others, so that books that share positions share that. It
 * serves one model and one caller at a time.
 */
public final class Valued {

  private static final int NONE = -1;

  private final Holdings holdings;
  private final List<Revaluation> positions;
  private final Shared shared;
  private final int left;

  /** Of the whole book. */
  private static final class Shared {
    private final Holdings whole;
    private final List<Revaluation> positions;
    private @Nullable Object kept;
    private final SortedMap<String, List<BigInteger>> totals = new TreeMap<>();
    private @Nullable BigInteger equity;

    private Shared(Holdings whole, List<Revaluation> positions) {
      this.whole = whole;
      this.positions = positions;
    }
  }

  private Valued(Holdings holdings, List<Revaluation> positions, Shared shared, int left) {
    this.holdings = holdings;
    this.positions = positions;
    this.shared = shared;
    this.left = left;
  }

  /**
   * A book.
   *
   * @throws IllegalArgumentException where it lacks a quote or a forward
   */
  public static Valued of(Holdings holdings) {
    return of(holdings, Collections.emptySortedMap());
  }

  /**
   * A book of which others share some options.
   *
   * @param shared prices of options on this book's quotes, by symbol
   * @throws IllegalArgumentException where it lacks a quote or a forward
   */
  public static Valued of(Holdings holdings, SortedMap<String, OptionPrices> shared) {
    List<Revaluation> positions = new ArrayList<>();
    for (Position position : holdings.positions()) {
      Quote quote = holdings.quote(position.instrument());
      OptionPrices prices = shared.get(position.instrument().symbol());
      positions.add(
          prices == null
              ? new Revaluation(position, quote, holdings.timeMs())
              : new Revaluation(position, quote, holdings.timeMs(), prices));
    }
    return new Valued(holdings, positions, new Shared(holdings, positions), NONE);
  }

  /** This book, which is a whole one, without one position, counted from 0. */
  public Valued without(int position) {
    if (left != NONE) {
      throw new IllegalStateException("one position is left out already");
    }
    List<Position> others = new ArrayList<>(holdings.positions());
    others.remove(position);
    List<Revaluation> revalued = new ArrayList<>(positions);
    revalued.remove(position);
    Holdings rest =
        new Holdings(
            holdings.timeMs(),
            holdings.balances(),
            others,
            holdings.indexes(),
            holdings.quotes(),
            holdings.charges());
    return new Valued(rest, revalued, shared, position);
  }

  /** The book. */
  public Holdings holdings() {
    return holdings;
  }

  /**
   * What the model keeps of the whole book for books without one of its positions.
   *
   * @param of computes it of the whole book; asked once
   */
  public <T> T kept(Class<T> type, Function<Holdings, T> of) {
    Object known = shared.kept;
    if (known == null) {
      known = of.apply(shared.whole);
      shared.kept = known;
    }
    return type.cast(known);
  }

  /** Whether a position is left out. */
  public boolean isWhole() {
    return left == NONE;
  }

  /** Its positions, in their order. */
  public List<Revaluation> positions() {
    return positions;
  }

  /** Its positions by their underlying, each in its order. */
  public SortedMap<String, List<Revaluation>> byUnderlying() {
    SortedMap<String, List<Revaluation>> by = new TreeMap<>();
    for (Revaluation at : positions) {
      String coin = at.position().instrument().underlying();
      by.computeIfAbsent(coin, name -> new ArrayList<>()).add(at);
    }
    return by;
  }

  /**
   * What all positions on an underlying gain together in each of some scenarios.
   *
   * @param row what one gains in each; asked once for each position
   */
  public List<BigInteger> totals(String underlying, Function<Revaluation, List<BigInteger>> row) {
    List<BigInteger> whole = shared.totals.get(underlying);
    if (whole == null) {
      whole =
          sum(
              shared.positions.stream()
                  .filter(at -> at.position().instrument().underlying().equals(underlying))
                  .toList(),
              row);
      shared.totals.put(underlying, whole);
    }
    List<BigInteger> totals = new ArrayList<>(whole);
    if (left != NONE) {
      Revaluation without = shared.positions.get(left);
      if (without.position().instrument().underlying().equals(underlying)) {
        add(totals, without.row(row), -1);
      }
    }
    return totals;
  }

  /** What some positions gain together in each of some scenarios. */
  public static List<BigInteger> sum(
      List<Revaluation> positions, Function<Revaluation, List<BigInteger>> row) {
    List<BigInteger> totals = new ArrayList<>();
    positions.forEach(at -> add(totals, at.row(row), 1));
    return totals;
  }

  private static void add(List<BigInteger> totals, List<BigInteger> row, int sign) {
    for (int i = 0; i < row.size(); i++) {
      BigInteger gain = sign < 0 ? row.get(i).negate() : row.get(i);
      if (i < totals.size()) {
        totals.set(i, totals.get(i).add(gain));
      } else {
        totals.add(gain);
      }
    }
  }

  /** Balances less what is owed, profits, and options at their marks, in dollars, each Floor. */
  public BigInteger equity() {
    BigInteger whole = shared.equity;
    if (whole == null) {
      whole = BigInteger.ZERO;
      for (Map.Entry<String, Balance> entry : holdings.balances().entrySet()) {
        BigInteger price = holdings.index(entry.getKey());
        whole = whole.add(Exact.floor(entry.getValue().net().multiply(price), E18.ONE));
      }
      for (Revaluation at : shared.positions) {
        whole = whole.add(own(at));
      }
      shared.equity = whole;
    }
    return left == NONE ? whole : whole.subtract(own(shared.positions.get(left)));
  }

  private BigInteger own(Revaluation at) {
    Instrument instrument = at.position().instrument();
    BigInteger own = instrument.isOption() ? at.markValue() : at.profit();
    return Exact.floor(own.multiply(holdings.index(instrument.settlement())), E18.ONE);
  }
}
