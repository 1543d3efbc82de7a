package io.plimsoll.chain.audit;

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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * One seed of the simulator: the workload's blocks, each predicted by the auditor and done again by
 * another engine, between reorganisations to another branch and back, blocks that are discarded,
 * and restarts from a snapshot. The seed and the number of blocks say all that happens.
 */
final class Simulation {

  /** What went wrong, after how many blocks, and by which kind of fault. */
  record Failure(int blocks, long height, String kind, String text) {}

  private final Random random;

  /** Of what commands come in, so that moves stay where the workload has others. */
  private final Random strays;

  private final AuditRun run;
  private final List<Move> moves = new ArrayList<>();

  /** Blocks left in a branch. */
  private int branching;

  /** What the branch leaves behind, and how it ended; empty where nobody goes back to it. */
  private final ArrayDeque<Block> left = new ArrayDeque<>();

  private final ArrayDeque<BlockResult> results = new ArrayDeque<>();
  private int branched;
  private int taken;

  Simulation(long seed) {
    this(seed, Engines.create("scalar", 1), Engines.create("simd", 1));
  }

  /** A simulation in which both engines are somebody's. */
  Simulation(long seed, Engine engine, Engine second) {
    random = new Random(~seed);
    strays = new Random(seed);
    run = new AuditRun(seed, engine, observed -> observed).beside(second);
  }

  /** All moves so far. */
  List<Move> moves() {
    return moves;
  }

  /** How often each result, event and situation came. */
  Map<String, Integer> seen() {
    return run.seen;
  }

  /** The root after the last block. */
  Hash root() {
    return run.chain().root();
  }

  int pricesChecked() {
    return run.pricesChecked();
  }

  /** Takes so many blocks, those of branches counted; stops at the first that goes wrong. */
  @Nullable Failure run(int blocks) {
    while (taken < blocks) {
      Failure failure = step();
      if (failure != null) {
        return failure;
      }
    }
    return null;
  }

  private boolean once(int of) {
    return random.nextInt(of) == 0;
  }

  private @Nullable Failure step() {
    if (branching == 0 && branched > 0) {
      Failure failure = play(new Move.Undo(branched));
      branched = 0;
      return failure;
    }
    if (branching == 0 && !left.isEmpty()) {
      return takeAgain(left.removeFirst(), results.removeFirst());
    }
    if (branching == 0 && once(50)) {
      return play(new Move.Restart());
    }
    if (branching == 0 && run.undoable() > 0 && once(40)) {
      return reorganise();
    }
    Block block = run.next();
    if (once(12)) {
      Failure failure = play(stray(block));
      if (failure != null) {
        return failure;
      }
    }
    if (branching > 0) {
      branching--;
      branched += left.isEmpty() ? 0 : 1;
    }
    return play(new Move.Take(block.timeMs(), block.commands()));
  }

  /** Goes back some blocks and on along another branch; half the time the first one wins. */
  private @Nullable Failure reorganise() {
    int most = run.undoable();
    int one = random.nextInt(most);
    int back = 1 + Math.min(one, random.nextInt(most));
    int from = run.blocks.size() - back;
    if (random.nextBoolean()) {
      left.addAll(run.blocks.subList(from, from + back));
      results.addAll(run.results.subList(from, from + back));
    }
    branching = random.nextInt(back + 1);
    branched = 0;
    run.seen.merge("reorganisation", 1, Integer::sum);
    return play(new Move.Undo(back));
  }

  /** A block of the branch that wins; it must do what it did. */
  private @Nullable Failure takeAgain(Block block, BlockResult then) {
    Failure failure = play(new Move.Take(block.timeMs(), block.commands()));
    if (failure == null && !run.results.getLast().equals(then)) {
      String kind = Comparison.Rule.TAKEN_AGAIN.toString();
      failure = new Failure(taken, block.height(), kind, "a block does something else again");
    }
    run.seen.merge("block taken again", 1, Integer::sum);
    return failure;
  }

  /** A block from elsewhere at this height: in another order, with newcomers. */
  private Move stray(Block of) {
    List<byte[]> commands = new ArrayList<>(of.commands());
    Collections.shuffle(commands, strays);
    SubaccountId newcomer = new SubaccountId(Address.ofNumber(strays.nextInt(14)), 1);
    Command mode = new Command.SetMode(newcomer, Mode.ISOLATED);
    commands.add(CommandCodec.encode(new Authenticated(newcomer.owner(), mode)));
    return new Move.Stray(of.timeMs(), commands);
  }

  private @Nullable Failure play(Move move) {
    moves.add(move);
    taken += move instanceof Move.Take ? 1 : 0;
    run.seen.merge(move.getClass().getSimpleName(), 1, Integer::sum);
    return play(run, move, taken);
  }

  /** Plays moves on a chain of their own; what cannot be played, a too early block, is left out. */
  static @Nullable Failure play(List<Move> moves, Engine engine, Engine second) {
    AuditRun run = new AuditRun(0, engine, observed -> observed).beside(second);
    int taken = 0;
    for (Move move : moves) {
      taken += move instanceof Move.Take ? 1 : 0;
      Failure failure = play(run, move, taken);
      if (failure != null) {
        return failure;
      }
    }
    return null;
  }

  private static @Nullable Failure play(AuditRun run, Move move, int taken) {
    long height = run.chain().height();
    try {
      List<Comparison.Difference> differences =
          switch (move) {
            case Move.Take take when run.isNext(take.timeMs()) ->
                run.step(run.block(take.timeMs(), take.commands()));
            case Move.Stray stray when run.isNext(stray.timeMs()) ->
                run.stray(run.block(stray.timeMs(), stray.commands()));
            case Move.Take take -> List.of();
            case Move.Stray stray -> List.of();
            case Move.Undo undo -> run.undo(Math.min(undo.blocks(), run.undoable()));
            case Move.Restart restart -> run.restart();
          };
      if (differences.isEmpty()) {
        return null;
      }
      String kind = differences.getFirst().rule().toString();
      return new Failure(taken, height + 1, kind, text(differences));
    } catch (RuntimeException | AssertionError e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      StackTraceElement[] trace = cause.getStackTrace();
      String kind = cause.getClass().getSimpleName() + (trace.length == 0 ? "" : " " + trace[0]);
      return new Failure(taken, height + 1, kind, e + ": " + cause + kind);
    }
  }

  private static String text(List<Comparison.Difference> differences) {
    StringBuilder text = new StringBuilder();
    differences.stream().limit(6).forEach(each -> text.append("\n  ").append(each));
    return text.toString();
  }
}
