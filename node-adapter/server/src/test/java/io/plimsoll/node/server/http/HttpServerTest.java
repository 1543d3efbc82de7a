package io.plimsoll.node.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.chain.command.Authenticated;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.CommandCodec;
import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.node.auth.Authenticator;
import io.plimsoll.node.auth.SigningKey;
import io.plimsoll.node.cli.Failure;
import io.plimsoll.node.server.TestNode;
import io.plimsoll.node.server.dev.DevKeys;
import io.plimsoll.node.server.dev.DevScenario;
import io.plimsoll.node.server.pool.CommandPool;
import io.plimsoll.node.server.run.Node;
import io.plimsoll.node.server.run.RpcSource;
import io.plimsoll.node.server.run.Upgrades;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The port as clients meet it, well-behaved, slow and hostile. */
class HttpServerTest {

  private static final String TOKEN = Served.TOKEN;
  private static final String STATUS = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"getStatus\"}";
  private static final int MOST_BYTES = Served.MOST_BYTES;

  @TempDir private Path folder;
  private HttpClient client;
  private Served served;
  private TestNode node;
  private HttpServer server;
  private int port;

  @BeforeEach
  void start() {
    start(0, 60);
  }

  private void start(long perSecond, long idleSeconds) {
    client = HttpClient.newHttpClient();
    node = new TestNode(folder.resolve("n" + perSecond + "-" + idleSeconds), 0);
    served = new Served(node, perSecond, idleSeconds);
    server = served.server();
    port = served.port();
  }

  @AfterEach
  void stop() {
    client.shutdownNow();
    served.close();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpRequest.Builder post(String body) {
    return request("/rpc")
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body));
  }

  /** Bytes as they are written, and all that comes back until the connection ends. */
  private String raw(String bytes) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      socket.setSoTimeout(60_000);
      socket.getOutputStream().write(bytes.getBytes(StandardCharsets.UTF_8));
      socket.getOutputStream().flush();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void callsHealthMetricsAndTheDocumentAreAnswered() throws Exception {
    HttpResponse<String> answer = send(post(STATUS));
    assertEquals(200, answer.statusCode());
    assertTrue(answer.body().contains("\"condition\":\"starting\""), answer.body());
    assertEquals(204, send(post("{\"jsonrpc\":\"2.0\",\"method\":\"getStatus\"}")).statusCode());
    assertEquals(503, send(request("/health").GET()).statusCode());
    String metrics = send(request("/metrics").GET()).body();
    assertTrue(metrics.contains("plimsoll_rpc_calls_total{method=\"getStatus\"} 2"), metrics);
    assertTrue(send(request("/openrpc.json").GET()).body().contains("getMargin"));
    assertEquals(404, send(request("/../etc/passwd").GET()).statusCode());
    assertEquals(404, send(request("/rpc").GET()).statusCode());
  }

  @Test
  void aPortThatSomebodyHasIsRefused() {
    try (TestNode other = new TestNode(folder.resolve("other"), 0)) {
      Failure refused = assertThrows(Failure.class, () -> new Served(other, 0, 60, port));
      String said = "127.0.0.1:" + port + ": cannot be listened on: ";
      assertTrue(String.valueOf(refused.getMessage()).startsWith(said), refused::toString);
    }
  }

  /** The page's files, and what a browser is told to allow it. */
  @Test
  void aBrowserFindsAPageThatLoadsNothingElse() throws Exception {
    HttpResponse<String> page = send(request("/").GET());
    assertEquals(200, page.statusCode());
    for (String file : new String[] {"/", "/dashboard.css", "/dashboard.js"}) {
      HttpResponse<String> answer = send(request(file).GET());
      assertEquals(200, answer.statusCode());
      String policy = answer.headers().firstValue("Content-Security-Policy").orElse("");
      assertTrue(policy.startsWith("default-src 'none';"), policy);
      assertFalse(policy.contains("unsafe"), policy);
      assertEquals("nosniff", answer.headers().firstValue("X-Content-Type-Options").orElse(""));
      assertFalse(answer.body().matches("(?s).*https?://.*"), file + " names another place");
    }
    assertFalse(page.body().matches("(?s).*<script>.*|.* style=.*| on[a-z]+=.*"), page.body());
    HttpRequest.Builder framed = request("/").header("Origin", "http://evil.example");
    assertEquals(403, send(framed.GET()).statusCode());
  }

  @Test
  void aPageOfAnotherSiteReachesNothing() throws Exception {
    assertEquals(
        415, send(request("/rpc").POST(HttpRequest.BodyPublishers.ofString(STATUS))).statusCode());
    assertEquals(
        415,
        send(request("/rpc")
                .header("Content-Type", "text/plain")
                .POST(HttpRequest.BodyPublishers.ofString(STATUS)))
            .statusCode());
    assertEquals(403, send(post(STATUS).header("Origin", "http://evil.example")).statusCode());
    assertEquals(200, send(post(STATUS).header("Origin", "http://localhost:80")).statusCode());
    String rebound =
        raw("GET /health HTTP/1.1\r\nHost: evil.example:" + port + "\r\nConnection: close\r\n\r\n");
    assertTrue(rebound.startsWith("HTTP/1.1 403"), rebound);
    // What a page may send without being asked must not be taken for a request after it.
    String inside = "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n";
    for (String head : new String[] {"POST /rpc", "POST /nowhere", "GET /metrics"}) {
      String answers =
          raw(
              head
                  + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nContent-Length: "
                  + inside.length()
                  + "\r\n\r\n"
                  + inside);
      assertEquals(1, answers.split("HTTP/1.1 ", -1).length - 1, answers);
    }
    CompletionException refused =
        assertThrows(
            CompletionException.class,
            () ->
                client
                    .newWebSocketBuilder()
                    .header("Origin", "http://evil.example")
                    .buildAsync(ws(), new Listens())
                    .join());
    assertNotNull(refused.getCause());
  }

  @Test
  void administrationNeedsTheToken() throws Exception {
    String call =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"adminSetLogLevel\",\"params\":[\"debug\"]}";
    assertTrue(send(post(call)).body().contains("-32003"));
    assertEquals(401, send(post(call).header("Authorization", "Bearer wrong")).statusCode());
    assertEquals(401, send(post(call).header("Authorization", TOKEN)).statusCode());
    String with = send(post(call).header("Authorization", "Bearer " + TOKEN)).body();
    assertTrue(with.contains("\"level\":\"debug\""), with);
    for (String token : new String[] {"wrong", TOKEN}) {
      Listens listens = new Listens();
      WebSocket socket =
          client
              .newWebSocketBuilder()
              .header("Authorization", "Bearer " + token)
              .buildAsync(ws(), listens)
              .join();
      if (token.equals(TOKEN)) {
        socket.sendText(call, true).join();
        assertTrue(listens.next().contains("\"level\":\"debug\""));
      } else {
        assertEquals(1008, listens.closed.get(60, TimeUnit.SECONDS));
      }
    }
  }

  @Test
  void whatIsTooLargeIsRefusedHoweverItComes() throws Exception {
    int tooMany = send(post(" ".repeat(MOST_BYTES + 1))).statusCode();
    assertEquals(413, tooMany);
    StringBuilder chunks = new StringBuilder();
    for (int i = 0; i < 40; i++) {
      chunks.append("80\r\n").append(" ".repeat(128)).append("\r\n");
    }
    String chunked =
        raw(
            "POST /rpc HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
                + chunks
                + "0\r\n\r\n");
    assertTrue(chunked.startsWith("HTTP/1.1 413"), chunked);
    String header = raw("GET /health HTTP/1.1\r\nX: " + "x".repeat(100_000) + "\r\n\r\n");
    assertTrue(header.isEmpty() || header.startsWith("HTTP/1.1 4"), header);
    assertFalse(header.contains("Exception"), header);
    String garbage = raw("\u0000\u0001\u0002 nonsense\r\n\r\n");
    // 500 of the web server, which does not find out whose fault it is: bare, and the end.
    assertTrue(garbage.isEmpty() || garbage.endsWith("Content-Length: 0\r\n\r\n"), garbage);
    assertEquals(200, send(post(STATUS)).statusCode());
  }

  @Test
  void aClientThatSendsSlowlyIsDroppedAndOthersAreServed() throws Exception {
    stop();
    start(0, 1);
    Socket[] slow = new Socket[8];
    for (int i = 0; i < slow.length; i++) {
      slow[i] = new Socket(InetAddress.getLoopbackAddress(), port);
      slow[i].setSoTimeout(60_000);
      String head =
          "POST /rpc HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
              + "Content-Length: 100\r\n\r\n{";
      slow[i].getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
    }
    assertTrue(raw("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n").startsWith("HTTP/1.1 503"));
    for (Socket socket : slow) {
      InputStream in = socket.getInputStream();
      // An answer may come first; then the connection ends, without waiting for the rest.
      in.readAllBytes();
      socket.close();
    }
  }

  /** A request line or headers that never end, from the start of a connection or later. */
  @Test
  void aRequestThatNeverEndsEndsItsConnection() throws Exception {
    stop();
    start(0, 1);
    String whole = "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n";
    String[] begins = {
      "",
      "\r",
      "GET /he",
      "GET /health HTTP/1.1\r\n",
      "GET /health HTTP/1.1\r\nHost: localhost\r\nX: ",
      whole + "GET /he",
      whole + "GET /health HTTP/1.1\r\nHost: localhost\r\nX: ",
      whole + whole + "POST /rpc HTTP/1.1\r\nHost: local",
      "GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nSec-WebSocket-Key: ",
    };
    List<Callable<Long>> slow = new ArrayList<>();
    for (String begin : begins) {
      slow.add(() -> dropAfterMs(begin, "x"));
      slow.add(() -> dropAfterMs(begin, ""));
    }
    try (ExecutorService all = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Long> tookMs = new ArrayList<>();
      for (Future<Long> each : all.invokeAll(slow)) {
        tookMs.add(each.get());
      }
      // Whatever the machine does beside: far less than for ever.
      assertTrue(tookMs.stream().allMatch(ms -> ms < 30_000), tookMs::toString);
    }
    assertEquals(503, send(request("/health").GET()).statusCode());
  }

  /** How long a connection lives on which bytes come one at a time, or none. */
  private long dropAfterMs(String begin, String then) throws Exception {
    long fromNs = System.nanoTime();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(100);
      socket.getOutputStream().write(begin.getBytes(StandardCharsets.UTF_8));
      while (System.nanoTime() - fromNs < 60_000_000_000L) {
        try {
          socket.getOutputStream().write(then.getBytes(StandardCharsets.UTF_8));
          if (socket.getInputStream().read(new byte[1_000]) < 0) {
            break;
          }
        } catch (SocketTimeoutException e) {
          // Nothing came, and the connection is there.
        } catch (IOException e) {
          break;
        }
      }
    }
    return (System.nanoTime() - fromNs) / 1_000_000;
  }

  @Test
  void anAddressMayCallSoOften() throws Exception {
    stop();
    start(1, 60);
    int refused = 0;
    for (int i = 0; i < 60; i++) {
      refused += send(post(STATUS)).statusCode() == 429 ? 1 : 0;
    }
    assertTrue(refused > 0, "60 calls at once are more than one a second");
  }

  /** A token cannot be guessed faster than calls may be made, and a right guess is no exception. */
  @Test
  void guessesAtTheTokenAreCalls() throws Exception {
    stop();
    start(1, 60);
    int refused = 0;
    int right = 0;
    for (int i = 0; i < 60; i++) {
      String token = i % 2 == 0 ? "Bearer wrong" : "Bearer " + TOKEN;
      int status = send(post(STATUS).header("Authorization", token)).statusCode();
      refused += status == 429 ? 1 : 0;
      right += status == 200 ? 1 : 0;
    }
    assertTrue(refused > 40, refused + " of 60 were refused");
    assertTrue(right < 20, right + " of 30 were answered");
    assertEquals(429, send(post(STATUS).header("Authorization", "Bearer " + TOKEN)).statusCode());
    Thread.sleep(1_100);
    assertEquals(200, send(post(STATUS).header("Authorization", "Bearer " + TOKEN)).statusCode());
  }

  /** A connection that is used now and then lives longer than a client may be silent. */
  @Test
  void aBusyConnectionIsKept() throws Exception {
    stop();
    start(0, 2);
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(60_000);
      byte[] get =
          "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.UTF_8);
      for (int i = 0; i < 7; i++) {
        socket.getOutputStream().write(get);
        byte[] head = socket.getInputStream().readNBytes(12);
        assertEquals("HTTP/1.1 503", new String(head, StandardCharsets.UTF_8));
        Thread.sleep(400);
        socket.getInputStream().skipNBytes(socket.getInputStream().available());
      }
    }
  }

  private URI ws() {
    return URI.create("ws://127.0.0.1:" + port + "/ws");
  }

  /** Keeps the messages that come. */
  private static final class Listens implements WebSocket.Listener {
    private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final StringBuilder part = new StringBuilder();

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
      part.append(text);
      if (last) {
        messages.add(part.toString());
        part.setLength(0);
      }
      from.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int status, String reason) {
      closed.complete(status);
      return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
      closed.complete(-1);
    }

    private String next() throws InterruptedException {
      String message = messages.poll(60, TimeUnit.SECONDS);
      assertNotNull(message, "a message was to come");
      return message;
    }
  }

  private static String subscribe(String topic) {
    return "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"subscribe\",\"params\":[\"" + topic + "\"]}";
  }

  @Test
  void blocksAndLiquidationsComeToWhoHasSubscribed() throws Exception {
    Listens listens = new Listens();
    WebSocket socket = client.newWebSocketBuilder().buildAsync(ws(), listens).join();
    socket.sendText(subscribe("blocks"), true).join();
    assertTrue(listens.next().contains("\"changed\":true"));
    socket.sendText(subscribe("blocks"), true).join();
    assertTrue(listens.next().contains("\"changed\":false"));
    node.node().haltAt(3);
    assertTrue(node.run());
    for (int height = 1; height <= 3; height++) {
      String block = listens.next();
      assertTrue(block.contains("\"topic\":\"blocks\""), block);
      assertTrue(block.contains("\"height\":" + height + ",\"events\":[{"), block);
    }
    server.publish("liquidations", () -> "not subscribed to");
    socket.sendText("{", true).join();
    assertTrue(listens.next().contains("-32700"));
    server.close();
    assertEquals(1001, listens.closed.get(60, TimeUnit.SECONDS));
  }

  /** What becomes of commands comes to who asked for one, or for all of a sender. */
  @Test
  void fatesOfCommandsComeToWhoHasSubscribed() throws Exception {
    SigningKey key = DevKeys.key(1);
    long nowMs = DevScenario.FIXED_GENESIS_MS;
    Authenticated command =
        new Authenticated(
            key.address(),
            new Command.Withdraw(new SubaccountId(key.address(), 0), 1),
            new Authenticated.Once(nowMs, nowMs + 60_000));
    byte[] bytes = new Authenticator(DevScenario.CHAIN_ID).sign(command, key).toBytes();
    String hash = CommandPool.hash(CommandCodec.encode(command)).hex();
    node.node().haltAt(2);
    assertTrue(node.run(), node::logged);
    Listens listens = new Listens();
    WebSocket socket = client.newWebSocketBuilder().buildAsync(ws(), listens).join();
    String subscribe = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"%s\",\"params\":{%s}}";
    for (String wrong : new String[] {"", ",\"hash\":\"" + hash + "\",\"owner\":\"0x\""}) {
      String params = "\"topic\":\"commands\"" + wrong;
      socket.sendText(String.format(Locale.ROOT, subscribe, "subscribe", params), true).join();
      assertTrue(listens.next().contains("-32602"));
    }
    for (String of : new String[] {"hash\":\"" + hash, "owner\":\"" + key.address()}) {
      String params = "\"topic\":\"commands\",\"" + of + "\"";
      socket.sendText(String.format(Locale.ROOT, subscribe, "subscribe", params), true).join();
      assertTrue(listens.next().contains("\"changed\":true"));
    }
    String sent =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"sendCommand\",\"params\":[\""
            + HexFormat.of().formatHex(bytes)
            + "\"]}";
    socket.sendText(sent, true).join();
    assertTrue(listens.next().contains("\"hash\":\"" + hash + "\""));
    node.node().haltAt(3);
    assertTrue(node.run(), node::logged);
    for (int i = 0; i < 2; i++) {
      String fate = listens.next();
      assertTrue(fate.contains("\"topic\":\"commands\",\"height\":3"), fate);
      assertTrue(fate.contains("\"hash\":\"" + hash + "\",\"status\":\"included\""), fate);
    }
  }

  @Test
  void aRequestInPartsHasTheSameLimit() throws Exception {
    Listens listens = new Listens();
    WebSocket socket = client.newWebSocketBuilder().buildAsync(ws(), listens).join();
    socket.sendText(STATUS.substring(0, 10), false).join();
    socket.sendText(STATUS.substring(10), true).join();
    assertTrue(listens.next().contains("\"result\""));
    for (int i = 0; i < 5 && !socket.isOutputClosed(); i++) {
      socket.sendText(" ".repeat(1_000), false).join();
    }
    assertEquals(1009, listens.closed.get(60, TimeUnit.SECONDS));
  }

  /** Who subscribes and never reads is dropped; who publishes never waits for it. */
  @Test
  void aSubscriberThatDoesNotReadIsDropped() throws Exception {
    try (Socket socket = new Socket()) {
      socket.setReceiveBufferSize(4_096);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      OutputStream out = socket.getOutputStream();
      String upgrade =
          """
          GET /ws HTTP/1.1
          Host: localhost
          Upgrade: websocket
          Connection: Upgrade
          Sec-WebSocket-Version: 13
          Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==

          """;
      out.write(upgrade.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8));
      byte[] head = socket.getInputStream().readNBytes(12);
      assertEquals("HTTP/1.1 101", new String(head, StandardCharsets.UTF_8));
      byte[] text = subscribe("blocks").getBytes(StandardCharsets.UTF_8);
      out.write(new byte[] {(byte) 0x81, (byte) (0x80 | text.length), 0, 0, 0, 0});
      out.write(text);
      out.flush();
      String message = "x".repeat(20_000);
      long sent = 0;
      while (!node.metrics().text().contains("plimsoll_ws_dropped_total 1")) {
        server.publish("blocks", () -> message);
        sent++;
        assertTrue(sent < 1_000_000, "it was to be dropped");
      }
      assertTrue(sent > 100, "what it might still read is kept for a while");
    }
    assertEquals(200, send(post(STATUS)).statusCode());
  }

  @Test
  void anObserverFollowsByRpcAndComesToTheSame() throws Exception {
    node.node().haltAt(6);
    assertTrue(node.run());
    Upgrades none = Upgrades.of("", Upgrades.carried());
    try (RpcSource source = new RpcSource("http://127.0.0.1:" + port, node.log());
        TestNode seen = new TestNode(folder.resolve("seen"), 6, none, source)) {
      assertTrue(seen.run(), seen::logged);
      assertEquals(node.chain().chain().root(), seen.chain().chain().root());
    }
    Upgrades other = Upgrades.of("cross-by-scenarios@3", Upgrades.carried());
    try (TestNode branch = new TestNode(folder.resolve("branch"), 3, other)) {
      assertTrue(branch.run());
    }
    try (RpcSource source = new RpcSource("http://127.0.0.1:" + port, node.log());
        TestNode branch = new TestNode(folder.resolve("branch"), 6, none, source)) {
      assertFalse(branch.run());
      assertEquals(Node.Condition.FAILED, branch.node().condition());
      assertEquals(3, branch.chain().chain().height());
    }
  }
}
