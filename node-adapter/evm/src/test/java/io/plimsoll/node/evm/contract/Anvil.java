package io.plimsoll.node.evm.contract;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/** A real EVM in a process of its own, at a free port of this machine, with an empty chain. */
public final class Anvil implements AutoCloseable {

  /** Names the program; else it is where the profile evm puts it. */
  private static final String PROPERTY = "plimsoll.anvil";

  private static final Path INSTALLED =
      Path.of("target/npm/node_modules/@foundry-rs/anvil-linux-amd64/bin/anvil");
  private static final String LISTENING = "Listening on ";

  private final Process process;
  private final String url;

  private Anvil(Process process, String url) {
    this.process = process;
    this.url = url;
  }

  /** Where the program is, or null. */
  private static @Nullable Path program() {
    String named = System.getProperty(PROPERTY, "");
    Path path = named.isEmpty() ? INSTALLED : Path.of(named);
    return Files.isExecutable(path) ? path : null;
  }

  /**
   * Starts one; the test is left out where there is none.
   *
   * @param more arguments beside those that choose rules, port and accounts
   */
  public static Anvil start(String... more) {
    Path program = program();
    Assumptions.assumeTrue(
        program != null,
        "nothing was tried on an EVM: install npm, which brings anvil, or name it in -D"
            + PROPERTY);
    List<String> command = new ArrayList<>(List.of(String.valueOf(program)));
    command.addAll(List.of("--port", "0", "--hardfork", "prague", "--accounts", "20"));
    command.addAll(List.of(more));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      BufferedReader out =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
      StringBuilder said = new StringBuilder();
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        said.append(line).append('\n');
        if (line.startsWith(LISTENING)) {
          drain(out);
          return new Anvil(process, "http://" + line.substring(LISTENING.length()).strip());
        }
      }
      throw new IllegalStateException("anvil did not start: " + said);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Lets the process write on, whatever it says. */
  private static void drain(BufferedReader out) {
    Thread reader =
        new Thread(() -> {
          try (out) {
            String line = "";
            while (line != null) {
              line = out.readLine();
            }
          } catch (IOException e) {
            // The process has ended.
            return;
          }
        });
    reader.setDaemon(true);
    reader.start();
  }

  /** Where it answers JSON-RPC. */
  public String url() {
    return url;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
