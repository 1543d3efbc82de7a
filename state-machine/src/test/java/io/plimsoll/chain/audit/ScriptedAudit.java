package io.plimsoll.chain.audit;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.chain.block.Block;
import java.util.List;

/** The auditor beside a chain whose blocks somebody wrote by hand. */
public final class ScriptedAudit {

  private static final long NO_SEED = 0;

  private ScriptedAudit() {}

  /** Fails where the chain does not do with these blocks what the auditor predicts. */
  public static void follow(List<Block> blocks) {
    AuditRun run = new AuditRun(NO_SEED);
    for (Block block : blocks) {
      List<Comparison.Difference> differences = run.step(block);
      assertTrue(differences.isEmpty(), () -> run.report(differences));
    }
  }
}
