package io.plimsoll.bench.jmh;

import io.plimsoll.kernels.batch.LossTable;
import io.plimsoll.kernels.batch.RiskArrays;
import io.plimsoll.kernels.device.CheckProbe;
import io.plimsoll.kernels.engine.Engine;
import io.plimsoll.kernels.engine.Engines;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
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
 * What the CPU spends on each row that a device has computed: some multiply-adds a position,
 * however many scenarios there are. The accounts are those of {@link RevalueBenchmark}, and no
 * device takes part. Run by {@code ./plimsoll bench --suite check}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class DeviceCheckBenchmark {

  /** The number of accounts. */
  @Param({"1000", "10000", "100000", "1000000"})
  public int rows;

  private @Nullable CheckProbe probe;

  /** For JMH. */
  public DeviceCheckBenchmark() {}

  /** Makes accounts, arrays and results. */
  @Setup(Level.Trial)
  public void prepare() throws IOException {
    RiskArrays arrays = new RiskArrays();
    try (Engine law = Engines.create("scalar", 1)) {
      law.price(Chain.instruments(), arrays);
    }
    probe = new CheckProbe(Chain.accounts(rows), arrays);
  }

  /** Lets the memory go. */
  @TearDown(Level.Trial)
  public void close() {
    Objects.requireNonNull(probe).close();
  }

  /** All accounts, once, on one thread. */
  @Benchmark
  public LossTable check() {
    return Objects.requireNonNull(probe).check();
  }
}
