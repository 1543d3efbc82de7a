package io.plimsoll.kernels.simd;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A fixed crew of daemon threads that runs one job at a time in equal shares, the calling thread
 * taking the first. Threads start with the first job and end with {@link #close}; handing over
 * allocates nothing.
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
  private final String name;

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
    this.threads = threads;
    this.name = name;
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
    hand(work);
    Throwable mine = null;
    try {
      work.run(0, threads);
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

  private void hand(Job work) {
    lock.lock();
    try {
      if (closed) {
        throw new IllegalStateException("the engine is closed");
      }
      while (started < threads) {
        int part = started;
        Thread thread = new Thread(() -> serve(part), name + "-" + part);
        thread.setDaemon(true);
        // Where the machine gives no thread this throws, and the next job tries again.
        thread.start();
        started++;
      }
      job = work;
      failure = null;
      unfinished = threads - 1;
      round++;
      given.signalAll();
    } finally {
      lock.unlock();
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

  private void serve(int part) {
    long seen = 0;
    while (true) {
      Job work;
      lock.lock();
      try {
        while (round == seen && !closed) {
          given.awaitUninterruptibly();
        }
        if (closed) {
          return;
        }
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
      }
      finish(thrown);
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

  /** Ends the threads. */
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
