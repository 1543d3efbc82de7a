package io.plimsoll.kernels.tornado;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.plimsoll.kernels.batch.LossTable;
import io.plimsoll.kernels.batch.Revaluation;
import io.plimsoll.kernels.batch.RiskArrays;
import io.plimsoll.kernels.device.DeviceAlarm;
import io.plimsoll.kernels.device.DeviceEngine;
import io.plimsoll.kernels.device.DeviceSettings;
import io.plimsoll.kernels.device.DeviceState;
import io.plimsoll.kernels.device.Fault;
import io.plimsoll.kernels.device.WorkerLauncher;
import io.plimsoll.kernels.device.link.Capacities;
import io.plimsoll.kernels.engine.Engine;
import io.plimsoll.kernels.engine.Engines;
import io.plimsoll.kernels.scenario.ScenarioSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real worker that dies, hangs, finds no driver or no memory: the law's results, and an alarm.
 */
class TornadoFaultTest {

  private static final long PATIENCE_MS = 120_000;

  private final List<DeviceAlarm> alarms = new ArrayList<>();
  private final Revaluation rows = new Revaluation();
  private final RiskArrays arrays = new RiskArrays();

  TornadoFaultTest() {
    Random random = new Random(1);
    ScenarioSet set = ScenarioSet.stressMatrix(150_000, 3, 250_000, 250_000, 450_000, 350_000);
    rows.addScenarioSet(set);
    arrays.reset(50, set.size());
    for (int i = 0; i < 50 * arrays.stride(); i++) {
      arrays.entries()[i] = i % arrays.stride() < set.size() ? random.nextInt() : 0;
    }
    arrays.summarise();
    for (int row = 0; row < 5_000; row++) {
      rows.beginRow(0, row % 13);
      for (int p = 0; p < row % 11; p++) {
        rows.addPosition(random.nextInt(50), random.nextInt(2_000_000) - 1_000_000L);
      }
    }
  }

  private DeviceEngine engine(WorkerLauncher launcher, int callMs) {
    return new DeviceEngine(
        "tornado",
        launcher,
        DeviceSettings.usual().withCallMs(callMs),
        Engines.create("scalar", 1),
        alarms::add);
  }

  /** The usual launcher with more options before the class path. */
  private static WorkerLauncher with(String... options) {
    WorkerLauncher usual = new TornadoLauncher();
    return new WorkerLauncher() {
      @Override
      public @Nullable String missing() {
        return usual.missing();
      }

      @Override
      public List<String> command(Capacities capacities) {
        List<String> command = new ArrayList<>(usual.command(capacities));
        command.addAll(command.indexOf("-cp"), List.of(options));
        return command;
      }
    };
  }

  private void assertLaw(Engine engine) {
    LossTable mine = new LossTable();
    LossTable law = new LossTable();
    engine.revalue(rows, arrays, mine);
    try (Engine scalar = Engines.create("scalar", 1)) {
      scalar.revalue(rows, arrays, law);
    }
    assertTrue(Arrays.equals(law.worstPnl(), 0, law.rows(), mine.worstPnl(), 0, mine.rows()));
    assertTrue(Arrays.equals(law.worst(), 0, law.rows(), mine.worst(), 0, mine.rows()));
    assertTrue(Arrays.equals(law.runnerUpPnl(), 0, law.rows(), mine.runnerUpPnl(), 0, mine.rows()));
    assertTrue(Arrays.equals(law.runnerUp(), 0, law.rows(), mine.runnerUp(), 0, mine.rows()));
  }

  private void assertFault(Fault... allowed) {
    assertEquals(1, alarms.size(), alarms::toString);
    System.out.println(alarms.get(0));
    assertTrue(Arrays.asList(allowed).contains(alarms.get(0).fault()), alarms::toString);
  }

  /** Kills the only child of this process that is a worker of ours. */
  private static void onWorker(Consumer<ProcessHandle> action) {
    ProcessHandle.current()
        .children()
        .filter(child -> child.info().commandLine().orElse("").contains("TornadoWorker"))
        .forEach(action);
  }

  @Test
  void killed() throws InterruptedException {
    try (DeviceEngine engine = engine(new TornadoLauncher(), 60_000)) {
      assertTrue(engine.awaitDevice(PATIENCE_MS), () -> engine.state().toString());
      assertLaw(engine);
      assertEquals(1, engine.state().deviceCalls());
      onWorker(ProcessHandle::destroyForcibly);
      assertLaw(engine);
      assertFault(Fault.DIED);
      assertEquals(DeviceState.Phase.DROPPED, engine.state().phase());
      assertLaw(engine);
    }
    try (DeviceEngine engine = engine(new TornadoLauncher(), 60_000)) {
      alarms.clear();
      assertTrue(engine.awaitDevice(PATIENCE_MS), () -> engine.state().toString());
      // Stopped first, so that the kill meets it in a call for certain.
      onWorker(child -> signal("-STOP", child));
      Thread killer =
          new Thread(() -> {
            pause(300);
            onWorker(ProcessHandle::destroyForcibly);
          });
      killer.start();
      assertLaw(engine);
      killer.join();
      assertFault(Fault.DIED);
    }
  }

  @Test
  void hangs() {
    try (DeviceEngine engine = engine(new TornadoLauncher(), 500)) {
      assertTrue(engine.awaitDevice(PATIENCE_MS), () -> engine.state().toString());
      onWorker(child -> signal("-STOP", child));
      assertLaw(engine);
      assertFault(Fault.DEADLINE);
    }
  }

  @Test
  void hasNoMemory() {
    try (DeviceEngine engine = engine(with("-Dtornado.device.memory=100000"), 60_000)) {
      assertFalse(engine.awaitDevice(PATIENCE_MS));
      assertFault(Fault.OUT_OF_MEMORY);
      assertLaw(engine);
    }
  }

  /** Without its native library TornadoVM has no driver, on any machine. */
  @Test
  void hasNoLibrary(@TempDir Path empty) {
    try (DeviceEngine engine = engine(with("-Djava.library.path=" + empty), 60_000)) {
      assertFalse(engine.awaitDevice(PATIENCE_MS));
      assertFault(Fault.NO_DRIVER);
      assertLaw(engine);
    }
  }

  /** An OpenCL loader that is told of no driver finds no device; not all loaders listen. */
  @Test
  void hasNoDriver(@TempDir Path empty) throws IOException {
    Path nowhere = Files.createDirectory(empty.resolve("vendors"));
    WorkerLauncher usual = new TornadoLauncher();
    WorkerLauncher without =
        new WorkerLauncher() {
          @Override
          public @Nullable String missing() {
            return usual.missing();
          }

          @Override
          public List<String> command(Capacities capacities) {
            List<String> command = new ArrayList<>();
            command.addAll(List.of("env", "OCL_ICD_VENDORS=" + nowhere, "CUDA_VISIBLE_DEVICES="));
            command.addAll(usual.command(capacities));
            return command;
          }
        };
    try (DeviceEngine engine = engine(without, 60_000)) {
      assumeFalse(engine.awaitDevice(PATIENCE_MS), "the loader does not heed OCL_ICD_VENDORS");
      // TornadoVM's PTX backend takes no device for a very large one, and runs out of heap.
      assertFault(Fault.NO_DRIVER, Fault.OUT_OF_MEMORY);
      assertLaw(engine);
    }
  }

  @Test
  void hasNoSdk(@TempDir Path empty) {
    assertTrue(String.valueOf(new TornadoLauncher(name -> null).missing()).contains("is not set"));
    assertTrue(
        String.valueOf(new TornadoLauncher(name -> empty.toString()).missing())
            .contains("holds no tornado-argfile"));
    try (DeviceEngine engine = engine(new TornadoLauncher(name -> null), 60_000)) {
      assertFalse(engine.awaitDevice(PATIENCE_MS));
      assertFault(Fault.NOT_STARTED);
      assertLaw(engine);
    }
  }

  @Test
  void theRegistryMakesItByName() {
    try (Engine engine = Engines.create("tornado", 1)) {
      assertEquals("tornado", engine.name());
      assertLaw(engine);
    }
  }

  private static void signal(String which, ProcessHandle process) {
    try {
      new ProcessBuilder("kill", which, Long.toString(process.pid())).start().waitFor();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void pause(long ms) {
    try {
      Thread.sleep(ms);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
