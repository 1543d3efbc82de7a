package io.plimsoll.chain.state;

import io.plimsoll.chain.command.Parameter;
import io.plimsoll.fixed.MulDiv;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What governance has set, as it stands at a height. */
public final class Parameters {

  /** Changes of one parameter that are kept: the one that has started and those ahead. */
  public static final int MOST_STEPS = 8;

  private final RowTable<Rows.ParameterKey, Rows.ParameterPath> paths;

  Parameters(RowTable<Rows.ParameterKey, Rows.ParameterPath> paths) {
    this.paths = paths;
  }

  /** The value of a parameter at a height. */
  public long at(long height, Parameter parameter, int subject) {
    Rows.ParameterPath path = paths.get(new Rows.ParameterKey(parameter.code(), subject));
    return path == null ? parameter.initially() : valueAt(path, height, parameter.namesModel());
  }

  /** The value of a parameter at a height, where it is known to fit an int. */
  public int intAt(long height, Parameter parameter, int subject) {
    return Math.toIntExact(at(height, parameter, subject));
  }

  /**
   * The value on a path: from before the first step; then a step's value at its start + (to - that)
   * * blocks since the start / ramp, TowardZero, until it is there or the next step starts. Without
   * a ramp the start sees the new value.
   *
   * @param inOneStep whether nothing lies between two values, so that all of a step comes at its
   *     ramp's end
   */
  static long valueAt(Rows.ParameterPath path, long height, boolean inOneStep) {
    long value = path.from();
    List<Rows.ParameterStep> steps = path.steps();
    for (int i = 0; i < steps.size() && steps.get(i).startHeight() <= height; i++) {
      Rows.ParameterStep step = steps.get(i);
      boolean ends = i + 1 < steps.size() && steps.get(i + 1).startHeight() <= height;
      long until = ends ? steps.get(i + 1).startHeight() : height;
      long blocks = until - step.startHeight();
      value =
          blocks >= step.rampBlocks()
              ? step.to()
              : inOneStep
                  ? value
                  : value + MulDiv.towardZero(step.to() - value, blocks, step.rampBlocks());
    }
    return value;
  }

  /**
   * Schedules a change. What was scheduled to start before it stays, so a ramp that runs goes on
   * until this one starts; what was to start with it or later is forgotten.
   *
   * @param height the present height, before the start
   * @return whether there was room; where {@link #MOST_STEPS} are ahead nothing has changed
   */
  public boolean set(
      long height, Parameter parameter, int subject, long value, long startHeight, int ramp) {
    Rows.ParameterKey key = new Rows.ParameterKey(parameter.code(), subject);
    Rows.ParameterPath old = paths.get(key);
    long from = parameter.initially();
    List<Rows.ParameterStep> steps = new ArrayList<>();
    if (old != null) {
      from = old.from();
      steps.addAll(old.steps());
    }
    steps.removeIf(step -> step.startHeight() >= startHeight);
    // Of the steps that have started the last one goes on; those before it are where it began.
    while (steps.size() > 1 && steps.get(1).startHeight() <= height) {
      Rows.ParameterPath first = new Rows.ParameterPath(from, steps.subList(0, 1));
      from = valueAt(first, steps.get(1).startHeight(), parameter.namesModel());
      steps.remove(0);
    }
    if (steps.size() >= MOST_STEPS) {
      return false;
    }
    steps.add(new Rows.ParameterStep(value, startHeight, ramp));
    paths.put(key, new Rows.ParameterPath(from, steps));
    return true;
  }

  /** All paths in key order. */
  public Map<Rows.ParameterKey, Rows.ParameterPath> paths() {
    return paths.rows();
  }

  /** Grows with every change of a path. */
  public int version() {
    return paths.version();
  }
}
