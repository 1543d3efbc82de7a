package io.plimsoll.node.server.run;

import io.plimsoll.chain.ChainView;
import io.plimsoll.chain.block.Block;
import io.plimsoll.chain.block.Hash;
import io.plimsoll.node.cli.Failure;
import io.plimsoll.node.server.watch.EventLogger;
import io.plimsoll.node.storage.Outcome;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Follows another node by its RPC. It is not trusted: a block must follow the chain here and have
 * the hash of its bytes, and what it comes to here must be what it came to there.
 */
public final class RpcSource implements BlockSource {

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final long POLL_MS = 200;
  private static final long LATER_MS = 2_000;
  private static final int NOT_THERE = -32_001;
  private static final long MOST_ANSWER_BYTES = 32L << 20;
  private static final long ANSWER_MS = 30_000;
  private static final int MOST_COMMANDS = 1 << 22;
  private static final long MOST_BLOCK_BYTES = 1L << 29;
  private static final int OK = 200;

  private final JsonMapper mapper = new JsonMapper();
  private final HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
  private final URI peer;
  private final EventLogger log;
  private final long answerMs;
  private @Nullable JsonNode last;
  private boolean away;

  /**
   * A node to follow.
   *
   * @throws Failure where the text is not {@code http://host:port}
   */
  public RpcSource(String url, EventLogger log) {
    this(url, log, ANSWER_MS);
  }

  /** With milliseconds for a whole answer. */
  RpcSource(String url, EventLogger log, long answerMs) {
    this.log = log;
    this.answerMs = answerMs;
    try {
      peer = URI.create(url);
    } catch (IllegalArgumentException e) {
      throw new Failure("follow: '" + url + "' must be http://host:port");
    }
    if (peer.getHost() == null) {
      throw new Failure("follow: '" + url + "' must be http://host:port");
    }
  }

  @Override
  public String name() {
    return "node " + peer;
  }

  @Override
  public Block next(ChainView after) throws InterruptedException {
    while (true) {
      try {
        Block block = understood(after);
        if (away) {
          away = false;
          log.info("peer is back", "peer", peer);
        }
        if (block != null) {
          return block;
        }
        Thread.sleep(POLL_MS);
      } catch (IOException e) {
        if (!away) {
          away = true;
          log.warn("peer is away", "peer", peer, "error", e);
        }
        Thread.sleep(LATER_MS);
      }
    }
  }

  private @Nullable Block understood(ChainView after) throws IOException, InterruptedException {
    try {
      return fetch(after);
    } catch (JacksonException | IllegalArgumentException e) {
      throw new SourceRefused(peer + ": block " + (after.height() + 1) + " is malformed: " + e);
    }
  }

  /** The block after a view's; null where the peer does not have it yet. */
  private @Nullable Block fetch(ChainView after) throws IOException, InterruptedException {
    long height = after.height() + 1;
    List<byte[]> commands = new ArrayList<>();
    JsonNode block = null;
    long bytes = 0;
    int from = 0;
    do {
      block = getBlock(height, from);
      if (block == null) {
        refuseWherePruned(height);
        return null;
      }
      int before = commands.size();
      for (JsonNode command : block.path("commands")) {
        byte[] one = HexFormat.of().parseHex(command.stringValue());
        bytes += one.length;
        commands.add(one);
      }
      if (bytes > MOST_BLOCK_BYTES || commands.size() > MOST_COMMANDS) {
        throw new SourceRefused(peer + ": block " + height + " is too large");
      }
      from = commands.size();
      if (block.path("nextCommand").isIntegralNumber() && from == before) {
        throw new SourceRefused(peer + ": block " + height + " never ends");
      }
    } while (block.path("nextCommand").isIntegralNumber());
    last = block;
    Hash previous = Hash.ofHex(block.path("previousHash").asString());
    Block made = new Block(height, block.path("timeMs").asLong(-1), previous, commands);
    if (!made.hash().hex().equals(block.path("hash").asString())) {
      throw new SourceRefused(peer + ": block " + height + " does not have the hash of its bytes");
    }
    if (!previous.equals(after.lastHash())) {
      throw new SourceRefused(
          peer
              + ": block "
              + height
              + " follows "
              + previous.hex()
              + "; the last block here is "
              + after.lastHash().hex());
    }
    return made;
  }

  /** What the peer does not keep any more is not waited for. */
  private void refuseWherePruned(long height) throws IOException, InterruptedException {
    JsonNode status = call("getStatus", JsonNodeFactory.instance.objectNode());
    long first = status == null ? 0 : status.path("firstBlock").asLong(0);
    if (first > height) {
      throw new SourceRefused(
          peer + ": keeps blocks from " + first + " on; the next one here is " + height);
    }
  }

  private @Nullable JsonNode getBlock(long height, int from)
      throws IOException, InterruptedException {
    ObjectNode params = JsonNodeFactory.instance.objectNode();
    return call("getBlock", params.put("height", height).put("commandsFrom", from));
  }

  /** The result of a call; null where the peer says that there is none. */
  private @Nullable JsonNode call(String method, ObjectNode params)
      throws IOException, InterruptedException {
    ObjectNode call = JsonNodeFactory.instance.objectNode().put("jsonrpc", "2.0").put("id", 1);
    call.put("method", method).set("params", params);
    HttpRequest request =
        HttpRequest.newBuilder(peer)
            .timeout(PATIENCE)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(mapper.writeValueAsBytes(call)))
            .build();
    HttpResponse<byte[]> response = send(request);
    if (response.statusCode() != OK) {
      throw new IOException("the peer answers " + response.statusCode());
    }
    try {
      JsonNode answer = mapper.readTree(response.body());
      if (answer.path("error").path("code").asInt(0) == NOT_THERE) {
        return null;
      }
      JsonNode result = answer.path("result");
      if (!result.isObject()) {
        throw new IOException("the peer answers with an error: " + answer.path("error"));
      }
      return result;
    } catch (JacksonException e) {
      throw new IOException("the peer's answer is not JSON", e);
    }
  }

  /** The request's own timeout ends with the headers; this one is for the whole answer. */
  private HttpResponse<byte[]> send(HttpRequest request) throws IOException, InterruptedException {
    CompletableFuture<HttpResponse<byte[]>> sent =
        client.sendAsync(
            request,
            HttpResponse.BodyHandlers.limiting(
                HttpResponse.BodyHandlers.ofByteArray(), MOST_ANSWER_BYTES));
    try {
      return sent.get(answerMs, TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    } catch (TimeoutException e) {
      throw new IOException("the peer's answer takes more than " + answerMs + " ms", e);
    } finally {
      // Nothing where it is done; else the connection is given up.
      sent.cancel(true);
    }
  }

  @Override
  public void check(Outcome outcome) {
    JsonNode there = last;
    if (there == null) {
      return;
    }
    same(outcome.height(), "state root", outcome.stateRoot(), there.path("stateRoot").asString());
    String digest = there.path("marginDigest").asString();
    same(outcome.height(), "margin digest", outcome.marginDigest(), digest);
  }

  private void same(long height, String what, Hash here, String there) {
    if (!here.hex().equals(there)) {
      throw new SourceRefused(
          "block "
              + height
              + ": "
              + what
              + " is "
              + here.hex()
              + " here and "
              + there
              + " at "
              + peer);
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
