package io.plimsoll.kernels.device;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.kernels.engine.Engines;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** The device engine with a worker in plain Java. */
class DeviceEngineTest extends DeviceBooks {

  private static final long PATIENCE_MS = 60_000;

  @Override
  protected WorkerLauncher launcher() {
    return FaultyWorker.launcher("none", 0);
  }

  @Test
  void floorsAreRecognisedWithoutDividing() {
    Random random = new Random(15);
    for (int i = 0; i < 200_000; i++) {
      long value = random.nextLong() >> (2 + random.nextInt(60));
      long divisor = (random.nextLong() >>> 4) >>> random.nextInt(60);
      divisor = Math.max(1, Math.min(divisor, 1_000_000_000_000_000_000L));
      long floor = Math.floorDiv(value, divisor);
      assertTrue(RowCheck.isFloor(floor, value, divisor));
      assertFalse(RowCheck.isFloor(floor + 1, value, divisor));
      assertFalse(RowCheck.isFloor(floor - 1, value, divisor));
      assertFalse(RowCheck.isFloor(floor ^ (1L << random.nextInt(64)), value, divisor));
    }
  }

  /** Kills a node; its worker must not be seen a moment later. */
  @Test
  void aWorkerDoesNotOutliveItsNode() throws IOException, InterruptedException {
    for (String state : new String[] {"none", "hang"}) {
      Process node =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:+UseSerialGC",
                  "-cp",
                  System.getProperty("java.class.path"),
                  Node.class.getName(),
                  state)
              .redirectErrorStream(true)
              .start();
      try (BufferedReader said =
          new BufferedReader(
              new InputStreamReader(node.getInputStream(), StandardCharsets.UTF_8))) {
        String line = said.readLine();
        assertTrue(line != null && line.startsWith("worker "), line);
        long worker = Long.parseLong(line.substring("worker ".length()));
        assertTrue(FaultyWorker.runs(worker));
        node.destroyForcibly().waitFor();
        long end = System.nanoTime() + 10_000_000_000L;
        while (FaultyWorker.runs(worker)) {
          assertTrue(System.nanoTime() < end, "the worker still runs, " + state);
          Thread.sleep(5);
        }
      }
    }
  }

  /** A node of its own, whose worker is idle or hangs in a call. */
  static final class Node {

    private Node() {}

    /** Prints the worker's process and waits to be killed. */
    public static void main(String[] arguments) {
      DeviceEngine engine =
          new DeviceEngine(
              "tornado",
              FaultyWorker.launcher(arguments[0], KnownAnswerSuite.CALLS),
              DeviceSettings.usual().withCallMs(60_000),
              Engines.create("scalar", 1),
              alarm -> System.out.println(alarm));
      engine.awaitDevice(PATIENCE_MS);
      System.out.println("worker " + engine.pid());
      new Book(1, 400, 8, 30, 33).assertLaw(engine);
      while (true) {
        LockSupport.park();
      }
    }
  }
}
