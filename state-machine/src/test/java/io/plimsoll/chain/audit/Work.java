package io.plimsoll.chain.audit;

/**
 * One topic of the random workload. {@link Parts} finds implementations and makes one of each for a
 * workload, so that it may remember what it did; blocks may be undone, so the world may not.
 */
interface Work {

  /** In how many of a thousand blocks it is asked for commands. */
  int weight();

  /** Where its commands stand in a block: those of small numbers come first, then by name. */
  default int order() {
    return 50;
  }

  /** Adds what the first block needs, in which nothing has a price. */
  default void open(Draft draft) {}

  /** Adds commands to a block, any number; {@code draft} has the dice, the world, and the time. */
  void add(Draft draft);
}
