package io.plimsoll.bench.jmh;

import io.plimsoll.chain.block.BlockResult;
import io.plimsoll.chain.state.Accounts;
import io.plimsoll.chain.state.Journal;
import io.plimsoll.kernels.engine.Engine;
import io.plimsoll.kernels.engine.Engines;
import io.plimsoll.margin.book.Book;
import io.plimsoll.margin.book.UnitLosses;
import io.plimsoll.margin.book.UnitRevaluation;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * The chain's phase of re-margining, on accounts of ten positions in four or five of eight risk
 * units under 35 scenarios, after a part of all positions has changed and no price has moved, or
 * after all prices have; and what of it is making rows of positions, and revaluing them. One
 * operation is one pass. Run by {@code ./plimsoll bench --suite remargin}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RemarginBenchmark {

  private static final int POSITIONS = 10;
  private static final int ROWS_AT_ONCE = 8_192;
  private static final int ONE_PPM = 1_000_000;
  private static final String PRICES = "prices";

  /** An engine, and its threads after a colon. */
  @Param({"simd:1", "simd:2"})
  public String engine = "";

  /** The number of accounts. */
  @Param({"1000", "100000", "1000000"})
  public int rows;

  /** The part of all positions that changes in a block; or all prices do. */
  @Param({"0.1%", "1%", "100%", PRICES})
  public String changed = "";

  private Engine made = Engines.create("scalar", 1);
  private Venue venue = new Venue(made, true, 2, 1);
  private final SplittableRandom random = new SplittableRandom(5);
  private final Book book = new Book();
  private final UnitRevaluation some = new UnitRevaluation();
  private final UnitLosses losses = new UnitLosses();
  private int round;

  /** For JMH. */
  public RemarginBenchmark() {}

  /** Makes the accounts, and the engine. */
  @Setup(Level.Trial)
  public void prepare() {
    made = EngineName.create(engine);
    venue = new Venue(made, true, rows, POSITIONS);
    venue.forgetHolders();
    venue.process(venue.prices(0));
  }

  /** Ends the engine's threads. */
  @TearDown(Level.Trial)
  public void close() {
    made.close();
  }

  /** Opens a block, with moved prices or changed positions. */
  @Setup(Level.Invocation)
  public void change() {
    round++;
    boolean moves = changed.equals(PRICES);
    venue.processor.open(venue.block(moves ? venue.prices(round % 2 * 100) : List.of()));
    if (!moves) {
      changePositions();
    }
  }

  private void changePositions() {
    Accounts table = venue.state.accounts();
    long ppm = Math.round(10_000 * Double.parseDouble(changed.replace("%", "")));
    if (ppm == ONE_PPM) {
      for (int handle = 0; handle < table.slots(); handle++) {
        for (int p = table.from(handle); p < table.to(handle); p++) {
          change(table, handle, p);
        }
      }
      return;
    }
    long count = ppm * rows * POSITIONS / ONE_PPM;
    for (long i = 0; i < count; i++) {
      int handle = random.nextInt(table.slots());
      change(table, handle, table.from(handle) + random.nextInt(table.positions(handle)));
    }
  }

  /** One lot more or less; an even number stays even when its last bit is turned. */
  private static void change(Accounts table, int handle, int p) {
    long lots = table.lots(p);
    long other = Math.abs(lots) % 2 == 0 ? lots + Long.signum(lots) : lots - Long.signum(lots);
    table.setPosition(
        handle,
        table.instrument(p),
        other == 0 ? 2L * Long.signum(lots) : other,
        table.quote(p),
        table.fundingIndex(p));
  }

  /** Keeps the block without its last phases: lots do not balance, which only they would see. */
  @TearDown(Level.Invocation)
  public void end() {
    Journal.Images images = venue.state.journal().take();
    venue.state.journal().recycle(images);
  }

  /** The phase. */
  @Benchmark
  public int remargin() {
    venue.processor.remargin();
    return venue.processor.evaluated();
  }

  /** The phase and those after it, with the invariants and the margin digest. */
  @Benchmark
  public BlockResult remarginToEnd() {
    venue.processor.remargin();
    return venue.processor.close();
  }

  /** Making rows of all positions. */
  @Benchmark
  public int pack() {
    return rowsOfAll(false);
  }

  /** Making rows of all positions and revaluing them. */
  @Benchmark
  public int packAndRevalue() {
    return rowsOfAll(true);
  }

  private int rowsOfAll(boolean revalues) {
    Accounts table = venue.state.accounts();
    table.shareWith(book);
    int all = 0;
    int handle = 0;
    while (handle < table.slots()) {
      some.begin(venue.processor.market());
      int count = 0;
      for (; handle < table.slots() && count < ROWS_AT_ONCE; handle++) {
        table.moveTo(handle, book);
        count = some.add(venue.processor.market(), book);
      }
      all += count;
      if (revalues) {
        some.run(venue.processor.market(), made, losses);
      }
    }
    return all;
  }
}
