package io.plimsoll.bench.simulate;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Feeds the same blocks to chains that run beside each other, each at its own pace: a thread that
 * is free takes the chain that is furthest behind. So no thread waits for another before the end,
 * and a batch of blocks is made once and forgotten when the last chain has executed it.
 */
final class Playback {

  /**
   * A block for all chains.
   *
   * @param samples whether it is a point of the series
   */
  record Step(int block, BlockFeed.Content content, boolean samples) {}

  /** Makes the blocks from a number on; none where that is past the last. */
  @FunctionalInterface
  interface Source {
    /** Called for ever later blocks, by one thread at a time. */
    List<Step> from(int block);
  }

  /** One chain's way through the batches. */
  private static final class Run {

    private final SimulatedChain chain;
    private int batches;
    private boolean busy;
    private long liquidations;

    Run(SimulatedChain chain) {
      this.chain = chain;
    }
  }

  private final List<Run> runs = new ArrayList<>();
  private final Source source;
  private final Progress progress;

  /** The batches that some chain has still to execute; the first has number {@code forgotten}. */
  private final ArrayDeque<List<Step>> batches = new ArrayDeque<>();

  private int forgotten;
  private int nextBlock = 1;
  private boolean ended;
  private boolean failed;
  private int played;

  Playback(List<SimulatedChain> chains, Source source, Progress progress) {
    // Of chains that are equally far, the one with most accounts goes first.
    chains.stream()
        .sorted(Comparator.comparingInt(chain -> -chain.recorder().subaccounts()))
        .forEach(chain -> runs.add(new Run(chain)));
    this.source = source;
    this.progress = progress;
  }

  /**
   * Plays all blocks to all chains; progress is told on the calling thread.
   *
   * @throws IOException where a chain cannot write what it did
   */
  void run() throws IOException {
    int threads = Math.min(runs.size(), Runtime.getRuntime().availableProcessors());
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      List<Future<@Nullable Void>> workers = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        workers.add(pool.submit(this::work));
      }
      try {
        report();
      } catch (InterruptedException e) {
        fail();
        Thread.currentThread().interrupt();
        throw new IllegalStateException("the simulation was interrupted", e);
      }
      for (Future<@Nullable Void> worker : workers) {
        await(worker);
      }
    }
  }

  private void report() throws InterruptedException {
    int told = 0;
    while (true) {
      long liquidations = 0;
      synchronized (this) {
        while (played == told && !failed && !isDone()) {
          wait();
        }
        if (failed || played == told) {
          return;
        }
        told = played;
        for (Run run : runs) {
          liquidations += run.liquidations;
        }
      }
      progress.advanced(told, liquidations);
    }
  }

  private @Nullable Void work() throws IOException, InterruptedException {
    try {
      Run run = take();
      while (run != null) {
        execute(run.chain, batchOf(run));
        giveBack(run);
        run = take();
      }
      return null;
    } catch (IOException | RuntimeException | Error e) {
      fail();
      throw e;
    }
  }

  private static void execute(SimulatedChain chain, List<Step> steps) throws IOException {
    for (Step step : steps) {
      BlockFeed.Content content = step.content();
      chain.step(content.timeMs(), content.commands(), content.index());
      if (step.samples()) {
        chain.recorder().sample(chain.chain());
      }
    }
  }

  /** The chain to go on with, for which there is a batch; null where nothing is left to begin. */
  private synchronized @Nullable Run take() throws InterruptedException {
    while (!failed) {
      Run best = null;
      for (Run run : runs) {
        if (!run.busy && (best == null || run.batches < best.batches)) {
          best = run;
        }
      }
      if (best != null && hasBatch(best.batches)) {
        best.busy = true;
        return best;
      }
      if (ended) {
        return null;
      }
      wait();
    }
    return null;
  }

  /** Whether there is a batch of a number, which is made where it is the next one. */
  private synchronized boolean hasBatch(int number) {
    if (number == forgotten + batches.size() && !ended) {
      List<Step> batch = source.from(nextBlock);
      ended = batch.isEmpty();
      if (ended) {
        // Who waits for progress may be waiting for just this.
        notifyAll();
      } else {
        nextBlock = batch.getLast().block() + 1;
        batches.add(batch);
      }
    }
    return number < forgotten + batches.size();
  }

  private synchronized List<Step> batchOf(Run run) {
    int skip = run.batches - forgotten;
    return batches.stream().skip(skip).findFirst().orElseThrow();
  }

  private synchronized void giveBack(Run run) {
    run.batches++;
    run.busy = false;
    run.liquidations = run.chain.recorder().liquidations();
    int least = runs.stream().mapToInt(other -> other.batches).min().orElseThrow();
    while (forgotten < least) {
      played = batches.removeFirst().getLast().block();
      forgotten++;
    }
    notifyAll();
  }

  private boolean isDone() {
    return ended && batches.isEmpty();
  }

  private synchronized void fail() {
    failed = true;
    notifyAll();
  }

  private static void await(Future<?> future) throws IOException {
    try {
      future.get();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case IOException io -> throw io;
        case RuntimeException fault -> throw fault;
        case Error fault -> throw fault;
        case null, default -> throw new IllegalStateException(e);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the simulation was interrupted", e);
    }
  }
}
