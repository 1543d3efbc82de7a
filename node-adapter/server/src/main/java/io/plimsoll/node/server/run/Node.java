package io.plimsoll.node.server.run;

import io.plimsoll.chain.ChainView;
import io.plimsoll.chain.ChainViews;
import io.plimsoll.chain.block.Block;
import io.plimsoll.chain.block.BlockRefused;
import io.plimsoll.chain.block.BlockResult;
import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.snapshot.SnapshotHeader;
import io.plimsoll.chain.state.Parameters;
import io.plimsoll.node.parameters.MissingModel;
import io.plimsoll.node.server.watch.EventLogger;
import io.plimsoll.node.server.watch.Metrics;
import io.plimsoll.node.storage.ChainStore;
import io.plimsoll.node.storage.Outcome;
import io.plimsoll.node.storage.StoredChain;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Takes block after block from a source, executes it, keeps it on disk and tells who listens. One
 * thread does all of that, in {@link #run}. It ends when it is told to, at the halt height, in
 * front of an upgrade that this program does not carry, or because something is wrong; at the
 * source's end it goes on answering until it is told to stop.
 */
public final class Node {

  private static final int CHUNK_BYTES = 1 << 20;
  private static final int PRUNE_EVERY = 256;
  private static final long ORDER_SECONDS = 60;

  private final StoredChain chain;
  private final ChainViews views;
  private final BlockSource source;
  private final Upgrades upgrades;
  private final EventLogger log;
  private final long keepBlocks;
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  private final BlockingQueue<FutureTask<?>> orders = new LinkedBlockingQueue<>(16);
  private final Metrics.Counter blocks;
  private final Metrics.Counter commands;
  private final Metrics.Counter refused;
  private final Metrics.Counter undone;
  private final Metrics.Durations took;

  private volatile long haltHeight;
  private volatile Condition condition = Condition.STARTING;
  private volatile boolean stopping;
  private volatile long lastTookNs;
  private volatile boolean over;
  private final Object waiting = new Object();
  private @Nullable Thread waiter;
  private boolean woken;
  private boolean sourceEnded;
  private @Nullable Reorganised gone;
  private volatile List<MissingModel> missingModels = List.of();
  private int modelsOf = -1;

  /** What a node is doing. */
  public enum Condition {
    /** It has not begun. */
    STARTING,
    /** It takes blocks. */
    RUNNING,
    /** Its source has no more blocks; it answers. */
    ENDED,
    /** It stands at a height where it was to stop. */
    HALTED,
    /** It was told to stop. */
    STOPPED,
    /** Something is wrong; the log says what. */
    FAILED
  }

  /**
   * A node on a chain that the caller has opened and closes.
   *
   * @param haltHeight 0 is never
   * @param keepBlocks 0 is all
   */
  public Node(
      StoredChain chain,
      BlockSource source,
      Upgrades upgrades,
      long haltHeight,
      long keepBlocks,
      EventLogger log,
      Metrics metrics) {
    this.chain = chain;
    this.source = source;
    this.upgrades = upgrades;
    this.haltHeight = haltHeight;
    this.keepBlocks = keepBlocks;
    this.log = log;
    views = chain.chain().views();
    blocks = metrics.counter("blocks_total", "Blocks committed by this process.");
    commands = metrics.counter("commands_total", "Commands in committed blocks.");
    refused = metrics.counter("commands_refused_total", "Commands that failed with a code.");
    undone = metrics.counter("undone_blocks_total", "Blocks taken back in reorganisations.");
    took = metrics.durations("block_seconds", "Time from a block's arrival to its being on disk.");
    metrics.gauge("block_height", "Height of the last committed block.", () -> view().height());
    metrics.gauge(
        "block_time_ms", "Block time of the last committed block.", () -> view().timeMs());
    metrics.gauge("state_leaves", "Leaves of the state.", () -> view().leaves());
    metrics.gauge(
        "missing_models",
        "Models that the chain will be margined by and this node lacks: it stops before.",
        () -> missingModels.size());
    metrics.gauge("up", "1 while the node takes blocks or answers.", () -> isUp() ? 1 : 0);
  }

  private ChainView view() {
    return views.latest();
  }

  /** What others read beside the writing thread. */
  public ChainViews views() {
    return views;
  }

  /** Blocks on disk; others may read it beside the writing thread. */
  public ChainStore store() {
    return chain.store();
  }

  /** Lets somebody be told of each block from the next one on. */
  public void listen(Listener listener) {
    listeners.add(listener);
  }

  /** What the node is doing. */
  public Condition condition() {
    return condition;
  }

  /** Whether it does what it should. */
  public boolean isHealthy() {
    return condition == Condition.RUNNING || condition == Condition.ENDED;
  }

  private boolean isUp() {
    return isHealthy() && source.trouble() == null;
  }

  /** What keeps blocks from coming although the node does what it should; else null. */
  public @Nullable String trouble() {
    return source.trouble();
  }

  /** Models that the chain is going to use, by the last block, and this node lacks. */
  public List<MissingModel> missingModels() {
    return missingModels;
  }

  /** The state as a block left it; null where it is not kept. */
  public @Nullable ChainView viewAt(long height) {
    ChainView latest = view();
    return latest.height() == height ? latest : source.viewAt(height);
  }

  /** What this node has signed of a block, 0 for the last one; null where there is none. */
  public @Nullable SignedRoot signedRoot(long height) {
    return source.signedRoot(height);
  }

  /** How long the last block took, in nanoseconds. */
  public long lastTookNs() {
    return lastTookNs;
  }

  /** In words, whence the blocks come. */
  public String source() {
    return source.name();
  }

  /** Whether commands that are brought to this node come into its blocks. */
  public boolean takesCommands() {
    return source.takesCommands();
  }

  /** Takes blocks until the node is to end; returns whether that was as it should be. */
  public boolean run() {
    condition = Condition.RUNNING;
    log.info("started", "height", view().height(), "source", source.name());
    lookForModels();
    try {
      while (!stopping && mayGoOn()) {
        obey();
        Block next = await();
        if (gone != null) {
          undo(gone);
          gone = null;
        } else if (sourceEnded) {
          waitAtTheEnd();
        } else if (next != null && !stopping && mayGoOn()) {
          // Asked again, as the halt height may have come while the block was waited for.
          take(next);
        }
      }
    } catch (InterruptedException e) {
      log.debug("interrupted", "height", view().height());
    } catch (SourceRefused | BlockRefused e) {
      return fail(String.valueOf(e.getMessage()));
    } catch (IOException | RuntimeException | Error e) {
      // An Error too: a node that says that it is well must take blocks.
      return fail(e);
    } finally {
      over = true;
      refuseOrders();
    }
    if (condition != Condition.HALTED) {
      condition = Condition.STOPPED;
    }
    log.info("ended", "height", view().height(), "condition", condition);
    return true;
  }

  private boolean fail(Object reason) {
    condition = Condition.FAILED;
    log.error("failed", "height", view().height(), "reason", reason);
    return false;
  }

  /**
   * Waits for the next block; null where there is something else to see to first, or at the end of
   * the source. Only here is the thread interrupted, never while it writes.
   */
  private @Nullable Block await() throws InterruptedException, IOException {
    synchronized (waiting) {
      if (woken) {
        woken = false;
        return null;
      }
      waiter = source.mayWait() ? Thread.currentThread() : null;
    }
    try {
      Block next = source.next(view());
      sourceEnded = next == null;
      return next;
    } catch (Reorganised e) {
      gone = e;
      return null;
    } catch (InterruptedException e) {
      synchronized (waiting) {
        if (!woken) {
          throw e;
        }
      }
      return null;
    } finally {
      synchronized (waiting) {
        waiter = null;
        woken = false;
        // What came too late for the wait must not reach a write.
        Thread.interrupted();
      }
    }
  }

  /** Lets the writing thread look up from waiting. */
  private void wake() {
    synchronized (waiting) {
      woken = true;
      if (waiter != null) {
        waiter.interrupt();
      }
    }
  }

  private boolean mayGoOn() {
    if (condition == Condition.HALTED) {
      return false;
    }
    long height = view().height();
    String missing = upgrades.missingAt(height + 1);
    if (missing != null) {
      condition = Condition.HALTED;
      log.warn(
          "halted",
          "height",
          height,
          "upgrade",
          missing,
          "reason",
          "this program does not carry the upgrade of the next block; start one that does");
      return false;
    }
    if (haltHeight > 0 && height >= haltHeight) {
      condition = Condition.HALTED;
      if (height > haltHeight) {
        log.warn("halted", "height", height, "reason", "the chain is past halt-height already");
      } else {
        log.info("halted", "height", height, "reason", "halt-height");
      }
      return false;
    }
    return true;
  }

  private void take(Block block) throws InterruptedException, IOException {
    long from = System.nanoTime();
    BlockResult result = chain.execute(block);
    try {
      source.check(Outcome.of(block, result));
    } catch (InterruptedException | IOException | RuntimeException e) {
      chain.discard();
      throw e;
    }
    chain.commit(source.note());
    long ns = System.nanoTime() - from;
    lastTookNs = ns;
    took.take(ns);
    blocks.increment();
    commands.add(result.results().size());
    long failed = result.results().stream().filter(code -> code != ResultCode.OK).count();
    refused.add(failed);
    String upgrade = upgrades.at(block.height());
    if (upgrade != null) {
      log.info("upgraded", "height", block.height(), "upgrade", upgrade);
    }
    log.info(
        "block",
        "height",
        block.height(),
        "commands",
        result.results().size(),
        "refused",
        failed,
        "events",
        result.events().size(),
        "root",
        result.stateRoot().hex().substring(0, 16),
        "us",
        ns / 1_000);
    lookForModels();
    for (Listener listener : listeners) {
      listener.committed(block, result);
    }
    if (keepBlocks > 0 && block.height() % PRUNE_EVERY == 0) {
      long removed = chain.store().prune(keepBlocks, 2);
      log.debug("pruned", "blocks", removed);
    }
  }

  /** Warns of models that the chain has named since, and that will stop this node. */
  private void lookForModels() {
    Parameters parameters = chain.chain().state().parameters();
    if (parameters.version() == modelsOf && missingModels.isEmpty()) {
      return;
    }
    modelsOf = parameters.version();
    List<MissingModel> missing =
        MissingModel.of(parameters, view().height(), chain.store().models());
    for (MissingModel model : missing) {
      if (!missingModels.contains(model)) {
        log.warn(
            "model missing",
            "parameter",
            model.parameter(),
            "model",
            model.model(),
            "height",
            model.height(),
            "reason",
            "this node stops before that block, unless it is given a release, or a file by"
                + " models.parameters, that has the model");
      }
    }
    missingModels = missing;
  }

  /** Takes back what the source no longer has; what is left must be what it was. */
  private void undo(Reorganised reason) {
    long from = view().height();
    long blocks = from - reason.height();
    if (blocks > chain.chain().undoable()) {
      throw new SourceRefused(
          "a reorganisation takes back "
              + blocks
              + " blocks; "
              + chain.chain().undoable()
              + " can be undone: "
              + reason.getMessage());
    }
    while (view().height() > reason.height()) {
      log.debug("undoing", "height", view().height());
      chain.undo();
    }
    Outcome kept = chain.store().outcome(reason.height());
    if (kept != null && !kept.stateRoot().equals(view().stateRoot())) {
      throw new IllegalStateException(
          "undoing led to root " + view().stateRoot() + "; it was " + kept.stateRoot());
    }
    undone.add(blocks);
    log.warn(
        "undone",
        "from",
        from,
        "to",
        reason.height(),
        "reason",
        String.valueOf(reason.getMessage()));
    lookForModels();
    for (Listener listener : listeners) {
      listener.undone(reason.height());
    }
  }

  private void waitAtTheEnd() throws InterruptedException {
    condition = Condition.ENDED;
    log.info("source ended", "height", view().height());
    while (!stopping && mayGoOn()) {
      FutureTask<?> order = orders.poll(1, TimeUnit.SECONDS);
      if (order != null) {
        order.run();
      }
    }
  }

  private void obey() {
    for (FutureTask<?> order = orders.poll(); order != null; order = orders.poll()) {
      order.run();
    }
  }

  private void refuseOrders() {
    for (FutureTask<?> order = orders.poll(); order != null; order = orders.poll()) {
      order.cancel(false);
    }
  }

  /** Lets the writing thread do something between two blocks, and waits for it. */
  private <T> T order(Callable<T> what) throws InterruptedException {
    FutureTask<T> task = new FutureTask<>(what);
    if (!isHealthy() || !orders.offer(task)) {
      throw new IllegalStateException("the node takes no orders now");
    }
    if (over) {
      task.cancel(false);
    }
    wake();
    try {
      return task.get(ORDER_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new IllegalStateException(String.valueOf(e.getCause()), e);
    } catch (TimeoutException | java.util.concurrent.CancellationException e) {
      task.cancel(false);
      throw new IllegalStateException("the node did not get to it", e);
    }
  }

  /** Takes a snapshot of the last block and keeps it in the database. */
  public SnapshotHeader snapshot() throws InterruptedException {
    return order(() -> chain.store().takeSnapshot(CHUNK_BYTES));
  }

  /**
   * Stops when this block is on disk, instead of at what was said before; 0 is never.
   *
   * @throws IllegalArgumentException where the chain is past it
   */
  public void haltAt(long height) {
    if (height != 0 && height < view().height()) {
      throw new IllegalArgumentException("the chain is at " + view().height() + " already");
    }
    haltHeight = height;
    wake();
  }

  /** Tells the node to stop after the block that it is at; returns at once. */
  public void stop() {
    stopping = true;
    wake();
  }
}
