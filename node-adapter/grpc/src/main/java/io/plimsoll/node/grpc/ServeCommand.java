package io.plimsoll.node.grpc;

import io.plimsoll.chain.model.ModelCatalogue;
import io.plimsoll.kernels.engine.Engine;
import io.plimsoll.node.cli.EngineOptions;
import io.plimsoll.node.cli.Failure;
import io.plimsoll.node.cli.Main;
import io.plimsoll.node.cli.ParametersOption;
import io.plimsoll.node.storage.StoreFailed;
import io.plimsoll.node.storage.StoreRefused;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** {@code plimsoll serve}. */
@CommandLine.Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    description = {
      "Serves a chain by gRPC to a process in another language, which makes the blocks.",
      "",
      "One connection writes; all may ask. When it listens it prints one line: listening TARGET"
          + " height N. SIGTERM ends it, with everything that was committed on disk; a block that"
          + " waits is discarded."
    })
final class ServeCommand implements Callable<Integer> {

  private static final int MOST_READERS = 64;
  private static final int MOST_MIB = 1_024;
  private static final int MOST_CONNECTIONS = 4_096;
  private static final int LEAST_IDLE_S = 20;
  private static final int MOST_IDLE_S = 86_400;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @CommandLine.Option(
      names = "--data",
      paramLabel = "DIR",
      required = true,
      description = "The chain's folder; it is made where there is none.")
  private Path data;

  @CommandLine.ArgGroup(multiplicity = "1")
  private Address address = new Address();

  /** Where it listens. */
  private static final class Address {

    @CommandLine.Option(
        names = "--socket",
        paramLabel = "PATH",
        description = "A socket of the file system; its owner alone may use it.")
    private @Nullable Path socket;

    @CommandLine.Option(
        names = "--port",
        paramLabel = "N",
        description = "A port of 127.0.0.1, for every process of this machine; 0 is any.")
    private @Nullable Integer port;
  }

  @CommandLine.Mixin private EngineOptions engine = new EngineOptions();

  @CommandLine.Option(
      names = "--readers",
      paramLabel = "N",
      defaultValue = "2",
      description = "Questions that are answered at a time (${DEFAULT-VALUE}).")
  private int readers;

  @CommandLine.Option(
      names = "--message-mib",
      paramLabel = "N",
      defaultValue = "64",
      description = "The most MiB of a call (${DEFAULT-VALUE}).")
  private int messageMib;

  @CommandLine.Option(
      names = "--connections",
      paramLabel = "N",
      defaultValue = "64",
      description = "Connections that may call at a time (${DEFAULT-VALUE}).")
  private int connections;

  @CommandLine.Option(
      names = "--idle-seconds",
      paramLabel = "N",
      defaultValue = "60",
      description =
          "Seconds after which a client from which nothing comes, no answer to a ping either, is"
              + " dropped (${DEFAULT-VALUE}).")
  private int idleSeconds;

  @CommandLine.Mixin private ParametersOption parameters = new ParametersOption();

  /** For picocli. */
  ServeCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    require("--readers", readers, 1, MOST_READERS);
    require("--message-mib", messageMib, 1, MOST_MIB);
    require("--connections", connections, 1, MOST_CONNECTIONS);
    require("--idle-seconds", idleSeconds, LEAST_IDLE_S, MOST_IDLE_S);
    ChainServer.Limits limits =
        new ChainServer.Limits(readers, messageMib << 20, connections, idleSeconds * 1_000L);
    try (Engine made = engine.open(spec)) {
      ChainServer server = start(made, limits);
      PrintWriter out = spec.commandLine().getOut();
      out.println("listening " + server.target() + " height " + server.height());
      out.flush();
      Thread stop = new Thread(server::close, "plimsoll-stop");
      Runtime.getRuntime().addShutdownHook(stop);
      server.awaitFailure();
      Runtime.getRuntime().removeShutdownHook(stop);
      server.close();
      throw new Failure(data + ": the disk does not take what must be kept");
    } catch (StoreRefused | StoreFailed e) {
      throw new Failure(data + ": " + e.getMessage());
    }
  }

  private ChainServer start(Engine made, ChainServer.Limits limits) throws IOException {
    String version = Main.version();
    List<ParametersOption.Own> own = parameters.own();
    ModelCatalogue models = ParametersOption.models(own);
    for (ParametersOption.Own each : own) {
      spec.commandLine()
          .getErr()
          .println(
              "plimsoll: "
                  + each.file()
                  + " is model "
                  + each.number()
                  + ", SHA-256 "
                  + each.sha256());
    }
    if (address.socket != null) {
      return ChainServer.onSocket(data, made, models, address.socket, limits, version);
    }
    int port = address.port == null ? 0 : address.port;
    if (port < 0 || port > 65_535) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "--port is " + port + "; it must be in 0..65535");
    }
    return ChainServer.onLoopback(data, made, models, port, limits, version);
  }

  private void require(String option, int value, int least, int most) {
    if (value < least || value > most) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), option + " is " + value + "; it must be in " + least + ".." + most);
    }
  }
}
