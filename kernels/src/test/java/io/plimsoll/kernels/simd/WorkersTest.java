package io.plimsoll.kernels.simd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkersTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int THREADS = 4;

  private static void assertAllDone(Workers workers) {
    AtomicIntegerArray done = new AtomicIntegerArray(THREADS);
    workers.run((part, of) -> {
      assertEquals(THREADS, of);
      done.incrementAndGet(part);
    });
    for (int part = 0; part < THREADS; part++) {
      assertEquals(1, done.get(part), "part " + part);
    }
  }

  /** A machine that gives so many threads and then none, until it is asked often enough. */
  private static final class Scarce implements ThreadFactory {

    private int left;

    Scarce(int left) {
      this.left = left;
    }

    @Override
    public Thread newThread(Runnable work) {
      Thread thread =
          new Thread(work) {
            @Override
            public void start() {
              if (left <= 0) {
                throw new OutOfMemoryError("unable to create native thread");
              }
              left--;
              super.start();
            }
          };
      thread.setDaemon(true);
      return thread;
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void whatNoThreadIsThereForTheCallerDoes(int threads) {
    Scarce machine = new Scarce(threads);
    try (Workers workers = new Workers(THREADS, machine)) {
      assertTimeoutPreemptively(
          PATIENCE,
          () -> {
            assertAllDone(workers);
            assertAllDone(workers);
            // The machine has threads again.
            machine.left = THREADS;
            assertAllDone(workers);
            assertAllDone(workers);
          });
      assertEquals(threads + 1, machine.left, "only those that were missing are asked for");
    }
  }

  @Test
  void partsOfARangeFollowEachOther() {
    for (int count : new int[] {0, 1, 3, 4, 5, 1_000_003, Integer.MAX_VALUE}) {
      for (int of : new int[] {1, 2, 3, 64}) {
        int least = count / of;
        assertEquals(0, Workers.bound(count, 0, of));
        assertEquals(count, Workers.bound(count, of, of));
        for (int part = 0; part < of; part++) {
          int size = Workers.bound(count, part + 1, of) - Workers.bound(count, part, of);
          assertTrue(size == least || size == least + 1, count + " in " + of + ": " + size);
        }
      }
    }
  }

  @Test
  void whatAPartThrowsIsThrownWhenAllAreDone() {
    try (Workers workers = new Workers(THREADS, "test")) {
      for (int failing = 0; failing < THREADS; failing++) {
        int fails = failing;
        AtomicInteger done = new AtomicInteger();
        IllegalStateException thrown =
            assertThrows(
                IllegalStateException.class,
                () ->
                    workers.run((part, of) -> {
                      done.incrementAndGet();
                      if (part == fails) {
                        throw new IllegalStateException("part " + part);
                      }
                    }));
        assertEquals("part " + fails, thrown.getMessage());
        assertEquals(THREADS, done.get());
        assertAllDone(workers);
      }
    }
  }

  /** Another thread closes the crew at any moment of a job: it is done, or was refused. */
  @Test
  void nobodyWaitsForEverBesideAClose() throws InterruptedException {
    for (int round = 0; round < 500; round++) {
      Workers workers = new Workers(THREADS, "test");
      assertAllDone(workers);
      int[] done = new int[THREADS];
      Thread closer = new Thread(workers::close);
      closer.start();
      boolean refused =
          assertTimeoutPreemptively(
              PATIENCE,
              () -> {
                try {
                  workers.run((part, of) -> done[part]++);
                  return false;
                } catch (IllegalStateException e) {
                  return true;
                }
              });
      closer.join();
      int all = Arrays.stream(done).sum();
      assertEquals(refused ? 0 : THREADS, all);
      assertThrows(IllegalStateException.class, () -> workers.run((part, of) -> {}));
    }
  }

  @Test
  void threadsEndWithTheCrew() throws InterruptedException {
    Workers workers =
        new Workers(
            2,
            work -> {
              Thread thread = new Thread(work, "test-of-the-end");
              thread.setDaemon(true);
              return thread;
            });
    Thread[] served = new Thread[2];
    workers.run((part, of) -> served[part] = Thread.currentThread());
    workers.close();
    served[1].join(PATIENCE);
    assertFalse(served[1].isAlive());
  }
}
