package io.plimsoll.node.grpc;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Random;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever bytes come to the socket, the chain goes on: some of {@link GrpcFuzz}'s. */
class HostileBytesTest {

  private static final long SEED = Long.getLong("plimsoll.seed", 5);
  private static final long RANDOM_NS = 1_500_000_000L;

  @TempDir Path folder;

  @Test
  void whateverComesTheChainGoesOn() throws Exception {
    System.out.println("HostileBytesTest: -Dplimsoll.seed=" + SEED);
    Random random = new Random(SEED);
    try (GrpcFuzz fuzz = new GrpcFuzz(folder.resolve("chain"))) {
      long until = System.nanoTime() + RANDOM_NS;
      int inputs = 0;
      while (System.nanoTime() < until || inputs < 40) {
        fuzz.take(GrpcFuzz.random(random));
        inputs++;
      }
      assertTrue(fuzz.endsWhoResets(10_000));
      fuzz.checkBounded();
      // What is looked for would be found.
      Logger.getLogger("io.grpc.planted").severe("planted");
      assertThrows(AssertionError.class, fuzz::checkLog);
    }
  }
}
