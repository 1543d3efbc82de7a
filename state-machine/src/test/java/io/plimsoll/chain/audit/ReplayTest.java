package io.plimsoll.chain.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.chain.MarginChain;
import io.plimsoll.chain.block.Block;
import io.plimsoll.chain.block.BlockResult;
import io.plimsoll.chain.block.Hash;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.Authenticated;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.CommandCodec;
import io.plimsoll.chain.command.Mode;
import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.kernels.engine.Engine;
import io.plimsoll.kernels.engine.Engines;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** One workload gives one set of roots, digests, results and events, however it is taken. */
class ReplayTest {

  private static final long SEED = Long.getLong("plimsoll.audit.seed", 11);

  private static final AuditRun RUN = new AuditRun(SEED);

  @BeforeAll
  static void audit() {
    System.out.println("replay: -Dplimsoll.audit.seed=" + SEED);
    List<Comparison.Difference> differences = RUN.run(200);
    assertTrue(differences.isEmpty(), () -> RUN.report(differences));
  }

  @Test
  void allEnginesGiveEqualRootsAndDigests() {
    for (int threads : new int[] {1, 2}) {
      try (Engine simd = Engines.create("simd", threads)) {
        MarginChain chain = new MarginChain(simd);
        for (int i = 0; i < RUN.blocks.size(); i++) {
          BlockResult result = chain.execute(RUN.blocks.get(i));
          assertEquals(RUN.results.get(i), result, threads + " threads, block " + i);
          chain.commit();
        }
      }
    }
  }

  /**
   * A block from elsewhere at this height, which is thrown away: in another order, with newcomers.
   */
  private static Block stray(Block of, Random random) {
    List<byte[]> commands = new ArrayList<>(of.commands());
    Collections.shuffle(commands, random);
    SubaccountId newcomer = new SubaccountId(Address.ofNumber(random.nextInt(14)), 1);
    Command mode = new Command.SetMode(newcomer, Mode.ISOLATED);
    commands.add(CommandCodec.encode(new Authenticated(newcomer.owner(), mode)));
    return new Block(of.height(), of.timeMs(), of.previous(), commands);
  }

  @Test
  void discardAndUndoLeaveNoTrace() {
    Random random = new Random(SEED);
    MarginChain chain = new MarginChain(Engines.create("scalar", 1));
    int i = 0;
    int undoable = 0;
    int undone = 0;
    while (i < RUN.blocks.size()) {
      Hash before = chain.root();
      if (random.nextInt(3) == 0) {
        chain.execute(stray(RUN.blocks.get(i), random));
        chain.discard();
        assertEquals(before, chain.root(), "after a discard at block " + i);
      }
      assertEquals(RUN.results.get(i), chain.execute(RUN.blocks.get(i)), "block " + i);
      chain.commit();
      i++;
      undoable = Math.min(undoable + 1, MarginChain.UNDO_DEPTH);
      if (random.nextInt(12) == 0) {
        int back = random.nextInt(Math.min(undoable, 20)) + 1;
        undoable -= back;
        for (int k = 0; k < back; k++) {
          chain.undo();
          i--;
          undone++;
        }
        Hash there = i == 0 ? new MarginChain(Engines.create("scalar", 1)).root() : root(i);
        assertEquals(there, chain.root(), "after going back to block " + i);
      }
    }
    assertTrue(undone > 50, undone + " blocks were undone");
  }

  private static Hash root(int blocks) {
    return RUN.results.get(blocks - 1).stateRoot();
  }
}
