package io.plimsoll.node.server.run;

import io.plimsoll.chain.ChainView;
import io.plimsoll.chain.block.Block;
import io.plimsoll.chain.block.Hash;
import io.plimsoll.node.cli.Failure;
import io.plimsoll.node.server.watch.EventLogger;
import io.plimsoll.node.storage.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
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
  private static final int MOST_ANSWER_BYTES = 32 << 20;
  private static final long MOST_BLOCK_BYTES = 1L << 29;
  private static final int OK = 200;

  private final JsonMapper mapper = new JsonMapper();
  private final HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
  private final URI peer;
  private final EventLogger log;
  private @Nullable JsonNode last;
  private boolean away;

  /**
   * A node to follow.
   *
   * @throws Failure where the text is not {@code http://host:port}
   */
  public RpcSource(String url, EventLogger log) {
    this.log = log;
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
        Block block = fetch(after);
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
        return null;
      }
      int before = commands.size();
      for (JsonNode command : block.path("commands")) {
        byte[] one = HexFormat.of().parseHex(command.stringValue());
        bytes += one.length;
        commands.add(one);
      }
      if (bytes > MOST_BLOCK_BYTES) {
        throw new SourceRefused(peer + ": block " + height + " has too many bytes");
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

  private @Nullable JsonNode getBlock(long height, int from)
      throws IOException, InterruptedException {
    ObjectNode call = JsonNodeFactory.instance.objectNode().put("jsonrpc", "2.0").put("id", 1);
    call.put("method", "getBlock");
    call.putObject("params").put("height", height).put("commandsFrom", from);
    HttpRequest request =
        HttpRequest.newBuilder(peer)
            .timeout(PATIENCE)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(mapper.writeValueAsBytes(call)))
            .build();
    HttpResponse<InputStream> response =
        client.send(request, HttpResponse.BodyHandlers.ofInputStream());
    byte[] body;
    try (InputStream in = response.body()) {
      body = in.readNBytes(MOST_ANSWER_BYTES);
    }
    if (response.statusCode() != OK) {
      throw new IOException("the peer answers " + response.statusCode());
    }
    try {
      JsonNode answer = mapper.readTree(body);
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
