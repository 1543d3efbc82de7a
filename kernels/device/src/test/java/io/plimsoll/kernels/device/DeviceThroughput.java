package io.plimsoll.kernels.device;

import io.plimsoll.kernels.batch.LossTable;
import io.plimsoll.kernels.batch.Revaluation;
import io.plimsoll.kernels.batch.RiskArrays;
import io.plimsoll.kernels.device.link.Capacities;
import io.plimsoll.kernels.device.link.SharedMemory;
import io.plimsoll.kernels.engine.Engine;
import io.plimsoll.kernels.engine.Engines;
import io.plimsoll.kernels.scenario.ScenarioSet;
import io.plimsoll.kernels.simd.Workers;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.ServiceLoader;

/**
 * Prints what a device's watch costs on the CPU, and, where a worker is on the class path, what a
 * call to it takes. A program, not a test: 1,000,000 rows of 10 positions in 4,000 instruments, 33
 * scenarios, medians of 9 rounds.
 */
final class DeviceThroughput {

  private static final int ROWS = 1_000_000;
  private static final int POSITIONS = 10;
  private static final int INSTRUMENTS = 4_000;
  private static final int SCENARIOS = 33;
  private static final int ROUNDS = 9;

  private final Revaluation in = new Revaluation();
  private final RiskArrays arrays = new RiskArrays();
  private final int[] instrument = new int[ROWS * POSITIONS];
  private final long[] lots = new long[ROWS * POSITIONS];
  private final LossTable table = new LossTable();
  private final Random random = new Random(1);

  private interface Work {
    void run() throws DeviceFault;
  }

  private DeviceThroughput() {
    ScenarioSet.Builder set = new ScenarioSet.Builder();
    for (int s = 0; s < SCENARIOS; s++) {
      set.add("scenario " + s, 0, 0, 1_000_000);
    }
    in.addScenarioSet(set.build());
    arrays.reset(INSTRUMENTS, SCENARIOS);
    for (int i = 0; i < INSTRUMENTS; i++) {
      for (int s = 0; s < SCENARIOS; s++) {
        arrays.entries()[i * arrays.stride() + s] = random.nextInt() >> 4;
      }
    }
    arrays.summarise();
    int[] start = new int[ROWS];
    int[] end = new int[ROWS];
    for (int row = 0; row < ROWS; row++) {
      start[row] = row * POSITIONS;
      end[row] = start[row] + POSITIONS;
    }
    for (int p = 0; p < lots.length; p++) {
      instrument[p] = random.nextInt(INSTRUMENTS);
      lots[p] = random.nextInt() >> 12;
    }
    in.shareRows(ROWS, start, end, new int[ROWS], new int[ROWS]);
    in.sharePositions(instrument, lots);
  }

  private static void print(String what, Work work) throws DeviceFault {
    long[] times = new long[ROUNDS];
    for (int round = -2; round < ROUNDS; round++) {
      long from = System.nanoTime();
      work.run();
      if (round >= 0) {
        times[round] = System.nanoTime() - from;
      }
    }
    Arrays.sort(times);
    System.out.println(times[ROUNDS / 2] / 1_000_000.0 + " ms  " + what);
  }

  public static void main(String[] arguments) throws DeviceFault, IOException {
    DeviceThroughput all = new DeviceThroughput();
    all.watch();
    WorkerLauncher launcher = ServiceLoader.load(WorkerLauncher.class).findFirst().orElse(null);
    if (launcher != null && launcher.missing() == null) {
      all.device(launcher);
    }
  }

  /** The CPU's part, against right results. */
  private void watch() throws DeviceFault, IOException {
    Capacities capacities = DeviceBook.needed(in, arrays, KnownAnswerSuite.CAPACITIES);
    Path file = Files.createTempFile("plimsoll", "memory");
    try (Arena arena = Arena.ofShared();
        Workers workers = new Workers(1, "plimsoll-device-check");
        Engine simd = Engines.create("simd", 1)) {
      SharedMemory.reserve(file, capacities);
      SharedMemory memory = SharedMemory.map(file, capacities, arena);
      DeviceBook book = new DeviceBook(memory, workers);
      print("simd, one thread: all rows", () -> simd.revalue(in, arrays, table));
      print("the mirror: all is new", () -> new DeviceBook(memory, workers).update(in, arrays));
      book.update(in, arrays);
      book.done();
      print("the mirror: nothing has changed", () -> update(book, 0));
      print("the mirror: 10,000 positions and all prices have changed", () -> update(book, 10_000));
    } finally {
      Files.delete(file);
    }
  }

  private void update(DeviceBook book, int changes) {
    for (int i = 0; i < changes; i++) {
      lots[random.nextInt(lots.length)]++;
    }
    if (changes > 0) {
      for (int i = 0; i < INSTRUMENTS; i++) {
        arrays.entries()[i * arrays.stride()] ^= 1;
      }
      arrays.summarise();
    }
    book.update(in, arrays);
    book.done();
  }

  private static void say(DeviceAlarm alarm) {
    System.out.println(alarm);
  }

  private void device(WorkerLauncher launcher) throws DeviceFault {
    DeviceSettings settings = DeviceSettings.usual().withCallMs(60_000);
    try (Engine simd = Engines.create("simd", 1);
        DeviceEngine engine =
            new DeviceEngine("tornado", launcher, settings, simd, DeviceThroughput::say)) {
      engine.awaitDevice(60_000);
      engine.revalue(in, arrays, table);
      engine.awaitDevice(60_000);
      System.out.println(engine.state().device());
      print("device, checked: nothing has changed", () -> engine.revalue(in, arrays, table));
      print(
          "device, checked: 10,000 positions and all prices have changed",
          () -> {
            for (int i = 0; i < 10_000; i++) {
              lots[random.nextInt(lots.length)]++;
            }
            for (int i = 0; i < INSTRUMENTS; i++) {
              arrays.entries()[i * arrays.stride()] ^= 1;
            }
            arrays.summarise();
            engine.revalue(in, arrays, table);
          });
      System.out.println(engine.state());
    }
  }
}
