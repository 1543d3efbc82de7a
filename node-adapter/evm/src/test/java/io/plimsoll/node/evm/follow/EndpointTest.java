package io.plimsoll.node.evm.follow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.node.evm.rpc.RpcClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a node that fills memory gets of it. */
@Timeout(60)
class EndpointTest {

  private static final RpcClient.Limits LIMITS = new RpcClient.Limits(20_000, 64L << 20);

  private final FakeNode node = new FakeNode(Scene.chain(3, ""));
  private final AtomicInteger now = new AtomicInteger();
  private final AtomicInteger peak = new AtomicInteger();

  private Endpoint endpoint() {
    return new Endpoint(1, node.uri(), Scene.terms(true), LIMITS);
  }

  /** What lies in the buffers of a connection was not read. */
  @Test
  void aHeaderIsReadToALimitOfItsOwn() {
    node.does(FakeNode.Fault.HUGE);
    try (node;
        Endpoint endpoint = endpoint()) {
      assertThrows(IOException.class, () -> endpoint.header(10));
      assertThrows(IOException.class, endpoint::chainId);
      assertTrue(node.hugeBytes() < 48L << 20, node.hugeBytes() + " bytes were taken");
    }
  }

  private String slowly(String text) {
    peak.accumulateAndGet(now.incrementAndGet(), Math::max);
    try {
      Thread.sleep(100);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    now.decrementAndGet();
    return text;
  }

  @Test
  void fourAnswersOfAnyLengthAreReadAtOnce() throws Exception {
    node.spoils(this::slowly);
    try (node;
        Endpoint endpoint = endpoint();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<String>> asked = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        asked.add(
            threads.submit(() -> endpoint.call("eth_call", "[]", in -> in.text("a word", 100))));
      }
      for (Future<String> each : asked) {
        assertEquals(66, each.get().length());
      }
    }
    assertEquals(4, peak.get());
  }
}
