package io.plimsoll.node.keys.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.plimsoll.node.auth.SigningKey;
import io.plimsoll.node.cli.Main;
import io.plimsoll.node.keys.KeyFile;
import io.plimsoll.node.keys.Password;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A password that is typed at a terminal, which util-linux's {@code script} makes. */
class TerminalTest {

  private static final String PASSWORD = "correct horse";

  @TempDir Path folder;

  private static String quoted(String word) {
    return "'" + word.replace("'", "'\\''") + "'";
  }

  private String command(String... args) {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    words.addAll(List.of("--add-modules=jdk.incubator.vector", "-cp"));
    words.add(System.getProperty("java.class.path"));
    words.addAll(List.of(Main.class.getName(), "keys"));
    words.addAll(List.of(args));
    words.add("--keys=" + folder.resolve("keys"));
    return words.stream().map(TerminalTest::quoted).collect(Collectors.joining(" "));
  }

  private record Run(int code, String shown) {}

  /** Types a line at each prompt; returns what the terminal has shown. */
  private static Run type(String command, String... lines)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder("script", "-q", "-e", "-c", command, "/dev/null")
            .redirectErrorStream(true)
            .start();
    StringBuilder shown = new StringBuilder();
    int typed = 0;
    int seen = 0;
    InputStream in = process.getInputStream();
    for (int next = in.read(); next >= 0; next = in.read()) {
      shown.append((char) next);
      boolean asks = shown.indexOf("password", seen) >= 0 || shown.indexOf("once more", seen) >= 0;
      if (typed < lines.length && asks && shown.toString().endsWith(": ")) {
        process.getOutputStream().write((lines[typed++] + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
        seen = shown.length();
      }
    }
    assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    assertEquals(lines.length, typed, shown::toString);
    return new Run(process.exitValue(), shown.toString());
  }

  private static boolean hasScript() {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .anyMatch(place -> Files.isExecutable(Path.of(place, "script")));
  }

  @Test
  void whatIsTypedIsTakenAndNotShown() throws Exception {
    if (!hasScript()) {
      System.out.println("TerminalTest: skipped; install script (Debian: apt install bsdutils)");
    }
    assumeTrue(hasScript());
    Run made = type(command("new", "--kdf=light"), PASSWORD, PASSWORD);
    assertEquals(0, made.code, made.shown);
    assertFalse(made.shown.contains(PASSWORD), made.shown);
    Path file;
    try (Stream<Path> files = Files.list(folder.resolve("keys"))) {
      file = files.findFirst().orElseThrow();
    }
    try (Password typed = Password.of(PASSWORD.toCharArray())) {
      SigningKey key = KeyFile.read(file).unlock(typed);
      assertTrue(made.shown.contains(key.address().toString()), made.shown);
    }
  }
}
