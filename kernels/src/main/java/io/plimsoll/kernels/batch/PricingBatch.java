package io.plimsoll.kernels.batch;

import io.plimsoll.kernels.scenario.ScenarioSet;
import java.util.Arrays;

/**
 * Instruments to price under scenarios, in columns: entry {@code i} of each column belongs to
 * instrument {@code i}, in the order in which they were added. Grows as needed and is reused from
 * block to block by {@link #clear()}.
 *
 * <p>Accessors of columns return the arrays themselves, which may be longer than {@link #count()}
 * and are replaced when the batch grows: fetch them after the last {@code add}. Callers other than
 * engines may use them to update a value in place.
 */
public final class PricingBatch {

  /**
   * A future, perpetual or holding, a coin as collateral among them: its value moves with its
   * price.
   */
  public static final byte LINEAR = 0;

  /** A European call, priced by Black-76. */
  public static final byte CALL = 1;

  /** A European put, priced by Black-76. */
  public static final byte PUT = 2;

  /** A future or perpetual that settles in the coin itself: its value in coins is -1 / price. */
  public static final byte INVERSE = 3;

  /** A European call, priced by Black-76, that is paid for and settles in the coin itself. */
  public static final byte INVERSE_CALL = 4;

  /** A European put, priced by Black-76, that is paid for and settles in the coin itself. */
  public static final byte INVERSE_PUT = 5;

  /** The largest price, forward or strike: 2^49 - 1. */
  public static final long LARGEST_PRICE = (1L << 49) - 1;

  /** The largest annual volatility, in ppm: a million times 100%. */
  public static final long LARGEST_VOL_PPM = 1_000_000_000_000L;

  /** A discount factor of 1. */
  public static final long NO_DISCOUNT_Q62 = 1L << 62;

  /** The largest k of a unit of 10^-k quanta. */
  public static final int LARGEST_UNIT_SCALE = 12;

  private final ScenarioSets sets = new ScenarioSets();
  private int count;
  private byte[] kind = new byte[8];
  private long[] price = new long[8];
  private long[] exposed = new long[8];
  private long[] spot = new long[8];
  private long[] strike = new long[8];
  private long[] volPpm = new long[8];
  private long[] timeMs = new long[8];
  private long[] discountQ62 = new long[8];
  private long[] multiplierNum = new long[8];
  private long[] multiplierDen = new long[8];
  private int[] unitScale = new int[8];
  private int[] scenarioSet = new int[8];

  /** An empty batch. */
  public PricingBatch() {}

  /** Forgets all instruments and scenario sets, and keeps the memory. */
  public void clear() {
    count = 0;
    sets.clear();
  }

  /**
   * Adds a scenario set for the instruments to refer to.
   *
   * @return its index
   * @throws IllegalArgumentException where its size differs from that of the sets already there
   */
  public int addScenarioSet(ScenarioSet set) {
    return sets.add(set);
  }

  /**
   * Adds an instrument whose value is its price.
   *
   * @param price current price mantissa, 1 to {@link #LARGEST_PRICE}
   * @param multiplierNum numerator of the value of one lot in quanta: price * num / den; at least 1
   * @param multiplierDen its denominator, at least 1
   * @param unitScale k, 0 to 12: entries are in 10^-k quanta
   * @param scenarioSet index of its scenario set
   * @return its index, from 0
   * @throws IllegalArgumentException naming the value that breaks its rule
   */
  public int addLinear(
      long price, long multiplierNum, long multiplierDen, int unitScale, int scenarioSet) {
    return add(
        LINEAR,
        price,
        price,
        0,
        0,
        0,
        NO_DISCOUNT_Q62,
        multiplierNum,
        multiplierDen,
        unitScale,
        scenarioSet);
  }

  /**
   * Adds a future or perpetual that settles in the coin itself. Its lot is a fixed amount of the
   * quote asset; the coins that this buys are what it is worth.
   *
   * @param price current price mantissa, 1 to {@link #LARGEST_PRICE}
   * @param spot mantissa of the coin's own price with the same exponent, at which coins are valued
   * @param multiplierNum numerator of a lot's fixed amount in quanta: num / den; at least 1
   * @param multiplierDen its denominator, at least 1
   * @param unitScale k, 0 to 12: entries are in 10^-k quanta
   * @param scenarioSet index of its scenario set
   * @return its index, from 0
   * @throws IllegalArgumentException naming the value that breaks its rule
   */
  public int addInverse(
      long price,
      long spot,
      long multiplierNum,
      long multiplierDen,
      int unitScale,
      int scenarioSet) {
    return add(
        INVERSE,
        price,
        spot,
        0,
        0,
        0,
        NO_DISCOUNT_Q62,
        multiplierNum,
        multiplierDen,
        unitScale,
        scenarioSet);
  }

  /**
   * Adds a European option on a forward.
   *
   * @param kind {@link #CALL} or {@link #PUT}
   * @param forward forward mantissa of its expiry, 1 to {@link #LARGEST_PRICE}
   * @param strike strike mantissa with the forward's exponent, 1 to {@link #LARGEST_PRICE}
   * @param volPpm annual volatility, in ppm, 0 to {@link #LARGEST_VOL_PPM}
   * @param timeMs time to expiry in milliseconds; 0 or less is intrinsic value
   * @param discountQ62 discount factor, 0 to 2^62, which is none
   * @param multiplierNum numerator of the value of one lot in quanta: price * num / den; at least 1
   * @param multiplierDen its denominator, at least 1
   * @param unitScale k, 0 to 12: entries are in 10^-k quanta
   * @param scenarioSet index of its scenario set
   * @return its index, from 0
   * @throws IllegalArgumentException naming the value that breaks its rule
   */
  public int addOption(
      byte kind,
      long forward,
      long strike,
      long volPpm,
      long timeMs,
      long discountQ62,
      long multiplierNum,
      long multiplierDen,
      int unitScale,
      int scenarioSet) {
    if (kind != CALL && kind != PUT) {
      throw new IllegalArgumentException(
          "an option's kind is " + kind + "; it must be CALL or PUT");
    }
    return addOption(
        kind,
        forward,
        forward,
        strike,
        volPpm,
        timeMs,
        discountQ62,
        multiplierNum,
        multiplierDen,
        unitScale,
        scenarioSet);
  }

  /**
   * Adds a European option that is paid for and settles in the coin itself: its value in coins is
   * its discounted Black-76 price over the forward.
   *
   * @param kind {@link #INVERSE_CALL} or {@link #INVERSE_PUT}
   * @param forward forward mantissa of its expiry, 1 to {@link #LARGEST_PRICE}
   * @param spot mantissa of the coin's own price with the same exponent, at which coins are valued
   * @param strike strike mantissa with the forward's exponent, 1 to {@link #LARGEST_PRICE}
   * @param volPpm annual volatility, in ppm, 0 to {@link #LARGEST_VOL_PPM}
   * @param timeMs time to expiry in milliseconds; 0 or less is intrinsic value
   * @param discountQ62 discount factor, 0 to 2^62, which is none
   * @param multiplierNum numerator of what one price unit of one lot is worth in quanta; at least 1
   * @param multiplierDen its denominator, at least 1
   * @param unitScale k, 0 to 12: entries are in 10^-k quanta
   * @param scenarioSet index of its scenario set
   * @return its index, from 0
   * @throws IllegalArgumentException naming the value that breaks its rule
   */
  public int addInverseOption(
      byte kind,
      long forward,
      long spot,
      long strike,
      long volPpm,
      long timeMs,
      long discountQ62,
      long multiplierNum,
      long multiplierDen,
      int unitScale,
      int scenarioSet) {
    if (kind != INVERSE_CALL && kind != INVERSE_PUT) {
      throw new IllegalArgumentException(
          "an inverse option's kind is " + kind + "; it must be INVERSE_CALL or INVERSE_PUT");
    }
    return addOption(
        kind,
        forward,
        spot,
        strike,
        volPpm,
        timeMs,
        discountQ62,
        multiplierNum,
        multiplierDen,
        unitScale,
        scenarioSet);
  }

  private int addOption(
      byte kind,
      long forward,
      long spot,
      long strike,
      long volPpm,
      long timeMs,
      long discountQ62,
      long multiplierNum,
      long multiplierDen,
      int unitScale,
      int scenarioSet) {
    require("strike", strike, 1, LARGEST_PRICE);
    require("volPpm", volPpm, 0, LARGEST_VOL_PPM);
    require("discountQ62", discountQ62, 0, NO_DISCOUNT_Q62);
    return add(
        kind,
        forward,
        spot,
        strike,
        volPpm,
        timeMs,
        discountQ62,
        multiplierNum,
        multiplierDen,
        unitScale,
        scenarioSet);
  }

  private int add(
      byte kind,
      long price,
      long spot,
      long strike,
      long volPpm,
      long timeMs,
      long discountQ62,
      long multiplierNum,
      long multiplierDen,
      int unitScale,
      int scenarioSet) {
    require("price", price, 1, LARGEST_PRICE);
    require("spot", spot, 1, LARGEST_PRICE);
    require("multiplierNum", multiplierNum, 1, Long.MAX_VALUE);
    require("multiplierDen", multiplierDen, 1, Long.MAX_VALUE);
    require("unitScale", unitScale, 0, LARGEST_UNIT_SCALE);
    require("scenarioSet", scenarioSet, 0, sets.count() - 1L);
    if (count == kind().length) {
      grow(2 * count);
    }
    int i = count;
    this.kind[i] = kind;
    this.price[i] = price;
    this.exposed[i] = price;
    this.spot[i] = spot;
    this.strike[i] = strike;
    this.volPpm[i] = volPpm;
    this.timeMs[i] = timeMs;
    this.discountQ62[i] = discountQ62;
    this.multiplierNum[i] = multiplierNum;
    this.multiplierDen[i] = multiplierDen;
    this.unitScale[i] = unitScale;
    this.scenarioSet[i] = scenarioSet;
    count = i + 1;
    return i;
  }

  private static void require(String what, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          what + " is " + value + "; it must be in " + least + ".." + most);
    }
  }

  private void grow(int capacity) {
    kind = Arrays.copyOf(kind, capacity);
    price = Arrays.copyOf(price, capacity);
    exposed = Arrays.copyOf(exposed, capacity);
    spot = Arrays.copyOf(spot, capacity);
    strike = Arrays.copyOf(strike, capacity);
    volPpm = Arrays.copyOf(volPpm, capacity);
    timeMs = Arrays.copyOf(timeMs, capacity);
    discountQ62 = Arrays.copyOf(discountQ62, capacity);
    multiplierNum = Arrays.copyOf(multiplierNum, capacity);
    multiplierDen = Arrays.copyOf(multiplierDen, capacity);
    unitScale = Arrays.copyOf(unitScale, capacity);
    scenarioSet = Arrays.copyOf(scenarioSet, capacity);
  }

  /** The number of instruments. */
  public int count() {
    return count;
  }

  /** The number of scenarios of each set; 0 while there is no set. */
  public int scenarios() {
    return sets.scenarios();
  }

  /** The number of scenario sets. */
  public int scenarioSetCount() {
    return sets.count();
  }

  /** The scenario set of an index that {@link #addScenarioSet} returned. */
  public ScenarioSet scenarioSetAt(int index) {
    return sets.get(index);
  }

  /** {@link #LINEAR}, {@link #CALL} or another kind. */
  public byte[] kind() {
    return kind;
  }

  /** Price mantissa; of an option, the forward of its expiry. */
  public long[] price() {
    return price;
  }

  /**
   * The part of the price that a relative move multiplies, 0 to {@link #LARGEST_PRICE}; {@code add}
   * makes it the price. With the spot there, a forward keeps its distance from the spot; with less
   * than the price, the rest is fixed already, as an average that settles is.
   */
  public long[] exposed() {
    return exposed;
  }

  /** Mantissa of the price at which an inverse instrument's coins are valued. */
  public long[] spot() {
    return spot;
  }

  /** Strike mantissa of an option. */
  public long[] strike() {
    return strike;
  }

  /** Annual volatility of an option, in ppm. */
  public long[] volPpm() {
    return volPpm;
  }

  /** Time to expiry of an option, in milliseconds. */
  public long[] timeMs() {
    return timeMs;
  }

  /** Discount factor of an option, 2^62 being 1. */
  public long[] discountQ62() {
    return discountQ62;
  }

  /** Numerator of the value of one lot in quanta. */
  public long[] multiplierNum() {
    return multiplierNum;
  }

  /** Denominator of the value of one lot in quanta. */
  public long[] multiplierDen() {
    return multiplierDen;
  }

  /** k of an instrument whose entries are in 10^-k quanta. */
  public int[] unitScale() {
    return unitScale;
  }

  /** Index of an instrument's scenario set. */
  public int[] scenarioSet() {
    return scenarioSet;
  }
}
