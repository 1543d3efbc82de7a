package io.plimsoll.bench.scenario;

import io.plimsoll.bench.price.AssumptionRules;
import io.plimsoll.bench.price.BlockClock;
import io.plimsoll.bench.price.InputFile;
import io.plimsoll.bench.price.InvalidInput;
import io.plimsoll.bench.price.PriceTable;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a simulation is about, as its YAML file says.
 *
 * @param file the file as the person named it
 * @param sha256 of the file's bytes, in lower-case hex
 * @param name a short word for files and tables
 * @param title for the head of a report
 * @param source where the figures come from
 * @param date on which they were written down
 * @param prices which prices, when and how often
 * @param assumptions rules for what history does not give
 * @param markets in the order of the file
 * @param options which are listed
 * @param portfolio parameters of portfolio margin
 * @param liquidation how accounts below maintenance are liquidated
 * @param depth of books
 * @param pools the cross pool and one for each isolated market
 * @param population who trades
 * @param notes what differs from the file, where the scenario was fitted to another table
 */
public record Scenario(
    String file,
    String sha256,
    String name,
    String title,
    String source,
    LocalDate date,
    Prices prices,
    AssumptionRules assumptions,
    List<Market> markets,
    OptionRules options,
    Portfolio portfolio,
    LiquidationRules liquidation,
    Depth depth,
    List<Pool> pools,
    Population population,
    List<String> notes) {

  /** The scenario that is taken where none is named. */
  public static final String DEFAULT = "luna-2022-05";

  /** The largest amount that a chain takes, in quanta: about 1.15e12 USD. */
  public static final long LARGEST_QUANTA = 1L << 60;

  /** The most blocks over which a window is spread. */
  public static final int MOST_BLOCKS = 10_000_000;

  /** Copies the lists. */
  public Scenario {
    markets = List.copyOf(markets);
    pools = List.copyOf(pools);
    notes = List.copyOf(notes);
  }

  /**
   * Which prices, when and how often.
   *
   * @param table a shipped table, or a file beside the scenario's where it ends in .csv
   * @param fromMs the opening, milliseconds since 1970 in UTC, a full hour
   * @param toMs the end, a full hour
   * @param blockMs between two blocks
   */
  public record Prices(String table, long fromMs, long toMs, long blockMs) {}

  /**
   * Reads a scenario from a file.
   *
   * @throws InvalidInput naming file, line, field, value and rule
   */
  public static Scenario read(Path file) {
    return ScenarioReader.read(InputFile.read(file));
  }

  /**
   * Reads a shipped scenario.
   *
   * @param name such as {@link #DEFAULT}
   * @throws InvalidInput where none of this name is shipped
   */
  public static Scenario shipped(String name) {
    return ScenarioReader.read(InputFile.shipped(Scenario.class, name + ".yaml"));
  }

  /** Whether it is the shipped one that is taken where none is named. */
  public boolean isShipped() {
    return sha256.equals(shipped(DEFAULT).sha256());
  }

  /** Whether it was fitted to another table than its own. */
  public boolean isFitted() {
    return !notes.isEmpty();
  }

  /**
   * The prices that the scenario names.
   *
   * @throws InvalidInput naming file, line, field, value and rule
   */
  public PriceTable table() {
    return prices.table().endsWith(".csv")
        ? PriceTable.read(Path.of(file).resolveSibling(prices.table()))
        : PriceTable.shipped(prices.table());
  }

  /**
   * What margins mode portfolio in place of the stress matrix; null where the matrix does.
   *
   * @return a set's name, or the path of a file that is named from the scenario's folder
   */
  public @Nullable String model() {
    String model = portfolio.model();
    return model != null && model.endsWith(".json")
        ? Path.of(file).resolveSibling(model).toString()
        : model;
  }

  /** How many blocks of the scenario's own block time the window has; 1 where it is shorter. */
  public long blocks() {
    return Math.max(1, Math.floorDiv(prices.toMs() - prices.fromMs(), prices.blockMs()));
  }

  /**
   * A number of blocks spread over the whole window.
   *
   * @throws IllegalArgumentException where there are fewer than 1 or more than milliseconds
   */
  public BlockClock clock(int blocks) {
    return new BlockClock(prices.fromMs(), prices.toMs(), blocks);
  }

  /**
   * The market of a symbol.
   *
   * @throws IllegalArgumentException where the scenario has none
   */
  public Market market(String symbol) {
    for (Market market : markets) {
      if (market.symbol().equals(symbol)) {
        return market;
      }
    }
    throw new IllegalArgumentException(name + " has no market " + symbol);
  }

  /** The stress parameters of a market. */
  public Portfolio.Underlying stress(String symbol) {
    return portfolio.underlyings().stream()
        .filter(underlying -> underlying.symbol().equals(symbol))
        .findFirst()
        .orElseThrow();
  }

  /** The option rules of a market, where it has options. */
  public Optional<OptionRules.Underlying> optionsOn(String symbol) {
    return options.underlyings().stream()
        .filter(underlying -> underlying.symbol().equals(symbol))
        .findFirst();
  }

  /** The book of a market's perpetual, for a population of reference size. */
  public List<Depth.Level> depthOf(String symbol) {
    return depth.markets().stream()
        .filter(market -> market.symbol().equals(symbol))
        .findFirst()
        .orElseThrow()
        .levels();
  }

  /**
   * Checks that amounts which are in proportion to a population fit a chain.
   *
   * @param books of the population
   * @throws InvalidInput naming the field whose amount does not
   */
  public void checkFor(int books) {
    ScenarioLimits.checkAmounts(this, books);
  }

  /**
   * The same scenario on other prices: with the markets that the table has, over the hours for
   * which all of these begin, to the last that any of them has. Notes say what was left out.
   *
   * @throws InvalidInput where the table has no market of the scenario, or no hours
   */
  public Scenario fittedTo(PriceTable table) {
    return ScenarioFit.fit(this, table);
  }
}
