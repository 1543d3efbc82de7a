package io.plimsoll.chain.audit;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * The chain does what the auditor predicts, in every block of several workloads.
 *
 * <p>{@code -Dplimsoll.audit.seed=N} runs one seed, {@code -Dplimsoll.audit.seeds=N} and {@code
 * -Dplimsoll.audit.blocks=N} make a longer campaign.
 */
class AuditTest {

  @Test
  void theChainDoesWhatTheAuditorPredicts() {
    long first = Long.getLong("plimsoll.audit.seed", 1);
    int seeds =
        System.getProperty("plimsoll.audit.seed") != null
            ? 1
            : Integer.getInteger("plimsoll.audit.seeds", 4);
    int blocks = Integer.getInteger("plimsoll.audit.blocks", 300);
    Map<String, Integer> seen = new TreeMap<>();
    int prices = 0;
    for (long seed = first; seed < first + seeds; seed++) {
      System.out.println("audit: -Dplimsoll.audit.seed=" + seed + ", " + blocks + " blocks");
      AuditRun run = new AuditRun(seed);
      List<Comparison.Difference> differences = run.run(blocks);
      assertTrue(differences.isEmpty(), () -> run.report(differences));
      run.seen.forEach((what, count) -> seen.merge(what, count, Integer::sum));
      prices += run.pricesChecked();
    }
    System.out.println("audit: " + prices + " option prices held to decimals, " + seen);
    assertTrue(prices > 0, "no option was priced");
  }
}
