package io.plimsoll.chain.process;

import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.FillReader;

/** Which fees fills may have: what {@code FEE_POLICY} chooses. */
interface FeePolicy {

  /** Whether a fill's fees are those that it may have. */
  ResultCode check(FillReader fill, int slot, long quote);

  /**
   * Whether an owner could have a fee in a fill of the next block, whoever is on its other side.
   *
   * @param quote of the fill, with either sign
   * @param fee in the quanta of the quote, negative for a rebate
   */
  ResultCode checkOneSide(Address owner, int slot, long quote, long fee);

  /**
   * What an owner pays as taker in a fill of the next block, in the quanta of its quote; 0 where
   * that is for matchers to say.
   */
  long asTaker(Address owner, int slot, long quote);

  /** The largest fee by a rate that somebody has signed, of a quote without its sign. */
  long allowed(long quote, long maxFeePpm);

  /** Takes note of the fill that was checked last and was made. */
  void made(FillReader fill, int slot, long quote, int buyer, int seller);
}
