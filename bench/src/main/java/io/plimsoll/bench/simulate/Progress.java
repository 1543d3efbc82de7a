package io.plimsoll.bench.simulate;

/** Who wants to know how far a simulation is. Called from one thread. */
public interface Progress {

  /**
   * Blocks were executed by all chains.
   *
   * @param block the last of them, from 1
   * @param liquidations accounts liquidated so far in all chains
   */
  void advanced(int block, long liquidations);
}
