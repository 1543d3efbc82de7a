package io.plimsoll.bench.jmh;

import io.plimsoll.kernels.batch.LossTable;
import io.plimsoll.kernels.batch.Revaluation;
import io.plimsoll.kernels.batch.RiskArrays;
import io.plimsoll.kernels.device.DeviceEngine;
import io.plimsoll.kernels.device.DeviceProbe;
import io.plimsoll.kernels.device.DeviceState;
import io.plimsoll.kernels.engine.Engine;
import io.plimsoll.kernels.engine.Engines;
import io.plimsoll.kernels.scenario.ScenarioSet;
import java.util.Objects;
import java.util.SplittableRandom;
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
 * Re-margining on a device, as the engine {@code tornado} does it, and by the CPU's vectors:
 * accounts as those of {@link RevalueBenchmark}, under so many days' moves. The book lies on the
 * device. Run by {@code ./plimsoll bench --suite device}, where there is one.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class DeviceBenchmark {

  private static final long PATIENCE_MS = 60_000;
  private static final int FILLS = 10_000;
  private static final DeviceState NOTHING =
      new DeviceState(DeviceState.Phase.STARTING, "", null, 0, 0, 0);

  /** An engine, and its threads after a colon; those of a device check its results. */
  @Param({"simd:2", "tornado:2"})
  public String engine = "";

  /** The number of accounts. */
  @Param("1000000")
  public int rows;

  /** The number of scenarios. */
  @Param({"33", "100", "250", "1250"})
  public int scenarios;

  private Engine made = Engines.create("scalar", 1);
  private Revaluation accounts = new Revaluation();
  private final RiskArrays arrays = new RiskArrays();
  private final LossTable table = new LossTable();
  private final SplittableRandom random = new SplittableRandom(3);
  private DeviceState before = NOTHING;

  /** What {@link #unchecked} calls; a device is not started for others. */
  @State(Scope.Benchmark)
  public static class Probe {

    private @Nullable DeviceProbe probe;

    /** For JMH. */
    public Probe() {}

    /** Gives a device the accounts. */
    @Setup(Level.Trial)
    public void prepare(DeviceBenchmark of) {
      probe = new DeviceProbe(of.accounts, of.arrays);
    }

    /** Ends its process. */
    @TearDown(Level.Trial)
    public void close() {
      Objects.requireNonNull(probe).close();
    }
  }

  /** For JMH. */
  public DeviceBenchmark() {}

  /** Makes accounts, arrays and the engine, and lets a device have them. */
  @Setup(Level.Trial)
  public void prepare() {
    made = EngineName.create(engine);
    ScenarioSet moves = Chain.history(scenarios);
    accounts = Chain.accounts(rows, moves);
    made.price(Chain.instruments(moves), arrays);
    if (made instanceof DeviceEngine device) {
      // The first call may start a larger process, the second gives it the accounts.
      device.revalue(accounts, arrays, table);
      device.awaitDevice(PATIENCE_MS);
      device.revalue(accounts, arrays, table);
      before = device.state();
      requireDevice(before, before.cpuCalls());
    }
  }

  private static void requireDevice(DeviceState state, long cpuCalls) {
    boolean isTrusted = state.phase() == DeviceState.Phase.TRUSTED && state.deviceCalls() > 0;
    if (!isTrusted || state.cpuCalls() != cpuCalls) {
      throw new IllegalStateException("no device has computed all: " + state);
    }
  }

  /** Ends the engine; a figure to which the CPU has added is none. */
  @TearDown(Level.Trial)
  public void close() {
    try (Engine ended = made) {
      if (ended instanceof DeviceEngine device) {
        requireDevice(device.state(), before.cpuCalls());
      }
    }
  }

  /** All accounts, once; a device's results are checked. */
  @Benchmark
  public LossTable revalue() {
    made.revalue(accounts, arrays, table);
    return table;
  }

  /** The same after 10,000 positions have changed, the changes themselves among it. */
  @Benchmark
  public LossTable revalueAfterFills() {
    long[] lots = accounts.lots();
    for (int i = 0; i < FILLS; i++) {
      lots[random.nextInt(lots.length)]++;
    }
    return revalue();
  }

  /** All accounts, once, on the device, results back on the host, nothing checked. */
  @Benchmark
  public void unchecked(Probe device) {
    Objects.requireNonNull(device.probe).revalue();
  }
}
