package io.plimsoll.node.grpc;

import io.plimsoll.kernels.engine.Engine;
import io.plimsoll.node.cli.EngineOptions;
import io.plimsoll.node.cli.Failure;
import io.plimsoll.node.cli.Main;
import io.plimsoll.node.storage.StoreFailed;
import io.plimsoll.node.storage.StoreRefused;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
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

  /** For picocli. */
  ServeCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    require("--readers", readers, MOST_READERS);
    require("--message-mib", messageMib, MOST_MIB);
    ChainServer.Limits limits = new ChainServer.Limits(readers, messageMib << 20);
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
    if (address.socket != null) {
      return ChainServer.onSocket(data, made, address.socket, limits, version);
    }
    int port = address.port == null ? 0 : address.port;
    if (port < 0 || port > 65_535) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "--port is " + port + "; it must be in 0..65535");
    }
    return ChainServer.onLoopback(data, made, port, limits, version);
  }

  private void require(String option, int value, int most) {
    if (value < 1 || value > most) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), option + " is " + value + "; it must be in 1.." + most);
    }
  }
}
