package io.plimsoll.node.server.run;

import io.plimsoll.chain.block.Block;
import io.plimsoll.chain.block.Hash;
import io.plimsoll.node.cli.Failure;
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

/** Another node, asked by its RPC. It is not trusted: what it says is limited in size and time. */
public final class Peer implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int NOT_THERE = -32_001;
  private static final int NO_METHOD = -32_601;
  private static final long MOST_ANSWER_BYTES = 32L << 20;
  private static final long ANSWER_MS = 30_000;
  private static final int MOST_COMMANDS = 1 << 22;
  private static final long MOST_BLOCK_BYTES = 1L << 29;
  private static final int OK = 200;

  private final JsonMapper mapper = new JsonMapper();
  private final HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
  private final URI uri;
  private final long answerMs;

  /**
   * A node.
   *
   * @param option how a person calls the text, for messages
   * @throws Failure where the text is not {@code http://host:port}
   */
  public Peer(String url, String option) {
    this(url, option, ANSWER_MS);
  }

  /** With milliseconds for a whole answer. */
  Peer(String url, String option, long answerMs) {
    this.answerMs = answerMs;
    try {
      uri = URI.create(url);
    } catch (IllegalArgumentException e) {
      throw new Failure(option + ": '" + url + "' must be http://host:port");
    }
    if (uri.getHost() == null) {
      throw new Failure(option + ": '" + url + "' must be http://host:port");
    }
  }

  /** The peer knows no such call: it is of another version, or no node of this kind. */
  public static final class NoMethod extends IOException {
    private static final long serialVersionUID = 1L;

    NoMethod(String method) {
      super("the peer has no call " + method);
    }
  }

  /**
   * A block that a peer gave.
   *
   * @param block has the hash that the peer says
   * @param said what else the peer says of it
   */
  public record Fetched(Block block, JsonNode said) {}

  /**
   * A block with its commands; null where the peer has none of that height.
   *
   * @throws SourceRefused where it is too large, endless, malformed or not of its hash
   * @throws IOException where the peer is away, or answers with something else
   */
  public @Nullable Fetched block(long height) throws IOException, InterruptedException {
    try {
      return fetch(height);
    } catch (JacksonException | IllegalArgumentException e) {
      throw new SourceRefused(uri + ": block " + height + " is malformed: " + e);
    }
  }

  private @Nullable Fetched fetch(long height) throws IOException, InterruptedException {
    List<byte[]> commands = new ArrayList<>();
    JsonNode said;
    long bytes = 0;
    int from = 0;
    do {
      ObjectNode params = JsonNodeFactory.instance.objectNode();
      said = call("getBlock", params.put("height", height).put("commandsFrom", from));
      if (said == null) {
        return null;
      }
      int before = commands.size();
      for (JsonNode command : said.path("commands")) {
        byte[] one = HexFormat.of().parseHex(command.stringValue());
        bytes += one.length;
        commands.add(one);
      }
      if (bytes > MOST_BLOCK_BYTES || commands.size() > MOST_COMMANDS) {
        throw new SourceRefused(uri + ": block " + height + " is too large");
      }
      from = commands.size();
      if (said.path("nextCommand").isIntegralNumber() && from == before) {
        throw new SourceRefused(uri + ": block " + height + " never ends");
      }
    } while (said.path("nextCommand").isIntegralNumber());
    Hash previous = Hash.ofHex(said.path("previousHash").asString());
    Block made = new Block(height, said.path("timeMs").asLong(-1), previous, commands);
    if (!made.hash().hex().equals(said.path("hash").asString())) {
      throw new SourceRefused(uri + ": block " + height + " does not have the hash of its bytes");
    }
    return new Fetched(made, said);
  }

  /**
   * The result of a call; null where the peer says that there is none.
   *
   * @throws NoMethod where it does not know the call
   * @throws IOException where the peer is away, or answers with something else
   */
  public @Nullable JsonNode call(String method, ObjectNode params)
      throws IOException, InterruptedException {
    ObjectNode call = JsonNodeFactory.instance.objectNode().put("jsonrpc", "2.0").put("id", 1);
    call.put("method", method).set("params", params);
    HttpRequest request =
        HttpRequest.newBuilder(uri)
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
      int code = answer.path("error").path("code").asInt(0);
      if (code == NOT_THERE) {
        return null;
      } else if (code == NO_METHOD) {
        throw new NoMethod(method);
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
  public void close() {
    client.shutdownNow();
  }

  @Override
  public String toString() {
    return uri.toString();
  }
}
