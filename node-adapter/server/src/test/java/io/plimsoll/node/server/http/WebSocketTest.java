package io.plimsoll.node.server.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.node.server.TestNode;
import io.plimsoll.node.server.http.RawSocket.Frame;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** WebSockets frame by frame: what the protocol asks, what it forbids, and whatever else comes. */
class WebSocketTest {

  private static final long SEED = Long.getLong("plimsoll.seed", 5);
  private static final long RANDOM_NS = 1_500_000_000L;
  private static final int IDLE_SECONDS = 1;

  @TempDir private static Path folder;
  private static Served served;

  @BeforeAll
  static void start() {
    served = new Served(new TestNode(folder.resolve("frames"), 0), 0, IDLE_SECONDS);
  }

  @AfterAll
  static void stop() {
    served.close();
  }

  private static void awaitNoSessions(Served of) throws InterruptedException {
    for (int i = 0; i < 2_000 && of.metric("ws_sessions") > 0; i++) {
      Thread.sleep(10);
    }
    assertEquals(0, of.metric("ws_sessions"));
  }

  private static byte[] repeated(int count) {
    return " ".repeat(count).getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void aPingIsAnsweredWithItsBytes() throws Exception {
    try (RawSocket socket = new RawSocket(served.port())) {
      for (byte[] bytes : new byte[][] {{}, {1, 2, 3}, new byte[125]}) {
        socket.send(RawSocket.FIN | RawSocket.PING, bytes);
        Frame pong = socket.next();
        assertEquals(RawSocket.PONG, pong.opcode());
        assertArrayEquals(bytes, pong.payload());
      }
      socket.send(RawSocket.FIN | RawSocket.PONG, new byte[] {4});
      // In the middle of a message, too.
      socket.send(RawSocket.TEXT, WsFuzz.STATUS.substring(0, 20));
      socket.send(RawSocket.FIN | RawSocket.PING, new byte[] {9});
      assertEquals(RawSocket.PONG, socket.next().opcode());
      socket.send(RawSocket.FIN | RawSocket.CONTINUATION, WsFuzz.STATUS.substring(20));
      assertTrue(socket.next().text().contains("\"result\""));
    }
  }

  @Test
  void aGoodbyeIsAnsweredWhateverItsCode() throws Exception {
    for (int code : new int[] {1000, 1001, 1005, 1006, 999, 0, 4999, 65535}) {
      try (RawSocket socket = new RawSocket(served.port())) {
        byte[] payload = {(byte) (code >>> 8), (byte) code, 'b', 'y', 'e'};
        socket.send(RawSocket.FIN | RawSocket.CLOSE, payload);
        assertEquals(1000, socket.closeCode());
        try {
          // Nobody looks at what follows.
          socket.send(RawSocket.FIN | RawSocket.TEXT, WsFuzz.STATUS);
        } catch (SocketException e) {
          served.node().log().debug("ended already", "error", e);
        }
        assertTrue(socket.ends());
      }
    }
    awaitNoSessions(served);
  }

  @Test
  void whatTheProtocolForbidsEndsTheConnection() throws Exception {
    byte[] status = WsFuzz.STATUS.getBytes(StandardCharsets.UTF_8);
    int text = RawSocket.FIN | RawSocket.TEXT;
    List<byte[]> forbidden = new ArrayList<>();
    List<Integer> codes = new ArrayList<>();
    forbidden.add(RawSocket.frame(text, false, status.length, status));
    codes.add(1002);
    forbidden.add(RawSocket.frame(text | 0x40, true, status.length, status));
    codes.add(1002);
    forbidden.add(RawSocket.frame(RawSocket.FIN, true, status.length, status));
    codes.add(1002);
    forbidden.add(RawSocket.frame(text, true, Long.MIN_VALUE, status));
    codes.add(1002);
    forbidden.add(RawSocket.frame(text, true, Long.MAX_VALUE, status));
    codes.add(1009);
    forbidden.add(RawSocket.frame(text, true, -1, repeated(Served.MOST_BYTES + 1)));
    codes.add(1009);
    forbidden.add(RawSocket.frame(RawSocket.FIN | RawSocket.PING, true, -1, repeated(126)));
    codes.add(1002);
    forbidden.add(RawSocket.frame(RawSocket.FIN | RawSocket.BINARY, true, 3, repeated(3)));
    codes.add(1008);
    forbidden.add(RawSocket.frame(text, true, 2, new byte[] {(byte) 0xC3, 0x28}));
    codes.add(1007);
    forbidden.add(RawSocket.frame(text, true, 3, new byte[] {(byte) 0xED, (byte) 0xA0, 0}));
    codes.add(1007);
    for (int i = 0; i < forbidden.size(); i++) {
      try (RawSocket socket = new RawSocket(served.port())) {
        socket.write(forbidden.get(i));
        assertEquals(codes.get(i), socket.closeCode(), "case " + i);
      }
    }
    // No opcode of the protocol's: the end, without a word.
    for (int opcode : new int[] {3, 7, 11, 15}) {
      try (RawSocket socket = new RawSocket(served.port())) {
        socket.send(RawSocket.FIN | opcode, new byte[3]);
        assertTrue(socket.ends());
      }
    }
    awaitNoSessions(served);
  }

  /** After the node's goodbye nothing is done any more, and who does not go is cut off. */
  @Test
  void whoDoesNotGoAfterAGoodbyeIsCutOff() throws Exception {
    double before = served.metric("rpc_calls_total{method=\"getStatus\"}");
    long from = System.nanoTime();
    try (RawSocket socket = new RawSocket(served.port())) {
      socket.send(RawSocket.FIN | RawSocket.BINARY, "no".getBytes(StandardCharsets.UTF_8));
      assertEquals(1008, socket.closeCode());
      int sent = 0;
      try {
        while (System.nanoTime() - from < 60_000_000_000L) {
          socket.send(RawSocket.FIN | RawSocket.TEXT, WsFuzz.STATUS);
          sent++;
          Thread.sleep(20);
        }
      } catch (IOException e) {
        assertTrue(sent > 0);
      }
    }
    assertTrue(System.nanoTime() - from < 30_000_000_000L, "it was to be cut off");
    assertEquals(before, served.metric("rpc_calls_total{method=\"getStatus\"}"));
    awaitNoSessions(served);
  }

  /** A client that is gone, or is told too slowly, does not keep the place of another one. */
  @Test
  void placesOfWhoIsGoneAreFree() throws Exception {
    int places = Served.CONNECTIONS / 2 + 1;
    for (int round = 0; round < 2; round++) {
      List<RawSocket> sockets = new ArrayList<>();
      for (int i = 0; i < places; i++) {
        sockets.add(new RawSocket(served.port()));
        sockets.get(i).send(RawSocket.FIN | RawSocket.TEXT, WsFuzz.STATUS);
        assertTrue(sockets.get(i).next().text().contains("\"result\""));
      }
      try (RawSocket more = new RawSocket(served.port())) {
        assertEquals(1008, more.closeCode());
      }
      for (RawSocket socket : sockets) {
        // Without a goodbye.
        socket.socket().setSoLinger(true, 0);
        socket.close();
      }
      awaitNoSessions(served);
    }
  }

  /** Neither the thread that reads nor the one that sends outlives a client that never reads. */
  @Test
  void whoNeverReadsIsCutOff() throws Exception {
    try (RawSocket socket = new RawSocket(served.port(), 4_096)) {
      byte[] batch = WsFuzz.batch("rpc.discover").getBytes(StandardCharsets.UTF_8);
      long from = System.nanoTime();
      int sent = 0;
      try {
        while (System.nanoTime() - from < 60_000_000_000L) {
          socket.send(RawSocket.FIN | RawSocket.TEXT, batch);
          socket.send(RawSocket.FIN | RawSocket.PING, new byte[100]);
          sent++;
          Thread.sleep(50);
        }
      } catch (IOException e) {
        assertTrue(sent > 1);
      }
      assertTrue(System.nanoTime() - from < 30_000_000_000L, "it was to be cut off");
    }
    awaitNoSessions(served);
    assertEquals(List.of(), WsFuzz.threads("plimsoll-ws"));
  }

  private static RawSocket subscribed(Served of, int receiveBytes) throws IOException {
    RawSocket socket = new RawSocket(of.port(), receiveBytes);
    socket.send(RawSocket.FIN | RawSocket.TEXT, WsFuzz.SUBSCRIBE);
    assertTrue(socket.next().text().contains("\"changed\":true"));
    return socket;
  }

  private static byte[] unmasked() {
    return RawSocket.frame(RawSocket.FIN | RawSocket.TEXT, false, 3, repeated(3));
  }

  /** Who breaks the protocol gets whole frames until the goodbye, whatever is sent meanwhile. */
  @Test
  void aGoodbyeStandsBetweenFrames() throws Exception {
    String event = "x".repeat(3_000);
    for (int round = 0; round < 20; round++) {
      try (RawSocket socket = subscribed(served, 0)) {
        Thread events =
            Thread.ofVirtual()
                .start(() -> {
                  for (int i = 0; i < 200; i++) {
                    served.server().publish("blocks", () -> event);
                  }
                });
        socket.write(unmasked());
        Frame frame = socket.next();
        while (frame.opcode() == RawSocket.TEXT) {
          assertEquals(event, frame.text());
          frame = socket.next();
        }
        assertEquals(1002, frame.closeCode());
        events.join();
      }
    }
    awaitNoSessions(served);
  }

  /** Both threads of the node are stuck then. */
  @Test
  void whoBreaksTheProtocolAndReadsNothingIsCutOff() throws Exception {
    String event = "x".repeat(500_000);
    try (RawSocket socket = subscribed(served, 4_096)) {
      for (int i = 0; i < 25; i++) {
        served.server().publish("blocks", () -> event);
      }
      socket.write(unmasked());
      awaitNoSessions(served);
    }
    assertEquals(List.of(), WsFuzz.threads("plimsoll-ws"));
  }

  /** A machine that is gone sends no end of its connections. */
  @Test
  void whoAnswersNoPingIsCutOffEvenWhereMessagesGoOut() throws Exception {
    try (RawSocket socket = subscribed(served, 0)) {
      long from = System.nanoTime();
      while (served.metric("ws_sessions") > 0) {
        assertTrue(System.nanoTime() - from < 30_000_000_000L, "it was to be cut off");
        served.server().publish("blocks", () -> "an event");
        Thread.sleep(50);
      }
      assertTrue(socket.ends());
    }
    // Whoever answers is kept, where messages go out, too.
    try (RawSocket socket = subscribed(served, 0)) {
      long from = System.nanoTime();
      int pings = 0;
      while (System.nanoTime() - from < IDLE_SECONDS * 3_000_000_000L) {
        served.server().publish("blocks", () -> "an event");
        Frame frame = socket.next();
        if (frame.opcode() == RawSocket.PING) {
          socket.send(RawSocket.FIN | RawSocket.PONG, frame.payload());
          pings++;
        }
        Thread.sleep(20);
      }
      assertTrue(pings > 3, pings + " pings");
    }
    awaitNoSessions(served);
  }

  @Test
  void pingsAreCalls() throws Exception {
    try (Served slow = new Served(new TestNode(folder.resolve("slow"), 0), 20, 60);
        RawSocket socket = new RawSocket(slow.port())) {
      for (int i = 0; i < 100; i++) {
        socket.send(RawSocket.FIN | RawSocket.PING, new byte[] {1});
      }
      Thread.sleep(1_100);
      // There is a place again for one that is told from those that were not answered.
      socket.send(RawSocket.FIN | RawSocket.PING, new byte[] {2});
      int pongs = 1;
      for (Frame pong = socket.next(); pong.payload()[0] != 2; pong = socket.next()) {
        pongs++;
      }
      assertTrue(pongs < 100, "all " + pongs + " were answered");
      for (int i = 0; i < 2_000; i++) {
        socket.send(RawSocket.FIN | RawSocket.PING, new byte[] {1});
      }
      assertEquals(1008, socket.closeCode());
    } catch (SocketException e) {
      // The end came before the last ping was written.
      assertTrue(String.valueOf(e.getMessage()).contains("pipe"), e::toString);
    }
  }

  /** Whatever bytes come, honest clients are answered and blocks go on: some of WsFuzz's. */
  @Test
  void whateverComesTheNodeGoesOn() throws Exception {
    System.out.println("WebSocketTest: -Dplimsoll.seed=" + SEED);
    Random random = new Random(SEED);
    try (WsFuzz fuzz = new WsFuzz(folder.resolve("random"))) {
      long until = System.nanoTime() + RANDOM_NS;
      int inputs = 0;
      while (System.nanoTime() < until || inputs < 20) {
        fuzz.take(WsFuzz.random(random));
        inputs++;
      }
      fuzz.checkBounded();
    }
  }
}
