package io.plimsoll.margin.rule.dydx;

import java.math.BigInteger;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An account: cash, positions, and the initial margin fractions that its user has set.
 *
 * @param cash in quote quanta, signed
 * @param positions in the order of their markets' ids, one a market
 * @param ownPpm initial margin fraction that the user has set, by market; without one, the tier's
 */
public record Account(
    BigInteger cash, List<Position> positions, SortedMap<Long, BigInteger> ownPpm) {

  /** Nothing at all. */
  public static final Account EMPTY = new Account(BigInteger.ZERO, List.of(), new TreeMap<>());

  /** Copies both and puts the positions in order. */
  public Account {
    positions = positions.stream().sorted(Comparator.comparingLong(Position::market)).toList();
    ownPpm = Collections.unmodifiableSortedMap(new TreeMap<>(ownPpm));
  }

  /** With no fraction set by the user. */
  public Account(BigInteger cash, List<Position> positions) {
    this(cash, positions, new TreeMap<>());
  }

  /** The position in a market, if there is one. */
  public Optional<Position> position(long market) {
    return positions.stream().filter(position -> position.market() == market).findFirst();
  }

  /** The size in a market, 0 where there is no position. */
  public BigInteger size(long market) {
    return position(market).map(Position::size).orElse(BigInteger.ZERO);
  }

  /** The fraction that the user has set for a market, in ppm, or 0. */
  public BigInteger ownPpmOf(long market) {
    return ownPpm.getOrDefault(market, BigInteger.ZERO);
  }

  /** The account with other fractions. */
  public Account withOwnPpm(SortedMap<Long, BigInteger> fractions) {
    return new Account(cash, positions, fractions);
  }
}
