package io.plimsoll.chain.audit;

import io.plimsoll.chain.state.State;

/**
 * Reads one feature's own table out of the chain's state into a {@link World.Topic}, which is then
 * compared row by row. {@link Parts} finds implementations.
 */
interface Watch {

  /** Puts the rows that the state has into the world. */
  void observe(State state, World world);
}
