package io.plimsoll.bench.scenario;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * Who trades. Weights are relative: a choice is taken with its weight over the sum of weights.
 *
 * @param referenceBooks size for which caps, depth, funds and backstops are stated; they are scaled
 *     in proportion for other sizes
 * @param fundedAtLeastPpm in the experiment of the same collateral, each book opens with at least
 *     this multiple of its largest initial requirement among the modes
 * @param utilisationPpm in the experiment of the same utilisation, initial requirement over
 *     collateral at the opening
 * @param isolatedPpm part of a book's collateral that isolated margin allocates to its positions,
 *     in proportion to their requirements; what is left stands by
 * @param counterpartyQuanta collateral of the account that takes the other side of what the
 *     population does not match; no result counts it
 * @param groups kinds of traders
 */
public record Population(
    int referenceBooks,
    long fundedAtLeastPpm,
    int utilisationPpm,
    int isolatedPpm,
    long counterpartyQuanta,
    List<Group> groups) {

  /** Copies the list. */
  public Population {
    groups = List.copyOf(groups);
  }

  /** What a group's books look like. */
  public enum Kind {
    /** Perpetuals, long or short, in several markets. */
    DIRECTIONAL("directional"),
    /** A perpetual against another market's perpetual. */
    HEDGED_PAIR("hedged-pair"),
    /** A forward made of a call and a put of one strike, against the perpetual. */
    BASIS("basis"),
    /** Options, delta-hedged with the perpetual. */
    DELTA_NEUTRAL("delta-neutral"),
    /** Short options without a hedge. */
    SHORT_OPTIONS("short-options");

    private final String text;

    Kind(String text) {
      this.text = text;
    }

    /** The word in a scenario file. */
    public String text() {
      return text;
    }

    /** Whether its books hold options. */
    public boolean hasOptions() {
      return this == BASIS || this == DELTA_NEUTRAL || this == SHORT_OPTIONS;
    }
  }

  /**
   * One group.
   *
   * @param kind what its books look like
   * @param weight of the group in the population
   * @param longPpm share of positions whose first leg is long; for groups with options, of books
   *     that are long options
   * @param leastPositions fewest positions or combinations in a book
   * @param mostPositions most positions or combinations in a book
   * @param hedgeLowestPpm least size of the hedging leg, in ppm of a full hedge; 0 without one
   * @param hedgeHighestPpm largest size of the hedging leg
   * @param strikeLowestPpm least strike in ppm of the opening index; 0 without options
   * @param strikeHighestPpm largest strike
   * @param markets which are traded
   * @param sizes a book's gross notional at the opening
   * @param leverages gross notional over collateral, before the floor of {@code fundedAtLeastPpm}
   */
  public record Group(
      Kind kind,
      int weight,
      int longPpm,
      int leastPositions,
      int mostPositions,
      int hedgeLowestPpm,
      int hedgeHighestPpm,
      int strikeLowestPpm,
      int strikeHighestPpm,
      List<Choice> markets,
      List<Size> sizes,
      List<Leverage> leverages) {

    /** Copies the lists. */
    public Group {
      markets = List.copyOf(markets);
      sizes = List.copyOf(sizes);
      leverages = List.copyOf(leverages);
    }

    /** The same group on other markets. */
    public Group onMarkets(List<Choice> others) {
      return new Group(
          kind,
          weight,
          longPpm,
          leastPositions,
          mostPositions,
          hedgeLowestPpm,
          hedgeHighestPpm,
          strikeLowestPpm,
          strikeHighestPpm,
          others,
          sizes,
          leverages);
    }
  }

  /** Something that is chosen by weight. */
  public sealed interface Weighted permits Choice, Size, Leverage {
    /** Relative, positive. */
    int weight();
  }

  /**
   * A market.
   *
   * @param symbol of the first leg
   * @param against symbol of the second leg of a hedged pair; empty for other kinds
   */
  public record Choice(String symbol, String against, int weight) implements Weighted {}

  /** A size in quanta. */
  public record Size(long quanta, int weight) implements Weighted {}

  /** A leverage in millionths. */
  public record Leverage(long timesE6, int weight) implements Weighted {}

  /**
   * How many books each group has: in proportion to the weights, Floor, and what is left over to
   * the groups with the largest remainders, the first ones on a tie.
   *
   * @param books of the whole population, not negative
   */
  public List<Integer> counts(int books) {
    long total = 0;
    for (Group group : groups) {
      total += group.weight();
    }
    List<Integer> counts = new ArrayList<>();
    List<Long> remainders = new ArrayList<>();
    int left = books;
    for (Group group : groups) {
      BigInteger[] share =
          BigInteger.valueOf(books)
              .multiply(BigInteger.valueOf(group.weight()))
              .divideAndRemainder(BigInteger.valueOf(total));
      counts.add(share[0].intValueExact());
      remainders.add(share[1].longValueExact());
      left -= share[0].intValueExact();
    }
    for (; left > 0; left--) {
      int largest = 0;
      for (int i = 1; i < remainders.size(); i++) {
        largest = remainders.get(i) > remainders.get(largest) ? i : largest;
      }
      counts.set(largest, counts.get(largest) + 1);
      remainders.set(largest, -1L);
    }
    return List.copyOf(counts);
  }

  /**
   * The item that a draw picks.
   *
   * @param items at least one
   * @param draw 0 to the sum of the weights, exclusive; see {@link #total}
   */
  public static <W extends Weighted> W pick(List<W> items, long draw) {
    long rest = draw;
    for (W item : items) {
      rest -= item.weight();
      if (rest < 0) {
        return item;
      }
    }
    throw new IllegalArgumentException("draw " + draw + " is not below the sum of the weights");
  }

  /** The sum of the weights. */
  public static long total(List<? extends Weighted> items) {
    long total = 0;
    for (Weighted item : items) {
      total += item.weight();
    }
    return total;
  }
}
