package io.plimsoll.node.server.run;

import io.plimsoll.chain.ChainViews;
import io.plimsoll.chain.ViewReader;
import io.plimsoll.kernels.engine.Engine;
import io.plimsoll.kernels.engine.Engines;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Readers of the last committed block for whoever asks. They are as many as questions are answered
 * at once; a question waits for one, never for a block.
 */
public final class Readers implements AutoCloseable {

  /** Milliseconds for which a question waits. */
  private static final long PATIENCE_MS = 2_000;

  private final Engine engine = Engines.create("scalar", 1);
  private final ChainViews views;
  private final BlockingQueue<ViewReader> free;

  /** No reader was free in time. */
  public static final class Busy extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Busy() {
      super("all readers are busy");
    }
  }

  /** So many readers of a chain's views. */
  public Readers(ChainViews views, int count) {
    this.views = views;
    free = new ArrayBlockingQueue<>(count);
    for (int i = 0; i < count; i++) {
      free.add(views.reader(engine));
    }
  }

  /**
   * Answers a question about the last committed block.
   *
   * @param question what it returns must not hold the reader
   * @throws Busy where no reader gets free in time
   */
  public <T> T ask(Function<ViewReader, T> question) {
    ViewReader reader = take();
    boolean whole = false;
    try {
      T answer = question.apply(reader.at(views.latest()));
      whole = true;
      return answer;
    } finally {
      // One that has thrown may have stopped halfway; a new one knows nothing of it.
      free.add(whole ? reader : views.reader(engine));
    }
  }

  private ViewReader take() {
    try {
      ViewReader reader = free.poll(PATIENCE_MS, TimeUnit.MILLISECONDS);
      if (reader == null) {
        throw new Busy();
      }
      return reader;
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
    engine.close();
  }
}
