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
import io.plimsoll.child.ChildJvm;
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
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDB;
import org.rocksdb.util.Environment;

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
  private static final int LONGEST_MICROS = 15_000;
  private static final int SHORT_MICROS = 3_000;
  private static final String TOKEN = "a-token-of-this-test";

  /** More than a life has; the control, which never died, must still find them. */
  private static final int KEPT = 4_096;

  /** As the node does. */
  private static final int PRUNED_EVERY = 256;

  /** From so many on, all that can be interrupted must have been. */
  private static final int MANY = 500;

  private static final long SCENARIO = 1;
  private static final int TRADERS = 20;
  private static final int FILLS = 5;

  @TempDir Path folder;

  private final Engine engine = Engines.create("scalar", 1);
  private final MarginChain control = new MarginChain(engine);
  private final Set<Hash> sent = ConcurrentHashMap.newKeySet();
  private final Set<Hash> outstanding = ConcurrentHashMap.newKeySet();
  private final AtomicInteger accepted = new AtomicInteger();
  private final HttpClient client = HttpClient.newHttpClient();
  private volatile long last;
  private final AtomicLong nonce = new AtomicLong();

  /** Somewhat more than from the start of a process to its first block, as far as is known. */
  private volatile int startMicros = 1_500_000;

  /** What a node can be at when it is killed, as its log and its callers tell. */
  private enum Doing {
    /** The JVM starts. */
    START,
    /** It opens what there is. */
    OPEN,
    /** It answers; no block has come. */
    LISTEN,
    /** It makes blocks. */
    BLOCKS,
    /** It makes blocks and takes commands. */
    COMMANDS,
    /** It keeps a snapshot between two blocks. */
    SNAPSHOT,
    /** It deletes old blocks. */
    PRUNE,
    /** It was told to end, and does. */
    STOP
  }

  private String[] arguments(String data, String... more) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "node",
                "--dev",
                "--dev-block-ms=0",
                "--dev-traders=" + TRADERS,
                "--dev-fills=" + FILLS,
                "--engine=scalar",
                "--log-level=debug",
                "--rpc-port=0",
                "--rpc-token-file=" + folder.resolve("token"),
                "--keep-blocks=" + KEPT,
                "--data=" + folder.resolve(data)));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  private List<String> command() throws IOException, InterruptedException {
    Files.writeString(folder.resolve("token"), TOKEN);
    String main = Main.class.getName();
    String name = Environment.getJniLibraryFileName("rocksdb");
    List<String> jvm = List.of(ChildJvm.library(folder, RocksDB.class, name));
    if (KILLS >= MANY) {
      jvm = ChildJvm.archived(folder, jvm, main, arguments("first", "--halt-height=50"));
    }
    return ChildJvm.command(jvm, main, arguments("chain"));
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
    List<String> command = command();
    EnumMap<Doing, Integer> at = new EnumMap<>(Doing.class);
    long highest = 0;
    int waited = 0;
    int ahead = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      Life life = new Life(kill, highest, random);
      life.run(command);
      at.merge(life.doing(), 1, Integer::sum);
      long recorded = recorded();
      try (StoredChain stored = StoredChain.open(folder.resolve("chain"), engine)) {
        long height = stored.chain().height();
        assertTrue(
            height >= life.last,
            () -> "it said block " + life.last + " was committed; on disk is " + height);
        assertEquals(root(stored), stored.chain().root());
        highest = height;
        ahead += recorded < height ? 1 : 0;
        waited += checkCommands(stored);
        if (kill % 25 == 0) {
          stored.store().verify();
          System.out.println("NodeKillTest: kill " + kill + " at block " + height + "; " + at);
        }
      }
    }
    System.out.println(
        ("NodeKillTest: %d kills up to block %d, %d with a block ahead of its record,"
                + " %d commands taken, %d of them waiting at a kill; when: %s")
            .formatted(KILLS, highest, ahead, accepted.get(), waited, at));
    assertTrue(highest > KILLS, "only " + highest + " blocks");
    assertTrue(accepted.get() > 0);
    if (KILLS >= MANY) {
      assertEquals(Set.of(Doing.values()), at.keySet(), "everything was interrupted");
      assertTrue(ahead > 0, "none between a block and its record");
    }
    engine.close();
  }

  /** The height in the tip record; 0 where there is none. */
  private long recorded() throws IOException {
    Path file = folder.resolve("chain").resolve("TIP");
    return Files.exists(file) ? Long.parseLong(Files.readString(file).split(" ", 4)[2]) : 0;
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
    Authenticator signer = new Authenticator(DevScenario.CHAIN_ID);
    SigningKey key = DevKeys.key(1);
    try {
      while (true) {
        long ms = DevScenario.FIXED_GENESIS_MS;
        long expiresMs = ms + last * STEP_MS + GOOD_MS;
        Command command = new Command.Withdraw(new SubaccountId(key.address(), 0), 1);
        Authenticated of =
            new Authenticated(
                key.address(),
                command,
                new Authenticated.Once(ms + nonce.incrementAndGet(), expiresMs));
        Hash hash = CommandPool.hash(CommandCodec.encode(of));
        sent.add(hash);
        String bytes = HexFormat.of().formatHex(signer.sign(of, key).toBytes());
        if (call(url, "sendCommand", "\"" + bytes + "\"").contains(hash.hex())) {
          outstanding.add(hash);
          accepted.incrementAndGet();
        }
      }
    } catch (IOException | InterruptedException e) {
      // The node is gone, and what it did not answer was not promised.
      Thread.currentThread().interrupt();
    }
  }

  private String call(String url, String method, String params)
      throws IOException, InterruptedException {
    String body =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"%s\",\"params\":[%s]}"
            .formatted(method, params);
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url))
            .header("Content-Type", "application/json")
            .header("Authorization", "Bearer " + TOKEN)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
  }

  /** One node from its start until it is killed, and the moment for that. */
  private final class Life implements ChildJvm.Listener {

    /** What it is to be at when it is killed; it may be at the next thing already. */
    private final Doing until;

    private final int afterLines;
    private final int micros;
    private final long fromNs = System.nanoTime();
    private final int acceptedBefore = accepted.get();
    private final List<Thread> callers = new ArrayList<>();
    private int count;
    private boolean over;
    private volatile boolean inSnapshot;
    private volatile boolean toldToEnd;
    private List<String> lines = List.of();
    private long last;

    Life(int kill, long height, SplittableRandom random) {
      last = height;
      NodeKillTest.this.last = height;
      // None prunes before there is enough.
      Doing[] steered = {Doing.SNAPSHOT, Doing.STOP, Doing.LISTEN, Doing.PRUNE};
      until =
          switch (kill % 4) {
            case 0 -> Doing.COMMANDS;
            case 1 -> Doing.START;
            case 2 -> Doing.BLOCKS;
            default -> steered[kill / 4 % (height > KEPT ? steered.length : 3)];
          };
      afterLines = 1 + random.nextInt(MOST_LINES);
      int longest =
          switch (until) {
            case START -> startMicros;
            case LISTEN, SNAPSHOT, PRUNE -> SHORT_MICROS;
            default -> LONGEST_MICROS;
          };
      micros = random.nextInt(longest);
    }

    void run(List<String> command) throws IOException, InterruptedException {
      try (ChildJvm child = ChildJvm.start(command, this)) {
        if (until == Doing.START) {
          child.killAfterMicros(micros);
        }
        if (until == Doing.STOP) {
          // It may be quicker than the kill.
          int code = child.gone();
          assertTrue(
              code == ChildJvm.KILLED || code == ChildJvm.ENDED, () -> code + ": " + child.lines());
        } else {
          child.goneKilled();
        }
        lines = child.lines();
      }
      for (Thread caller : callers) {
        caller.join();
      }
    }

    @Override
    public void heard(ChildJvm child, String line) {
      Matcher listens = LISTENING.matcher(line);
      if (listens.find()) {
        String url = listens.group(1);
        callers.add(Thread.ofPlatform().start(() -> send(url)));
        if (until == Doing.LISTEN) {
          child.killAfterMicros(micros);
        }
        if (until == Doing.SNAPSHOT) {
          callers.add(Thread.ofPlatform().start(() -> snapshot(child, url)));
        }
      }
      Matcher found = COMMITTED.matcher(line);
      if (found.find()) {
        last = Long.parseLong(found.group(1));
        NodeKillTest.this.last = last;
        if (count == 0) {
          startMicros = (int) Math.max(1_000, (System.nanoTime() - fromNs) / 800);
        }
        count++;
        if (!over && isTime()) {
          over = true;
          end(child);
        }
      }
    }

    private boolean isTime() {
      return switch (until) {
        case COMMANDS -> accepted.get() >= acceptedBefore + 1 + afterLines / 2;
        case BLOCKS, STOP -> count >= afterLines;
        case PRUNE -> prunes(last);
        default -> false;
      };
    }

    private void end(ChildJvm child) {
      if (until == Doing.STOP) {
        child.askToEnd();
        toldToEnd = true;
      }
      child.killAfterMicros(micros);
    }

    /** Has snapshots taken until the node is killed in one. */
    private void snapshot(ChildJvm child, String url) {
      try {
        for (int i = 0; i < afterLines / 4; i++) {
          String answer = call(url, "adminTakeSnapshot", "");
          if (!answer.contains("\"result\"")) {
            throw new IllegalStateException(answer);
          }
        }
        Thread asks = Thread.ofPlatform().start(() -> inSnapshot(url));
        child.killAfterMicros(micros);
        asks.join();
      } catch (IOException | InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    private void inSnapshot(String url) {
      inSnapshot = true;
      try {
        call(url, "adminTakeSnapshot", "");
        inSnapshot = false;
      } catch (IOException | InterruptedException e) {
        // It was killed before it answered.
        Thread.currentThread().interrupt();
      }
    }

    /** What the node was at in the end. */
    Doing doing() {
      if (toldToEnd) {
        return Doing.STOP;
      }
      if (inSnapshot) {
        return Doing.SNAPSHOT;
      }
      if (count > 0) {
        Matcher block = COMMITTED.matcher(lines.getLast());
        boolean isPruning = block.find() && prunes(Long.parseLong(block.group(1)));
        Doing blocks = accepted.get() > acceptedBefore ? Doing.COMMANDS : Doing.BLOCKS;
        return isPruning ? Doing.PRUNE : blocks;
      }
      boolean listens = lines.stream().anyMatch(line -> LISTENING.matcher(line).find());
      boolean starts = lines.stream().anyMatch(line -> line.contains(" starting "));
      return listens ? Doing.LISTEN : starts ? Doing.OPEN : Doing.START;
    }
  }

  private static boolean prunes(long height) {
    return height > KEPT && height % PRUNED_EVERY == 0;
  }
}
