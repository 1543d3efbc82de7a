package io.plimsoll.node.server.cli;

import io.plimsoll.node.cli.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Calls a node. What it refuses is a failure with its words. */
final class NodeClient {

  /** Where a node listens unless it is told otherwise. */
  static final String URL = "http://127.0.0.1:8645";

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration ANSWER = Duration.ofSeconds(60);
  private static final int MOST_BYTES = 64 << 20;

  private final JsonMapper mapper = new JsonMapper();
  private final HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
  private final URI url;
  private final @Nullable String token;

  /**
   * A client of a node.
   *
   * @param tokenFile with the token of administrative calls; null for none
   * @throws Failure where the text is no URL of HTTP
   */
  NodeClient(String url, @Nullable Path tokenFile) throws IOException {
    try {
      this.url = URI.create(url);
    } catch (IllegalArgumentException e) {
      throw new Failure("url: '" + url + "' must be http://host:port");
    }
    String scheme = this.url.getScheme();
    boolean web = "http".equals(scheme) || "https".equals(scheme);
    if (!web || this.url.getHost() == null) {
      throw new Failure("url: '" + url + "' must be http://host:port");
    }
    token = tokenFile == null ? null : Files.readString(tokenFile).strip();
  }

  /**
   * The result of a call.
   *
   * @throws Failure where there is no node, or it refuses
   */
  JsonNode call(String method, JsonNode params) throws IOException, InterruptedException {
    JsonNode answer = ask(method, params);
    JsonNode result = answer.get("result");
    if (result != null) {
      return result;
    }
    JsonNode error = answer.path("error");
    if (!error.isObject()) {
      throw new Failure(url + ": answers no JSON-RPC");
    }
    JsonNode data = error.path("data");
    String more =
        data.isObject()
            ? " (" + data.path("by").asString("") + " " + data.path("number").asInt(0) + ")"
            : "";
    throw new Failure(
        method
            + ": "
            + error.path("code").asInt(0)
            + ": "
            + error.path("message").asString("")
            + more);
  }

  private JsonNode ask(String method, JsonNode params) throws IOException, InterruptedException {
    ObjectNode call = JsonNodeFactory.instance.objectNode().put("jsonrpc", "2.0").put("id", 1);
    call.put("method", method).set("params", params);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url)
            .timeout(ANSWER)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(mapper.writeValueAsBytes(call)));
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    byte[] body;
    try {
      HttpResponse<InputStream> response =
          client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream in = response.body()) {
        body = in.readNBytes(MOST_BYTES);
      }
    } catch (IOException e) {
      throw new Failure(url + ": there is no node that answers: " + e);
    }
    try {
      return mapper.readTree(body);
    } catch (JacksonException e) {
      String text = new String(body, StandardCharsets.UTF_8).strip();
      throw new Failure(url + ": " + text.substring(0, Math.min(200, text.length())));
    }
  }
}
