package io.plimsoll.node.evm.rpc;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Calls one node by JSON-RPC 2.0. An answer has a time and a size within which it must be there,
 * all of it. Any number of threads may call.
 */
public final class RpcClient implements AutoCloseable {

  private static final int OK = 200;
  private static final int MOST_MESSAGE = 1 << 16;

  private final HttpClient client;
  private final URI uri;
  private final Limits limits;

  /**
   * What an answer may cost.
   *
   * @param answerMs milliseconds from the call to the answer's last byte
   * @param answerBytes of its body
   */
  public record Limits(long answerMs, long answerBytes) {}

  /** Reads the result of a call, from its first token on. */
  @FunctionalInterface
  public interface ResultReader<T> {
    /** Reads all of the result; the reader's next token is its first one. */
    T read(JsonReader in) throws Malformed;
  }

  /** A client of a node. */
  public RpcClient(URI uri, Limits limits) {
    this.uri = uri;
    this.limits = limits;
    client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofMillis(limits.answerMs))
            .build();
  }

  /** Where the node is, without what may be secret in its address. */
  public String name() {
    int port = uri.getPort();
    return uri.getScheme() + "://" + uri.getHost() + (port < 0 ? "" : ":" + port);
  }

  /**
   * Calls a method.
   *
   * @param params a JSON list
   * @return null where the result is null
   * @throws RpcError where the node answers with an error
   * @throws Malformed where the answer is none
   * @throws IOException where there is no answer in time, or it is too large
   */
  public <T> @Nullable T call(String method, String params, ResultReader<T> reader)
      throws IOException, InterruptedException {
    return call(method, params, limits.answerBytes, reader);
  }

  /**
   * Calls a method whose answers are shorter than those of others.
   *
   * @param mostBytes of the answer's body, where the limit of all is not less
   * @see #call(String, String, ResultReader)
   */
  public <T> @Nullable T call(String method, String params, long mostBytes, ResultReader<T> reader)
      throws IOException, InterruptedException {
    String call =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":" + params + "}";
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(call, StandardCharsets.UTF_8))
            .build();
    HttpResponse<byte[]> response = send(request, Math.min(mostBytes, limits.answerBytes));
    try {
      return answer(response.body(), reader);
    } catch (Malformed e) {
      if (response.statusCode() != OK) {
        throw new IOException("it answers " + response.statusCode(), e);
      }
      throw e;
    }
  }

  private HttpResponse<byte[]> send(HttpRequest request, long mostBytes)
      throws IOException, InterruptedException {
    CompletableFuture<HttpResponse<byte[]>> sent =
        client.sendAsync(
            request,
            HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofByteArray(), mostBytes));
    try {
      return sent.get(limits.answerMs, TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      boolean nobody = e.getCause() instanceof ConnectException;
      throw new IOException(
          nobody ? "nothing listens at " + name() : String.valueOf(e.getCause()), e);
    } catch (TimeoutException e) {
      throw new IOException("there is no answer within " + limits.answerMs + " ms", e);
    } finally {
      // Nothing where it is done; else the connection is given up.
      sent.cancel(true);
    }
  }

  /** Reads what a node has answered, whatever it is. */
  static <T> @Nullable T answer(byte[] body, ResultReader<T> reader) throws Malformed, RpcError {
    try (JsonReader in = new JsonReader(body)) {
      return result(in, reader);
    }
  }

  private static <T> @Nullable T result(JsonReader in, ResultReader<T> reader)
      throws Malformed, RpcError {
    T result = null;
    boolean answered = false;
    RpcError error = null;
    in.beginObject();
    for (String field = in.nextField(); field != null; field = in.nextField()) {
      switch (field) {
        case "result" -> {
          if (answered) {
            throw new Malformed("there are two results");
          }
          answered = true;
          result = in.nextIsNull() ? null : reader.read(in);
        }
        case "error" -> error = in.nextIsNull() ? error : error(in);
        case "id" -> {
          if (in.number("id") != 1) {
            throw new Malformed("it answers another call");
          }
        }
        default -> in.skip();
      }
    }
    in.end();
    if (error != null) {
      throw error;
    }
    if (!answered) {
      throw new Malformed("there is neither a result nor an error");
    }
    return result;
  }

  private static RpcError error(JsonReader in) throws Malformed {
    long code = 0;
    String message = "";
    String data = "";
    in.beginObject();
    for (String field = in.nextField(); field != null; field = in.nextField()) {
      switch (field) {
        case "code" -> code = in.number("code");
        case "message" -> message = in.text("message", MOST_MESSAGE);
        case "data" -> data = Objects.requireNonNullElse(in.textOrNull("data", MOST_MESSAGE), "");
        default -> in.skip();
      }
    }
    return new RpcError(code, message, data);
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
