package io.plimsoll.gates;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The instructions of the deterministic modules. */
class BytecodeSubsetTest {

  private static final List<Path> CORE =
      List.of(Path.of("fixed-point"), Path.of("kernels"), Path.of("state-machine"));

  private static List<byte[]> read(Path folder) throws IOException {
    List<byte[]> classes = new ArrayList<>();
    for (Path file : Modules.files(folder, ".class")) {
      classes.add(Files.readAllBytes(file));
    }
    return classes;
  }

  private static List<String> bad() throws IOException, URISyntaxException {
    Path classes =
        Path.of(
            BytecodeSubsetTest.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    return BytecodeSubset.violations(
        "io.plimsoll.gates.bad", read(classes.resolve("io/plimsoll/gates/bad")));
  }

  @Test
  void theCoreKeepsToItsSubset() throws IOException {
    List<byte[]> classes = new ArrayList<>();
    for (Path module : CORE) {
      classes.addAll(read(Modules.classes(module)));
    }
    assertFalse(classes.isEmpty());
    List<String> violations = BytecodeSubset.violations("io.plimsoll", classes);
    assertEquals("", String.join("\n", violations));
  }

  /** Each rule catches, by name, the method under {@code bad} that breaks it. */
  @ParameterizedTest
  @CsvSource({
    "B1, chain.Floats.field",
    "B1, chain.Floats.parameter",
    "B1, chain.Floats.hidden",
    "B1, chain.Floats.constant",
    "B1, chain.Floats.array",
    "B2, kernels.body.NotForDevices.allocate",
    "B2, kernels.body.NotForDevices.refuse",
    "B2, kernels.body.NotForDevices.recurse",
    "B2, kernels.body.NotForDevices.call",
    "B3, chain.Divides.quotient",
    "B3, chain.Divides.remainder",
    "B3, chain.Divides.otherName",
    "B4, chain.Locks.block",
    "B4, chain.Locks.method",
    "B5, chain.Asserts",
  })
  void eachRuleCatchesItsBadMethod(String rule, String culprit)
      throws IOException, URISyntaxException {
    String name = "io.plimsoll.gates.bad." + culprit;
    List<String> caught =
        bad().stream()
            .filter(violation -> violation.startsWith(name) && violation.contains(": " + rule))
            .toList();
    assertFalse(caught.isEmpty(), () -> rule + " did not catch " + name);
  }

  @Test
  void intDivisionAndDivisionInRawAreFree() throws IOException, URISyntaxException {
    List<String> violations = bad();
    assertTrue(
        violations.stream()
            .noneMatch(violation ->
                violation.contains("Divides.ofInts") || violation.contains("raw.MayDivide")),
        violations::toString);
  }
}
