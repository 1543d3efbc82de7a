package io.plimsoll.bench.simulate;

import io.plimsoll.chain.MarginChain;
import io.plimsoll.chain.block.Block;
import io.plimsoll.chain.block.BlockResult;
import io.plimsoll.chain.block.Hash;
import io.plimsoll.chain.command.Mode;
import io.plimsoll.chain.model.ModelCatalogue;
import io.plimsoll.kernels.engine.Engine;
import io.plimsoll.node.log.BlockLogWriter;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One experiment in one mode: a chain, what it did so far, and where its blocks are written. */
final class SimulatedChain implements AutoCloseable {

  /** How long before the opening the first block stands, which lists everything. */
  static final long GENESIS_BEFORE_MS = 60_000;

  private final Experiment experiment;
  private final Mode mode;
  private final Engine engine;
  private final MarginChain chain;
  private final Recorder recorder;
  private final Writer blocks;
  private final @Nullable BlockLogWriter log;
  private Hash lastMarginDigest = Hash.ZERO;

  SimulatedChain(
      Experiment experiment,
      Mode mode,
      Engine engine,
      ModelCatalogue models,
      Recorder recorder,
      Writer blocks,
      @Nullable BlockLogWriter log) {
    this.experiment = experiment;
    this.mode = mode;
    this.engine = engine;
    this.chain = new MarginChain(engine, models);
    this.recorder = recorder;
    this.blocks = blocks;
    this.log = log;
  }

  Experiment experiment() {
    return experiment;
  }

  Mode mode() {
    return mode;
  }

  MarginChain chain() {
    return chain;
  }

  Recorder recorder() {
    return recorder;
  }

  /** Margin digest of the last block. */
  Hash lastMarginDigest() {
    return lastMarginDigest;
  }

  /** The word of a mode on the command line and in files. */
  static String text(Mode mode) {
    return mode.name().toLowerCase(Locale.ROOT);
  }

  /**
   * Executes and commits a block of the opening.
   *
   * @param index price of each market in it
   * @throws io.plimsoll.node.cli.Failure where the chain refuses any of it
   */
  void open(long timeMs, List<byte[]> commands, List<Long> index) throws IOException {
    BlockResult result = execute(timeMs, commands, index);
    Refusals.requireNone(experiment.text() + ", " + text(mode) + ",", commands, result);
  }

  /**
   * Executes and commits a block after the opening; what the chain refuses is counted.
   *
   * @param index price of each market in it
   */
  void step(long timeMs, List<byte[]> commands, List<Long> index) throws IOException {
    BlockResult result = execute(timeMs, commands, index);
    long refused = Refusals.all(result);
    if (refused > 0) {
      long prices = Refusals.prices(commands, result);
      recorder.refused(prices, refused - prices);
    }
  }

  private BlockResult execute(long timeMs, List<byte[]> commands, List<Long> index)
      throws IOException {
    Block block = new Block(chain.height() + 1, timeMs, chain.lastHash(), commands);
    BlockResult result = chain.execute(block);
    chain.commit();
    lastMarginDigest = result.marginDigest();
    recorder.take(result, index);
    write(result);
    if (log != null) {
      log.write(block);
    }
    return result;
  }

  private void write(BlockResult result) throws IOException {
    blocks.append("{\"experiment\":\"").append(experiment.text());
    blocks.append("\",\"mode\":\"").append(text(mode));
    blocks.append("\",\"height\":").append(Long.toString(result.height()));
    blocks.append(",\"timeMs\":").append(Long.toString(result.timeMs()));
    blocks.append(",\"stateRoot\":\"").append(result.stateRoot().hex());
    blocks.append("\",\"marginDigest\":\"").append(result.marginDigest().hex());
    blocks.append("\",\"commands\":").append(Integer.toString(result.results().size()));
    blocks.append(",\"refused\":").append(Long.toString(Refusals.all(result)));
    blocks.append(",\"events\":").append(Integer.toString(result.events().size()));
    blocks.append(",\"belowMaintenance\":");
    blocks.append(Integer.toString(result.totals().belowMaintenance()));
    blocks.append("}\n");
  }

  /** All blocks are there. */
  void finish() throws IOException {
    blocks.flush();
    if (log != null) {
      log.finish();
    }
  }

  @Override
  public void close() throws IOException {
    try {
      blocks.close();
      if (log != null) {
        log.close();
      }
    } finally {
      engine.close();
    }
  }
}
