package io.plimsoll.chain.audit;

import io.plimsoll.chain.command.Parameter;

/** What governance has set, as it stands at a height. */
final class Governed {

  private Governed() {}

  /**
   * The initial value, or where a path stands: its beginning until the start, from there on steps
   * of equal size, TowardZero, to its end.
   */
  static long value(World world, long height, Parameter parameter, int subject) {
    World.Path path = world.parameters.get(new World.ParameterKey(parameter.code(), subject));
    if (path == null) {
      return parameter.initially();
    }
    if (height < path.startHeight()) {
      return path.from();
    }
    long steps = height - path.startHeight();
    if (steps >= path.rampBlocks()) {
      return path.to();
    }
    return Numbers.of(path.to())
        .subtract(Numbers.of(path.from()))
        .multiply(Numbers.of(steps))
        .divide(Numbers.of(path.rampBlocks()))
        .add(Numbers.of(path.from()))
        .longValueExact();
  }
}
