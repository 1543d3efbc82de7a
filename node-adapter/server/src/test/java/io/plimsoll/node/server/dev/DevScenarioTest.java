package io.plimsoll.node.server.dev;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.chain.ChainView;
import io.plimsoll.chain.MarginChain;
import io.plimsoll.chain.block.Block;
import io.plimsoll.chain.block.BlockResult;
import io.plimsoll.chain.block.Hash;
import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.event.Event;
import io.plimsoll.kernels.engine.Engines;
import io.plimsoll.node.server.run.Upgrades;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the scenario's chain does: all join and trade, options come and go, a fall liquidates. */
class DevScenarioTest {

  private static final long WEEK_MS = 7L * 86_400_000;

  private static DevSource source(long seed, int fills) {
    DevScenario scenario = new DevScenario(seed, 60, fills, DevScenario.FIXED_GENESIS_MS);
    Upgrades none = Upgrades.of("", Upgrades.carried());
    return new DevSource(scenario, none, 0, InstantSource.system(), null);
  }

  private static Hash run(long seed, int blocks, int restartAt) throws InterruptedException {
    MarginChain chain = new MarginChain(Engines.create("scalar", 1));
    DevSource source = source(seed, 10);
    for (int i = 0; i < blocks; i++) {
      source = i == restartAt ? source(seed, 10) : source;
      chain.execute(source.next(chain.views().latest()));
      chain.commit();
    }
    return chain.root();
  }

  @Test
  void aSeedIsOneChainWhereverItIsStopped() throws InterruptedException {
    assertEquals(run(1, 30, -1), run(1, 30, 17));
    assertTrue(!run(1, 30, -1).equals(run(2, 30, -1)), "another seed is another chain");
  }

  @Test
  void aFallOfPricesLiquidatesAndMostCommandsAreTaken() throws InterruptedException {
    MarginChain chain = new MarginChain(Engines.create("scalar", 1));
    DevSource source = source(1, 30);
    Map<ResultCode, Integer> codes = new EnumMap<>(ResultCode.class);
    long liquidations = 0;
    for (int i = 0; i < 310; i++) {
      BlockResult result = chain.execute(source.next(chain.views().latest()));
      chain.commit();
      result.results().forEach(code -> codes.merge(code, 1, Integer::sum));
      liquidations +=
          result.events().stream().filter(Event.LiquidationFill.class::isInstance).count();
    }
    assertTrue(liquidations > 0, () -> "nobody was liquidated: " + codes);
    int all = codes.values().stream().mapToInt(Integer::intValue).sum();
    assertTrue(2 * codes.getOrDefault(ResultCode.OK, 0) > all, codes::toString);
  }

  @Test
  void optionsOfEachWeekAreListedPricedAndSettled() throws InterruptedException {
    MarginChain chain = new MarginChain(Engines.create("scalar", 1));
    DevScenario scenario = new DevScenario(1, 60, 20, DevScenario.FIXED_GENESIS_MS);
    long[] timesMs = {
      0,
      1_000,
      2_000,
      3_000,
      WEEK_MS - 1,
      WEEK_MS + 5,
      WEEK_MS + 1_000,
      4 * WEEK_MS,
      4 * WEEK_MS + 1_000,
      4 * WEEK_MS + 2_000
    };
    for (long afterMs : timesMs) {
      long timeMs = DevScenario.FIXED_GENESIS_MS + afterMs;
      ChainView view = chain.views().latest();
      Block block =
          new Block(
              view.height() + 1,
              timeMs,
              view.lastHash(),
              scenario.commands(List.of(), view, timeMs));
      BlockResult result = chain.execute(block);
      chain.commit();
      assertTrue(
          result.results().stream()
              .noneMatch(code ->
                  code == ResultCode.MALFORMED
                      || code.name().contains("PRICE_")
                      || code == ResultCode.UNKNOWN_INSTRUMENT),
          () -> "block " + view.height() + ": " + result.results());
    }
    long ended =
        chain.state().instruments().rows().values().stream().filter(row -> row.ended()).count();
    // The weeks before the one in which the chain stands, of which two were listed while it ran.
    assertEquals(30, ended);
  }
}
