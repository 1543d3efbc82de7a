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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Any bytes, read as a few blocks of commands, are taken by a chain without an exception, which a
 * broken invariant would be, and undoing them all brings back the root before the first. Of some
 * blocks, for a byte after each of them says so:
 *
 * <ul>
 *   <li>discarding it brings back the root before it;
 *   <li>the commands that failed changed nothing, nonces apart: the block without them has the same
 *       root, margins and events, and all its commands succeed; or
 *   <li>once more, it does the same.
 * </ul>
 *
 * <p>Of some inputs a chain that never discarded or undid anything comes to the same results. These
 * cost a block or a chain more, so not every input has them, but none that could fail is out of
 * their reach: a byte more or less and it has. The method has the name and the type that Jazzer
 * looks for.
 */
public final class BlocksFuzz {

  private static final int MOST_BLOCKS = 4;
  private static final int MOST_COMMANDS = 12;

  /**
   * Keys of subaccounts that were ever named stay in memory and cost each block a look, so the
   * chain is made anew then.
   */
  private static final int MOST_KEYS = 800;

  /** Making a chain costs more than running one input. */
  private static final int FRESH_OF = 256;

  private static final int EMPTY_OF = 16;

  /** What else is done with a block that was executed, by the byte after it. */
  private static final int WITHOUT_FAILED_OF = 4;

  private static final int AGAIN_OF = 16;

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
  private static final Map<Boolean, MarginChain> KEPT = new HashMap<>();

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
    // What throws leaves no chain for the next bytes.
    MarginChain before = KEPT.remove(isEmpty);
    MarginChain chain = before == null ? begin(isEmpty) : before;
    long nowMs = isEmpty ? FuzzChain.START_MS : FuzzChain.OPENED_MS;
    Hash start = chain.root();
    List<Done> done = new ArrayList<>();
    while (!choices.isEmpty() && done.size() < MOST_BLOCKS && nowMs < Long.MAX_VALUE) {
      nowMs = later(nowMs, choices);
      Block block = new Block(chain.height() + 1, nowMs, chain.lastHash(), commands(choices));
      Done each = judge(chain, block, choices);
      results.accept(each.first);
      chain.commit();
      done.add(each);
    }
    done.forEach(each -> chain.undo());
    require(chain.root().equals(start), "undoing all blocks does not bring back the root");
    if (alsoFresh) {
      MarginChain fresh = begin(isEmpty);
      for (Done each : done) {
        BlockResult result = fresh.execute(each.block);
        fresh.commit();
        require(result.equals(each.last), "a chain without a past comes to another result");
      }
    }
    if (chain.state().accounts().slots() < MOST_KEYS) {
      KEPT.put(isEmpty, chain);
    }
  }

  private static MarginChain begin(boolean isEmpty) {
    return isEmpty ? FuzzChain.empty() : FuzzChain.trading();
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

  /** A block that waits for its commit, and what it, or what it was made of, did first and last. */
  private record Done(Block block, BlockResult first, BlockResult last) {}

  /** Executes a block, and shows of some what else must hold for it. */
  private static Done judge(MarginChain chain, Block block, Choices choices) {
    Hash before = chain.root();
    BlockResult first = chain.execute(block);
    int how = choices.u8();
    if (how % AGAIN_OF == 1) {
      discard(chain, before);
      BlockResult second = chain.execute(block);
      require(second.equals(first), "a block does something else the second time");
      return new Done(block, first, second);
    }
    boolean allOk = first.results().stream().allMatch(ResultCode.OK::equals);
    if (how % WITHOUT_FAILED_OF != 0 || allOk) {
      return new Done(block, first, first);
    }
    discard(chain, before);
    return withoutFailed(chain, block, first);
  }

  private static void discard(MarginChain chain, Hash before) {
    chain.discard();
    require(chain.root().equals(before), "discarding a block does not bring back the root");
  }

  /** Executes a block without the commands that failed and changed nothing, which does the same. */
  private static Done withoutFailed(MarginChain chain, Block block, BlockResult first) {
    List<byte[]> left = new ArrayList<>();
    List<ResultCode> codes = new ArrayList<>();
    for (int i = 0; i < block.commands().size(); i++) {
      ResultCode code = first.results().get(i);
      // What has used up a nonce stays, for the nonce is used up all the same.
      boolean opened = isOnce(block.commands().get(i)) && !NOT_OPENED.contains(code);
      if (opened || !code.changesNothing()) {
        left.add(block.commands().get(i));
        codes.add(code);
      }
    }
    Block less = new Block(block.height(), block.timeMs(), block.previous(), left);
    BlockResult last = chain.execute(less);
    require(last.results().equals(codes), "a command succeeds only beside ones that fail");
    require(last.stateRoot().equals(first.stateRoot()), "a failed command changes the root");
    require(
        last.marginDigest().equals(first.marginDigest()) && last.totals().equals(first.totals()),
        "a failed command changes margins");
    require(last.events().equals(first.events()), "a failed command changes events");
    return new Done(less, first, last);
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
