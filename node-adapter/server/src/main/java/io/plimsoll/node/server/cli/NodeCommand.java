package io.plimsoll.node.server.cli;

import io.plimsoll.chain.block.Block;
import io.plimsoll.chain.model.ModelCatalogue;
import io.plimsoll.chain.model.ModelId;
import io.plimsoll.kernels.engine.Engine;
import io.plimsoll.kernels.engine.EngineChoice;
import io.plimsoll.kernels.engine.Engines;
import io.plimsoll.margin.model.HoldingModel;
import io.plimsoll.node.cli.Failure;
import io.plimsoll.node.cli.Main;
import io.plimsoll.node.cli.ParametersOption;
import io.plimsoll.node.parameters.Models;
import io.plimsoll.node.parameters.ParameterFiles;
import io.plimsoll.node.server.config.Setting;
import io.plimsoll.node.server.config.Settings;
import io.plimsoll.node.server.dev.DevScenario;
import io.plimsoll.node.server.dev.DevSource;
import io.plimsoll.node.server.http.HttpServer;
import io.plimsoll.node.server.http.Token;
import io.plimsoll.node.server.pool.CommandPool;
import io.plimsoll.node.server.pool.Intake;
import io.plimsoll.node.server.pool.PoolFile;
import io.plimsoll.node.server.rpc.Dispatcher;
import io.plimsoll.node.server.rpc.Feed;
import io.plimsoll.node.server.rpc.Service;
import io.plimsoll.node.server.run.BlockSource;
import io.plimsoll.node.server.run.LogSource;
import io.plimsoll.node.server.run.Node;
import io.plimsoll.node.server.run.Overview;
import io.plimsoll.node.server.run.PortThreads;
import io.plimsoll.node.server.run.Readers;
import io.plimsoll.node.server.run.RpcSource;
import io.plimsoll.node.server.run.SourceProvider;
import io.plimsoll.node.server.run.Upgrades;
import io.plimsoll.node.server.watch.EventLogger;
import io.plimsoll.node.server.watch.Level;
import io.plimsoll.node.server.watch.Metrics;
import io.plimsoll.node.storage.StoreFailed;
import io.plimsoll.node.storage.StoreRefused;
import io.plimsoll.node.storage.StoredChain;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Model.CommandSpec;

/** {@code plimsoll node}: runs until it is told to stop. */
public final class NodeCommand implements Callable<Integer> {

  private static final long STOP_SECONDS = 60;

  private final CommandSpec spec;

  private NodeCommand() {
    spec = CommandSpec.wrapWithoutInspection(this);
  }

  /** The command. */
  static CommandSpec command() {
    NodeCommand node = new NodeCommand();
    node.spec.name("node").mixinStandardHelpOptions(true);
    node.spec
        .usageMessage()
        .description(
            "Runs a node: takes blocks, keeps them in a folder, and answers JSON-RPC on one port.",
            "",
            "With --dev it makes its own blocks from a scenario; with --follow it takes those of a"
                + " log or of another node, with --evm it makes them of an EVM chain's. SIGTERM and"
                + " ctrl-c end it after the block that it is"
                + " at. Each option may stand in a file or in the environment, too: see config"
                + " show.");
    Flags.addTo(node.spec);
    return node.spec;
  }

  @Override
  public Integer call() throws Exception {
    PortThreads.leaveOneProcessor();
    Settings settings = Flags.settings(spec.commandLine().getParseResult(), System.getenv());
    InstantSource clock = InstantSource.system();
    EventLogger log =
        new EventLogger(
            System.err,
            Level.of(settings.text(Setting.LOG_LEVEL)),
            settings.text(Setting.LOG_FORMAT).equals("json"),
            clock);
    log.takeOver();
    try {
      return run(settings, log, clock);
    } catch (StoreRefused | StoreFailed e) {
      String folder = settings.text(Setting.DATA);
      String reason = String.valueOf(e.getMessage());
      throw new Failure(reason.startsWith(folder) ? reason : folder + ": " + reason);
    } catch (UncheckedIOException e) {
      throw new Failure(String.valueOf(e.getCause()));
    }
  }

  private static void check(Settings settings) {
    boolean dev = settings.flag(Setting.DEV);
    boolean follows = !settings.text(Setting.FOLLOW).isEmpty();
    boolean evm = !settings.text(Setting.EVM).isEmpty();
    if (settings.text(Setting.DATA).isEmpty()) {
      throw new Failure("say with --data in which folder the chain is kept");
    }
    if ((dev ? 1 : 0) + (follows ? 1 : 0) + (evm ? 1 : 0) != 1) {
      throw new Failure("say either --dev, to make blocks, or --follow or --evm, to take them");
    }
    if (!dev && !settings.text(Setting.DEV_MODEL).isEmpty()) {
      throw new Failure("dev.model is of the scenario: it goes with --dev");
    }
    long keep = settings.whole(Setting.KEEP_BLOCKS);
    if (keep > 0 && keep < io.plimsoll.node.storage.ChainStore.LEAST_KEPT) {
      throw new Failure("keep-blocks is " + keep + "; it must be 0 or at least 64");
    }
  }

  private static int run(Settings settings, EventLogger log, InstantSource clock)
      throws IOException, InterruptedException {
    check(settings);
    Upgrades upgrades = Upgrades.of(settings.text(Setting.UPGRADES), Upgrades.carried());
    String tokenFile = settings.text(Setting.RPC_TOKEN_FILE);
    Token token = tokenFile.isEmpty() ? Token.none() : token(Path.of(tokenFile), log);
    List<ParametersOption.Own> own = ParametersOption.own(parameterFiles(settings));
    ModelCatalogue models = ParametersOption.models(own);
    EngineChoice choice = engine(settings);
    log.info("starting", "version", Main.version(), "engine", choice.reason());
    for (ParametersOption.Own each : own) {
      log.info("model", "file", each.file(), "number", each.number(), "sha256", each.sha256());
    }
    Metrics metrics = new Metrics();
    HttpServer.Limits limits =
        new HttpServer.Limits(
            settings.whole(Setting.RPC_RATE),
            settings.count(Setting.RPC_CONNECTIONS),
            settings.whole(Setting.RPC_IDLE_SECONDS),
            settings.text(Setting.RPC_NAMES));
    CommandPool.Limits waiting =
        new CommandPool.Limits(
            settings.count(Setting.POOL_COMMANDS),
            settings.whole(Setting.POOL_BYTES),
            settings.count(Setting.POOL_PER_SENDER));
    // It holds nothing before it listens.
    HttpServer server = new HttpServer(limits, token, log, metrics);
    Feed feed = new Feed(server::publish, metrics);
    CommandPool pool = new CommandPool(waiting, feed);
    try (Engine engine = choice.engine();
        StoredChain chain = StoredChain.open(Path.of(settings.text(Setting.DATA)), engine, models);
        BlockSource source = source(settings, upgrades, chain, pool, log, clock, metrics)) {
      return serve(settings, log, metrics, chain, choice, source, upgrades, server, feed, pool);
    }
  }

  /** Each once: a scenario's own may stand among the chain's. */
  private static List<Path> parameterFiles(Settings settings) {
    Set<Path> files = new LinkedHashSet<>();
    for (String name : settings.text(Setting.MODELS_PARAMETERS).split(",", -1)) {
      if (!name.isBlank()) {
        files.add(Path.of(name.strip()).toAbsolutePath().normalize());
      }
    }
    String ofScenario = settings.text(Setting.DEV_MODEL);
    if (ofScenario.endsWith(".json")) {
      files.add(Path.of(ofScenario).toAbsolutePath().normalize());
    }
    return List.copyOf(files);
  }

  private static Token token(Path file, EventLogger log) throws IOException {
    Token token = Token.read(file);
    if (Files.getFileStore(file).supportsFileAttributeView(PosixFileAttributeView.class)
        && Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ)) {
      log.warn(
          "token", "file", file, "reason", "everybody on this machine can read it: chmod o-r it");
    }
    return token;
  }

  private static EngineChoice engine(Settings settings) {
    try {
      return Engines.choose(settings.text(Setting.ENGINE), settings.count(Setting.THREADS));
    } catch (IllegalArgumentException e) {
      throw new Failure("engine: " + e.getMessage());
    }
  }

  private static BlockSource source(
      Settings settings,
      Upgrades upgrades,
      StoredChain chain,
      CommandPool pool,
      EventLogger log,
      InstantSource clock,
      Metrics metrics)
      throws IOException {
    for (SourceProvider provider : ServiceLoader.load(SourceProvider.class)) {
      if (!settings.text(provider.setting()).isEmpty()) {
        return provider.open(settings, chain, log, metrics);
      }
    }
    if (!settings.text(Setting.EVM).isEmpty()) {
      throw new Failure(
          "evm: the part that follows EVM chains was not started with; say --evm on the command"
              + " line or "
              + Setting.EVM.variable()
              + " in the environment, by which the launcher knows");
    }
    String follow = settings.text(Setting.FOLLOW);
    if (follow.startsWith("http://") || follow.startsWith("https://")) {
      return new RpcSource(follow, log);
    }
    if (!follow.isEmpty()) {
      return new LogSource(Path.of(follow));
    }
    long paceMs = settings.whole(Setting.DEV_BLOCK_MS);
    DevScenario scenario =
        DevScenario.of(
            settings.whole(Setting.DEV_SEED),
            settings.count(Setting.DEV_TRADERS),
            settings.count(Setting.DEV_FILLS),
            chain.store(),
            paceMs > 0 ? clock.millis() : DevScenario.FIXED_GENESIS_MS);
    String model = settings.text(Setting.DEV_MODEL);
    if (!model.isEmpty()) {
      scenario = scenario.margined(number(model));
      Block first = chain.store().block(1);
      if (first != null && !scenario.beganAs(first)) {
        throw new Failure("dev.model: the chain is there already, and began without this model");
      }
    }
    DevSource.Taking taking = new DevSource.Taking(pool, chain.chain().state().parameters());
    return new DevSource(scenario, upgrades, paceMs, clock, taking);
  }

  /** The number of the scenario's own model, which must have all values. */
  private static long number(String model) throws IOException {
    try {
      HoldingModel chosen = Models.chosen(model);
      // Says what it lacks, where it does.
      ModelCatalogue.of(List.of(chosen));
      return ModelId.of(chosen);
    } catch (ParameterFiles.Refused | IllegalArgumentException e) {
      throw new Failure("dev.model: " + e.getMessage());
    }
  }

  private static int serve(
      Settings settings,
      EventLogger log,
      Metrics metrics,
      StoredChain chain,
      EngineChoice choice,
      BlockSource source,
      Upgrades upgrades,
      HttpServer server,
      Feed feed,
      CommandPool pool)
      throws IOException, InterruptedException {
    Node node =
        new Node(
            chain,
            source,
            upgrades,
            settings.whole(Setting.HALT_HEIGHT),
            settings.whole(Setting.KEEP_BLOCKS),
            log,
            metrics);
    CountDownLatch closed = new CountDownLatch(1);
    Thread hook = new Thread(() -> stop(node, closed), "plimsoll-stop");
    try (Readers readers = new Readers(node.views(), settings.count(Setting.RPC_READERS));
        PoolFile kept = PoolFile.open(Path.of(settings.text(Setting.DATA)).resolve("POOL"));
        server) {
      // The pool first: who hears of a block may ask for its commands.
      pool.lookIn(node.store()::inclusion);
      node.listen(pool);
      Overview overview =
          new Overview(chain.chain(), choice.engine(), choice.reason(), node::lastTookNs);
      node.listen(overview);
      node.listen(feed);
      takeUp(settings, node, new Intake(pool, readers), kept, log);
      Dispatcher dispatcher =
          Service.of(
              node,
              readers,
              feed,
              pool,
              overview,
              Main.version(),
              settings.count(Setting.RPC_BODY_BYTES),
              settings.count(Setting.RPC_DEPTH),
              settings.count(Setting.RPC_BATCH),
              log,
              metrics);
      String host = settings.text(Setting.RPC_HOST);
      int port = server.start(host, settings.count(Setting.RPC_PORT), node, dispatcher);
      log.info("listening", "url", "http://" + host + ":" + port);
      Runtime.getRuntime().addShutdownHook(hook);
      return node.run() ? 0 : Main.FAILED;
    } finally {
      closed.countDown();
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        // The JVM is ending already, which is why we are here.
        log.debug("ending", "reason", e);
      }
    }
  }

  /** What waited when the process before ended waits again, where this node makes blocks. */
  private static void takeUp(
      Settings settings, Node node, Intake intake, PoolFile kept, EventLogger log)
      throws IOException {
    if (kept.damaged() > 0) {
      log.warn(
          "commands lost",
          "file",
          Path.of(settings.text(Setting.DATA)).resolve("POOL"),
          "bytes",
          kept.damaged(),
          "reason",
          "the end of the file is not whole, as after a loss of power");
    }
    if (node.takesCommands()) {
      int commands = intake.takeUp(kept);
      if (commands > 0) {
        log.info("commands wait again", "commands", commands);
      }
    }
  }

  /** In a shutdown hook, so that the JVM waits until all is on disk and closed. */
  private static void stop(Node node, CountDownLatch closed) {
    node.stop();
    try {
      closed.await(STOP_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
