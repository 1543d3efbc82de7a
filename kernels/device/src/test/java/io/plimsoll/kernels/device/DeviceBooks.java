package io.plimsoll.kernels.device;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.plimsoll.kernels.batch.LossTable;
import io.plimsoll.kernels.batch.Revaluation;
import io.plimsoll.kernels.engine.Engine;
import io.plimsoll.kernels.engine.Engines;
import io.plimsoll.kernels.scenario.PnlTransform;
import io.plimsoll.kernels.scenario.Scenario;
import io.plimsoll.kernels.scenario.ScenarioSet;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Any book, any change of it, any mistake of the caller's: on the device, and the law's results.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class DeviceBooks {

  private static final long PATIENCE_MS = 60_000;

  private DeviceEngine engine;

  /** Starts the worker that is tested. */
  protected abstract WorkerLauncher launcher();

  private DeviceEngine start() {
    return start(1);
  }

  private DeviceEngine start(int threads) {
    return new DeviceEngine(
        "tornado",
        launcher(),
        DeviceSettings.usual().withCallMs(30_000).withThreads(threads),
        Engines.create("scalar", 1),
        alarm -> fail(alarm.toString()));
  }

  @BeforeAll
  void trust() {
    engine = start();
    assertTrue(engine.awaitDevice(PATIENCE_MS));
  }

  @AfterAll
  void close() {
    engine.close();
  }

  /** The law's results, from the device. */
  private void assertDevice(Book book) {
    long before = engine.state().deviceCalls();
    book.assertLaw(engine);
    assertEquals(before + 1, engine.state().deviceCalls(), "the device did not compute");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 8, 9, 16, 17, 33, 40, 41, 128})
  void anyNumberOfScenarios(int scenarios) {
    for (int rows : new int[] {1, 2, 31, 211}) {
      for (int most : new int[] {0, 1, 12}) {
        assertDevice(new Book(scenarios, rows, most, 23, scenarios));
      }
    }
    assertDevice(new Book(scenarios, 3, 3_000, 23, scenarios));
    assertTrue(engine.state().lawRows() > 0, "no row was too wide for the device");
  }

  @Test
  void nothingToDo() {
    Book book = new Book(7, 50, 4, 5, 9);
    book.live(0);
    book.assertLaw(engine);
    Revaluation rows = new Revaluation();
    rows.addScenarioSet(new ScenarioSet.Builder().build());
    rows.beginRow(0, 0);
    book.arrays.reset(0, 0);
    LossTable table = new LossTable();
    engine.revalue(rows, book.arrays, table);
    assertEquals(-1, table.runnerUp()[0]);
  }

  /** Positions, rows and prices change, few or many at a time; the device is told of each. */
  @Test
  void changesReachTheDevice() {
    Book book = new Book(8, 700, 10, 40, 33);
    assertDevice(book);
    Random random = book.random;
    for (int round = 0; round < 60; round++) {
      int changes = round % 10 == 9 ? 3_000 : random.nextInt(20);
      for (int i = 0; i < changes; i++) {
        book.setPosition(random.nextInt(book.lots.length), 20);
      }
      for (int i = 0; i < (round % 12 == 11 ? 600 : 3); i++) {
        int row = random.nextInt(book.count());
        book.k[row] = random.nextInt(13);
        book.set[row] = random.nextInt(2);
        book.end[row] = book.start[row] + random.nextInt(book.end[row] - book.start[row] + 1);
      }
      if (round % 3 == 0) {
        book.reprice();
      }
      book.live(random.nextInt(4) == 0 ? 1 + random.nextInt(book.count()) : book.count());
      assertDevice(book);
    }
  }

  @Test
  void oneLotMoreIsSeen() {
    Book book = new Book(9, 300, 5, 10, 5);
    assertDevice(book);
    int row = book.busyRow(100);
    book.lots[book.start[row]]++;
    assertDevice(book);
    book.instrument[book.end[row] - 1] = (book.instrument[book.end[row] - 1] + 1) % 10;
    assertDevice(book);
    book.arrays.entries()[3]++;
    book.arrays.summarise();
    assertDevice(book);
  }

  /** Enough rows that each thread takes a part of the comparing and checking. */
  @Test
  void threadsShareABook() {
    Book book = new Book(18, 30_000, 4, 20, 9);
    try (DeviceEngine shared = start(3)) {
      assertTrue(shared.awaitDevice(PATIENCE_MS));
      book.assertLaw(shared);
      assertTrue(shared.awaitDevice(PATIENCE_MS));
      // Few changes, then more than a call can carry of positions, then of rows.
      for (int changes : new int[] {0, 1, 700, 9_000, 30_000}) {
        for (int i = 0; i < changes; i++) {
          book.setPosition(book.random.nextInt(book.lots.length), 20);
        }
        for (int i = 0; i < changes / 5; i++) {
          book.k[book.random.nextInt(book.count())] = book.random.nextInt(13);
        }
        book.assertLaw(shared);
      }
      assertEquals(5, shared.state().deviceCalls());
      assertTrue(shared.state().lawRows() > 0, "no row was too wide for the device");
    }
  }

  /** While a larger process starts, the CPU computes; then the device does again. */
  @Test
  void aBookThatOutgrowsTheDevice() {
    try (DeviceEngine growing = start()) {
      assertTrue(growing.awaitDevice(PATIENCE_MS));
      Book small = new Book(10, 100, 5, 10, 9);
      small.assertLaw(growing);
      assertEquals(1, growing.state().deviceCalls());
      long pid = growing.pid();
      Book large = new Book(11, 20_000, 3, 10, 9);
      large.assertLaw(growing);
      assertEquals(1, growing.state().deviceCalls());
      assertEquals(DeviceState.Phase.STARTING, growing.state().phase());
      assertTrue(growing.awaitDevice(PATIENCE_MS));
      assertTrue(pid != growing.pid());
      large.assertLaw(growing);
      small.assertLaw(growing);
      assertEquals(3, growing.state().deviceCalls());
      assertEquals(1, growing.state().cpuCalls());
    }
  }

  /** A mistake of the caller's is reported as the law reports it; the device is not to blame. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "instrument",
        "negative instrument",
        "huge instrument",
        "set",
        "k",
        "negative k",
        "start",
        "end",
        "huge end",
        "large end",
        "scenarios"
      })
  void mistakesOfTheCaller(String mistake) {
    Book book = new Book(12, 200, 5, 10, 9);
    assertDevice(book);
    int row = book.busyRow(50);
    int position = book.start[row] + 1;
    int instrument = book.instrument[position];
    int set = book.set[row];
    int k = book.k[row];
    int start = book.start[row];
    int end = book.end[row];
    switch (mistake) {
      case "instrument" -> book.instrument[position] = 10;
      case "negative instrument" -> book.instrument[position] = -1;
      case "huge instrument" -> book.instrument[position] = Integer.MAX_VALUE;
      case "set" -> book.set[row] = 2;
      case "k" -> book.k[row] = 13;
      case "negative k" -> book.k[row] = -1;
      case "start" -> book.start[row] = -1;
      case "end" -> book.end[row] = book.lots.length + 1;
      case "huge end" -> book.end[row] = Integer.MAX_VALUE;
      case "large end" -> book.end[row] = 1 << 20;
      default -> book.arrays.reset(10, 8);
    }
    try (Engine law = Engines.create("scalar", 1)) {
      LossTable table = new LossTable();
      RuntimeException expected =
          assertThrows(
              RuntimeException.class, () -> law.revalue(book.rows, book.arrays, table), mistake);
      assertThrows(
          expected.getClass(), () -> engine.revalue(book.rows, book.arrays, table), mistake);
    }
    book.instrument[position] = instrument;
    book.set[row] = set;
    book.k[row] = k;
    book.start[row] = start;
    book.end[row] = end;
    if (mistake.equals("scenarios")) {
      book.arrays.reset(10, 9);
      book.reprice();
    }
    assertDevice(book);
  }

  /** A set that does more to a profit or loss than weigh it is the CPU's. */
  @Test
  void whatTheKernelDoesNotKnowIsTheCpus() {
    Book book = new Book(16, 30, 5, 10, 2);
    ScenarioSet.Builder builder = new ScenarioSet.Builder();
    builder.add(Scenario.named("plain"));
    builder.add(Scenario.named("dampened").transform(new PnlTransform(1_000_000, 5, 1_000_000)));
    book.rows.addScenarioSet(builder.build());
    long before = engine.state().deviceCalls();
    book.set[3] = 2;
    book.assertLaw(engine);
    assertEquals(before, engine.state().deviceCalls());
  }

  /**
   * Sums that wrap to the largest long in all scenarios or all but one: a device that looks for
   * something smaller names no scenario, and has done nothing wrong.
   */
  @Test
  void sumsThatWrapAreNoFault() {
    for (int scenarios : new int[] {1, 2, 9}) {
      Book book = new Book(17, 40, 6, 4, scenarios);
      for (int s = 0; s < scenarios; s++) {
        book.arrays.entries()[s] = 1;
        book.arrays.entries()[book.arrays.stride() + s] = s == 0 ? -1 : 1;
      }
      book.arrays.summarise();
      for (int row = 0; row < 2; row++) {
        int wrapping = book.busyRow(10 + 10 * row);
        book.end[wrapping] = book.start[wrapping] + 1;
        book.instrument[book.start[wrapping]] = row;
        book.lots[book.start[wrapping]] = Long.MAX_VALUE;
        book.set[wrapping] = 0;
        book.k[wrapping] = 0;
      }
      assertDevice(book);
    }
  }

  /** What stands between rows does not matter, whatever it is. */
  @Test
  void slackHoldsAnything() {
    Book book = new Book(13, 200, 5, 10, 9);
    for (int row = 0; row + 1 < book.count(); row++) {
      for (int p = book.end[row]; p < book.start[row + 1]; p++) {
        book.instrument[p] = p % 2 == 0 ? Integer.MIN_VALUE : Integer.MAX_VALUE;
        book.lots[p] = Long.MIN_VALUE;
      }
    }
    assertDevice(book);
    assertDevice(book);
  }

  @Test
  void gridsAreTheCpus() {
    Book book = new Book(14, 20, 5, 10, 9);
    long[] mine = new long[9];
    long[] theirs = new long[9];
    try (Engine law = Engines.create("scalar", 1)) {
      engine.lossGrid(book.rows, 3, book.arrays, mine);
      law.lossGrid(book.rows, 3, book.arrays, theirs);
    }
    assertArrayEquals(theirs, mine);
  }
}
