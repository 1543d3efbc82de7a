package io.plimsoll.node.server.run;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.chain.MarginChain;
import io.plimsoll.chain.block.Block;
import io.plimsoll.chain.block.Hash;
import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.command.Authenticated;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.CommandCodec;
import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.kernels.engine.Engine;
import io.plimsoll.kernels.engine.Engines;
import io.plimsoll.node.auth.Authenticator;
import io.plimsoll.node.auth.SigningKey;
import io.plimsoll.node.cli.Main;
import io.plimsoll.node.server.dev.DevKeys;
import io.plimsoll.node.server.dev.DevScenario;
import io.plimsoll.node.server.dev.DevSource;
import io.plimsoll.node.server.pool.CommandPool;
import io.plimsoll.node.server.pool.Fate;
import io.plimsoll.node.server.pool.Intake;
import io.plimsoll.node.server.pool.PoolFile;
import io.plimsoll.node.storage.Inclusion;
import io.plimsoll.node.storage.StoredChain;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A node that is killed at any moment has every block that its log said was committed, and every
 * command that it said it took, and goes on as one that was never killed. {@code -Dplimsoll.kills}
 * says how often, {@code -Dplimsoll.seed} when.
 */
class NodeKillTest {

  private static final int KILLS = Integer.getInteger("plimsoll.kills", 2);
  private static final long SEED = Long.getLong("plimsoll.seed", 1);
  private static final Pattern COMMITTED = Pattern.compile(" block height=(\\d+) ");
  private static final Pattern LISTENING = Pattern.compile(" listening url=\"?(http[^\" ]+)");
  private static final CommandPool.Limits LIMITS = new CommandPool.Limits(10_000, 1L << 23, 64);

  /** How long a command is good, in block time, of which each block takes a step. */
  private static final long GOOD_MS = 40_000_000;

  private static final long STEP_MS = 1_000;

  private static final int MOST_LINES = 30;
  private static final int LONGEST_MS = 15;
  private static final long SCENARIO = 1;
  private static final int TRADERS = 20;
  private static final int FILLS = 5;

  @TempDir Path folder;

  private final Engine engine = Engines.create("scalar", 1);
  private final MarginChain control = new MarginChain(engine);
  private final Set<Hash> sent = ConcurrentHashMap.newKeySet();
  private final Set<Hash> outstanding = ConcurrentHashMap.newKeySet();
  private final AtomicInteger accepted = new AtomicInteger();
  private volatile long last;
  private long nonce;

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

  /** A block as the scenario alone makes it after the control. */
  private Block scenario() throws InterruptedException {
    DevScenario scenario = new DevScenario(SCENARIO, TRADERS, FILLS, DevScenario.FIXED_GENESIS_MS);
    DevSource source =
        new DevSource(
            scenario, Upgrades.of("", Upgrades.carried()), 0, InstantSource.system(), null);
    return source.next(control.views().latest());
  }

  /** The root of a chain that was never killed and has the same commands in its blocks. */
  private Hash root(StoredChain stored) throws InterruptedException {
    while (control.height() < stored.chain().height()) {
      Block there = requireNonNull(stored.store().block(control.height() + 1));
      List<String> own = digits(scenario().commands());
      List<String> all = digits(there.commands());
      assertEquals(own, all.subList(0, own.size()));
      for (String more : all.subList(own.size(), all.size())) {
        assertTrue(sent.contains(CommandPool.hash(HexFormat.of().parseHex(more))), more);
      }
      control.execute(there);
      control.commit();
    }
    return control.root();
  }

  private static List<String> digits(List<byte[]> commands) {
    return commands.stream().map(HexFormat.of()::formatHex).toList();
  }

  @Test
  void whatANodeCommittedOrTookOutlivesIt() throws IOException, InterruptedException {
    System.out.println("NodeKillTest: -Dplimsoll.seed=" + SEED);
    SplittableRandom random = new SplittableRandom(SEED);
    long highest = 0;
    int waited = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      // Half of them when the node has just begun, half when it takes commands.
      boolean early = kill % 2 == 1;
      long said =
          runAndKill(early, 1 + random.nextInt(MOST_LINES), random.nextInt(LONGEST_MS), highest);
      try (StoredChain stored = StoredChain.open(folder.resolve("chain"), engine)) {
        long height = stored.chain().height();
        assertTrue(
            height >= said, "it said that block " + said + " was committed; on disk is " + height);
        assertEquals(root(stored), stored.chain().root());
        highest = height;
        waited += checkCommands(stored);
        if (kill % 25 == 0) {
          stored.store().verify();
        }
      }
    }
    assertTrue(highest > KILLS, "only " + highest + " blocks");
    System.out.println(
        "NodeKillTest: "
            + KILLS
            + " kills, "
            + accepted
            + " commands taken, "
            + waited
            + " of them waiting at a kill");
    assertTrue(accepted.get() > 0);
    engine.close();
  }

  /** Each command that was taken is in a block or waits; returns how many wait. */
  private int checkCommands(StoredChain stored) throws IOException {
    CommandPool pool = new CommandPool(LIMITS, (height, fates) -> {});
    Readers readers = new Readers(stored.chain().views(), 1);
    Path copy = folder.resolve("POOL");
    Path file = folder.resolve("chain").resolve("POOL");
    if (Files.exists(file)) {
      Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
    }
    try (readers;
        PoolFile kept = PoolFile.open(copy)) {
      new Intake(pool, readers).takeUp(kept);
      for (Hash hash : List.copyOf(outstanding)) {
        Inclusion in = stored.store().inclusion(hash);
        if (in != null) {
          assertEquals(ResultCode.OK, in.code());
          outstanding.remove(hash);
        } else {
          assertTrue(
              pool.fate(hash) instanceof Fate.Waiting,
              hash + " was taken; now it is " + pool.fate(hash));
        }
      }
      return outstanding.size();
    }
  }

  /** Sends commands to a node, one after the other, until it is gone. */
  private void send(String url) {
    HttpClient client = HttpClient.newHttpClient();
    Authenticator signer = new Authenticator(DevScenario.CHAIN_ID);
    SigningKey key = DevKeys.key(1);
    try {
      while (true) {
        nonce++;
        long ms = DevScenario.FIXED_GENESIS_MS;
        long expiresMs = ms + last * STEP_MS + GOOD_MS;
        Command command = new Command.Withdraw(new SubaccountId(key.address(), 0), 1);
        Authenticated of =
            new Authenticated(
                key.address(), command, new Authenticated.Once(ms + nonce, expiresMs));
        Hash hash = CommandPool.hash(CommandCodec.encode(of));
        sent.add(hash);
        String bytes = HexFormat.of().formatHex(signer.sign(of, key).toBytes());
        HttpRequest request =
            HttpRequest.newBuilder(URI.create(url))
                .header("Content-Type", "application/json")
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"sendCommand\",\"params\":[\""
                            + bytes
                            + "\"]}"))
                .build();
        String answer = client.send(request, HttpResponse.BodyHandlers.ofString()).body();
        if (answer.contains(hash.hex())) {
          outstanding.add(hash);
          accepted.incrementAndGet();
        }
      }
    } catch (IOException | InterruptedException e) {
      // The node is gone, and what it did not answer was not promised.
      client.shutdownNow();
    }
  }

  /** Returns the last height that the log of a node has, which is killed some time after lines. */
  private long runAndKill(boolean early, int afterLines, int afterMs, long before)
      throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command()).redirectErrorStream(true).start();
    last = before;
    int count = 0;
    int acceptedBefore = accepted.get();
    List<String> others = new ArrayList<>();
    Thread sender = null;
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Matcher listens = LISTENING.matcher(line);
        if (listens.find()) {
          String url = listens.group(1);
          sender = Thread.ofPlatform().start(() -> send(url));
        }
        Matcher found = COMMITTED.matcher(line);
        if (found.find()) {
          last = Long.parseLong(found.group(1));
          count += early || accepted.get() > acceptedBefore ? 1 : 0;
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
    if (sender != null) {
      sender.join();
    }
    assertTrue(count > afterLines, "it ended by itself with " + code + ": " + others);
    return last;
  }
}
