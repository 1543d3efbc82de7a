package io.plimsoll.bench.jmh;

import static java.util.Objects.requireNonNull;

import io.plimsoll.fixed.E18;
import io.plimsoll.margin.analysis.LeaveOneOut;
import io.plimsoll.margin.analysis.LiquidationPrice;
import io.plimsoll.margin.analysis.LiquidationSearch;
import io.plimsoll.margin.analysis.Translation;
import io.plimsoll.margin.holding.Balance;
import io.plimsoll.margin.holding.Holdings;
import io.plimsoll.margin.holding.Notation;
import io.plimsoll.margin.holding.Position;
import io.plimsoll.margin.model.Assessment;
import io.plimsoll.margin.model.HoldingModel;
import io.plimsoll.node.book.BookFile;
import io.plimsoll.node.parameters.Models;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Each model on the market maker's book of 884 options and a perpetual, at 18 decimals, on one
 * thread: its margin, the nearest liquidation prices, and what each position adds. A model that
 * knows no options has the perpetual alone. Run by {@code ./plimsoll bench --suite models}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ModelsBenchmark {

  /** A parameter set, whose model it is. */
  @Param({
    "backpack/illustrative",
    "binance/illustrative",
    "bybit/illustrative",
    "deribit/2024-06",
    "derive/illustrative",
    "derivesrm/2026-01",
    "drift/illustrative",
    "dydx/2026-03",
    "okx/illustrative",
    "paradex/2026-08",
    "portfolio/illustrative"
  })
  public String engine = "";

  /** The file of the book. */
  @Param("node-adapter/books/market-maker.json")
  public String book = "";

  /** How many of its positions are taken, from the first on; a smoke test takes a few. */
  @Param("1000")
  public int positions = 0;

  private @Nullable HoldingModel model;
  private @Nullable Holdings taken;
  private @Nullable Assessment whole;

  /** For JMH. */
  public ModelsBenchmark() {}

  /**
   * The book as the model takes it.
   *
   * @throws IOException where there is no such file
   */
  @Setup
  public void read() throws IOException {
    HoldingModel made = Models.named(engine);
    Holdings all = first(BookFile.read(Path.of(book), Notation.DERIBIT), positions);
    try {
      take(made, all);
    } catch (IllegalArgumentException e) {
      take(made, perpetualInDollars(all));
    }
  }

  /** The perpetual is among them, for models that know nothing else. */
  private static Holdings first(Holdings all, int most) {
    List<Position> taken = new ArrayList<>();
    for (Position position : all.positions()) {
      if (!position.instrument().isOption() || taken.size() < most) {
        taken.add(position);
      }
    }
    return new Holdings(
        all.timeMs(), all.balances(), taken, all.indexes(), all.quotes(), all.charges());
  }

  private void take(HoldingModel made, Holdings all) {
    Holdings translated = Translation.of(all, made.terms()).holdings();
    whole = made.assess(translated);
    taken = translated;
    model = made;
  }

  private HoldingModel model() {
    return requireNonNull(model);
  }

  private Holdings taken() {
    return requireNonNull(taken);
  }

  /** Without options, and with dollars for coins, of the same worth. */
  private static Holdings perpetualInDollars(Holdings all) {
    List<Position> positions = new ArrayList<>();
    for (Position position : all.positions()) {
      if (!position.instrument().isOption()) {
        positions.add(position);
      }
    }
    BigInteger coins = all.balance("BTC").net();
    BigInteger dollars = E18.timesTowardZero(coins, all.index("BTC"));
    SortedMap<String, Balance> balances = new TreeMap<>();
    balances.put("USDC", new Balance(dollars, BigInteger.ZERO));
    return new Holdings(
        all.timeMs(), balances, positions, all.indexes(), all.quotes(), all.charges());
  }

  /** Equity, requirements and what they are made of. */
  @Benchmark
  public Assessment assess() {
    return model().assess(taken());
  }

  /** On each side of each coin, in cents. */
  @Benchmark
  public List<LiquidationPrice> liquidationPrices() {
    LiquidationSearch.Limits limits =
        LiquidationSearch.Limits.of(E18.ONE.divide(BigInteger.valueOf(100)), taken());
    return new LiquidationSearch(model(), taken(), limits).all();
  }

  /** What each position adds; the book is revalued once. */
  @Benchmark
  public List<LeaveOneOut> leaveOneOut() {
    return LeaveOneOut.of(model(), taken(), requireNonNull(whole));
  }
}
