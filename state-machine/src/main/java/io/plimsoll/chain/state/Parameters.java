package io.plimsoll.chain.state;

import io.plimsoll.chain.command.Parameter;
import io.plimsoll.fixed.MulDiv;
import java.util.Map;

/** What governance has set, as it stands at a height. */
public final class Parameters {

  private final RowTable<Rows.ParameterKey, Rows.ParameterPath> paths;

  Parameters(RowTable<Rows.ParameterKey, Rows.ParameterPath> paths) {
    this.paths = paths;
  }

  /** The value of a parameter at a height. */
  public long at(long height, Parameter parameter, int subject) {
    Rows.ParameterPath path = paths.get(new Rows.ParameterKey(parameter.code(), subject));
    return path == null ? parameter.initially() : valueAt(path, height);
  }

  /** The value of a parameter at a height, where it is known to fit an int. */
  public int intAt(long height, Parameter parameter, int subject) {
    return Math.toIntExact(at(height, parameter, subject));
  }

  /**
   * The value on a path: from before the start, then from + (to - from) * blocks since the start /
   * ramp, TowardZero, until it is there. Without a ramp the start sees the new value.
   */
  static long valueAt(Rows.ParameterPath path, long height) {
    if (height < path.startHeight()) {
      return path.from();
    }
    long blocks = height - path.startHeight();
    if (blocks >= path.rampBlocks()) {
      return path.to();
    }
    return path.from() + MulDiv.towardZero(path.to() - path.from(), blocks, path.rampBlocks());
  }

  /**
   * Sends a parameter to a value.
   *
   * @param height the present height; the path begins where the parameter stands now
   */
  public void set(
      long height, Parameter parameter, int subject, long value, long startHeight, int ramp) {
    paths.put(
        new Rows.ParameterKey(parameter.code(), subject),
        new Rows.ParameterPath(at(height, parameter, subject), value, startHeight, ramp));
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
