package io.plimsoll.node.server.http;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.HttpException;
import io.helidon.http.HttpPrologue;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionListener;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.spi.ServerConnectionSelector;
import io.helidon.webserver.websocket.WsConfig;
import io.helidon.webserver.websocket.WsRouting;
import io.helidon.webserver.websocket.WsUpgrader;
import io.plimsoll.node.cli.Failure;
import io.plimsoll.node.parameters.MissingModel;
import io.plimsoll.node.server.rpc.Caller;
import io.plimsoll.node.server.rpc.Dispatcher;
import io.plimsoll.node.server.run.Node;
import io.plimsoll.node.server.watch.EventLogger;
import io.plimsoll.node.server.watch.Metrics;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Listens. {@code POST /} and {@code /rpc} take calls, {@code /ws} takes them over a WebSocket and
 * sends what was subscribed to, {@code /health}, {@code /metrics} and {@code /openrpc.json} are to
 * be read, and a browser finds a page at {@code /}.
 */
public final class HttpServer implements AutoCloseable {

  private static final int OK = 200;
  private static final int NO_CONTENT = 204;
  private static final int BAD_REQUEST = 400;
  private static final int UNAUTHORISED = 401;
  private static final int FORBIDDEN = 403;
  private static final int TOO_LARGE = 413;
  private static final int NOT_JSON = 415;
  private static final int TOO_MANY = 429;
  private static final int UNAVAILABLE = 503;
  private static final String JSON = "application/json";

  private final Limits limits;
  private final Page page = new Page();
  private final Token token;
  private final Names names;
  private final RateLimits rates;
  private final Sessions sessions;
  private final Metrics metrics;
  private final EventLogger log;
  private @Nullable WebServer server;
  private @Nullable Patience patience;

  /**
   * What a client may do.
   *
   * @param perSecond calls of an address; 0 is without limit
   * @param connections at a time
   * @param idleSeconds after which a silent connection is dropped
   * @param names in a request's Host, with commas between; * is any
   */
  public record Limits(long perSecond, int connections, long idleSeconds, String names) {}

  /** A server that does not listen yet. */
  public HttpServer(Limits limits, Token token, EventLogger log, Metrics metrics) {
    this.limits = limits;
    this.token = token;
    this.log = log;
    this.metrics = metrics;
    names = new Names(limits.names);
    rates = new RateLimits(limits.perSecond, System::nanoTime);
    Duration idle = Duration.ofSeconds(limits.idleSeconds);
    sessions = new Sessions(limits.connections / 2 + 1, idle, names, token, rates, log, metrics);
  }

  /** Sends a message, made once where anybody wants it, to all subscribers; never waits. */
  public void publish(String topic, Supplier<String> message) {
    sessions.publish(topic, message);
  }

  /**
   * Begins to listen; returns the port.
   *
   * @throws Failure where the address cannot be listened on
   */
  public int start(String host, int port, Node node, Dispatcher dispatcher) {
    requireFree(host, port);
    Duration idle = Duration.ofSeconds(limits.idleSeconds);
    Patience made = new Patience(idle);
    patience = made;
    WsConfig ws = WsConfig.builder().maxFrameLength(dispatcher.mostBytes()).build();
    WebServer listening =
        WebServer.builder()
            .host(host)
            .port(port)
            .shutdownHook(false)
            .shutdownGracePeriod(Duration.ofSeconds(5))
            .maxTcpConnections(limits.connections)
            .idleConnectionTimeout(idle)
            .idleConnectionPeriod(Duration.ofSeconds(Math.max(1, limits.idleSeconds / 4)))
            .protocolsDiscoverServices(false)
            .addProtocol(ws)
            .addConnectionSelector(protocol(ws, made))
            .errorHandling(handling -> handling.includeEntity(false))
            .routing(routing -> route(routing, node, dispatcher, made))
            .addRouting(
                WsRouting.builder().endpoint("/ws", () -> new Session(sessions, dispatcher, made)))
            .build();
    listening.start();
    server = listening;
    if (listening.port() < 0) {
      throw new Failure(host + ":" + port + ": cannot be listened on");
    }
    return listening.port();
  }

  /** Helidon goes on without a port where it cannot have one, and does not say why. */
  private static void requireFree(String host, int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(host, port));
    } catch (IOException e) {
      throw new Failure(host + ":" + port + ": cannot be listened on: " + e.getMessage());
    }
  }

  /**
   * HTTP/1.1 and WebSockets alone. Where a web server knows several protocols it waits for the
   * first byte to choose, and who never sends one is no connection yet that could be idle.
   */
  private static ServerConnectionSelector protocol(WsConfig ws, Patience patience) {
    return Http1ConnectionSelector.builder()
        .config(Http1Config.builder().addReceiveListener(begins(patience)).build())
        .addUpgrader(WsUpgrader.create(ws))
        .build();
  }

  /**
   * A request line has come, so its headers are waited for: Helidon's own limit is on silence and
   * on request lines alone.
   */
  private static Http1ConnectionListener begins(Patience patience) {
    return new Http1ConnectionListener() {
      @Override
      public void prologue(ConnectionContext context, HttpPrologue prologue) {
        patience.isTheirTurn();
      }
    };
  }

  private void route(
      HttpRouting.Builder routing, Node node, Dispatcher dispatcher, Patience patience) {
    routing
        .addFilter((chain, request, response) -> {
          String host = request.headers().first(HeaderNames.HOST).orElse(null);
          String origin = request.headers().first(HeaderNames.ORIGIN).orElse(null);
          patience.isTheirTurn();
          try {
            if (!names.isHost(host) || !names.isOrigin(origin)) {
              say(response, FORBIDDEN, "this name or origin is not answered");
            }
            chain.proceed();
            boolean left = request.content().hasEntity() && !request.content().consumed();
            if (left || request.headers().contains(HeaderValues.CONNECTION_CLOSE)) {
              throw new CloseConnectionException("the connection ends with the answer");
            }
          } finally {
            patience.isOurTurn();
          }
        })
        .post("/", (request, response) -> call(request, response, dispatcher, patience))
        .post("/rpc", (request, response) -> call(request, response, dispatcher, patience))
        .get("/", (request, response) -> page.send(response, Page.HTML))
        .get("/dashboard.css", (request, response) -> page.send(response, Page.CSS))
        .get("/dashboard.js", (request, response) -> page.send(response, Page.SCRIPT))
        .get("/health", (request, response) -> health(response, node))
        .get("/metrics", (request, response) -> text(response, metrics.text()))
        .get("/openrpc.json", (request, response) -> openRpc(response, dispatcher))
        .error(
            HttpException.class,
            (request, response, e) ->
                say(response, e.status().code(), "the request cannot be taken"))
        .error(
            Throwable.class,
            (request, response, e) -> {
              log.error("http fault", "path", request.path().path(), "error", e);
              say(response, 500, "a fault of this program");
            });
  }

  /** The calls of one request. */
  private final class Allowance implements Caller.Allowance {
    private final String address;
    private int ahead;
    private boolean refused;

    Allowance(String address) {
      this.address = address;
    }

    /** Takes the first call before it is known. */
    boolean takeAhead() {
      ahead = rates.take(address, 1) ? 1 : 0;
      return ahead == 1;
    }

    @Override
    public boolean take(int calls) {
      int more = calls - ahead;
      ahead = 0;
      boolean taken = more == 0 || rates.take(address, more);
      refused |= !taken;
      return taken;
    }
  }

  private void call(
      ServerRequest request, ServerResponse response, Dispatcher dispatcher, Patience patience) {
    String type = request.headers().first(HeaderNames.CONTENT_TYPE).orElse("");
    // A page of another site cannot send this type without being asked first, which nobody does.
    if (!type.toLowerCase(Locale.ROOT).startsWith(JSON)) {
      say(response, NOT_JSON, "Content-Type must be application/json");
      return;
    }
    String authorization = request.headers().first(HeaderNames.AUTHORIZATION).orElse(null);
    String address = request.remotePeer().host();
    Allowance allowance = new Allowance(address);
    // A guess at the token costs a call, right or wrong, before it is looked at.
    if (authorization != null && !allowance.takeAhead()) {
      say(response, TOO_MANY, "this address makes too many calls; try again later");
      return;
    }
    boolean isAdministrator = token.isIn(authorization);
    if (authorization != null && !isAdministrator) {
      say(response, UNAUTHORISED, "the token is wrong");
      return;
    }
    byte[] body = body(request, dispatcher.mostBytes());
    if (body == null) {
      say(response, BAD_REQUEST, "the request did not come to its end");
      return;
    }
    if (body.length > dispatcher.mostBytes()) {
      say(response, TOO_LARGE, "a request has at most " + dispatcher.mostBytes() + " bytes");
      return;
    }
    Caller caller = new Caller(isAdministrator, null, allowance);
    patience.isOurTurn();
    byte[] answer = dispatcher.answer(body, caller);
    patience.isTheirTurn();
    if (answer == null) {
      response.status(NO_CONTENT).send();
    } else {
      response.status(allowance.refused ? TOO_MANY : OK).header(HeaderNames.CONTENT_TYPE, JSON);
      response.send(answer);
    }
  }

  /** The bytes of a request, one more than the most where it has more; null where it breaks off. */
  private byte @Nullable [] body(ServerRequest request, int most) {
    try (InputStream in = request.content().inputStream()) {
      return in.readNBytes(most + 1);
    } catch (IOException | RuntimeException e) {
      // Whatever a client does to its connection is no fault of this program.
      log.debug("request broke off", "error", e);
      return null;
    }
  }

  private static void health(ServerResponse response, Node node) {
    String trouble = node.trouble();
    String text =
        "{\"condition\":\""
            + (trouble == null ? node.condition().name().toLowerCase(Locale.ROOT) : "waiting")
            + "\",\"height\":"
            + node.views().latest().height()
            + warnings(node)
            + "}\n";
    response.status(node.isHealthy() && trouble == null ? OK : UNAVAILABLE);
    response.header(HeaderNames.CONTENT_TYPE, JSON);
    response.send(text.getBytes(StandardCharsets.UTF_8));
  }

  /** What will stop a node that is well, in words that need no escapes. */
  private static String warnings(Node node) {
    List<MissingModel> missing = node.missingModels();
    return missing.isEmpty()
        ? ""
        : missing.stream()
            .map(model -> "\"" + model + "\"")
            .collect(Collectors.joining(",", ",\"warnings\":[", "]"));
  }

  private static void text(ServerResponse response, String text) {
    response.header(HeaderNames.CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8");
    response.send(text.getBytes(StandardCharsets.UTF_8));
  }

  private static void openRpc(ServerResponse response, Dispatcher dispatcher) {
    response.header(HeaderNames.CONTENT_TYPE, JSON);
    response.send(dispatcher.documentBytes());
  }

  /** Answers and ends the connection. */
  private static void say(ServerResponse response, int status, String message) {
    response.status(status).header(HeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8");
    // What is left of a request that was not taken is not read.
    response.header(HeaderNames.CONNECTION, "close");
    response.send((message + "\n").getBytes(StandardCharsets.UTF_8));
    // The web server would take the rest for the next request, with headers as a page likes them.
    throw new CloseConnectionException(message);
  }

  @Override
  public void close() {
    sessions.goAway();
    if (server != null) {
      server.stop();
    }
    if (patience != null) {
      patience.close();
    }
  }
}
