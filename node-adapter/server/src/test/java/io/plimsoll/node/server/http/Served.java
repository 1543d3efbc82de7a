package io.plimsoll.node.server.http;

import io.plimsoll.node.server.TestNode;
import io.plimsoll.node.server.rpc.Feed;
import io.plimsoll.node.server.rpc.Service;

/** A node that listens on a loopback port, with small limits. */
public final class Served implements AutoCloseable {

  /** The administrator's. */
  public static final String TOKEN = "a-secret-of-more-than-16";

  /** Of a request. */
  public static final int MOST_BYTES = 4_096;

  /** At a time; half of them, and one, may be WebSockets. */
  public static final int CONNECTIONS = 16;

  private final TestNode node;
  private final HttpServer server;
  private final int port;

  /**
   * Serves a node, which is closed with it.
   *
   * @param perSecond calls of an address; 0 is without limit
   * @param idleSeconds after which a silent connection is dropped
   */
  public Served(TestNode node, long perSecond, long idleSeconds) {
    this(node, perSecond, idleSeconds, 0);
  }

  /** The same on a port. */
  Served(TestNode node, long perSecond, long idleSeconds, int port) {
    this.node = node;
    HttpServer.Limits limits =
        new HttpServer.Limits(perSecond, CONNECTIONS, idleSeconds, "localhost,127.0.0.1");
    server = new HttpServer(limits, Token.of(TOKEN, "test"), node.log(), node.metrics());
    Feed feed = new Feed(server::publish, node.metrics());
    node.node().listen(feed);
    node.tell(feed);
    this.port =
        server.start(
            "127.0.0.1",
            port,
            node.node(),
            Service.of(
                node.node(),
                node.readers(),
                feed,
                node.pool(),
                node.overview(),
                "test",
                MOST_BYTES,
                12,
                8,
                node.log(),
                node.metrics()));
  }

  /** What is served. */
  public TestNode node() {
    return node;
  }

  /** What serves it. */
  public HttpServer server() {
    return server;
  }

  /** Of 127.0.0.1. */
  public int port() {
    return port;
  }

  /** What a client is given. */
  public String url() {
    return "http://127.0.0.1:" + port;
  }

  /** The sum of a metric with this name. */
  public double metric(String name) {
    return node.metrics()
        .text()
        .lines()
        .filter(line -> line.startsWith("plimsoll_" + name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  @Override
  public void close() {
    server.close();
    node.close();
  }
}
