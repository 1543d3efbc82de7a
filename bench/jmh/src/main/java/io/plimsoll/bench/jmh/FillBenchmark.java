package io.plimsoll.bench.jmh;

import io.plimsoll.chain.StateRoot;
import io.plimsoll.chain.block.Block;
import io.plimsoll.chain.block.BlockResult;
import io.plimsoll.chain.block.Hash;
import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.state.Journal;
import io.plimsoll.kernels.engine.Engine;
import io.plimsoll.kernels.engine.Engines;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Fills from their bytes to their results and events, both sides checked by their model, on one
 * thread in blocks of 10,000: all phases of a block to that of commands. With the root also the new
 * leaves and the hashes above them. One operation is one fill. Each block is taken back before the
 * next, so that all run on the same accounts. Run by {@code ./plimsoll bench --suite fills}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FillBenchmark {

  /** As many that their accounts are not in a cache from the last time. */
  private static final int BLOCKS = 32;

  /** Rules by which an account is checked, and its positions. */
  @Param({"dydx:4", "portfolio:10"})
  public String engine = "";

  /** The number of accounts. */
  @Param({"1000", "100000", "1000000"})
  public int rows;

  private Engine cpu = Engines.create("simd", 1);
  private final List<Block> blocks = new ArrayList<>();
  private Venue venue = new Venue(cpu, false, 2, 1);
  private StateRoot root = new StateRoot(venue.state);
  private int next;

  /** For JMH. */
  public FillBenchmark() {}

  /** Makes the accounts, the tree and the blocks, all of whose fills must be made. */
  @Setup(Level.Trial)
  public void prepare() {
    cpu = Engines.create("simd", 1);
    int colon = engine.indexOf(':');
    int positions = Integer.parseInt(engine.substring(colon + 1));
    venue = new Venue(cpu, engine.startsWith("portfolio"), rows, positions);
    root = new StateRoot(venue.state);
    root.putAll();
    for (int i = 0; i < BLOCKS; i++) {
      blocks.add(venue.block(venue.fills(i)));
    }
    BlockResult result = venue.processor.process(blocks.getFirst());
    takeBack();
    for (ResultCode code : result.results()) {
      if (code != ResultCode.OK) {
        throw new IllegalStateException("a fill came to " + code);
      }
    }
  }

  /** Ends the engine. */
  @TearDown(Level.Trial)
  public void close() {
    cpu.close();
  }

  /** Takes the block back. */
  @TearDown(Level.Invocation)
  public void takeBack() {
    Journal.Images images = venue.state.journal().take();
    images.restore();
    root.put(images);
    venue.state.journal().recycle(images);
    next = (next + 1) % BLOCKS;
  }

  /** Fills, without the root. */
  @Benchmark
  @OperationsPerInvocation(Venue.FILLS)
  public void fills() {
    venue.processor.open(blocks.get(next));
    venue.processor.applyCommands();
  }

  /** The same, with the root. */
  @Benchmark
  @OperationsPerInvocation(Venue.FILLS)
  public Hash fillsAndRoot() {
    venue.processor.open(blocks.get(next));
    venue.processor.applyCommands();
    root.put(venue.state.journal().images());
    return root.hash();
  }
}
