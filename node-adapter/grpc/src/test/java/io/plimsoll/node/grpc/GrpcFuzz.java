package io.plimsoll.node.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import com.sun.management.UnixOperatingSystemMXBean;
import io.plimsoll.kernels.engine.Engine;
import io.plimsoll.kernels.engine.Engines;
import io.plimsoll.node.grpc.proto.ChunkRequest;
import io.plimsoll.node.grpc.proto.CommitRequest;
import io.plimsoll.node.grpc.proto.DiscardRequest;
import io.plimsoll.node.grpc.proto.ExecuteRequest;
import io.plimsoll.node.grpc.proto.FeeTermsRequest;
import io.plimsoll.node.grpc.proto.InfoRequest;
import io.plimsoll.node.grpc.proto.MarginRequest;
import io.plimsoll.node.grpc.proto.ProveRequest;
import io.plimsoll.node.grpc.proto.RestoreHeader;
import io.plimsoll.node.grpc.proto.RestoreRequest;
import io.plimsoll.node.grpc.proto.SnapshotsRequest;
import io.plimsoll.node.grpc.proto.Subaccount;
import io.plimsoll.node.grpc.proto.TakeSnapshotRequest;
import io.plimsoll.node.grpc.proto.Trade;
import io.plimsoll.node.grpc.proto.UndoRequest;
import io.plimsoll.node.grpc.proto.WhatIfRequest;
import io.plimsoll.node.parameters.Models;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * Any bytes, as frames of HTTP/2 and messages of gRPC, for a chain that listens. After each input
 * another client is answered; now and then it makes a block, and it is looked at what is logged and
 * whether threads, files and memory stay within bounds. The method has the name and the type that
 * Jazzer looks for.
 *
 * <p>The first byte of an input says how the connection begins and ends, each that follows what is
 * sent next; so any bytes are a conversation, and most that are like others are, too.
 */
public final class GrpcFuzz implements AutoCloseable {

  private static final String SERVICE = "/plimsoll.chain.v1.Chain/";
  private static final Logger LIBRARIES = Logger.getLogger("io.grpc");
  private static final int LOOK_EVERY = 16;
  private static final int BOUNDS_EVERY = 512;
  private static final int MOST_BYTES = 1 << 18;
  private static final long HEAP_BYTES = 256L << 20;
  private static final long PATIENCE_NS = 30_000_000_000L;

  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int RST_STREAM = 3;
  private static final int SETTINGS = 4;
  private static final int PING = 6;
  private static final int GOAWAY = 7;
  private static final int WINDOW_UPDATE = 8;
  private static final int CONTINUATION = 9;
  private static final int END_STREAM = 1;
  private static final int END_HEADERS = 4;

  /** A request of each method, and of none. */
  private static final Map<String, byte[]> CALLS = calls();

  private static final List<String> METHODS = List.copyOf(CALLS.keySet());

  private final Queue<String> escaped = new ConcurrentLinkedQueue<>();
  private final Handler alarms =
      new Handler() {
        @Override
        public void publish(LogRecord entry) {
          escaped.add(entry.getLevel() + " " + entry.getMessage() + " " + entry.getThrown());
        }

        @Override
        public void flush() {
          // Nothing waits.
        }

        @Override
        public void close() {
          // Nothing is open.
        }
      };
  private final ByteArrayOutputStream logged = new ByteArrayOutputStream();
  private final PrintStream errors = System.err;
  private final Engine engine = Engines.create("scalar", 1);
  private final ChainServer server;
  private final Client honest;
  private final int threads;
  private final long files;
  private long inputs;
  private long height;

  /** Begins a chain in a folder. */
  GrpcFuzz(Path folder) throws IOException {
    System.setErr(new PrintStream(logged, true, StandardCharsets.UTF_8));
    Thread.setDefaultUncaughtExceptionHandler((thread, e) -> escaped.add(thread + ": " + e));
    LIBRARIES.setUseParentHandlers(false);
    LIBRARIES.addHandler(alarms);
    ChainServer.Limits limits = new ChainServer.Limits(2, 1 << 20, 16, 60_000);
    server = ChainServer.onLoopback(folder, engine, Models.catalogue(), 0, limits, "test");
    honest = new Client(server.target());
    makeBlock();
    makeBlock();
    checkAnswers();
    threads = ManagementFactory.getThreadMXBean().getThreadCount();
    files = openFiles();
  }

  /** One chain for all inputs, as a process has. */
  private static final class Target {
    private static final GrpcFuzz FUZZ = fuzz();

    private static GrpcFuzz fuzz() {
      try {
        return new GrpcFuzz(Files.createTempDirectory("plimsoll-grpc-fuzz").resolve("chain"));
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** Throws where the chain does not go on as it must after any bytes. */
  public static void fuzzerTestOneInput(byte[] bytes) throws Exception {
    Target.FUZZ.take(bytes);
  }

  private static Map<String, byte[]> calls() {
    Subaccount trader =
        Subaccount.newBuilder().setOwner(ByteString.copyFrom(new byte[20])).setNumber(3).build();
    Map<String, MessageLite> all = new LinkedHashMap<>();
    all.put("Info", InfoRequest.getDefaultInstance());
    all.put(
        "Execute",
        ExecuteRequest.newBuilder()
            .setHeight(3)
            .setTimeMs(TestBlocks.FIRST_MS + 3_000)
            .addCommands(ByteString.copyFromUtf8("junk"))
            .setWantEvents(true)
            .build());
    all.put("Commit", CommitRequest.newBuilder().setHeight(3).build());
    all.put("Discard", DiscardRequest.getDefaultInstance());
    all.put("Undo", UndoRequest.newBuilder().setHeight(2).build());
    all.put("Margin", MarginRequest.newBuilder().setSubaccount(trader).setExplain(true).build());
    all.put(
        "WhatIf",
        WhatIfRequest.newBuilder()
            .setSubaccount(trader)
            .setCollateral(Long.MIN_VALUE)
            .addTrades(Trade.newBuilder().setInstrument(1).setLots(Long.MAX_VALUE).setPrice(-1))
            .build());
    all.put("FeeTerms", FeeTermsRequest.newBuilder().setOwner(trader.getOwner()).build());
    all.put("Prove", ProveRequest.newBuilder().setSubaccount(trader).build());
    all.put("TakeSnapshot", TakeSnapshotRequest.newBuilder().setChunkBytes(64).build());
    all.put("Snapshots", SnapshotsRequest.getDefaultInstance());
    all.put("Chunk", ChunkRequest.newBuilder().setHeight(2).setIndex(-1).build());
    ByteString hash = ByteString.copyFrom(new byte[32]);
    all.put(
        "Restore",
        RestoreRequest.newBuilder()
            .setHeader(RestoreHeader.newBuilder().setHeader(hash).setHash(hash))
            .build());
    all.put("None", InfoRequest.getDefaultInstance());
    Map<String, byte[]> out = new LinkedHashMap<>();
    all.forEach((name, message) -> out.put(name, message.toByteArray()));
    return out;
  }

  /** An input of calls, right ones and changed ones, among frames of any bytes. */
  static byte[] random(Random random) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(random.nextInt(16) == 0 ? random.nextInt(256) : random.nextInt(64) << 2);
    int count = 1 + random.nextInt(12);
    for (int i = 0; i < count; i++) {
      byte[] some = new byte[1 + random.nextInt(8)];
      random.nextBytes(some);
      switch (random.nextInt(8)) {
        case 0 -> out.writeBytes(some);
        case 1 -> out.write(0xFF);
        case 2, 3, 4 -> out.writeBytes(new byte[] {0, some[0], 3});
        default -> {
          out.writeBytes(new byte[] {0, some[0], 6});
          out.writeBytes(some);
        }
      }
    }
    return out.toByteArray();
  }

  /** Sends an input, and looks whether the chain goes on. */
  void take(byte[] bytes) throws Exception {
    send(bytes);
    checkAnswers();
    if (++inputs % LOOK_EVERY == 0) {
      makeBlock();
      checkLog();
    }
    if (inputs % BOUNDS_EVERY == 0) {
      checkBounded();
    }
  }

  /** Bytes as if they were read one after the other, and zeros at the end. */
  private static final class Script {
    private final byte[] bytes;
    private int at;

    Script(byte[] bytes) {
      this.bytes = bytes;
    }

    boolean isOver() {
      return at >= bytes.length;
    }

    int next() {
      return isOver() ? 0 : bytes[at++] & 0xFF;
    }

    byte[] next(int count) {
      byte[] out = new byte[count];
      for (int i = 0; i < count; i++) {
        out[i] = (byte) next();
      }
      return out;
    }
  }

  private Socket connect() throws IOException {
    int port = Integer.parseInt(server.target().substring(server.target().indexOf(':') + 1));
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    return socket;
  }

  private void send(byte[] bytes) throws IOException {
    Script script = new Script(bytes);
    int way = script.next();
    try (Socket socket = connect()) {
      socket.setSoTimeout(5);
      if ((way & 3) != 3) {
        begin(socket);
      }
      new Conversation(socket, script).run();
      if ((way & 4) != 0) {
        socket.setSoLinger(true, 0);
      } else if ((way & 8) != 0) {
        socket.shutdownOutput();
        read(socket);
      }
    } catch (IOException e) {
      // The server has ended the connection, as it may.
      return;
    }
  }

  private static void begin(Socket socket) throws IOException {
    String preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    socket.getOutputStream().write(preface.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().write(frame(SETTINGS, 0, 0, new byte[0]));
  }

  /** Begins calls and takes each back at once; returns whether the connection was ended. */
  boolean endsWhoResets(int times) throws IOException {
    try (Socket socket = connect()) {
      socket.setSoTimeout(30_000);
      begin(socket);
      Conversation conversation = new Conversation(socket, new Script(new byte[0]));
      DataInputStream in = new DataInputStream(socket.getInputStream());
      try {
        for (int i = 0; i < times; i++) {
          conversation.say(10);
        }
        while (true) {
          int length = in.readUnsignedShort() << 8 | in.readUnsignedByte();
          int type = in.readUnsignedByte();
          in.skipNBytes(5 + (long) length);
          if (type == GOAWAY) {
            return true;
          }
        }
      } catch (SocketTimeoutException e) {
        return false;
      } catch (IOException e) {
        return true;
      }
    }
  }

  /** A frame whose length is that of its payload. */
  private static byte[] frame(int type, int flags, int stream, byte[] payload) {
    return frame(payload.length, type, flags, stream, payload);
  }

  private static byte[] frame(int length, int type, int flags, int stream, byte[] payload) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(length >>> 16);
    out.write(length >>> 8);
    out.write(length);
    out.write(type);
    out.write(flags);
    out.writeBytes(number(stream));
    out.writeBytes(payload);
    return out.toByteArray();
  }

  private static byte[] number(int value) {
    return new byte[] {
      (byte) (value >>> 24), (byte) (value >>> 16), (byte) (value >>> 8), (byte) value
    };
  }

  /** A message with its prefix, of a length that may be another one. */
  private static byte[] message(int flag, int length, byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(flag);
    out.writeBytes(number(length));
    out.writeBytes(bytes);
    return out.toByteArray();
  }

  /** Fields as literals that no table remembers. */
  private static byte[] fields(String... namesAndValues) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      out.write(0);
      for (String text : List.of(namesAndValues[i], namesAndValues[i + 1])) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        out.write(bytes.length);
        out.writeBytes(bytes);
      }
    }
    return out.toByteArray();
  }

  private static void read(Socket socket) throws IOException {
    try {
      byte[] some = new byte[4_096];
      for (int i = 0; i < 64 && socket.getInputStream().read(some) >= 0; i++) {
        // On to the next.
      }
    } catch (SocketTimeoutException e) {
      // Nothing more for now.
    }
  }

  /** What is said on one connection. */
  private static final class Conversation {
    private final Socket socket;
    private final OutputStream out;
    private final Script script;
    private int stream = -1;
    private byte[] body = {};
    private int written;

    Conversation(Socket socket, Script script) throws IOException {
      this.socket = socket;
      this.script = script;
      out = socket.getOutputStream();
    }

    void run() throws IOException {
      while (!script.isOver() && written < MOST_BYTES) {
        int next = script.next();
        if (next == 0xFF) {
          read(socket);
          continue;
        }
        int times = (next & 0x80) == 0 ? 1 : 1 + script.next();
        for (int i = 0; i < times && written < MOST_BYTES; i++) {
          say(next & 0x1F);
        }
      }
    }

    private void write(byte[] bytes) throws IOException {
      out.write(bytes);
      written += bytes.length;
    }

    private void say(int what) throws IOException {
      switch (what) {
        case 0, 1, 2 -> open(what);
        case 3, 4 -> write(frame(DATA, END_STREAM, stream, message(0, body.length, body)));
        case 5 -> write(frame(DATA, 0, stream, message(0, body.length, body)));
        case 6 -> write(frame(DATA, END_STREAM, stream, changed()));
        case 7 -> {
          int length = number(script.next(4));
          write(frame(DATA, script.next() & 1, stream, message(script.next(), length, body)));
        }
        case 8 -> write(frame(DATA, END_STREAM, stream, new byte[0]));
        case 9 -> write(frame(RST_STREAM, 0, stream, number(script.next())));
        case 10 -> {
          open(0);
          write(frame(RST_STREAM, 0, stream, number(8)));
        }
        case 11 -> write(frame(PING, script.next() & 1, 0, script.next(8)));
        case 12 -> write(frame(SETTINGS, script.next() & 1, 0, script.next(6)));
        case 13 -> write(frame(WINDOW_UPDATE, 0, script.next() & stream, script.next(4)));
        case 14 -> write(frame(CONTINUATION, script.next(), stream, script.next(9)));
        case 15 -> write(frame(GOAWAY, 0, 0, script.next(8)));
        case 16 -> write(frame(HEADERS, END_HEADERS, stream += 2, script.next(24)));
        case 17 -> write(frame(DATA, 0, stream, new byte[1 << 14]));
        case 18 -> write(script.next(script.next()));
        default -> {
          int length = number(script.next(3));
          int type = script.next();
          write(frame(length, type, script.next(), number(script.next(4)), script.next(what)));
        }
      }
    }

    private static int number(byte[] bytes) {
      int value = 0;
      for (byte each : bytes) {
        value = (value << 8) | (each & 0xFF);
      }
      return value;
    }

    private static byte[] number(int value) {
      return GrpcFuzz.number(value);
    }

    /** The message with some of its bytes changed, or cut short. */
    private byte[] changed() {
      byte[] bytes = body.clone();
      int changes = script.next() % 4;
      for (int i = 0; i < changes && bytes.length > 0; i++) {
        bytes[script.next() % bytes.length] = (byte) script.next();
      }
      int length = bytes.length - Math.min(bytes.length, script.next() % 8);
      return message(0, length, java.util.Arrays.copyOf(bytes, length));
    }

    private void open(int how) throws IOException {
      String method = METHODS.get(script.next() % METHODS.size());
      byte[] of = CALLS.get(method);
      body = of == null ? new byte[0] : of;
      stream += 2;
      byte[] block =
          fields(
              ":method",
              "POST",
              ":scheme",
              "http",
              ":path",
              SERVICE + method,
              ":authority",
              "localhost",
              "content-type",
              how == 2 ? "text/plain" : "application/grpc",
              "te",
              "trailers",
              "plimsoll-protocol",
              how == 1 ? "9" : "1");
      write(frame(HEADERS, END_HEADERS, stream, block));
    }
  }

  /** Another client is answered, who is the one that writes. */
  private void checkAnswers() {
    check(
        honest.calls().info(InfoRequest.getDefaultInstance()).getHeight() == height,
        "it stands elsewhere than at block " + height);
    check(escaped.isEmpty(), escaped.toString());
  }

  private void makeBlock() {
    height++;
    ExecuteRequest.Builder block =
        ExecuteRequest.newBuilder()
            .setHeight(height)
            .setTimeMs(TestBlocks.FIRST_MS + height * 1_000);
    TestBlocks.commands(height).forEach(each -> block.addCommands(ByteString.copyFrom(each)));
    check(honest.calls().execute(block.build()).getHeight() == height, "no block " + height);
    honest.calls().commit(CommitRequest.newBuilder().setHeight(height).build());
  }

  /** Throws where something has alarmed an operator. */
  void checkLog() {
    check(escaped.isEmpty(), escaped.toString());
    String text = logged.toString(StandardCharsets.UTF_8);
    logged.reset();
    check(text.isEmpty(), text);
  }

  private static long openFiles() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? unix.getOpenFileDescriptorCount()
        : 0;
  }

  /** What was left behind by whom is gone after a while, and what is kept has bounds. */
  void checkBounded() throws InterruptedException {
    makeBlock();
    checkLog();
    long from = System.nanoTime();
    // The database may have some files more than it had.
    while (openFiles() > files + 40) {
      check(System.nanoTime() - from < PATIENCE_NS, openFiles() + " files after " + files);
      Thread.sleep(50);
    }
    int now = ManagementFactory.getThreadMXBean().getThreadCount();
    check(now <= threads + 16, "there are " + now + " threads after " + threads);
    Runtime runtime = Runtime.getRuntime();
    runtime.gc();
    long used = runtime.totalMemory() - runtime.freeMemory();
    check(used < HEAP_BYTES, used + " bytes of memory are used");
  }

  private static void check(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError(what);
    }
  }

  @Override
  public void close() {
    LIBRARIES.removeHandler(alarms);
    LIBRARIES.setUseParentHandlers(true);
    System.setErr(errors);
    Thread.setDefaultUncaughtExceptionHandler(null);
    honest.close();
    server.close();
    engine.close();
  }
}
