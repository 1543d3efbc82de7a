package io.plimsoll.chain.fuzz;

import io.plimsoll.chain.MarginChain;
import io.plimsoll.chain.block.Block;
import io.plimsoll.chain.block.BlockResult;
import io.plimsoll.chain.block.Hash;
import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.codec.MalformedBytes;
import io.plimsoll.chain.command.CommandCodec;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Any bytes, read as a few blocks of commands, are taken by a chain without an exception, which a
 * broken invariant would be. In each block with commands that fail, and some others:
 *
 * <ul>
 *   <li>discarding it brings back the root before it;
 *   <li>the commands that failed changed nothing, nonces apart: the block without them has the same
 *       root, margins and events, and all its commands succeed;
 *   <li>once more, it does the same.
 * </ul>
 *
 * <p>Undoing all blocks brings back the root before the first, and a chain that never discarded or
 * undid anything comes to the same results. The method has the name and the type that Jazzer looks
 * for.
 */
public final class BlocksFuzz {

  private static final int MOST_BLOCKS = 4;
  private static final int MOST_COMMANDS = 12;

  /** Keys of subaccounts that were ever named stay in memory, so the chain is made anew then. */
  private static final int MOST_KEYS = 2_000;

  /** Making a chain costs more than running one input, so it is done for some inputs only. */
  private static final int FRESH_OF = 64;

  private static final int EMPTY_OF = 16;
  private static final int AGAIN_OF = 4;

  /** Codes of commands that count once and were not looked at. */
  private static final Set<ResultCode> NOT_OPENED =
      EnumSet.of(
          ResultCode.TOO_MANY_BYTES,
          ResultCode.TOO_MANY_COMMANDS,
          ResultCode.COMMAND_EXPIRED,
          ResultCode.EXPIRY_TOO_FAR,
          ResultCode.NONCE_USED,
          ResultCode.NONCE_TOO_FAR,
          ResultCode.TOO_MANY_SENDERS);

  private static final long[] STEPS_MS = {
    1, 60_000, 60_000, 60_000, 3_600_000, 3_600_000, 86_400_000, 31 * 86_400_000L
  };

  /** Used again for the next bytes, which begin where all blocks have been undone. */
  private static @Nullable MarginChain kept;

  private BlocksFuzz() {}

  /** Throws where any of it does not hold. */
  public static void fuzzerTestOneInput(byte[] bytes) {
    run(bytes, result -> {});
  }

  /** Runs the bytes and shows the result of each block. */
  static void run(byte[] bytes, Consumer<BlockResult> results) {
    Choices choices = new Choices(bytes);
    boolean isEmpty = choices.once(EMPTY_OF);
    boolean alsoFresh = choices.once(FRESH_OF);
    MarginChain chain = isEmpty ? FuzzChain.empty() : kept == null ? FuzzChain.trading() : kept;
    // What throws leaves no chain for the next bytes.
    kept = null;
    long nowMs = isEmpty ? FuzzChain.START_MS : FuzzChain.OPENED_MS;
    Hash start = chain.root();
    List<Block> blocks = new ArrayList<>();
    List<BlockResult> done = new ArrayList<>();
    while (!choices.isEmpty() && blocks.size() < MOST_BLOCKS && nowMs < Long.MAX_VALUE) {
      nowMs = later(nowMs, choices);
      Block block = new Block(chain.height() + 1, nowMs, chain.lastHash(), commands(choices));
      BlockResult result = judge(chain, block, choices.once(AGAIN_OF));
      results.accept(result);
      blocks.add(block);
      done.add(result);
    }
    for (int i = 0; i < blocks.size(); i++) {
      chain.undo();
    }
    require(chain.root().equals(start), "undoing all blocks does not bring back the root");
    if (alsoFresh) {
      MarginChain fresh = isEmpty ? FuzzChain.empty() : FuzzChain.trading();
      for (int i = 0; i < blocks.size(); i++) {
        BlockResult result = fresh.execute(blocks.get(i));
        fresh.commit();
        require(result.equals(done.get(i)), "a chain without a past comes to another result");
      }
    }
    if (!isEmpty && chain.state().accounts().slots() < MOST_KEYS) {
      kept = chain;
    }
  }

  private static long later(long nowMs, Choices choices) {
    long step = choices.once(128) ? choices.i64() : STEPS_MS[choices.below(STEPS_MS.length)];
    return step < 1 || nowMs > Long.MAX_VALUE - step ? Long.MAX_VALUE : nowMs + step;
  }

  private static List<byte[]> commands(Choices choices) {
    FuzzCommands commands = new FuzzCommands(choices);
    List<byte[]> all = new ArrayList<>();
    for (int i = choices.below(MOST_COMMANDS); i >= 0 && !choices.isEmpty(); i--) {
      all.add(commands.next());
    }
    return all;
  }

  /**
   * Commits a block after it has shown what must hold for it: where commands failed, or where it is
   * asked for, it is discarded, done without them, and done again.
   */
  private static BlockResult judge(MarginChain chain, Block block, boolean again) {
    Hash before = chain.root();
    BlockResult result = chain.execute(block);
    if (!again && result.results().stream().allMatch(ResultCode.OK::equals)) {
      chain.commit();
      return result;
    }
    chain.discard();
    require(chain.root().equals(before), "discarding a block does not bring back the root");
    checkWithoutFailed(chain, block, result);
    BlockResult second = chain.execute(block);
    require(second.equals(result), "a block does something else the second time");
    chain.commit();
    return second;
  }

  /** The block without the commands that failed does the same. */
  private static void checkWithoutFailed(MarginChain chain, Block block, BlockResult result) {
    List<byte[]> successful = new ArrayList<>();
    List<ResultCode> codes = new ArrayList<>();
    for (int i = 0; i < block.commands().size(); i++) {
      ResultCode code = result.results().get(i);
      // What has used up a nonce stays, for the nonce is used up all the same.
      boolean opened = isOnce(block.commands().get(i)) && !NOT_OPENED.contains(code);
      if (opened || !code.changesNothing()) {
        successful.add(block.commands().get(i));
        codes.add(code);
      }
    }
    if (successful.size() < block.commands().size()) {
      Block less = new Block(block.height(), block.timeMs(), block.previous(), successful);
      BlockResult without = chain.execute(less);
      chain.discard();
      require(without.results().equals(codes), "a command succeeds only beside ones that fail");
      require(without.stateRoot().equals(result.stateRoot()), "a failed command changes the root");
      require(
          without.marginDigest().equals(result.marginDigest())
              && without.totals().equals(result.totals()),
          "a failed command changes margins");
      require(without.events().equals(result.events()), "a failed command changes events");
    }
  }

  private static boolean isOnce(byte[] bytes) {
    try {
      return CommandCodec.decode(bytes).once() != null;
    } catch (MalformedBytes e) {
      return false;
    }
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise);
    }
  }
}
