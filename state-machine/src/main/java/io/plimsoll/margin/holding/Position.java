package io.plimsoll.margin.holding;

import io.plimsoll.fixed.E18;
import java.math.BigInteger;

/**
 * A position. Numbers have 18 decimals.
 *
 * @param instrument what is held
 * @param amount in coins of the underlying, signed; of an inverse future its dollars over the mark
 * @param entry price at which it was entered; 0 where profit and loss are settled already, or where
 *     coins that are held were paid for with cash that the book has no more
 */
public record Position(Instrument instrument, BigInteger amount, BigInteger entry) {

  /** Checks them. */
  public Position {
    if (amount.bitLength() > Holdings.MOST_BITS) {
      throw new IllegalArgumentException("amount " + E18.text(amount) + " must be smaller");
    }
    if (entry.signum() < 0 || entry.bitLength() > Holdings.MOST_BITS) {
      throw new IllegalArgumentException(
          "entry " + E18.text(entry) + " must be from 0 on, and not so large");
    }
  }

  /** Whether profit and loss up to today's mark are settled already, as only contracts are. */
  public boolean isSettled() {
    return entry.signum() == 0
        && (instrument.kind() == Instrument.Kind.PERPETUAL
            || instrument.kind() == Instrument.Kind.FUTURE);
  }

  /** Without an entry. */
  public static Position of(Instrument instrument, BigInteger amount) {
    return new Position(instrument, amount, BigInteger.ZERO);
  }
}
