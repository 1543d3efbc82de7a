package io.plimsoll.chain.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The auditor's own sources use no rule of what they audit. */
class IndependenceTest {

  private static final Path HERE = Path.of("src/test/java/io/plimsoll/chain/audit");

  /** What drives and observes the chain; all else here, but tests, is the model. */
  private static final Pattern DRIVERS =
      Pattern.compile(
          "AuditRun|Campaign|Comparison|Draft|KernelPrices|Market|Move|Observed|Parts|ReplayChild"
              + "|ScriptedAudit|Shrinking|Simulation|Workload|package-info|\\w*(Test|Watch|Work)");

  private static final Pattern RULES =
      Pattern.compile("io\\.plimsoll\\.(margin|kernels|fixed|chain\\.(process|state|root))\\b");

  private static List<String> violations(List<String> names) throws IOException {
    return violations(HERE, RULES, names);
  }

  private static List<String> violations(Path folder, Pattern used, List<String> names)
      throws IOException {
    List<String> found = new ArrayList<>();
    for (String name : names) {
      String source = Files.readString(folder.resolve(name + ".java"));
      if (used.matcher(source).find()) {
        found.add(name);
      }
    }
    return found;
  }

  /** What verifies roots, proofs and snapshots a second time names nothing but itself. */
  @Test
  void theVerifierUsesNothingOfTheProduct() throws IOException {
    Path root = Path.of("src/test/java/io/plimsoll/chain/root");
    Pattern product =
        Pattern.compile(
            "import (static )?io\\.plimsoll|new (StateTree|Sha256|Hashes)\\b"
                + "|\\b(StateTree|Proof|Sha256|Hashes|KeyHashes)\\.");
    List<String> verifier = List.of("NaiveProof", "NaiveSnapshot", "NaiveTrie");
    assertEquals(List.of(), violations(root, product, verifier));
    assertEquals(List.of("ProofTest"), violations(root, product, List.of("ProofTest")));
  }

  @Test
  void theModelUsesNoRuleOfTheChain() throws IOException {
    List<String> model = new ArrayList<>();
    try (Stream<Path> files = Files.list(HERE)) {
      for (Path file : files.sorted().toList()) {
        String name = file.getFileName().toString().replace(".java", "");
        if (!DRIVERS.matcher(name).matches()) {
          model.add(name);
        }
      }
    }
    assertTrue(model.containsAll(List.of("Auditor", "Margins", "MoneyCommands")), model::toString);
    assertEquals(List.of(), violations(model));
    // What observes the chain does, so the search sees what it looks for.
    assertTrue(violations(List.of("Observed", "KernelPrices")).size() == 2);
  }
}
