package io.plimsoll.node.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartialFileTest {

  @TempDir private Path folder;

  private List<String> names() throws IOException {
    try (var files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void isMovedWhenWholeAndRemovedOtherwise() throws IOException {
    Path target = folder.resolve("x");
    Files.writeString(target, "old");
    try (PartialFile partial = PartialFile.of(target)) {
      Files.writeString(partial.path(), "half");
      assertEquals(List.of(".x.partial", "x"), names());
    }
    assertEquals(List.of("x"), names());
    assertEquals("old", Files.readString(target));
    try (PartialFile partial = PartialFile.of(target)) {
      Files.writeString(partial.path(), "whole");
      partial.finish();
    }
    assertEquals(List.of("x"), names());
    assertEquals("whole", Files.readString(target));
  }

  /** Runs in a JVM of its own: leaves a partial file and waits to be stopped. */
  static final class Waiting {

    private Waiting() {}

    public static void main(String[] args) throws Exception {
      PartialFile partial = PartialFile.of(Path.of(args[0]));
      Files.writeString(partial.path(), "half");
      Thread.sleep(TimeUnit.MINUTES.toMillis(1));
      partial.close();
    }
  }

  @Test
  void isRemovedWhenTheJvmIsToldToEnd() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                Waiting.class.getName(),
                folder.resolve("x").toString())
            .inheritIO()
            .start();
    for (int i = 0; i < 300 && names().isEmpty() && process.isAlive(); i++) {
      Thread.sleep(100);
    }
    assertEquals(List.of(".x.partial"), names());
    process.destroy();
    assertTrue(process.waitFor(1, TimeUnit.MINUTES));
    assertFalse(process.exitValue() == 0);
    assertEquals(List.of(), names());
  }
}
