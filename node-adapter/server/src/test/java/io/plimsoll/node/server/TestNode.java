package io.plimsoll.node.server;

import io.plimsoll.chain.model.ModelCatalogue;
import io.plimsoll.kernels.engine.Engine;
import io.plimsoll.kernels.engine.Engines;
import io.plimsoll.node.parameters.Models;
import io.plimsoll.node.server.dev.DevScenario;
import io.plimsoll.node.server.dev.DevSource;
import io.plimsoll.node.server.pool.CommandPool;
import io.plimsoll.node.server.pool.Fate;
import io.plimsoll.node.server.pool.Intake;
import io.plimsoll.node.server.pool.PoolFile;
import io.plimsoll.node.server.run.BlockSource;
import io.plimsoll.node.server.run.Node;
import io.plimsoll.node.server.run.Overview;
import io.plimsoll.node.server.run.Readers;
import io.plimsoll.node.server.run.Upgrades;
import io.plimsoll.node.server.watch.EventLogger;
import io.plimsoll.node.server.watch.Level;
import io.plimsoll.node.server.watch.Metrics;
import io.plimsoll.node.storage.StoredChain;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A node on a chain of the scenario, with few traders and block times of its own. */
public final class TestNode implements AutoCloseable {

  /** Traders. */
  public static final int TRADERS = 40;

  private static final int FILLS = 20;

  private final ByteArrayOutputStream logged = new ByteArrayOutputStream();
  private final Engine engine = Engines.create("scalar", 1);
  private final StoredChain chain;
  private final EventLogger log;
  private final Metrics metrics = new Metrics();
  private final CommandPool pool;
  private volatile CommandPool.@Nullable Outlet outlet;
  private final Node node;
  private final Overview overview;
  private final Readers readers;
  private final Intake intake;
  private final PoolFile kept;

  /** A node on a folder that makes its own blocks until a height. */
  public TestNode(Path folder, long haltHeight) {
    this(folder, haltHeight, Upgrades.of("", Upgrades.carried()));
  }

  /** A node that makes blocks at a pace, without an end. */
  public static TestNode paced(Path folder, long paceMs) {
    return new TestNode(folder, 0, Upgrades.of("", Upgrades.carried()), null, paceMs);
  }

  /** The same with upgrades. */
  public TestNode(Path folder, long haltHeight, Upgrades upgrades) {
    this(folder, haltHeight, upgrades, null);
  }

  /** A node with blocks from somewhere else, where that is not null. */
  public TestNode(
      Path folder, long haltHeight, Upgrades upgrades, @Nullable BlockSource elsewhere) {
    this(folder, haltHeight, upgrades, elsewhere, 0);
  }

  private TestNode(
      Path folder,
      long haltHeight,
      Upgrades upgrades,
      @Nullable BlockSource elsewhere,
      long paceMs) {
    this(folder, haltHeight, upgrades, elsewhere, paceMs, Models.catalogue());
  }

  /** A node with blocks from somewhere else that has other models besides. */
  public TestNode(Path folder, long haltHeight, BlockSource elsewhere, ModelCatalogue models) {
    this(folder, haltHeight, Upgrades.of("", Upgrades.carried()), elsewhere, 0, models);
  }

  private TestNode(
      Path folder,
      long haltHeight,
      Upgrades upgrades,
      @Nullable BlockSource elsewhere,
      long paceMs,
      ModelCatalogue models) {
    log =
        new EventLogger(
            new PrintStream(logged, true, StandardCharsets.UTF_8),
            Level.DEBUG,
            false,
            InstantSource.system());
    chain = StoredChain.open(folder, engine, models);
    pool = new CommandPool(new CommandPool.Limits(40, 20_000, 5), (height, fates) -> told(fates));
    DevSource.Taking taking = new DevSource.Taking(pool, chain.chain().state().parameters());
    BlockSource source = elsewhere == null ? scenario(upgrades, taking, paceMs) : elsewhere;
    node = new Node(chain, source, upgrades, haltHeight, 0, log, metrics);
    pool.lookIn(chain.store()::inclusion);
    node.listen(pool);
    overview = new Overview(chain.chain(), engine, "a test", node::lastTookNs);
    node.listen(overview);
    readers = new Readers(node.views(), 2);
    intake = new Intake(pool, readers);
    try {
      kept = PoolFile.open(folder.resolve("POOL"));
      intake.takeUp(kept);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The scenario's blocks, as fast as they are taken. */
  public static BlockSource scenario(Upgrades upgrades) {
    return scenario(upgrades, null, 0);
  }

  private static BlockSource scenario(
      Upgrades upgrades, DevSource.@Nullable Taking taking, long paceMs) {
    DevScenario scenario = new DevScenario(1, TRADERS, FILLS, DevScenario.FIXED_GENESIS_MS);
    return new DevSource(scenario, upgrades, paceMs, InstantSource.system(), taking);
  }

  private void told(List<Fate> fates) {
    CommandPool.Outlet to = outlet;
    if (to != null) {
      to.told(node.views().latest().height(), fates);
    }
  }

  /** Lets somebody be told what becomes of commands. */
  public void tell(CommandPool.Outlet of) {
    outlet = of;
  }

  /** What there is to see. */
  public Overview overview() {
    return overview;
  }

  /** By which commands come to wait. */
  public Intake intake() {
    return intake;
  }

  /** Commands that wait. */
  public CommandPool pool() {
    return pool;
  }

  /** Takes blocks until the node halts, stops or fails; returns whether it did not fail. */
  public boolean run() {
    return node.run();
  }

  /** The node. */
  public Node node() {
    return node;
  }

  /** Its readers. */
  public Readers readers() {
    return readers;
  }

  /** The chain. */
  public StoredChain chain() {
    return chain;
  }

  /** Its metrics. */
  public Metrics metrics() {
    return metrics;
  }

  /** Its log. */
  public EventLogger log() {
    return log;
  }

  /** What was logged. */
  public String logged() {
    return logged.toString(StandardCharsets.UTF_8);
  }

  /** What was logged since this was asked last. */
  public String takeLogged() {
    synchronized (logged) {
      String out = logged();
      logged.reset();
      return out;
    }
  }

  @Override
  public void close() {
    readers.close();
    try {
      kept.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    chain.close();
    engine.close();
  }
}
