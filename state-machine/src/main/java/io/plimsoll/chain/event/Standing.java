package io.plimsoll.chain.event;

import io.plimsoll.chain.codec.ByteWriter;

/**
 * Where a holder stands among those of one side of an instrument when bankrupt subaccounts of the
 * other side are closed, and why. A policy that does not rank has scores of 0.
 *
 * @param rank from 1, the first to be visited
 * @param of how many are ranked
 * @param scorePpm profit ratio * leverage, in ppm, Floor; the largest {@code long} where it is more
 * @param value of the position at the mark, without its sign, in quanta
 * @param entry its quote balance without its sign; 0 for an option, whose profit ratio is 1
 * @param notional of the position at the index
 * @param equity of the subaccount
 */
public record Standing(
    int rank, int of, long scorePpm, long value, long entry, long notional, long equity) {

  /** Five steps, as venues show them: 5 for the fifth that is visited first. */
  public int lights() {
    return 5 - 5 * (rank - 1) / of;
  }

  void write(ByteWriter out) {
    out.i32(rank).i32(of).i64(scorePpm).i64(value).i64(entry).i64(notional).i64(equity);
  }
}
