package io.plimsoll.bench.price;

import java.util.Arrays;

/**
 * The hourly candles of one symbol at one venue, in time order. Prices are USD times 10^12, times
 * are milliseconds since 1970 in UTC. Hours may be missing, but never repeat or go back.
 */
public final class PriceSeries {

  /** Milliseconds in an hour. */
  public static final long HOUR_MS = 3_600_000;

  /** When the year 10000 begins: times lie before it, so that sums of them fit. */
  private static final long END_MS = 253_402_300_800_000L;

  /** Digits after the point that a price may have. */
  public static final int SCALE = 12;

  private final String symbol;
  private final String venue;
  private int count;
  private long[] hourMs = new long[512];
  private long[] candles = new long[4 * 512];

  PriceSeries(String symbol, String venue) {
    this.symbol = symbol;
    this.venue = venue;
  }

  /** Whether a time is one that tables and scenarios may name: after 1970 began, before 10000. */
  public static boolean isTime(long timeMs) {
    return timeMs > 0 && timeMs < END_MS;
  }

  void add(long openingMs, long openE12, long highE12, long lowE12, long closeE12) {
    if (count == hourMs.length) {
      hourMs = Arrays.copyOf(hourMs, 2 * count);
      candles = Arrays.copyOf(candles, 8 * count);
    }
    hourMs[count] = openingMs;
    candles[4 * count] = openE12;
    candles[4 * count + 1] = highE12;
    candles[4 * count + 2] = lowE12;
    candles[4 * count + 3] = closeE12;
    count++;
  }

  /** The symbol, such as BTC. */
  public String symbol() {
    return symbol;
  }

  /** The venue, or empty where the table names none. */
  public String venue() {
    return venue;
  }

  /** How many candles there are; at least 1. */
  public int size() {
    return count;
  }

  /** When candle i opens. */
  public long hourMs(int i) {
    return hourMs[i];
  }

  /** The first price of candle i. */
  public long openE12(int i) {
    return candles[4 * i];
  }

  /** The highest price of candle i. */
  public long highE12(int i) {
    return candles[4 * i + 1];
  }

  /** The lowest price of candle i. */
  public long lowE12(int i) {
    return candles[4 * i + 2];
  }

  /** The last price of candle i. */
  public long closeE12(int i) {
    return candles[4 * i + 3];
  }

  /** When the first candle opens. */
  public long firstMs() {
    return hourMs[0];
  }

  /** When the last candle opens. */
  public long lastHourMs() {
    return hourMs[count - 1];
  }

  /** When the last candle closes: an hour after {@link #lastHourMs()}. */
  public long endMs() {
    return lastHourMs() + HOUR_MS;
  }

  /** Hours between the first and the last for which there is no candle. */
  public long missingHours() {
    return Math.floorDiv(endMs() - firstMs(), HOUR_MS) - count;
  }

  /** The last candle that opens at a time or before it, or -1 before the first. */
  int indexAt(long timeMs) {
    int found = Arrays.binarySearch(hourMs, 0, count, timeMs);
    return found >= 0 ? found : -found - 2;
  }
}
