package io.plimsoll.chain.audit;

import io.plimsoll.chain.command.Parameter;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What governance has set, as it stands at a height. */
final class Governed {

  private Governed() {}

  /** What the parameter is before anybody sets it, or where its changes have taken it. */
  static long value(World world, long height, Parameter parameter, int subject) {
    World.ParameterKey key = new World.ParameterKey(parameter.code(), subject);
    return height == world.height
        ? world.governed().computeIfAbsent(key, asked -> value(world, height, parameter, asked))
        : value(world, height, parameter, key);
  }

  private static long value(World world, long height, Parameter parameter, World.ParameterKey key) {
    World.Path path = world.parameters.get(key);
    return path == null ? parameter.initially() : value(path, path.changes().size(), height);
  }

  /**
   * Where the first changes of a path have taken it: the last of them that has started moves in
   * equal steps, TowardZero, from where the others are at its start.
   */
  private static long value(World.Path path, int changes, long height) {
    if (changes == 0) {
      return path.from();
    }
    World.Change last = path.changes().get(changes - 1);
    long steps = height - last.startHeight();
    if (steps < 0) {
      return value(path, changes - 1, height);
    }
    if (steps >= last.rampBlocks()) {
      return last.to();
    }
    BigInteger from = Numbers.of(value(path, changes - 1, last.startHeight()));
    return Numbers.of(last.to())
        .subtract(from)
        .multiply(Numbers.of(steps))
        .divide(Numbers.of(last.rampBlocks()))
        .add(from)
        .longValueExact();
  }

  /** The change that a path follows at a height. */
  static World.@Nullable Change running(World.Path path, long height) {
    return path.changes().stream()
        .filter(change -> change.startHeight() <= height)
        .reduce((earlier, later) -> later)
        .orElse(null);
  }

  /**
   * The path with one more change: what starts earlier stays, what would start with it or later is
   * dropped, and of what has started by now only the last change is remembered, with where it
   * began. At most 8 changes are.
   *
   * @return null where there are more
   */
  static World.@Nullable Path with(
      World world, Parameter parameter, int subject, World.Change more) {
    World.Path old =
        world.parameters.getOrDefault(
            new World.ParameterKey(parameter.code(), subject),
            new World.Path(parameter.initially(), List.of()));
    List<World.Change> kept =
        new ArrayList<>(
            old.changes().stream()
                .filter(change -> change.startHeight() < more.startHeight())
                .toList());
    int begun = (int) kept.stream().filter(each -> each.startHeight() <= world.height).count();
    long from = old.from();
    if (begun > 1) {
      from = value(old, begun - 1, kept.get(begun - 1).startHeight());
      kept.subList(0, begun - 1).clear();
    }
    kept.add(more);
    return kept.size() > 8 ? null : new World.Path(from, kept);
  }
}
