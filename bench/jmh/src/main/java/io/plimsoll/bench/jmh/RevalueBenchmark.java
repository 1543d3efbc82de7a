package io.plimsoll.bench.jmh;

import io.plimsoll.kernels.batch.LossTable;
import io.plimsoll.kernels.batch.Revaluation;
import io.plimsoll.kernels.batch.RiskArrays;
import io.plimsoll.kernels.engine.Engine;
import io.plimsoll.kernels.engine.Engines;
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
 * Re-margining: every account's worst loss of 33 scenarios from ten positions and finished risk
 * arrays. Run by {@code ./plimsoll bench --suite revalue}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RevalueBenchmark {

  /** An engine, and its threads after a colon. */
  @Param({"scalar:1", "simd:1", "simd:2"})
  public String engine = "";

  /** The number of accounts. */
  @Param({"1000", "10000", "100000", "1000000"})
  public int rows;

  private Engine made = Engines.create("scalar", 1);
  private Revaluation accounts = new Revaluation();
  private final RiskArrays arrays = new RiskArrays();
  private final LossTable table = new LossTable();

  /** For JMH. */
  public RevalueBenchmark() {}

  /** Makes accounts and arrays, and the engine. */
  @Setup(Level.Trial)
  public void prepare() {
    made = EngineName.create(engine);
    accounts = Chain.accounts(rows);
    made.price(Chain.instruments(), arrays);
  }

  /** Ends the engine's threads. */
  @TearDown(Level.Trial)
  public void close() {
    made.close();
  }

  /** All accounts, once. */
  @Benchmark
  public LossTable revalue() {
    made.revalue(accounts, arrays, table);
    return table;
  }
}
