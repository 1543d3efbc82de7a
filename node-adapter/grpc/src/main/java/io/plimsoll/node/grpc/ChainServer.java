package io.plimsoll.node.grpc;

import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.ServerChannel;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerSocketChannel;
import io.plimsoll.chain.model.ModelCatalogue;
import io.plimsoll.kernels.engine.Engine;
import io.plimsoll.node.cli.Failure;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The chain of a folder on a socket: of the file system, for its owner alone, or on loopback. */
public final class ChainServer implements AutoCloseable {

  private static final int MOST_CALLS = 64;
  private static final int MOST_METADATA = 8_192;
  private static final long PATIENCE_S = 10;

  /** Calls that a connection may begin and take back, in how many seconds. */
  private static final int MOST_RESETS = 1_000;

  private static final int RESETS_S = 10;

  /** How many of the longest calls a connection's answers may be that wait for it to read them. */
  private static final int UNREAD = 2;

  /** Connections beyond those that may call: they are told so. */
  private static final int TOLD = 8;

  /** It warns, at length, of each bad call and of options that sockets of files do not have. */
  private static final Logger QUIET = Logger.getLogger("io.grpc");

  static {
    QUIET.setLevel(Level.SEVERE);
  }

  private final HeldChain chain;
  private final Readers readers;
  private final EventLoopGroup boss = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final EventLoopGroup workers =
      new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
  private final ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch failed = new CountDownLatch(1);
  private final @Nullable Path socket;
  private final Server server;

  /**
   * Limits of a server.
   *
   * @param readers how many questions are answered at a time
   * @param messageBytes the most bytes of a call; twice as many bytes of answers may wait for a
   *     connection that does not read them, before it is refused more
   * @param connections the most that may call at a time, the last of them only to make blocks; some
   *     more are told that there are too many
   * @param idleMs after which a connection from which nothing comes, no answer to a ping either, is
   *     closed; below 20 s others are, too, that are silent between two pings
   */
  public record Limits(int readers, int messageBytes, int connections, long idleMs) {}

  private ChainServer(
      Path data,
      Engine engine,
      ModelCatalogue models,
      SocketAddress address,
      @Nullable Path socket,
      Limits limits,
      String version)
      throws IOException {
    this.socket = socket;
    chain = new HeldChain(data, engine, models, failed::countDown);
    readers = new Readers(chain::views, limits.readers());
    Connections connections =
        new Connections(
            limits.connections(),
            UNREAD * (long) limits.messageBytes(),
            Math.max(
                2 * UNREAD * (long) limits.messageBytes(), Runtime.getRuntime().maxMemory() / 4),
            chain::gone);
    ChainService service =
        new ChainService(chain, connections, readers, version, limits.messageBytes());
    server =
        NettyServerBuilder.forAddress(address)
            .channelFactory(() -> admitting(socket != null, limits))
            .bossEventLoopGroup(boss)
            .workerEventLoopGroup(workers)
            .executor(calls)
            .maxConcurrentCallsPerConnection(MOST_CALLS)
            .maxInboundMessageSize(limits.messageBytes())
            .maxInboundMetadataSize(MOST_METADATA)
            .maxRstFramesPerWindow(MOST_RESETS, RESETS_S)
            // An answer to a ping is no silence; gRPC pings every ten seconds at most.
            .keepAliveTime(limits.idleMs() / 2, TimeUnit.MILLISECONDS)
            .keepAliveTimeout(limits.idleMs(), TimeUnit.MILLISECONDS)
            .addTransportFilter(connections)
            .intercept(connections)
            .addService(ServerInterceptors.useInputStreamMessages(service.bindService()))
            .build();
    boolean started = false;
    try {
      server.start();
      if (socket != null && Files.getFileStore(socket).supportsFileAttributeView("posix")) {
        Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
      }
      started = true;
    } finally {
      if (!started) {
        close();
      }
    }
  }

  private static ServerChannel admitting(boolean onSocket, Limits limits) {
    ServerChannel channel =
        onSocket ? new NioServerDomainSocketChannel() : new NioServerSocketChannel();
    channel.pipeline().addFirst(new Admission(limits.connections() + TOLD, limits.idleMs()));
    return channel;
  }

  /**
   * Listens on a socket of the file system, which its owner alone may use.
   *
   * @param models that the chain may name
   * @param socket a path that is not there, or a socket that a process has left
   * @throws Failure where something else is there, or a process listens
   */
  public static ChainServer onSocket(
      Path data, Engine engine, ModelCatalogue models, Path socket, Limits limits, String version)
      throws IOException {
    clear(socket);
    return new ChainServer(
        data, engine, models, UnixDomainSocketAddress.of(socket), socket, limits, version);
  }

  /** Listens on loopback, where every process of this machine may connect. 0 is any free port. */
  public static ChainServer onLoopback(
      Path data, Engine engine, ModelCatalogue models, int port, Limits limits, String version)
      throws IOException {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    return new ChainServer(data, engine, models, address, null, limits, version);
  }

  /** Removes a socket that nobody listens on, as a process leaves that was killed. */
  private static void clear(Path socket) throws IOException {
    if (!Files.exists(socket, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (Files.isRegularFile(socket) || Files.isDirectory(socket) || Files.isSymbolicLink(socket)) {
      throw new Failure(socket + ": is there already, and is no socket");
    }
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(socket));
    } catch (ConnectException e) {
      Files.delete(socket);
      return;
    }
    throw new Failure(socket + ": a process listens there already");
  }

  /** What a client dials. */
  public String target() {
    return socket == null ? "127.0.0.1:" + server.getPort() : "unix://" + socket.toAbsolutePath();
  }

  /** Height of the last committed block. */
  public long height() {
    return chain.views().latest().height();
  }

  /** Waits until the disk does not take any more. */
  public void awaitFailure() throws InterruptedException {
    failed.await();
  }

  /** Ends calls, discards a block that waits, and closes the folder. */
  @Override
  public void close() {
    server.shutdown();
    try {
      if (!server.awaitTermination(PATIENCE_S, TimeUnit.SECONDS)) {
        server.shutdownNow().awaitTermination(PATIENCE_S, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      server.shutdownNow();
      Thread.currentThread().interrupt();
    } catch (IllegalStateException e) {
      // It was never started.
      server.shutdownNow();
    }
    for (EventLoopGroup group : List.of(boss, workers)) {
      var ended = group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
      if (!ended.isSuccess()) {
        QUIET.log(Level.SEVERE, "a thread of the network did not end", ended.cause());
      }
    }
    calls.shutdown();
    readers.close();
    chain.close();
    if (socket != null) {
      try {
        Files.deleteIfExists(socket);
      } catch (IOException e) {
        System.err.println("plimsoll: " + socket + ": cannot be removed: " + e.getMessage());
      }
    }
  }
}
