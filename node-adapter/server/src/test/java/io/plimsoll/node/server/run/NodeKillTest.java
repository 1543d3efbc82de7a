package io.plimsoll.node.server.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.chain.MarginChain;
import io.plimsoll.chain.block.Hash;
import io.plimsoll.kernels.engine.Engine;
import io.plimsoll.kernels.engine.Engines;
import io.plimsoll.node.cli.Main;
import io.plimsoll.node.server.dev.DevScenario;
import io.plimsoll.node.server.dev.DevSource;
import io.plimsoll.node.storage.StoredChain;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A node that is killed at any moment has every block that its log said was committed, and goes on
 * as one that was never killed. {@code -Dplimsoll.kills} says how often, {@code -Dplimsoll.seed}
 * when.
 */
class NodeKillTest {

  private static final int KILLS = Integer.getInteger("plimsoll.kills", 2);
  private static final long SEED = Long.getLong("plimsoll.seed", 1);
  private static final Pattern COMMITTED = Pattern.compile(" block height=(\\d+) ");
  private static final int MOST_LINES = 30;
  private static final int LONGEST_MS = 15;
  private static final long SCENARIO = 1;
  private static final int TRADERS = 20;
  private static final int FILLS = 5;

  @TempDir Path folder;

  private final Engine engine = Engines.create("scalar", 1);
  private final MarginChain control = new MarginChain(engine);
  private final List<Hash> roots = new ArrayList<>(List.of(control.root()));

  private List<String> command() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:TieredStopAtLevel=1",
        "-XX:+UseSerialGC",
        "--add-modules=jdk.incubator.vector",
        "--enable-native-access=ALL-UNNAMED",
        "-cp",
        System.getProperty("java.class.path"),
        Main.class.getName(),
        "node",
        "--dev",
        "--dev-block-ms=0",
        "--dev-traders=" + TRADERS,
        "--dev-fills=" + FILLS,
        "--engine=scalar",
        "--log-level=info",
        "--rpc-port=0",
        "--data=" + folder.resolve("chain"));
  }

  private Hash root(long height) throws InterruptedException {
    DevScenario scenario = new DevScenario(SCENARIO, TRADERS, FILLS, DevScenario.FIXED_GENESIS_MS);
    DevSource source =
        new DevSource(
            scenario, Upgrades.of("", Upgrades.carried()), 0, InstantSource.system(), null);
    while (roots.size() <= height) {
      control.execute(source.next(control.views().latest()));
      control.commit();
      roots.add(control.root());
    }
    return roots.get((int) height);
  }

  @Test
  void whatANodeCommittedOutlivesIt() throws IOException, InterruptedException {
    System.out.println("NodeKillTest: -Dplimsoll.seed=" + SEED);
    SplittableRandom random = new SplittableRandom(SEED);
    long highest = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      long said = runAndKill(1 + random.nextInt(MOST_LINES), random.nextInt(LONGEST_MS), highest);
      try (StoredChain stored = StoredChain.open(folder.resolve("chain"), engine)) {
        long height = stored.chain().height();
        assertTrue(
            height >= said, "it said that block " + said + " was committed; on disk is " + height);
        assertEquals(root(height), stored.chain().root());
        highest = height;
        if (kill % 25 == 0) {
          stored.store().verify();
        }
      }
    }
    assertTrue(highest > KILLS, "only " + highest + " blocks");
    engine.close();
  }

  /** Returns the last height that the log of a node has, which is killed some time after lines. */
  private long runAndKill(int afterLines, int afterMs, long before)
      throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command()).redirectErrorStream(true).start();
    long last = before;
    int count = 0;
    List<String> others = new ArrayList<>();
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Matcher found = COMMITTED.matcher(line);
        if (found.find()) {
          last = Long.parseLong(found.group(1));
          count++;
        } else {
          others.add(line);
        }
        if (count == afterLines) {
          process.waitFor(afterMs, TimeUnit.MILLISECONDS);
          process.toHandle().destroyForcibly();
          count++;
        }
      }
    }
    int code = process.waitFor();
    assertTrue(count > afterLines, "it ended by itself with " + code + ": " + others);
    return last;
  }
}
