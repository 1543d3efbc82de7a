package io.plimsoll.node.server.dev;

import io.plimsoll.chain.ChainView;
import io.plimsoll.chain.block.Block;
import io.plimsoll.node.server.run.BlockSource;
import io.plimsoll.node.server.run.Upgrades;
import java.time.InstantSource;

/** Makes the blocks of a {@link DevScenario}, at a pace. */
public final class DevSource implements BlockSource {

  /** What block times advance by where the pace is as fast as possible. */
  private static final long STEP_MS = 1_000;

  private final DevScenario scenario;
  private final Upgrades upgrades;
  private final long paceMs;
  private final InstantSource clock;
  private long dueMs;

  /**
   * A source.
   *
   * @param paceMs milliseconds from block to block; 0 is as fast as they are taken, with block
   *     times of their own
   */
  public DevSource(DevScenario scenario, Upgrades upgrades, long paceMs, InstantSource clock) {
    this.scenario = scenario;
    this.upgrades = upgrades;
    this.paceMs = paceMs;
    this.clock = clock;
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
    return new Block(
        height,
        timeMs,
        after.lastHash(),
        // Takes effect in the block after this one.
        scenario.commands(upgrades.migration(height + 1), after, timeMs));
  }
}
