package io.plimsoll.margin.holding;

import io.plimsoll.fixed.E18;
import java.math.BigInteger;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A book and what it is valued with. Numbers have 18 decimals.
 *
 * @param timeMs since 1970
 * @param balances by asset
 * @param positions in the order of the book
 * @param indexes price in dollars, by asset
 * @param quotes by symbol
 * @param charges margins that rest on what a book does not hold, such as open orders, by the names
 *     that models give them
 */
public record Holdings(
    long timeMs,
    SortedMap<String, Balance> balances,
    List<Position> positions,
    SortedMap<String, BigInteger> indexes,
    SortedMap<String, Quote> quotes,
    SortedMap<String, BigInteger> charges) {

  /** More than any price or amount needs at 18 decimals. */
  static final int MOST_BITS = 160;

  /** Checks the numbers and copies all. */
  public Holdings {
    balances = copy(balances);
    positions = List.copyOf(positions);
    indexes = copy(indexes);
    quotes = copy(quotes);
    charges = copy(charges);
    indexes.forEach((asset, price) -> require(price.signum() > 0, "index of " + asset, price));
    charges.forEach((name, amount) -> require(amount.signum() >= 0, "charge " + name, amount));
  }

  private static <T> SortedMap<String, T> copy(SortedMap<String, T> map) {
    return Collections.unmodifiableSortedMap(new TreeMap<>(map));
  }

  private static void require(boolean holds, String name, BigInteger value) {
    if (!holds || value.bitLength() > MOST_BITS) {
      throw new IllegalArgumentException(
          name + " is " + E18.text(value) + ", which it must not be");
    }
  }

  /**
   * The price of an asset in dollars; a dollar is 1 unless the book says otherwise.
   *
   * @throws IllegalArgumentException where there is none
   */
  public BigInteger index(String asset) {
    BigInteger price = indexes.get(asset);
    if (price == null && asset.equals("USD")) {
      return E18.ONE;
    }
    if (price == null) {
      throw new IllegalArgumentException("the book has no index of " + asset);
    }
    return price;
  }

  /**
   * The quote of an instrument.
   *
   * @throws IllegalArgumentException where there is none
   */
  public Quote quote(Instrument instrument) {
    Quote quote = quotes.get(instrument.symbol());
    if (quote == null) {
      throw new IllegalArgumentException("the book has no quote of " + instrument.symbol());
    }
    return quote;
  }

  /** A balance; nothing where the book names none. */
  public Balance balance(String asset) {
    return balances.getOrDefault(asset, Balance.NONE);
  }

  /** A charge; 0 where the book names none. */
  public BigInteger charge(String name) {
    return charges.getOrDefault(name, BigInteger.ZERO);
  }
}
