package io.plimsoll.chain.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Finds few moves that still go wrong: leaves out ever smaller runs of moves, then commands, as
 * long as the rest fails in the same way, at most so many tries.
 */
final class Shrinking {

  private final Predicate<List<Move>> fails;
  private int tries;

  Shrinking(int tries, Predicate<List<Move>> fails) {
    this.tries = tries;
    this.fails = fails;
  }

  private boolean fails(List<Move> moves) {
    return tries-- > 0 && fails.test(moves);
  }

  /** Moves of which, but for the number of tries, none can be left out alone. */
  List<Move> of(List<Move> moves) {
    List<Move> kept = shrink(moves, this::fails);
    for (int i = 0; i < kept.size(); i++) {
      List<byte[]> commands =
          switch (kept.get(i)) {
            case Move.Take take -> take.commands();
            case Move.Stray stray -> stray.commands();
            default -> List.of();
          };
      int at = i;
      List<Move> rest = kept;
      shrink(
          commands,
          fewer -> {
            List<Move> tried = new ArrayList<>(rest);
            tried.set(at, with(rest.get(at), fewer));
            boolean still = fails(tried);
            if (still) {
              rest.set(at, tried.get(at));
            }
            return still;
          });
    }
    return kept;
  }

  private static Move with(Move move, List<byte[]> commands) {
    return switch (move) {
      case Move.Take take -> new Move.Take(take.timeMs(), commands);
      case Move.Stray stray -> new Move.Stray(stray.timeMs(), commands);
      default -> move;
    };
  }

  private static <T> List<T> shrink(List<T> of, Predicate<List<T>> fails) {
    List<T> kept = new ArrayList<>(of);
    for (int size = Math.max(1, kept.size() / 2); size > 0; size /= 2) {
      for (int from = kept.size() - size; from >= 0; from -= size) {
        List<T> fewer = new ArrayList<>(kept);
        fewer.subList(from, Math.min(from + size, fewer.size())).clear();
        if (fails.test(fewer)) {
          kept = fewer;
        }
      }
    }
    return kept;
  }
}
