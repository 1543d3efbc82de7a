package io.plimsoll.kernels.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.kernels.batch.LossTable;
import io.plimsoll.kernels.batch.RowList;
import io.plimsoll.kernels.engine.Engines;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever goes wrong, the results are the law's, the device is dropped, the operator is told. */
class FaultTest {

  private static final long PATIENCE_MS = 60_000;

  private final List<DeviceAlarm> alarms = new ArrayList<>();
  private final Book book = new Book(1, 400, 8, 30, 33);

  private DeviceEngine engine(String fault, int at, DeviceSettings settings) {
    return new DeviceEngine(
        "tornado",
        FaultyWorker.launcher(fault, at),
        settings,
        Engines.create("scalar", 1),
        alarms::add);
  }

  private static DeviceSettings settings() {
    return DeviceSettings.usual().withSamples(0);
  }

  private void assertDropped(DeviceEngine engine, Fault fault, String detail) {
    assertEquals(1, alarms.size(), alarms::toString);
    DeviceAlarm alarm = alarms.get(0);
    assertEquals(fault, alarm.fault(), alarm::toString);
    assertTrue(alarm.detail().contains(detail), alarm::toString);
    assertEquals(DeviceState.Phase.DROPPED, engine.state().phase());
    assertEquals(alarm, engine.state().alarm());
    assertEquals(-1, engine.pid(), "its process is gone");
  }

  @ParameterizedTest
  @CsvSource({
    "bit of a loss, LOSS, row ",
    "lowest bit of a loss, LOSS, row ",
    "highest bit of a loss, LOSS, row ",
    "bit of a checksum, CHECKSUM, row ",
    "bit of a runner-up, RUNNER_UP, row ",
    "argmin in range, LOSS, row ",
    "runner-up in range, RUNNER_UP, row ",
    "argmin out of range, INDEX, 33",
    "argmin negative, INDEX, -1",
    "argmin far out of range, INDEX, 2147483647",
    "runner-up is the worst, INDEX, row ",
    "exchanged, RUNNER_UP, row ",
    "torn, CHECKSUM, row ",
    "nothing done, CHECKSUM, row ",
    "exception, FAILED, the device is on fire",
    "error, FAILED, the driver is beside itself",
    "memory is cut, FAILED, InternalError",
    "out of memory, OUT_OF_MEMORY, the device has 2 bytes",
    "exit, DIED, exit value 7",
    "hang, DEADLINE, hanging",
  })
  void aFaultDuringACall(String name, Fault fault, String detail) {
    DeviceSettings settings =
        name.equals("hang") ? settings().withCallMs(150) : settings().withCallMs(30_000);
    // The row that is bent has positions, and sums that fit.
    int row = FaultyWorker.ROW;
    book.end[row] = book.start[row] + 1;
    book.instrument[book.start[row]] = 3;
    book.lots[book.start[row]] = 1_000_003;
    book.k[row] = 0;
    try (DeviceEngine engine = engine(name, KnownAnswerSuite.CALLS + 1, settings)) {
      assertTrue(engine.awaitDevice(PATIENCE_MS), () -> "not trusted: " + engine.state());
      book.assertLaw(engine);
      assertEquals(List.of(), alarms);
      assertEquals(1, engine.state().deviceCalls());
      long pid = engine.pid();
      book.lots[book.start[row]]++;
      book.assertLaw(engine);
      assertDropped(engine, fault, detail);
      assertEquals("reference worker", alarms.get(0).device());
      assertFalse(runs(pid));
      // And from then on it is the CPU's, without a word.
      book.lots[5]++;
      book.assertLaw(engine);
      assertEquals(1, alarms.size());
      assertEquals(1, engine.state().deviceCalls());
      assertEquals(2, engine.state().cpuCalls());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "missing, NOT_STARTED, nothing is installed here",
    "no java, NOT_STARTED, java-which-is-not-there",
    "no main class, DIED, io.plimsoll.Nowhere",
    "no module, DIED, Module not.installed not found",
    "no driver, NO_DRIVER, libdevice.so",
    "no memory at start, OUT_OF_MEMORY, 2 bytes",
    "exit at start, DIED, exit value 3",
    "hang at start, DEADLINE, hanging",
    "slow, DEADLINE, not all known answers",
  })
  void aDeviceThatNeverStarts(String name, Fault fault, String detail) {
    int startMs =
        switch (name) {
          case "hang at start" -> 700;
          // Its 40 answers take 4 seconds.
          case "slow" -> 3_000;
          default -> 30_000;
        };
    try (DeviceEngine engine = engine(name, 0, settings().withStartMs(startMs))) {
      book.assertLaw(engine);
      assertFalse(engine.awaitDevice(PATIENCE_MS));
      assertDropped(engine, fault, detail);
      book.assertLaw(engine);
      assertEquals(1, alarms.size());
    }
  }

  /** So no kill of either side leaves it in memory. */
  @Test
  void theMemoryHasNoNameLongBeforeADeviceIsReady() throws DeviceFault, InterruptedException {
    WorkerLauncher hanging = FaultyWorker.launcher("hang at start", 0);
    Path file;
    try (WorkerProcess process = WorkerProcess.start(hanging, KnownAnswerSuite.CAPACITIES)) {
      file = process.file();
      long end = System.nanoTime() + PATIENCE_MS * 1_000_000;
      while (Files.exists(file)) {
        assertTrue(System.nanoTime() < end, "it is still there");
        Thread.sleep(5);
      }
    }
    assertFalse(Files.exists(Objects.requireNonNull(file.getParent())));
  }

  @ParameterizedTest
  @CsvSource({
    "bit of a loss, 0",
    "bit of a checksum, 7",
    "wrong choice, 27",
    "argmin in range, 31",
    "exchanged, 25",
    "nothing done, 39",
  })
  void wrongKnownAnswers(String name, int at) {
    try (DeviceEngine engine = engine(name, at, settings())) {
      assertFalse(engine.awaitDevice(PATIENCE_MS));
      assertDropped(engine, Fault.KNOWN_ANSWERS, "row ");
      book.assertLaw(engine);
    }
  }

  /** The first wrong row is far behind the first thread's part. */
  @Test
  void aFaultInThePartOfAnotherThread() {
    Book large = new Book(2, 12_000, 4, 30, 9);
    try (DeviceEngine engine =
        engine("torn", KnownAnswerSuite.CALLS + 1, settings().withThreads(4).withCallMs(30_000))) {
      assertTrue(engine.awaitDevice(PATIENCE_MS));
      large.assertLaw(engine);
      assertEquals(1, engine.state().deviceCalls());
      large.lots[0]++;
      large.assertLaw(engine);
      assertDropped(engine, Fault.CHECKSUM, "row 6000:");
    }
  }

  /** Each thread of a crew that reads memory which is taken away, ends its part. */
  @Test
  void memoryIsCutUnderACrew() {
    Book large = new Book(2, 16_384, 4, 30, 9);
    try (DeviceEngine engine =
        engine(
            "memory is cut",
            KnownAnswerSuite.CALLS + 1,
            settings().withThreads(4).withCallMs(30_000))) {
      assertTrue(engine.awaitDevice(PATIENCE_MS));
      large.assertLaw(engine);
      assertEquals(1, engine.state().deviceCalls());
      large.assertLaw(engine);
      assertDropped(engine, Fault.FAILED, "InternalError");
    }
  }

  /**
   * A mistake of the caller's in another thread's part is no fault of the device, and what of the
   * book had been brought up to date before it was found is not forgotten.
   */
  @Test
  void aCallersMistakeInThePartOfAnotherThread() {
    Book large = new Book(2, 16_384, 4, 30, 9);
    LossTable table = new LossTable();
    try (DeviceEngine engine = engine("none", 0, settings().withThreads(4).withCallMs(30_000))) {
      assertTrue(engine.awaitDevice(PATIENCE_MS));
      large.assertLaw(engine);
      assertEquals(1, engine.state().deviceCalls());
      int row = 12_000;
      while (large.start[row] == large.end[row]) {
        row++;
      }
      int at = large.start[row];
      int named = large.instrument[at];
      large.instrument[at] = 1_000_000;
      large.lots[large.start[1]] += 7;
      large.end[2] = large.start[2] + 1;
      assertThrows(
          IndexOutOfBoundsException.class, () -> engine.revalue(large.rows, large.arrays, table));
      assertEquals(List.of(), alarms);
      large.instrument[at] = named;
      large.assertLaw(engine);
      assertEquals(List.of(), alarms);
      assertEquals(2, engine.state().deviceCalls());
    }
  }

  /** Right sums of the wrong scenarios: only rows that are recomputed whole can show it. */
  @Test
  void aWrongChoiceIsFoundByRecomputing() {
    int row = FaultyWorker.ROW;
    book.end[row] = book.start[row] + 1;
    book.k[row] = 0;
    book.lots[book.start[row]] = 1_000_003;
    try (DeviceEngine engine =
        engine("wrong choice", KnownAnswerSuite.CALLS, settings().withSamples(10_000))) {
      assertTrue(engine.awaitDevice(PATIENCE_MS));
      book.assertLaw(engine);
      assertDropped(engine, Fault.SAMPLE, "row " + row);
    }
  }

  @Test
  void aWrongChoiceIsFoundBeforeALiquidation() {
    int row = FaultyWorker.ROW;
    book.end[row] = book.start[row] + 1;
    book.k[row] = 0;
    book.lots[book.start[row]] = 1_000_003;
    LossTable table = new LossTable();
    try (DeviceEngine engine = engine("wrong choice", KnownAnswerSuite.CALLS, settings())) {
      assertTrue(engine.awaitDevice(PATIENCE_MS));
      engine.revalue(book.rows, book.arrays, table);
      assertEquals(List.of(), alarms, "sums prove no minimum");
      RowList rows = new RowList();
      rows.add(row - 1);
      rows.add(row + 1);
      assertTrue(engine.confirm(book.rows, book.arrays, table, rows));
      rows.add(row);
      assertFalse(engine.confirm(book.rows, book.arrays, table, rows));
      book.assertLaw(table);
      assertDropped(engine, Fault.CONFIRMATION, "row " + row);
      assertTrue(engine.confirm(book.rows, book.arrays, table, rows), "now it is the CPU's");
    }
  }

  @Test
  void killedWhileIdle() {
    try (DeviceEngine engine = engine("none", 0, settings())) {
      assertTrue(engine.awaitDevice(PATIENCE_MS));
      book.assertLaw(engine);
      kill(engine.pid());
      book.assertLaw(engine);
      assertDropped(engine, Fault.DIED, "exit value 137");
    }
  }

  @Test
  void killedDuringACall() throws InterruptedException {
    try (DeviceEngine engine =
        engine("hang", KnownAnswerSuite.CALLS, settings().withCallMs(30_000))) {
      assertTrue(engine.awaitDevice(PATIENCE_MS));
      long pid = engine.pid();
      Thread killer =
          new Thread(() -> {
            pause(200);
            kill(pid);
          });
      killer.start();
      book.assertLaw(engine);
      killer.join();
      assertDropped(engine, Fault.DIED, "exit value 137");
    }
  }

  /** A device that is stopped, not dead, is a device that does not answer. */
  @Test
  void stopped() throws IOException, InterruptedException {
    try (DeviceEngine engine = engine("none", 0, settings().withCallMs(150))) {
      assertTrue(engine.awaitDevice(PATIENCE_MS));
      long pid = engine.pid();
      new ProcessBuilder("kill", "-STOP", Long.toString(pid)).start().waitFor();
      book.assertLaw(engine);
      assertDropped(engine, Fault.DEADLINE, "150 ms");
      assertFalse(runs(pid));
    }
  }

  @Test
  void noAlarmAndNoProcessIsLeftWhereNothingIsWrong() {
    long pid;
    try (DeviceEngine engine = engine("none", 0, settings().withSamples(64))) {
      assertNull(engine.state().alarm());
      assertTrue(engine.awaitDevice(PATIENCE_MS));
      for (int i = 0; i < 5; i++) {
        book.reprice();
        book.assertLaw(engine);
      }
      pid = engine.pid();
      assertEquals(5, engine.state().deviceCalls());
      assertEquals(0, engine.state().cpuCalls());
      assertNotNull(engine.state().device());
    }
    assertEquals(List.of(), alarms);
    assertFalse(runs(pid));
  }

  private static void kill(long pid) {
    ProcessHandle.of(pid).orElseThrow().destroyForcibly();
    ProcessHandle.of(pid).ifPresent(handle -> Objects.requireNonNull(handle).onExit().join());
  }

  private static void pause(long ms) {
    try {
      Thread.sleep(ms);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean runs(long pid) {
    try {
      return FaultyWorker.runs(pid);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
