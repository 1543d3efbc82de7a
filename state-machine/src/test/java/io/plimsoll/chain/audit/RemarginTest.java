package io.plimsoll.chain.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.chain.MarginChain;
import io.plimsoll.chain.block.Block;
import io.plimsoll.chain.block.BlockResult;
import io.plimsoll.chain.codec.MalformedBytes;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.CommandCodec;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.kernels.engine.Engines;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * A chain that evaluates what may have changed comes to the results, to the bit, of one that
 * evaluates everybody in each block, though the first has taken back and thrown away blocks on its
 * way. Random blocks of the workload have quiet ones between them, in which most stand still.
 */
class RemarginTest {

  private static final int BLOCKS = Integer.getInteger("plimsoll.remargin.blocks", 90);

  private final Random random = new Random(11);
  private final AuditRun audited = new AuditRun(41);
  private final MarginChain kept = new MarginChain(Engines.create("scalar", 1));
  private final MarginChain whole = new MarginChain(Engines.create("simd", 1));
  private final List<Block> blocks = new ArrayList<>();
  private int evaluated;
  private int evaluatedWhole;

  /** An average moves in every block, and with it all who hold its coin, so none is made here. */
  @Test
  void whatMayHaveChangedIsEnough() {
    run(true);
    String found = evaluated + " evaluated of " + evaluatedWhole + " in quiet blocks";
    assertTrue(evaluatedWhole > 0 && evaluated < evaluatedWhole / 2, found);
  }

  @Test
  void whatMayHaveChangedIsEnoughWhereAveragesMove() {
    run(false);
    assertTrue(kept.state().averages().rows().size() > 0);
    assertTrue(evaluated <= evaluatedWhole);
  }

  private void run(boolean withoutAverages) {
    for (int i = 0; i < BLOCKS; i++) {
      Block next = audited.next();
      List<byte[]> commands = new ArrayList<>(next.commands());
      commands.removeIf(bytes -> withoutAverages && setsStrictPrice(bytes));
      Block block = audited.block(next.timeMs(), commands);
      take(block);
      if (random.nextInt(3) == 0) {
        takeQuietly(audited.block(block.timeMs() + 1, List.of()));
      }
      if (random.nextInt(9) == 0) {
        backAndForth();
      }
    }
  }

  private static boolean setsStrictPrice(byte[] bytes) {
    try {
      return CommandCodec.decode(bytes).command() instanceof Command.ChangeParameter change
          && change.parameter() == Parameter.STRICT_PRICE;
    } catch (MalformedBytes e) {
      return false;
    }
  }

  /** Takes a block in which little moves, and counts whom it evaluated. */
  private void takeQuietly(Block block) {
    take(block);
    evaluated += kept.processor().evaluated();
    evaluatedWhole += whole.processor().evaluated();
  }

  private void take(Block block) {
    assertTrue(audited.step(block).isEmpty());
    if (random.nextInt(4) == 0) {
      List<byte[]> others = new ArrayList<>(block.commands());
      Collections.shuffle(others, random);
      kept.execute(new Block(block.height(), block.timeMs() + 1, block.previous(), others));
      kept.discard();
    }
    whole.processor().forgetRequirements();
    BlockResult all = whole.execute(block);
    whole.commit();
    assertEquals(all, kept.execute(block));
    kept.commit();
    blocks.add(block);
  }

  /** Takes some blocks back and takes them again, on the one side alone. */
  private void backAndForth() {
    int back = 1 + random.nextInt(Math.min(4, kept.undoable()));
    for (int i = 0; i < back; i++) {
      kept.undo();
    }
    for (Block block : blocks.subList(blocks.size() - back, blocks.size())) {
      kept.execute(block);
      kept.commit();
    }
    assertEquals(whole.root(), kept.root());
  }
}
