package io.plimsoll.node.evm.contract;

import io.plimsoll.chain.block.Hash;
import io.plimsoll.kernels.engine.Engine;
import io.plimsoll.kernels.engine.Engines;
import io.plimsoll.node.auth.SigningKey;
import io.plimsoll.node.evm.follow.ChainTerms;
import io.plimsoll.node.evm.follow.Endpoints;
import io.plimsoll.node.evm.follow.Patience;
import io.plimsoll.node.evm.node.EvmProvider;
import io.plimsoll.node.evm.node.EvmSource;
import io.plimsoll.node.evm.rpc.RpcClient;
import io.plimsoll.node.evm.validate.Validators;
import io.plimsoll.node.server.http.HttpServer;
import io.plimsoll.node.server.http.Token;
import io.plimsoll.node.server.pool.CommandPool;
import io.plimsoll.node.server.rpc.Dispatcher;
import io.plimsoll.node.server.rpc.Feed;
import io.plimsoll.node.server.rpc.Service;
import io.plimsoll.node.server.run.Node;
import io.plimsoll.node.server.run.Overview;
import io.plimsoll.node.server.run.Readers;
import io.plimsoll.node.server.run.Upgrades;
import io.plimsoll.node.server.watch.EventLogger;
import io.plimsoll.node.server.watch.Level;
import io.plimsoll.node.server.watch.Metrics;
import io.plimsoll.node.storage.Outcome;
import io.plimsoll.node.storage.StoredChain;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A whole node on an EVM chain, with its port, in a thread of its own. */
final class EvmNode implements AutoCloseable {

  private static final Patience PATIENCE = new Patience(20, 500, 50, 60_000);
  private static final RpcClient.Limits LIMITS = new RpcClient.Limits(3_000, 64L << 20);
  private static final int MOST_WAITS = 3_000;

  private final ByteArrayOutputStream logged = new ByteArrayOutputStream();
  private final Engine engine = Engines.create("scalar", 1);
  private final Metrics metrics = new Metrics();
  private final StoredChain chain;
  private final EvmSource source;
  private final Node node;
  private final Readers readers;
  private final HttpServer server;
  private final URI url;
  private final Thread thread;

  /** Who validates, and whom it asks. */
  record Signs(SigningKey key, List<URI> peers, boolean submits, long stuckMs) {}

  EvmNode(Path folder, ChainTerms terms, List<URI> endpoints, @Nullable Signs signs) {
    this(folder, terms, endpoints, signs, -1);
  }

  EvmNode(
      Path folder,
      ChainTerms terms,
      List<URI> endpoints,
      @Nullable Signs signs,
      long confirmations) {
    this(folder, terms, endpoints, signs, confirmations, PATIENCE, LIMITS);
  }

  EvmNode(
      Path folder,
      ChainTerms terms,
      List<URI> endpoints,
      @Nullable Signs signs,
      long confirmations,
      Patience patience,
      RpcClient.Limits limits) {
    EventLogger log =
        new EventLogger(
            new PrintStream(logged, true, StandardCharsets.UTF_8),
            Level.DEBUG,
            false,
            InstantSource.system());
    chain = StoredChain.open(folder, engine);
    Endpoints.Rules rules = new Endpoints.Rules(1, Endpoints.Prove.AUTO, confirmations);
    Endpoints all = new Endpoints(endpoints, terms, limits, patience, rules, log, metrics);
    Validators.Told told =
        signs == null
            ? null
            : new Validators.Told(
                folder.resolve("SIGNED"),
                signs.peers(),
                signs.submits(),
                0,
                signs.stuckMs(),
                500,
                50,
                false);
    try {
      source =
          EvmProvider.source(
              terms, all, chain, patience, signs == null ? null : signs.key(), told, log, metrics);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    node = new Node(chain, source, Upgrades.of("", Upgrades.carried()), 0, 0, log, metrics);
    readers = new Readers(node.views(), 1);
    server =
        new HttpServer(
            new HttpServer.Limits(0, 64, 30, "localhost,127.0.0.1"), Token.none(), log, metrics);
    Feed feed = new Feed(server::publish, metrics);
    CommandPool pool = new CommandPool(new CommandPool.Limits(10, 10_000, 10), feed);
    Overview overview = new Overview(chain.chain(), engine, "a test", node::lastTookNs);
    node.listen(overview);
    node.listen(feed);
    Dispatcher dispatcher =
        Service.of(node, readers, feed, pool, overview, "test", 1 << 16, 16, 10, log, metrics);
    url = URI.create("http://127.0.0.1:" + server.start("127.0.0.1", 0, node, dispatcher));
    thread = Thread.ofPlatform().unstarted(node::run);
    thread.start();
  }

  URI url() {
    return url;
  }

  long height() {
    return node.views().latest().height();
  }

  Hash root() {
    return node.views().latest().stateRoot();
  }

  Node node() {
    return node;
  }

  StoredChain chain() {
    return chain;
  }

  Readers readers() {
    return readers;
  }

  String metrics() {
    return metrics.text();
  }

  String logged() {
    return logged.toString(StandardCharsets.UTF_8);
  }

  /** The outcome of a block that is there. */
  Outcome outcome(long height) {
    Outcome outcome = chain.store().outcome(height);
    if (outcome == null) {
      throw new AssertionError("no block " + height + "\n" + logged());
    }
    return outcome;
  }

  /** Waits until something holds. */
  void until(String what, BooleanSupplier holds) throws InterruptedException {
    for (int i = 0; i < MOST_WAITS && !holds.getAsBoolean(); i++) {
      Thread.sleep(10);
    }
    if (!holds.getAsBoolean()) {
      throw new AssertionError("not yet " + what + "\n" + logged());
    }
  }

  void untilHeight(long height) throws InterruptedException {
    until("block " + height, () -> height() >= height);
  }

  @Override
  public void close() {
    node.stop();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    server.close();
    readers.close();
    source.close();
    chain.close();
    engine.close();
  }
}
