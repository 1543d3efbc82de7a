package io.plimsoll.node.evm.contract;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Stands before a real node and spoils what it says, in one way at a time. */
final class FaultyProxy implements AutoCloseable {

  private static final Pattern METHOD = Pattern.compile("\"method\":\"(\\w+)\"");
  private static final Pattern NUMBER = Pattern.compile("\"params\":\\[\"0x([0-9a-f]{1,16})\"");
  private static final Pattern TAG = Pattern.compile("\"(latest|finalized)\"");
  private static final long LATE_MS = 2_000;

  /** What it does to answers, and what a node that follows says of it then. */
  enum Fault {
    NONE(""),
    /** It closes connections. */
    DROPS("UNREACHABLE"),
    /** It answers when nobody waits any more. */
    DELAYS("UNREACHABLE"),
    /** It knows of no block after the one that was last when this began. */
    STALE("LAGGING"),
    /** It changes logs. */
    OTHER_LOGS("LYING"),
    /** It leaves logs out. */
    NO_LOGS("LYING"),
    /** It changes logs, and receipts in the same way. */
    OTHER_RECEIPTS("LYING"),
    /** It changes headers. */
    OTHER_HEADERS("LYING"),
    /** It ends an answer in the middle. */
    TRUNCATES("LYING");

    private final String reason;

    Fault(String reason) {
      this.reason = reason;
    }

    String reason() {
      return reason;
    }
  }

  private final URI node;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpClient client = HttpClient.newHttpClient();
  private volatile Fault fault = Fault.NONE;
  private volatile long head = Long.MAX_VALUE;

  FaultyProxy(URI node) {
    this.node = node;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /**
   * Does one thing from now on.
   *
   * @param last the number of the last block at present
   */
  void does(Fault what, long last) {
    head = what == Fault.STALE ? last : Long.MAX_VALUE;
    fault = what;
  }

  private void answer(HttpExchange exchange) throws IOException {
    String call = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    Fault now = fault;
    try (exchange) {
      if (now == Fault.DROPS) {
        return;
      }
      if (now == Fault.DELAYS) {
        Thread.sleep(LATE_MS);
      }
      String text = spoilt(now, call);
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      int length = now == Fault.TRUNCATES ? bytes.length / 2 : bytes.length;
      exchange.sendResponseHeaders(200, length);
      exchange.getResponseBody().write(bytes, 0, length);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String spoilt(Fault now, String call) throws IOException, InterruptedException {
    Matcher method = METHOD.matcher(call);
    String name = method.find() ? method.group(1) : "";
    if (now == Fault.STALE) {
      Matcher number = NUMBER.matcher(call);
      boolean later = number.find() && Long.parseLong(number.group(1), 16) > head;
      if (name.equals("eth_getBlockByNumber") && later) {
        return "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":null}";
      }
      return asked(TAG.matcher(call).replaceFirst("\"0x" + Long.toHexString(head) + "\""));
    }
    String text = asked(call);
    boolean logs = name.equals("eth_getLogs");
    return switch (now) {
      case OTHER_LOGS -> logs ? otherData(text) : text;
      case NO_LOGS -> logs ? "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":[]}" : text;
      case OTHER_RECEIPTS -> logs || name.equals("eth_getBlockReceipts") ? otherData(text) : text;
      case OTHER_HEADERS -> text.replaceFirst("\"timestamp\":\"0x.", "\"timestamp\":\"0x1");
      default -> text;
    };
  }

  /** The last digit of the first log's data is another one. */
  private static String otherData(String text) {
    Matcher data = Pattern.compile("\"data\":\"0x[0-9a-f]*([0-9a-f])\"").matcher(text);
    if (!data.find()) {
      return text;
    }
    String digit = data.group(1).equals("0") ? "1" : "0";
    return text.substring(0, data.start(1)) + digit + text.substring(data.end(1));
  }

  private String asked(String call) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(node)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(call))
            .build();
    return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
    client.shutdownNow();
  }
}
