package io.plimsoll.node.server.load;

import io.plimsoll.kernels.engine.Engine;
import io.plimsoll.kernels.engine.Engines;
import io.plimsoll.node.server.dev.DevScenario;
import io.plimsoll.node.server.dev.DevSource;
import io.plimsoll.node.server.http.HttpServer;
import io.plimsoll.node.server.http.Token;
import io.plimsoll.node.server.pool.CommandPool;
import io.plimsoll.node.server.rpc.Dispatcher;
import io.plimsoll.node.server.rpc.Feed;
import io.plimsoll.node.server.rpc.Service;
import io.plimsoll.node.server.run.Node;
import io.plimsoll.node.server.run.Overview;
import io.plimsoll.node.server.run.PortThreads;
import io.plimsoll.node.server.run.Readers;
import io.plimsoll.node.server.run.Upgrades;
import io.plimsoll.node.server.watch.EventLogger;
import io.plimsoll.node.server.watch.Level;
import io.plimsoll.node.server.watch.Metrics;
import io.plimsoll.node.storage.StoredChain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * A node that makes blocks, and clients that ask for margins as fast as they are answered, on one
 * machine: questions a second, how long each took, and what became of the blocks' times, with the
 * questions and without them, in turns. Arguments: seconds of each part, clients, subaccounts,
 * least questions a second (0 only reports).
 */
public final class LoadRun {

  private static final int PACE_MS = 500;
  private static final int FILLS = 100;
  private static final int TURNS = 2;

  private final List<Long> blockNs = Collections.synchronizedList(new ArrayList<>());
  private final int seconds;
  private final int clients;
  private final int traders;
  private int port;

  private LoadRun(int seconds, int clients, int traders) {
    this.seconds = seconds;
    this.clients = clients;
    this.traders = traders;
  }

  /** Runs it. */
  public static void main(String[] args) throws Exception {
    PortThreads.leaveOneProcessor();
    LoadRun run =
        new LoadRun(
            Integer.parseInt(args[0]), Integer.parseInt(args[1]), Integer.parseInt(args[2]));
    long least = run.run();
    System.out.flush();
    if (least < Long.parseLong(args[3])) {
      System.err.println("fewer than " + args[3] + " questions a second were answered");
      System.exit(1);
    }
    System.exit(0);
  }

  private long run() throws Exception {
    Path folder = Files.createTempDirectory("plimsoll-load");
    EventLogger log = new EventLogger(System.err, Level.WARN, false, InstantSource.system());
    Metrics metrics = new Metrics();
    HttpServer.Limits limits = new HttpServer.Limits(0, 256, 60, "127.0.0.1");
    HttpServer server = new HttpServer(limits, Token.none(), log, metrics);
    Feed feed = new Feed(server::publish, metrics);
    CommandPool pool = new CommandPool(new CommandPool.Limits(1, 1_024, 1), feed);
    Upgrades none = Upgrades.of("", Upgrades.carried());
    InstantSource clock = InstantSource.system();
    DevScenario scenario = new DevScenario(1, traders, FILLS, clock.millis());
    try (Engine engine = Engines.create("simd", 1);
        StoredChain chain = StoredChain.open(folder, engine);
        DevSource source = new DevSource(scenario, none, PACE_MS, clock, null)) {
      Node node = new Node(chain, source, none, 0, 0, log, metrics);
      try (Readers readers = new Readers(node.views(), 2);
          server) {
        Overview overview = new Overview(chain.chain(), engine, "load", node::lastTookNs);
        node.listen(overview);
        node.listen(feed);
        node.listen((block, result) -> blockNs.add(node.lastTookNs()));
        Dispatcher dispatcher =
            Service.of(node, readers, feed, pool, overview, "load", 262_144, 16, 50, log, metrics);
        port = server.start("127.0.0.1", 0, node, dispatcher);
        Thread blocks = new Thread(node::run, "load-blocks");
        blocks.start();
        // All are there and trade.
        while (node.views().latest().height() < 20 + traders / 2_000) {
          Thread.sleep(50);
        }
        long least = measure();
        node.stop();
        blocks.join();
        return least;
      }
    } finally {
      remove(folder);
    }
  }

  private static void remove(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      for (Path each : files.sorted(Collections.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }

  private long measure() throws InterruptedException {
    System.out.printf(
        Locale.ROOT,
        "%d subaccounts, a block each %d ms, %d clients, %d processors%n",
        traders,
        PACE_MS,
        clients,
        Runtime.getRuntime().availableProcessors());
    // The compiler's work is not counted.
    ask("http", seconds);
    ask("ws", seconds);
    long least = Long.MAX_VALUE;
    for (int turn = 0; turn < TURNS; turn++) {
      report("no questions", alone());
      for (String way : new String[] {"http", "ws"}) {
        blockNs.clear();
        long[] tookNs = ask(way, seconds);
        long perSecond = tookNs.length / seconds;
        System.out.printf(
            Locale.ROOT,
            "%-13s %6d questions a second, %s ms, 99%% within %s ms%n",
            way + ":",
            perSecond,
            ms(tookNs, 50),
            ms(tookNs, 99));
        report(way, blocks());
        least = Math.min(least, perSecond);
      }
    }
    return least;
  }

  private long[] alone() throws InterruptedException {
    Thread.sleep(PACE_MS);
    blockNs.clear();
    Thread.sleep(seconds * 1_000L);
    return blocks();
  }

  private long[] blocks() {
    synchronized (blockNs) {
      long[] all = blockNs.stream().mapToLong(Long::longValue).toArray();
      Arrays.sort(all);
      return all;
    }
  }

  private static void report(String what, long[] blocks) {
    System.out.printf(
        Locale.ROOT,
        "%-13s %6d blocks, %s ms, 99%% within %s ms%n",
        what + ":",
        blocks.length,
        ms(blocks, 50),
        ms(blocks, 99));
  }

  /** A percentile of what is sorted, in milliseconds. */
  private static String ms(long[] sortedNs, int percent) {
    if (sortedNs.length == 0) {
      return "-";
    }
    int at = (int) Math.min(sortedNs.length - 1L, (long) sortedNs.length * percent / 100);
    return String.format(Locale.ROOT, "%.2f", sortedNs[at] / 1e6);
  }

  /** Lets all clients ask for some seconds; how long each answer took, sorted. */
  private long[] ask(String way, int forSeconds) throws InterruptedException {
    List<Client> all = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    long untilNs = System.nanoTime() + forSeconds * 1_000_000_000L;
    for (int i = 0; i < clients; i++) {
      Client client = new Client(port, way.equals("ws"), traders, i, untilNs);
      all.add(client);
      threads.add(Thread.ofPlatform().name("load-client-" + i).start(client));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    long[] took = all.stream().flatMapToLong(client -> Arrays.stream(client.took())).toArray();
    Arrays.sort(took);
    return took;
  }
}
