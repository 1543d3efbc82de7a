package io.plimsoll.node.server.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.plimsoll.node.server.TestNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Peers that lie, stall and have forgotten. */
class RpcSourceTest {

  private static final String NOT_THERE =
      "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":-32001}}";

  @TempDir private Path folder;
  private TestNode node;
  private HttpServer peer;

  @BeforeEach
  void start() throws IOException {
    node = new TestNode(folder, 1);
    peer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
  }

  @AfterEach
  void stop() {
    peer.stop(0);
    node.close();
  }

  private RpcSource source(UnaryOperator<String> answers, long answerMs) {
    peer.createContext(
        "/",
        exchange -> {
          String call =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          byte[] answer = answers.apply(call).getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    peer.start();
    return new RpcSource("http://127.0.0.1:" + peer.getAddress().getPort(), node.log(), answerMs);
  }

  private void assertRefused(String why, UnaryOperator<String> answers) throws IOException {
    try (RpcSource source = source(answers, 10_000)) {
      SourceRefused refused =
          assertThrows(SourceRefused.class, () -> source.next(node.node().views().latest()));
      assertTrue(String.valueOf(refused.getMessage()).contains(why), refused::toString);
    }
  }

  private static String result(String result) {
    return "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":" + result + "}";
  }

  @Test
  void aBlockThatThePeerHasForgottenIsNotWaitedFor() throws IOException {
    assertRefused(
        "keeps blocks from 100 on",
        call -> call.contains("getStatus") ? result("{\"firstBlock\":100}") : NOT_THERE);
  }

  @Test
  void aBlockOfNothingWithoutEndIsTooLarge() throws IOException {
    String commands = "\"\",".repeat(200_000);
    String page = result("{\"commands\":[" + commands + "\"\"],\"nextCommand\":1}");
    assertRefused("is too large", call -> page);
  }

  @Test
  void pagesWithoutCommandsDoNotGoOnForEver() throws IOException {
    assertRefused("never ends", call -> result("{\"commands\":[],\"nextCommand\":1}"));
  }

  @Test
  void whatIsNoBlockIsRefused() throws IOException {
    assertRefused("is malformed", call -> result("{\"commands\":[7]}"));
  }

  /** Headers come at once and a body never: the wait ends, and the peer counts as away. */
  @Test
  void aBodyThatDoesNotComeIsGivenUp() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    peer.createContext(
        "/slow",
        exchange -> {
          exchange.sendResponseHeaders(200, 1_000);
          exchange.getResponseBody().write('{');
          exchange.getResponseBody().flush();
          try {
            end.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          exchange.close();
        });
    peer.start();
    String url = "http://127.0.0.1:" + peer.getAddress().getPort() + "/slow";
    try (RpcSource source = new RpcSource(url, node.log(), 200)) {
      Thread follows =
          new Thread(() -> {
            try {
              source.next(node.node().views().latest());
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          });
      follows.start();
      while (!node.logged().contains("takes more than 200 ms")) {
        Thread.sleep(20);
      }
      follows.interrupt();
      follows.join();
    } finally {
      end.countDown();
    }
    assertEquals(0, node.chain().chain().height());
  }
}
