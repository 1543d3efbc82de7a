package io.plimsoll.kernels.device.link;

import java.util.ArrayList;
import java.util.List;

/**
 * How much a device's buffers hold. All are powers of two: a device's compiler bakes the lengths of
 * buffers into a kernel, so a book that grows must not change them each time.
 *
 * @param rows the number of rows
 * @param positions the number of positions, slack between rows counted
 * @param entries the number of entries of risk arrays: instruments times stride
 * @param stride the longest row of a risk array, a multiple of {@link #LANES}
 * @param sets the number of scenario sets
 */
public record Capacities(int rows, int positions, int entries, int stride, int sets) {

  /** The number of scenarios that a kernel sums at a time. */
  public static final int LANES = 8;

  /** The number of divisors of a set: one for each k from 0 to 12, and slack. */
  public static final int DIVISORS_OF_A_SET = 16;

  /** The number of values of {@link Column#COUNTS}. */
  public static final int COUNTS = 8;

  private static final int LARGEST = 1 << 30;
  private static final int LEAST_DELTAS = 256;
  private static final int DELTAS_SHARE = 16;

  /** Checks that all are powers of two from {@link #LANES} to 2^30. */
  public Capacities {
    for (int capacity : new int[] {rows, positions, entries, stride, sets}) {
      if (capacity < LANES || capacity > LARGEST || Integer.bitCount(capacity) != 1) {
        throw new IllegalArgumentException(
            "a capacity is " + capacity + "; it must be a power of two from 8 to 2^30");
      }
    }
  }

  /**
   * The least capacities that hold these and the given numbers.
   *
   * @throws IllegalArgumentException where a number is more than 2^30
   */
  public Capacities covering(int rows, int positions, int entries, int stride, int sets) {
    return new Capacities(
        Math.max(this.rows, powerOfTwo(rows)),
        Math.max(this.positions, powerOfTwo(positions)),
        Math.max(this.entries, powerOfTwo(entries)),
        Math.max(this.stride, powerOfTwo(stride)),
        Math.max(this.sets, powerOfTwo(sets)));
  }

  /** The least capacities that hold these and others. */
  public Capacities covering(Capacities other) {
    return covering(other.rows, other.positions, other.entries, other.stride, other.sets);
  }

  private static int powerOfTwo(int count) {
    if (count > LARGEST) {
      throw new IllegalArgumentException(count + " elements are more than a device's 2^30");
    }
    return count <= LANES ? LANES : Integer.highestOneBit(count - 1) << 1;
  }

  /** The number of changed positions that fit one call; with more, all are sent. */
  public int positionDeltas() {
    return Math.max(LEAST_DELTAS, positions / DELTAS_SHARE);
  }

  /** The number of changed rows that fit one call; with more, all are sent. */
  public int rowDeltas() {
    return Math.max(LEAST_DELTAS, rows / DELTAS_SHARE);
  }

  /** The bytes that all columns take on the device, without what its driver adds. */
  public long deviceBytes() {
    long bytes = 0;
    for (Column column : Column.values()) {
      bytes += column.elements(this) * column.elementBytes();
    }
    return bytes;
  }

  /** As arguments for a command line, which {@link #parse} reads. */
  List<String> arguments() {
    List<String> arguments = new ArrayList<>();
    for (int capacity : new int[] {rows, positions, entries, stride, sets}) {
      arguments.add(Integer.toString(capacity));
    }
    return arguments;
  }

  /** From arguments, of which the first is at an index. */
  static Capacities parse(String[] arguments, int first) {
    return new Capacities(
        Integer.parseInt(arguments[first]),
        Integer.parseInt(arguments[first + 1]),
        Integer.parseInt(arguments[first + 2]),
        Integer.parseInt(arguments[first + 3]),
        Integer.parseInt(arguments[first + 4]));
  }
}
