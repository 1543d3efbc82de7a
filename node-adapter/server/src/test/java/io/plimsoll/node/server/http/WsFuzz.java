package io.plimsoll.node.server.http;

import io.plimsoll.node.server.TestNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;

/**
 * Requests and frames of any bytes for a node that listens and makes blocks. After each input
 * another client is answered; now and then it is looked at whether blocks go on, what is logged,
 * and whether sessions, threads and memory stay within bounds. The method has the name and the type
 * that Jazzer looks for.
 *
 * <p>The first byte of an input says how the connection begins and ends, each two of those that
 * follow how a frame is made; so any bytes are frames, and most that are like others are, too. A
 * quarter of them is no WebSocket's but the bytes of HTTP.
 */
public final class WsFuzz implements AutoCloseable {

  /** A call that is answered. */
  static final String STATUS = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"getStatus\"}";

  /** A call that lets blocks be told. */
  static final String SUBSCRIBE =
      "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"subscribe\",\"params\":[\"blocks\"]}";

  private static final String POST =
      "POST /rpc HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";

  /** How a request begins whose rest is any bytes. */
  private static final List<String> BEGINS =
      List.of(
          "",
          "GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n",
          "GET /health HTTP/1.1\r\nHost: localhost\r\n",
          POST,
          POST + "Transfer-Encoding: chunked\r\n\r\n",
          POST + "Content-Length: 57\r\n\r\n");

  /** The begin of a line of the log that alarms nobody; a stack trace has none. */
  private static final Pattern QUIET = Pattern.compile("20[^ ]+Z (INFO|DEBUG) ");

  private static final int PACE_MS = 20;
  private static final int LOOK_EVERY = 64;
  private static final int MOST_BYTES = 1 << 18;
  private static final long HEAP_BYTES = 256L << 20;
  private static final int PATIENCE_MS = 20_000;

  private final Queue<String> escaped = new ConcurrentLinkedQueue<>();
  private final Served served;
  private final RawSocket honest;
  private final Thread blocks;
  private final int threads;
  private long inputs;
  private long height;

  /** Begins a node in a folder. */
  WsFuzz(Path folder) throws IOException {
    Thread.setDefaultUncaughtExceptionHandler((thread, e) -> escaped.add(thread + ": " + e));
    served = new Served(TestNode.paced(folder, PACE_MS), 0, 2);
    served.node().log().takeOver();
    blocks = Thread.ofPlatform().name("blocks").start(() -> served.node().run());
    honest = new RawSocket(served.port());
    checkAnswers();
    threads = ManagementFactory.getThreadMXBean().getThreadCount();
  }

  /** One node for all inputs, as a process has. */
  private static final class Target {
    private static final WsFuzz FUZZ = fuzz();

    private static WsFuzz fuzz() {
      try {
        return new WsFuzz(Files.createTempDirectory("plimsoll-ws-fuzz"));
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** Throws where the node does not go on as it must after any bytes. */
  public static void fuzzerTestOneInput(byte[] bytes) throws Exception {
    Target.FUZZ.take(bytes);
  }

  /** A batch of as many of a call as a request may have. */
  static String batch(String method) {
    String call = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\"}";
    return "[" + String.join(",", Collections.nCopies(8, call)) + "]";
  }

  /** The names of threads, virtual ones too, that begin so. */
  static List<String> threads(String name) throws IOException {
    Path file = Files.createTempDirectory("plimsoll-threads").resolve("dump");
    ManagementFactory.getPlatformMXBean(com.sun.management.HotSpotDiagnosticMXBean.class)
        .dumpThreads(
            file.toString(),
            com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat.TEXT_PLAIN);
    try {
      return Files.readAllLines(file).stream()
          .filter(line -> line.startsWith("#") && line.contains("\"" + name))
          .toList();
    } finally {
      Files.delete(file);
      Files.delete(file.getParent());
    }
  }

  /** An input of frames, most of them as they must be. */
  static byte[] random(Random random) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(random.nextInt(8) == 0 ? random.nextInt(256) | 3 : random.nextInt(64) << 2);
    int count = 1 + random.nextInt(10);
    int[] opcodes = {RawSocket.TEXT, RawSocket.CONTINUATION, RawSocket.PING, RawSocket.PONG};
    for (int i = 0; i < count; i++) {
      byte[] some = new byte[2 + random.nextInt(6)];
      random.nextBytes(some);
      if (random.nextInt(5) > 0) {
        boolean last = random.nextInt(4) > 0;
        some[0] = (byte) ((last ? RawSocket.FIN : 0) | opcodes[random.nextInt(opcodes.length)]);
        // Masked, and of their own length.
        some[1] &= (byte) 0xF8;
      }
      out.writeBytes(some);
    }
    return out.toByteArray();
  }

  /** Sends an input, and looks whether the node goes on. */
  void take(byte[] bytes) throws Exception {
    send(bytes);
    checkAnswers();
    if (++inputs % LOOK_EVERY == 0) {
      checkGoesOn();
    }
    if (inputs % (LOOK_EVERY * 16) == 0) {
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

    int left() {
      return bytes.length - at;
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

  private void send(byte[] bytes) throws IOException {
    Script script = new Script(bytes);
    int way = script.next();
    boolean upgrades = (way & 3) != 3;
    try (Socket socket = upgrades ? new RawSocket(served.port()).socket() : connect()) {
      socket.setSoTimeout(5);
      if (upgrades) {
        write(socket, script);
      } else {
        writeHttp(socket, script);
      }
      end(socket, way >>> 2 & 3);
    } catch (IOException e) {
      // The node has ended the connection, as it may.
      served.node().log().debug("hostile", "error", e);
    }
  }

  private Socket connect() throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), served.port());
  }

  /** The begin of a request, or none, and what is left of the input, once or often. */
  private static void writeHttp(Socket socket, Script script) throws IOException {
    String begin = BEGINS.get(script.next() % BEGINS.size());
    int times = script.next();
    byte[] left = script.next(script.left());
    OutputStream out = socket.getOutputStream();
    out.write(begin.getBytes(StandardCharsets.UTF_8));
    for (int i = 0; i <= times; i++) {
      out.write(left);
    }
    out.flush();
  }

  private static void write(Socket socket, Script script) throws IOException {
    OutputStream out = socket.getOutputStream();
    int written = 0;
    while (!script.isOver() && written < MOST_BYTES) {
      int head = script.next();
      int shape = script.next();
      byte[] frame = frame(head, shape, script);
      int times = (shape & 0x80) == 0 ? 1 : script.next() + 1;
      for (int i = 0; i < times && written < MOST_BYTES; i++) {
        out.write(frame);
        written += frame.length;
      }
      if ((shape & 0x40) != 0) {
        read(socket.getInputStream());
      }
    }
  }

  private static byte[] frame(int head, int shape, Script script) {
    byte[] payload = payload(shape >>> 3 & 7, script);
    boolean masked = (shape & 1) == 0;
    long length =
        switch (shape >>> 1 & 3) {
          case 0 -> payload.length < 126 ? payload.length : -1;
          case 1 -> -1;
          case 2 -> payload.length;
          default -> number(script.next(8));
        };
    return RawSocket.frame(head, masked, length, payload);
  }

  private static long number(byte[] bytes) {
    long out = 0;
    for (byte each : bytes) {
      out = (out << 8) | (each & 0xFF);
    }
    return out;
  }

  private static byte[] payload(int kind, Script script) {
    return switch (kind) {
      case 2 -> STATUS.getBytes(StandardCharsets.UTF_8);
      case 3 -> SUBSCRIBE.getBytes(StandardCharsets.UTF_8);
      case 4 -> part(script);
      case 5 -> " ".repeat(64 * script.next()).getBytes(StandardCharsets.UTF_8);
      case 6 -> "\u00e9\u20ac\ud83d\ude00".getBytes(StandardCharsets.UTF_8);
      case 7 -> batch("rpc.discover").getBytes(StandardCharsets.UTF_8);
      default -> script.next(script.next() % 32);
    };
  }

  /** A piece of a call, as it stands in a frame of several. */
  private static byte[] part(Script script) {
    int from = script.next() % STATUS.length();
    int to = from + script.next() % (STATUS.length() - from + 1);
    return STATUS.substring(from, to).getBytes(StandardCharsets.UTF_8);
  }

  /** Reads what is there, and waits for a moment. */
  private static void read(InputStream in) throws IOException {
    try {
      byte[] some = new byte[4_096];
      for (int i = 0; i < 64 && in.read(some) >= 0; i++) {
        // On to the next.
      }
    } catch (SocketTimeoutException e) {
      // Nothing more for now.
    }
  }

  private static void end(Socket socket, int how) throws IOException {
    switch (how) {
      case 0 -> read(socket.getInputStream());
      case 1 -> socket.setSoLinger(true, 0);
      case 2 -> {
        socket.shutdownOutput();
        read(socket.getInputStream());
      }
      default -> {
        // Closed at once.
      }
    }
  }

  /** Another client is answered, over HTTP and over a WebSocket that was there before. */
  private void checkAnswers() throws IOException {
    honest.send(RawSocket.FIN | RawSocket.TEXT, STATUS);
    RawSocket.Frame answer = honest.next();
    while (answer.opcode() != RawSocket.TEXT) {
      honest.send(RawSocket.FIN | RawSocket.PONG, answer.payload());
      answer = honest.next();
    }
    check(answer.text().contains("\"condition\":"), answer.text());
    String request =
        "POST /rpc HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            + "Connection: close\r\nContent-Length: "
            + STATUS.length()
            + "\r\n\r\n"
            + STATUS;
    String text = http(request);
    check(text.startsWith("HTTP/1.1 200") && text.contains("\"condition\":"), text);
    check(escaped.isEmpty(), escaped.toString());
  }

  private String http(String request) throws IOException {
    long until = System.nanoTime() + PATIENCE_MS * 1_000_000L;
    while (true) {
      try (Socket socket = connect()) {
        socket.setSoTimeout(PATIENCE_MS);
        socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        socket.getInputStream().transferTo(answer);
        return answer.toString(StandardCharsets.UTF_8);
      } catch (IOException e) {
        // All connections may be taken by those that were left a moment ago.
        if (System.nanoTime() > until) {
          throw e;
        }
      }
    }
  }

  private void checkGoesOn() throws InterruptedException {
    long from = System.nanoTime();
    while (served.node().node().views().latest().height() <= height) {
      check(System.nanoTime() - from < PATIENCE_MS * 1_000_000L, "there is no other block");
      Thread.sleep(1);
    }
    height = served.node().node().views().latest().height();
    String logged = served.node().takeLogged();
    logged.lines().forEach(line -> check(QUIET.matcher(line).lookingAt(), line));
  }

  /** What was left behind by whom is gone after a while, and what is kept has bounds. */
  void checkBounded() throws Exception {
    checkGoesOn();
    long from = System.nanoTime();
    while (served.metric("ws_sessions") > 1 || threads("plimsoll-ws").size() > 1) {
      check(System.nanoTime() - from < PATIENCE_MS * 1_000_000L, "sessions are left");
      checkAnswers();
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
  public void close() throws IOException {
    honest.close();
    served.node().node().stop();
    try {
      blocks.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    served.close();
    Thread.setDefaultUncaughtExceptionHandler(null);
  }
}
