package io.plimsoll.node.server.dev;

import io.plimsoll.chain.ChainView;
import io.plimsoll.chain.block.Block;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.state.Parameters;
import io.plimsoll.node.server.pool.CommandPool;
import io.plimsoll.node.server.run.BlockSource;
import io.plimsoll.node.server.run.Upgrades;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes the blocks of a {@link DevScenario}, at a pace. */
public final class DevSource implements BlockSource {

  /** What block times advance by where the pace is as fast as possible. */
  private static final long STEP_MS = 1_000;

  private final DevScenario scenario;
  private final Upgrades upgrades;
  private final long paceMs;
  private final InstantSource clock;
  private final @Nullable Taking taking;
  private long dueMs;

  /**
   * Whence commands come beside the scenario's.
   *
   * @param parameters of the chain, which say how much a block takes; the thread that makes blocks
   *     reads them
   */
  public record Taking(CommandPool pool, Parameters parameters) {}

  /**
   * A source.
   *
   * @param paceMs milliseconds from block to block; 0 is as fast as they are taken, with block
   *     times of their own
   * @param taking null where nobody else's commands are taken
   */
  public DevSource(
      DevScenario scenario,
      Upgrades upgrades,
      long paceMs,
      InstantSource clock,
      @Nullable Taking taking) {
    this.scenario = scenario;
    this.upgrades = upgrades;
    this.paceMs = paceMs;
    this.clock = clock;
    this.taking = taking;
  }

  @Override
  public String name() {
    return "scenario";
  }

  @Override
  public Block next(ChainView after) throws InterruptedException {
    long timeMs = after.timeMs() + STEP_MS;
    if (paceMs > 0) {
      long nextMs = Math.max(dueMs + paceMs, clock.millis());
      Thread.sleep(Math.max(0, nextMs - clock.millis()));
      // Only now, so that a wait that was interrupted costs the next one nothing.
      dueMs = nextMs;
      timeMs = Math.max(clock.millis(), after.timeMs() + 1);
    }
    if (after.height() == 0) {
      timeMs = scenario.genesisMs();
    }
    long height = after.height() + 1;
    // Takes effect in the block after this one.
    List<byte[]> commands = scenario.commands(upgrades.migration(height + 1), after, timeMs);
    if (taking != null) {
      commands.addAll(taken(taking, commands, height, timeMs));
    }
    return new Block(height, timeMs, after.lastHash(), commands);
  }

  /** What was brought, as far as the block has room after the scenario's own. */
  private static List<byte[]> taken(Taking from, List<byte[]> before, long height, long timeMs) {
    long bytes = from.parameters.at(height, Parameter.BLOCK_BYTES, 0);
    for (byte[] command : before) {
      bytes -= command.length;
    }
    long commands = from.parameters.at(height, Parameter.COMMANDS, 0) - before.size();
    return from.pool.next(timeMs, commands, bytes);
  }

  @Override
  public boolean takesCommands() {
    return taking != null;
  }
}
