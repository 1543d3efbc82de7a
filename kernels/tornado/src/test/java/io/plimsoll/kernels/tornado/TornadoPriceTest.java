package io.plimsoll.kernels.tornado;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.plimsoll.kernels.device.link.Capacities;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The pricing kernel against the law, in a process under TornadoVM. */
class TornadoPriceTest {

  private static final int ROUNDS = Integer.getInteger("plimsoll.rounds", 6);

  @Test
  void cellsAreTheLaws() throws IOException, InterruptedException {
    long seed = Long.getLong("plimsoll.seed", 1);
    System.out.println("-Dplimsoll.seed=" + seed);
    Capacities capacities = new Capacities(8, 8, 8, 8, 8);
    List<String> command = new ArrayList<>(new TornadoLauncher().command(capacities));
    // The same settings, another main class, and this test's class path.
    int classPath = command.indexOf("-cp") + 1;
    command.set(classPath, System.getProperty("java.class.path"));
    command.set(classPath + 1, PriceCampaign.class.getName());
    command.addAll(List.of(Long.toString(seed), Integer.toString(ROUNDS)));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), said);
    String last = said.strip().lines().reduce("", (before, line) -> line);
    assertEquals("cells " + (long) ROUNDS * (1 << 16) + " wrong 0", last);
  }
}
