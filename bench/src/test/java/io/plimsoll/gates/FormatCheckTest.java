package io.plimsoll.gates;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The format check refuses a badly formatted file, names it, and mends it when told. */
class FormatCheckTest {

  @TempDir Path folder;

  @Test
  void badFilesAreNamedAndThenMended() throws IOException, InterruptedException {
    Path one = Files.writeString(folder.resolve("One.java"), "class One{int a ;}\n");
    String body = "\n/** A {@link Map}. */\nclass Two {\n  List<String> a;\n}\n";
    Path two =
        Files.writeString(
            folder.resolve("Two.java"),
            "import java.util.Map;\nimport java.util.List;\nimport java.util.Set;\n" + body);
    Path good = Files.writeString(folder.resolve("Good.java"), "class Good {}\n");
    String refused = run("check", 1);
    assertTrue(refused.contains("not formatted: One.java"), refused);
    assertTrue(refused.contains("not formatted: Two.java"), refused);
    assertFalse(refused.contains("Good.java"), refused);
    assertTrue(refused.contains("Remedy: run .ci/format"), refused);
    run("fix", 0);
    assertEquals("class One {\n  int a;\n}\n", Files.readString(one));
    assertEquals("import java.util.List;\nimport java.util.Map;\n" + body, Files.readString(two));
    assertEquals("class Good {}\n", Files.readString(good));
    assertEquals("", run("check", 0));
  }

  private String run(String mode, int expectedExit) throws IOException, InterruptedException {
    Path root = Modules.root();
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    for (String part : List.of("api", "code", "file", "parser", "tree", "util")) {
      command.add("--add-exports=jdk.compiler/com.sun.tools.javac." + part + "=ALL-UNNAMED");
    }
    command.add("-cp");
    command.add(root.resolve("target/gates/format") + "/*");
    command.add(root.resolve(".mvn/gates/FormatCheck.java").toString());
    command.add(mode);
    command.add(folder.toString());
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(1, TimeUnit.MINUTES));
    assertEquals(expectedExit, process.exitValue(), output);
    return output;
  }
}
