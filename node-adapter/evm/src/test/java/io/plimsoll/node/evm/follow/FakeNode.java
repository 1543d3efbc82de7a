package io.plimsoll.node.evm.follow;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.plimsoll.node.evm.proof.FakeBlocks;
import io.plimsoll.node.evm.proof.FakeBlocks.FakeBlock;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A node of a chain that a test makes, with faults that it switches on. */
public final class FakeNode implements AutoCloseable {

  private static final Pattern METHOD = Pattern.compile("\"method\":\"(\\w+)\"");
  private static final Pattern NUMBER = Pattern.compile("\"params\":\\[\"0x([0-9a-f]{1,16})\"");
  private static final Pattern HASH = Pattern.compile("0x([0-9a-f]{64})");

  /** What it does wrong. */
  enum Fault {
    NONE,
    /** It leaves a log out of each block. */
    FEWER_LOGS,
    /** It changes a log. */
    OTHER_LOGS,
    /** Its receipts lack one. */
    FEWER_RECEIPTS,
    /** Its blocks have another time than their hash. */
    OTHER_TIMES,
    /** It has another chain's id. */
    OTHER_CHAIN,
    /** It answers no JSON. */
    GARBAGE,
    /** It answers without end. */
    HUGE,
    /** It answers after seconds. */
    SLOW,
    /** It closes the connection. */
    CLOSES,
    /** It has nothing but errors. */
    ERRORS,
    /** It answers another call. */
    OTHER_ID
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicInteger calls = new AtomicInteger();
  private final AtomicLong hugeBytes = new AtomicLong();
  private volatile List<FakeBlock> chain;
  private volatile long head = Long.MAX_VALUE;
  private volatile long finalDistance = 2;
  private volatile long sequence;
  private volatile Fault fault = Fault.NONE;
  private volatile Function<String, String> spoil = text -> text;

  /** What logs were said before, so that what is measured is who reads them. */
  private final ConcurrentHashMap<String, String> said = new ConcurrentHashMap<>();

  private final boolean remembers;

  /** A node with nothing but these blocks. */
  public FakeNode(List<FakeBlock> chain) {
    this(chain, false);
  }

  /** One that makes each answer once, where wished. */
  FakeNode(List<FakeBlock> chain, boolean remembers) {
    this.chain = chain;
    this.remembers = remembers;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  /** Where it answers. */
  public URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/a-secret-key");
  }

  /** Has other blocks from now on. */
  public void serve(List<FakeBlock> blocks) {
    chain = blocks;
  }

  /** The last number that it knows of. */
  void stopAt(long number) {
    head = number;
  }

  void does(Fault what) {
    fault = what;
  }

  void saysOfSequence(long value) {
    sequence = value;
  }

  void spoils(Function<String, String> how) {
    spoil = how;
  }

  /** Bytes that were taken of answers without end. */
  long hugeBytes() {
    return hugeBytes.get();
  }

  int calls() {
    return calls.get();
  }

  private List<FakeBlock> known() {
    return chain.stream().filter(block -> block.number() <= head).toList();
  }

  private void answer(HttpExchange exchange) throws IOException {
    calls.incrementAndGet();
    String call = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    try (exchange) {
      switch (fault) {
        case CLOSES -> {
          return;
        }
        case SLOW -> pause();
        case HUGE -> {
          exchange.sendResponseHeaders(200, 0);
          huge(exchange.getResponseBody());
          return;
        }
        default -> {}
      }
      String text = fault == Fault.GARBAGE ? "<html>\u0001" : spoil.apply(text(call));
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(200, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private static void pause() {
    try {
      Thread.sleep(1_500);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void huge(OutputStream out) throws IOException {
    out.write("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":\"0x".getBytes(StandardCharsets.UTF_8));
    byte[] zeros = "0".repeat(1 << 16).getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < 1 << 14; i++) {
      out.write(zeros);
      hugeBytes.addAndGet(zeros.length);
    }
  }

  private String text(String call) {
    String result = fault == Fault.ERRORS ? error("busy") : result(call);
    return "{\"jsonrpc\":\"2.0\",\"id\":" + (fault == Fault.OTHER_ID ? 2 : 1) + "," + result + "}";
  }

  private static String error(String message) {
    return "\"error\":{\"code\":-32000,\"message\":\"" + message + "\"}";
  }

  private String result(String call) {
    Matcher method = METHOD.matcher(call);
    if (!method.find()) {
      return error("no method");
    }
    return switch (method.group(1)) {
      case "eth_chainId" -> result(fault == Fault.OTHER_CHAIN, "\"0x2\"", "\"0x7a69\"");
      case "eth_getBlockByNumber" -> byNumber(call);
      case "eth_getBlockByHash" -> byHash(call, false, block -> header(block));
      case "eth_getLogs" -> byHash(call, true, this::logs);
      case "eth_getBlockReceipts" -> byHash(call, false, this::receipts);
      case "eth_call" -> "\"result\":\"0x" + String.format("%064x", sequence) + "\"";
      default -> error("no such method");
    };
  }

  private static String result(boolean faulty, String bad, String good) {
    return "\"result\":" + (faulty ? bad : good);
  }

  private String byNumber(String call) {
    List<FakeBlock> known = known();
    Matcher number = NUMBER.matcher(call);
    if (number.find()) {
      long wanted = Long.parseLong(number.group(1), 16);
      for (FakeBlock block : known) {
        if (block.number() == wanted) {
          return "\"result\":" + header(block);
        }
      }
      return "\"result\":null";
    }
    long last = known.size() - 1 - (call.contains("finalized") ? finalDistance : 0);
    return "\"result\":" + header(known.get((int) Math.max(0, last)));
  }

  private String header(FakeBlock block) {
    String header = block.header();
    return fault == Fault.OTHER_TIMES
        ? header.replaceFirst("\"timestamp\":\"0x.", "\"timestamp\":\"0x7")
        : header;
  }

  private String byHash(String call, boolean mustBe, Function<FakeBlock, String> what) {
    Matcher hash = HASH.matcher(call);
    if (hash.find()) {
      for (FakeBlock block : known()) {
        if (block.hash().hex().equals(hash.group(1))) {
          return "\"result\":" + what.apply(block);
        }
      }
    }
    return mustBe ? error("unknown block") : "\"result\":null";
  }

  private String logs(FakeBlock block) {
    return remembers ? said.computeIfAbsent(block.hash().hex(), hash -> made(block)) : made(block);
  }

  private String made(FakeBlock block) {
    List<String> all = block.logs().stream().map(log -> FakeBlocks.log(block.hash(), log)).toList();
    String text = "[" + String.join(",", all) + "]";
    return switch (fault) {
      case FEWER_LOGS -> "[" + String.join(",", all.subList(0, Math.max(0, all.size() - 1))) + "]";
      case OTHER_LOGS -> text.replaceFirst(".\",\"blockHash", "f\",\"blockHash");
      default -> text;
    };
  }

  private String receipts(FakeBlock block) {
    return fault == Fault.FEWER_RECEIPTS ? "[]" : block.receipts();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
