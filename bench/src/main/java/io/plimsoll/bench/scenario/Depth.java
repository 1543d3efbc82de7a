package io.plimsoll.bench.scenario;

import io.plimsoll.bench.price.ExactDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * How deep books are, on each side. The levels hold while a market's realised volatility is at most
 * its prior; above it, sizes fall and spreads grow in proportion.
 *
 * @param markets of perpetuals, one for each market
 * @param options of each option series; spreads and sizes are of the index value
 */
public record Depth(List<MarketDepth> markets, List<Level> options) {

  /** Copies the lists. */
  public Depth {
    markets = List.copyOf(markets);
    options = List.copyOf(options);
  }

  /** The levels of one market for a population of reference size. */
  public record MarketDepth(String symbol, List<Level> levels) {

    /** Copies the list. */
    public MarketDepth {
      levels = List.copyOf(levels);
    }
  }

  /**
   * A level.
   *
   * @param spreadPpm distance from the index in ppm, below 1e6
   * @param quanta how much is bid or asked there
   */
  public record Level(int spreadPpm, long quanta) {}

  private static final int WIDEST_PPM = 990_000;

  /**
   * Levels at a moment. Spreads are rounded HalfEven and at most 99%; sizes are rounded Floor.
   *
   * @param levels as stated
   * @param books of the population
   * @param referenceBooks for which the levels are stated
   * @param realisedPpm the market's realised volatility
   * @param priorPpm the market's prior
   */
  public static List<Level> at(
      List<Level> levels, int books, int referenceBooks, long realisedPpm, long priorPpm) {
    long stressedPpm = Math.max(realisedPpm, priorPpm);
    List<Level> found = new ArrayList<>();
    for (Level level : levels) {
      BigInteger wider =
          BigInteger.valueOf(level.spreadPpm()).multiply(BigInteger.valueOf(stressedPpm));
      long spread = ExactDecimal.halfEven(wider, BigInteger.valueOf(priorPpm));
      BigInteger size =
          BigInteger.valueOf(level.quanta())
              .multiply(BigInteger.valueOf(books))
              .multiply(BigInteger.valueOf(priorPpm))
              .divide(BigInteger.valueOf(referenceBooks).multiply(BigInteger.valueOf(stressedPpm)));
      found.add(new Level((int) Math.min(spread, WIDEST_PPM), size.longValueExact()));
    }
    return List.copyOf(found);
  }
}
