package io.plimsoll.node.server.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.node.server.TestNode;
import io.plimsoll.node.server.dev.DevScenario;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many threads ask, and each gets the answer that one alone would get. */
class ReadersTest {

  private static final int ROUNDS = 50;
  private static final int THREADS = 8;

  @TempDir private Path folder;

  private static List<String> answers(Readers readers, int from) {
    List<String> answers = new ArrayList<>();
    for (int i = 0; i < TestNode.TRADERS; i++) {
      SubaccountId id = DevScenario.trader((from + i) % TestNode.TRADERS);
      // A market that is priced anew makes the engine work, too.
      answers.add(
          readers.ask(reader ->
              reader.margin(id) + " " + reader.explain(id) + " " + reader.subaccount(id)));
    }
    return answers;
  }

  @Test
  void questionsAtOnceDoNotDisturbEachOther() throws Exception {
    try (TestNode node = new TestNode(folder, 12)) {
      assertTrue(node.run());
      List<List<String>> alone = new ArrayList<>();
      try (Readers one = new Readers(node.node().views(), 1)) {
        for (int from = 0; from < THREADS; from++) {
          alone.add(answers(one, from));
        }
      }
      try (Readers two = new Readers(node.node().views(), 2);
          ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
        for (int round = 0; round < ROUNDS; round++) {
          List<Future<List<String>>> asked = new ArrayList<>();
          for (int from = 0; from < THREADS; from++) {
            int first = from;
            asked.add(threads.submit(() -> answers(two, first)));
          }
          for (int from = 0; from < THREADS; from++) {
            assertEquals(alone.get(from), asked.get(from).get());
          }
        }
      }
    }
  }

  @Test
  void aQuestionThatThrowsCostsNoReader() {
    try (TestNode node = new TestNode(folder, 8);
        Readers readers = new Readers(node.node().views(), 2)) {
      assertTrue(node.run());
      List<String> before = answers(readers, 0);
      for (int i = 0; i < 6; i++) {
        assertThrows(
            IllegalStateException.class,
            () ->
                readers.ask(reader -> {
                  throw new IllegalStateException("no answer");
                }));
      }
      assertEquals(before, answers(readers, 0));
    }
  }
}
