package io.plimsoll.node.server;

import io.plimsoll.kernels.engine.Engine;
import io.plimsoll.kernels.engine.Engines;
import io.plimsoll.node.server.dev.DevScenario;
import io.plimsoll.node.server.dev.DevSource;
import io.plimsoll.node.server.run.BlockSource;
import io.plimsoll.node.server.run.Node;
import io.plimsoll.node.server.run.Readers;
import io.plimsoll.node.server.run.Upgrades;
import io.plimsoll.node.server.watch.EventLogger;
import io.plimsoll.node.server.watch.Level;
import io.plimsoll.node.server.watch.Metrics;
import io.plimsoll.node.storage.StoredChain;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;

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
  private final Node node;
  private final Readers readers;

  /** A node on a folder that makes its own blocks until a height. */
  public TestNode(Path folder, long haltHeight) {
    this(folder, haltHeight, Upgrades.of("", Upgrades.carried()));
  }

  /** The same with upgrades. */
  public TestNode(Path folder, long haltHeight, Upgrades upgrades) {
    this(folder, haltHeight, upgrades, scenario(upgrades));
  }

  /** A node with blocks from somewhere else. */
  public TestNode(Path folder, long haltHeight, Upgrades upgrades, BlockSource source) {
    log =
        new EventLogger(
            new PrintStream(logged, true, StandardCharsets.UTF_8),
            Level.DEBUG,
            false,
            InstantSource.system());
    chain = StoredChain.open(folder, engine);
    node = new Node(chain, source, upgrades, haltHeight, 0, log, metrics);
    readers = new Readers(node.views(), 2);
  }

  /** The scenario's blocks, as fast as they are taken. */
  public static BlockSource scenario(Upgrades upgrades) {
    DevScenario scenario = new DevScenario(1, TRADERS, FILLS, DevScenario.FIXED_GENESIS_MS);
    return new DevSource(scenario, upgrades, 0, InstantSource.system());
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

  @Override
  public void close() {
    readers.close();
    chain.close();
    engine.close();
  }
}
