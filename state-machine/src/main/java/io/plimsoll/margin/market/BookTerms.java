package io.plimsoll.margin.market;

import java.util.Arrays;

/**
 * What models over whole books ({@code margin.model.HoldingModel}) read beside a market's columns:
 * names, time, prices as they were reported. A market has it in blocks in which such a model serves
 * a mode, else nothing of it is filled.
 *
 * <p>Prices are mantissas of their underlying's exponent, volatilities are ppm of a year. Accessors
 * of columns return the arrays themselves, which may be longer than the count.
 */
public final class BookTerms {

  private boolean isFilled;
  private long timeMs;
  private String[] name = {};
  private int[] priceExponent = {};
  private long[] index = {};
  private long[] multiplierNum = {};
  private long[] expiryMs = {};
  private long[] price = {};
  private long[] forward = {};
  private long[] volPpm = {};

  BookTerms() {}

  /** Forgets everything. */
  void clear() {
    isFilled = false;
  }

  /** Makes room, with nothing said of any instrument yet. */
  public void begin(int instruments, int underlyings, long blockMs) {
    isFilled = true;
    timeMs = blockMs;
    name = new String[underlyings];
    Arrays.fill(name, "");
    priceExponent = new int[underlyings];
    index = new long[underlyings];
    multiplierNum = new long[instruments];
    expiryMs = new long[instruments];
    price = new long[instruments];
    forward = new long[instruments];
    volPpm = new long[instruments];
  }

  /** Says what an underlying is. */
  public void setUnderlying(int underlying, String called, int exponent, long indexPrice) {
    name[underlying] = called;
    priceExponent[underlying] = exponent;
    index[underlying] = indexPrice;
  }

  /**
   * Says what an instrument is.
   *
   * @param num numerator of its market's multiplier
   * @param expiry since 1970; 0 where there is none
   * @param mark a mantissa; of an inverse option in 10^-9 coins
   * @param forwardPrice of an option, else 0
   * @param volatility of an option, else 0
   */
  public void setInstrument(
      int instrument, long num, long expiry, long mark, long forwardPrice, long volatility) {
    multiplierNum[instrument] = num;
    expiryMs[instrument] = expiry;
    price[instrument] = mark;
    forward[instrument] = forwardPrice;
    volPpm[instrument] = volatility;
  }

  /** Whether anything is said in this block. */
  public boolean isFilled() {
    return isFilled;
  }

  /** The block's time, since 1970. */
  public long timeMs() {
    return timeMs;
  }

  /** What each underlying is called; empty where it is none. */
  public String[] name() {
    return name;
  }

  /** The exponent of each underlying's prices. */
  public int[] priceExponent() {
    return priceExponent;
  }

  /** Each underlying's index; 0 before the first. */
  public long[] index() {
    return index;
  }

  /** Numerator of each instrument's multiplier. */
  public long[] multiplierNum() {
    return multiplierNum;
  }

  /** Each instrument's expiry; 0 where there is none. */
  public long[] expiryMs() {
    return expiryMs;
  }

  /** Each instrument's mark; of an inverse option in 10^-9 coins. */
  public long[] price() {
    return price;
  }

  /** Each option's forward. */
  public long[] forward() {
    return forward;
  }

  /** Each option's volatility. */
  public long[] volPpm() {
    return volPpm;
  }
}
