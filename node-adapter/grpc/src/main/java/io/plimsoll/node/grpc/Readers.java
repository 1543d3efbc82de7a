package io.plimsoll.node.grpc;

import io.plimsoll.chain.ChainViews;
import io.plimsoll.chain.ViewReader;
import io.plimsoll.kernels.engine.Engine;
import io.plimsoll.kernels.engine.Engines;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Readers of the last committed block, each with an engine of its own: none waits for a block. */
final class Readers implements AutoCloseable {

  private static final long PATIENCE_S = 5;

  private final Supplier<ChainViews> views;
  private final BlockingQueue<Seat> free;
  private final int count;

  /** One thread at a time has it. */
  private static final class Seat {
    private final Engine engine = Engines.create("scalar", 1);
    private @Nullable ViewReader reader;
    private @Nullable ChainViews of;
  }

  Readers(Supplier<ChainViews> views, int count) {
    this.views = views;
    this.count = count;
    free = new ArrayBlockingQueue<>(count);
    for (int i = 0; i < count; i++) {
      free.add(new Seat());
    }
  }

  /** Asks a reader that stands at the last committed block. */
  <T> T ask(Function<ViewReader, T> question) {
    Seat seat = take();
    try {
      ChainViews now = views.get();
      ViewReader reader = seat.reader;
      // A restored chain has other views.
      if (reader == null || !now.equals(seat.of)) {
        reader = now.reader(seat.engine);
      }
      seat.of = now;
      // What fails may leave the reader in the middle of something.
      seat.reader = null;
      T answer = question.apply(reader.at(now.latest()));
      seat.reader = reader;
      return answer;
    } finally {
      free.add(seat);
    }
  }

  private Seat take() {
    try {
      Seat seat = free.poll(PATIENCE_S, TimeUnit.SECONDS);
      if (seat != null) {
        return seat;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new Problem(Problem.Reason.BUSY, "all " + count + " readers are busy");
  }

  @Override
  public void close() {
    free.forEach(seat -> seat.engine.close());
  }
}
