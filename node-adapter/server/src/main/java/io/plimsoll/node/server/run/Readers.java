package io.plimsoll.node.server.run;

import io.plimsoll.chain.ChainViews;
import io.plimsoll.chain.ViewReader;
import io.plimsoll.kernels.engine.Engine;
import io.plimsoll.kernels.engine.Engines;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Readers of the last committed block for whoever asks. They are as many as questions are answered
 * at once; a question waits for one, never for a block.
 */
public final class Readers implements AutoCloseable {

  /** Milliseconds for which a question waits. */
  private static final long PATIENCE_MS = 2_000;

  private final ChainViews views;
  private final List<Seat> all = new ArrayList<>();
  private final BlockingQueue<Seat> free;

  /** No reader was free in time. */
  public static final class Busy extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Busy() {
      super("all readers are busy");
    }
  }

  /** A reader and the engine that serves it alone; one thread at a time has it. */
  private static final class Seat {
    private Engine engine = engine();
    private @Nullable ViewReader reader;

    private static Engine engine() {
      return Engines.create("scalar", 1);
    }

    private ViewReader reader(ChainViews views) {
      ViewReader at = reader;
      if (at == null) {
        at = views.reader(engine);
        reader = at;
      }
      return at.at(views.latest());
    }

    /** Both are made anew for the next question. */
    private void forget() {
      reader = null;
      engine.close();
      engine = engine();
    }
  }

  /** So many readers of a chain's views. */
  public Readers(ChainViews views, int count) {
    this.views = views;
    free = new ArrayBlockingQueue<>(count);
    for (int i = 0; i < count; i++) {
      all.add(new Seat());
    }
    free.addAll(all);
  }

  /**
   * Answers a question about the last committed block. A question that throws costs the next one a
   * market that is built anew, so what is merely not there is better returned.
   *
   * @param question what it returns must not hold the reader
   * @throws Busy where no reader gets free in time
   */
  public <T> T ask(Function<ViewReader, T> question) {
    Seat seat = take();
    boolean whole = false;
    try {
      T answer = question.apply(seat.reader(views));
      whole = true;
      return answer;
    } finally {
      try {
        if (!whole) {
          // It may have stopped halfway; a new one knows nothing of it.
          seat.forget();
        }
      } finally {
        free.add(seat);
      }
    }
  }

  private Seat take() {
    try {
      Seat seat = free.poll(PATIENCE_MS, TimeUnit.MILLISECONDS);
      if (seat == null) {
        throw new Busy();
      }
      return seat;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Busy();
    }
  }

  /** The views that are read. */
  public ChainViews views() {
    return views;
  }

  @Override
  public void close() {
    all.forEach(seat -> seat.engine.close());
  }
}
