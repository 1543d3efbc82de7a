package io.plimsoll.node.server.diverge;

import com.sun.net.httpserver.HttpServer;
import io.plimsoll.chain.ChainView;
import io.plimsoll.chain.block.Block;
import io.plimsoll.node.server.TestNode;
import io.plimsoll.node.server.rpc.Caller;
import io.plimsoll.node.server.rpc.Dispatcher;
import io.plimsoll.node.server.rpc.Feed;
import io.plimsoll.node.server.rpc.Service;
import io.plimsoll.node.server.run.BlockSource;
import io.plimsoll.node.server.run.Upgrades;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;

/**
 * A node with the blocks of {@link SmallChain}, which answers by its own calls; its text its URL.
 */
final class SmallNode implements AutoCloseable {

  private final TestNode node;
  private final HttpServer server;

  private SmallNode(Path folder) throws IOException {
    Upgrades none = Upgrades.of("", Upgrades.carried());
    node =
        new TestNode(
            folder,
            SmallChain.BLOCKS,
            none,
            new BlockSource() {
              @Override
              public String name() {
                return "a small chain";
              }

              @Override
              public Block next(ChainView after) {
                return SmallChain.blocks((int) after.height() + 1, 0).getLast();
              }
            });
    if (!node.run()) {
      throw new IllegalStateException(node.logged());
    }
    Dispatcher dispatcher =
        Service.of(
            node.node(),
            node.readers(),
            new Feed((topic, message) -> {}, node.metrics()),
            node.pool(),
            node.overview(),
            "test",
            16_384,
            12,
            8,
            node.log(),
            node.metrics());
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] request = exchange.getRequestBody().readAllBytes();
          byte[] answer = dispatcher.answer(request, new Caller(false, null, calls -> true));
          byte[] bytes = answer == null ? new byte[0] : answer;
          exchange.sendResponseHeaders(200, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
  }

  /** Called in a copy of this program, too. */
  static AutoCloseable serve(String folder) throws IOException {
    return new SmallNode(Path.of(folder));
  }

  @Override
  public String toString() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    node.close();
  }
}
