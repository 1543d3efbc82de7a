package io.plimsoll.kernels.simd;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A fixed crew of daemon threads that runs one job at a time in equal shares, the calling thread
 * taking the first. Threads start with the first job and end with {@link #close}; handing over
 * allocates nothing. Where the machine gives no thread, the calling thread does that share too, and
 * the next job asks for it again: no block is lost for want of a thread.
 */
public final class Workers implements AutoCloseable {

  /** Work that can be cut into independent parts. */
  public interface Job {
    /** Does part {@code part} of {@code parts}. */
    void run(int part, int parts);
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition given = lock.newCondition();
  private final Condition done = lock.newCondition();
  private final int threads;
  private final ThreadFactory factory;

  // All below are guarded by the lock.
  private int started = 1;
  private boolean closed;
  private long round;
  private int unfinished;
  private @Nullable Job job;
  private @Nullable Throwable failure;

  /**
   * A crew whose threads have not started yet.
   *
   * @param threads the number of threads, the calling one among them, at least 1
   * @param name what the threads' names begin with
   */
  public Workers(int threads, String name) {
    this(threads, Thread.ofPlatform().daemon().name(name + "-", 1).factory());
  }

  /** A crew of threads of the caller's; for tests. */
  Workers(int threads, ThreadFactory factory) {
    this.threads = threads;
    this.factory = factory;
  }

  /** Where part {@code part} of {@code parts} contiguous parts of a range from 0 starts. */
  public static int bound(int count, int part, int parts) {
    return count / parts * part + Math.min(part, count % parts);
  }

  /** The number of threads, the calling one among them. */
  public int threads() {
    return threads;
  }

  /** Runs all parts and returns when they are done; rethrows what a part has thrown. */
  public void run(Job work) {
    if (threads == 1) {
      work.run(0, 1);
      return;
    }
    int others = hand(work);
    Throwable mine = null;
    try {
      work.run(0, threads);
      for (int part = others; part < threads; part++) {
        work.run(part, threads);
      }
    } catch (RuntimeException | Error e) {
      mine = e;
    }
    Throwable theirs = await();
    Throwable thrown = mine == null ? theirs : mine;
    if (thrown instanceof RuntimeException e) {
      throw e;
    }
    if (thrown instanceof Error e) {
      throw e;
    }
  }

  /** Gives the job to all threads that there are; returns the first part that has none. */
  private int hand(Job work) {
    lock.lock();
    try {
      if (closed) {
        throw new IllegalStateException("the engine is closed");
      }
      while (started < threads && start(started)) {
        started++;
      }
      job = work;
      failure = null;
      unfinished = started - 1;
      round++;
      given.signalAll();
      return started;
    } finally {
      lock.unlock();
    }
  }

  /** Starts a thread, or says that the machine gives none. */
  private boolean start(int part) {
    long seen = round;
    try {
      factory.newThread(() -> serve(part, seen)).start();
      return true;
    } catch (OutOfMemoryError e) {
      return false;
    }
  }

  private @Nullable Throwable await() {
    lock.lock();
    try {
      while (unfinished > 0) {
        done.awaitUninterruptibly();
      }
      job = null;
      return failure;
    } finally {
      lock.unlock();
    }
  }

  private void serve(int part, long before) {
    long seen = before;
    while (true) {
      Job work;
      lock.lock();
      try {
        while (round == seen && !closed) {
          given.awaitUninterruptibly();
        }
        if (round == seen) {
          return;
        }
        // What was given before the end is done all the same, for somebody waits for it.
        seen = round;
        work = job;
      } finally {
        lock.unlock();
      }
      Throwable thrown = null;
      try {
        if (work != null) {
          work.run(part, threads);
        }
      } catch (RuntimeException | Error e) {
        thrown = e;
      } finally {
        finish(thrown);
      }
    }
  }

  private void finish(@Nullable Throwable thrown) {
    lock.lock();
    try {
      if (thrown != null) {
        failure = thrown;
      }
      unfinished--;
      if (unfinished == 0) {
        done.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Ends the threads, after a job that they were given. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      given.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
