package io.plimsoll.chain.block;

import io.plimsoll.chain.event.Event;
import io.plimsoll.chain.event.EventLog;
import java.util.List;

/**
 * What a block did.
 *
 * @param stateRoot Merkle root of the state after it
 * @param marginDigest SHA-256 over the number of subaccounts with positions and, in key order, the
 *     equity, initial and maintenance margin of each after the block, 8 bytes each
 * @param phaseDigests for each {@link Phase} in order SHA-256 of its events' bytes; for commands of
 *     the result codes' numbers too
 * @param results one for each command of the block
 * @param events in the order in which they happened
 * @param totals sums over subaccounts
 */
public record BlockResult(
    long height,
    long timeMs,
    Hash stateRoot,
    Hash marginDigest,
    List<Hash> phaseDigests,
    List<ResultCode> results,
    List<Event> events,
    Totals totals) {

  /** Copies the lists, unless they do not change any more. */
  public BlockResult {
    phaseDigests = List.copyOf(phaseDigests);
    results = List.copyOf(results);
    events = events instanceof EventLog log && log.hasEnded() ? log : List.copyOf(events);
  }

  /**
   * Sums over all subaccounts with positions, in quanta, as they were re-margined before
   * liquidations; a sum that does not fit saturates.
   *
   * @param subaccounts how many have positions
   * @param belowMaintenance how many are to be liquidated
   */
  public record Totals(
      int subaccounts, long equity, long initial, long maintenance, int belowMaintenance) {}
}
