package io.plimsoll.kernels.device.link;

/** The columns of the shared memory, in their order. */
public enum Column {
  /** Counts of what is live in this call, by the indices of {@link Counts}; 32 bits each. */
  COUNTS(Integer.BYTES),
  /** Index of the first position of each row. */
  ROW_START(Integer.BYTES),
  /** Index after the last position of each row. */
  ROW_END(Integer.BYTES),
  /** Of each row 16 * scenario set + k: where its divisor stands. */
  ROW_KIND(Integer.BYTES),
  /** Index of each position's instrument. */
  INSTRUMENT(Integer.BYTES),
  /** Signed lots of each position. */
  LOTS(Long.BYTES),
  /** Entries of the risk arrays; row i starts at i * stride, and its padding is 0. */
  ENTRIES(Long.BYTES),
  /** Whole weights of the scenarios of each set; set i starts at i * stride. */
  WEIGHTS(Long.BYTES),
  /** Divisors by which a weighted sum becomes quanta: 16 of each set, by k. */
  DIVISORS(Long.BYTES),
  /** What each scenario's sum is multiplied by for the checksum; odd. */
  SECRET(Long.BYTES),
  /** Indices of the positions that have changed, each once. */
  POSITION_AT(Integer.BYTES),
  /** Their new instruments. */
  POSITION_INSTRUMENT(Integer.BYTES),
  /** Their new lots. */
  POSITION_LOTS(Long.BYTES),
  /** Indices of the rows that have changed, each once. */
  ROW_AT(Integer.BYTES),
  /** Their new starts. */
  ROW_AT_START(Integer.BYTES),
  /** Their new ends. */
  ROW_AT_END(Integer.BYTES),
  /** Their new kinds. */
  ROW_AT_KIND(Integer.BYTES),
  /** Result: the smallest profit or loss of each row, in quanta. */
  WORST_PNL(Long.BYTES),
  /** Result: the scenario that has it. */
  WORST(Integer.BYTES),
  /** Result: the smallest profit or loss over the other scenarios; 0 where there is none. */
  RUNNER_UP_PNL(Long.BYTES),
  /** Result: the scenario that has it; -1 where there is none. */
  RUNNER_UP(Integer.BYTES),
  /** Result: the sum over the scenarios of secret * sum of lots * entry, modulo 2^64. */
  CHECKSUM(Long.BYTES);

  private final int elementBytes;

  Column(int elementBytes) {
    this.elementBytes = elementBytes;
  }

  /** The size of an element: 4 or 8 bytes. */
  public int elementBytes() {
    return elementBytes;
  }

  /** The number of its elements. */
  public long elements(Capacities capacities) {
    return switch (this) {
      case COUNTS -> Capacities.COUNTS;
      case ROW_START, ROW_END, ROW_KIND -> capacities.rows();
      case WORST_PNL, WORST, RUNNER_UP_PNL, RUNNER_UP, CHECKSUM -> capacities.rows();
      case INSTRUMENT, LOTS -> capacities.positions();
      case ENTRIES -> capacities.entries();
      case WEIGHTS -> (long) capacities.sets() * capacities.stride();
      case DIVISORS -> (long) capacities.sets() * Capacities.DIVISORS_OF_A_SET;
      case SECRET -> capacities.stride();
      case POSITION_AT, POSITION_INSTRUMENT, POSITION_LOTS -> capacities.positionDeltas();
      case ROW_AT, ROW_AT_START, ROW_AT_END, ROW_AT_KIND -> capacities.rowDeltas();
    };
  }
}
