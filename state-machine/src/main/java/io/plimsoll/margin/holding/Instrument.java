package io.plimsoll.margin.holding;

import io.plimsoll.fixed.raw.Raw;
import java.math.BigInteger;

/**
 * What is traded.
 *
 * @param symbol as its venue names it
 * @param kind perpetual, future, option or the asset itself
 * @param underlying the coin whose price it follows, such as BTC
 * @param settlement the asset in which profit and loss are paid; the underlying where it is
 *     inverse; of an asset what its price is in, dollars where nothing else is said
 * @param expiryMs since 1970; 0 where there is none
 * @param strike at 18 decimals; 0 where there is none
 * @param isCall of an option, else false
 */
public record Instrument(
    String symbol,
    Kind kind,
    String underlying,
    String settlement,
    long expiryMs,
    BigInteger strike,
    boolean isCall) {

  /** Kinds of instruments. */
  public enum Kind {
    /** Without an expiry. */
    PERPETUAL,
    /** With one. */
    FUTURE,
    /** European. */
    OPTION,
    /** The asset itself. */
    SPOT
  }

  private static final long MS_OF_A_SECOND = 1_000;

  /** What an asset's price is in: were it the asset itself, its value would be in it twice. */
  private static final String PRICED_IN = "USD";

  /** Checks what an asset is paid in. */
  public Instrument {
    if (kind == Kind.SPOT && settlement.equals(underlying) && !underlying.equals(PRICED_IN)) {
      throw new IllegalArgumentException(
          symbol + " is an asset: it settles in what its price is in, not in itself");
    }
  }

  /** A perpetual. */
  static Instrument perpetual(String symbol, String underlying, String settlement) {
    return new Instrument(
        symbol, Kind.PERPETUAL, underlying, settlement, 0, BigInteger.ZERO, false);
  }

  /** A future. */
  static Instrument future(String symbol, String underlying, String settlement, long expiryMs) {
    return new Instrument(
        symbol, Kind.FUTURE, underlying, settlement, expiryMs, BigInteger.ZERO, false);
  }

  /** An asset. */
  static Instrument spot(String symbol) {
    return new Instrument(symbol, Kind.SPOT, symbol, PRICED_IN, 0, BigInteger.ZERO, false);
  }

  /** Whether profit and loss are paid in the coin whose price it follows. */
  public boolean isInverse() {
    return kind != Kind.SPOT && settlement.equals(underlying);
  }

  /** Whether it is an option. */
  public boolean isOption() {
    return kind == Kind.OPTION;
  }

  /** Seconds until it expires, at least 0; 0 for what does not. */
  public long secondsLeft(long timeMs) {
    return Raw.floorDiv(Math.max(0, expiryMs - timeMs), MS_OF_A_SECOND);
  }
}
