package io.plimsoll.bench.simulate;

import io.plimsoll.bench.price.ExactDecimal;
import io.plimsoll.chain.MarginChain;
import io.plimsoll.chain.block.BlockResult;
import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.chain.event.Event;
import io.plimsoll.chain.state.Accounts;
import io.plimsoll.chain.state.Rows;
import io.plimsoll.kernels.scenario.ScenarioSet;
import io.plimsoll.margin.model.Requirement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a chain's blocks did to the books: sums, series over time and the books that were hurt most.
 * Accounts, equity and margins are those of books alone. What liquidations traded and what funds
 * took and paid is all of the chain's, a backstop's liquidation among it. Amounts are in quanta.
 */
final class Recorder {

  private static final int HURT_MOST = 10;

  /**
   * One point of the series. Equity and margins are those of the point's block, sums are since the
   * opening, counts are since the point before.
   *
   * @param belowMaintenance most of the traders' accounts that one block since the point before
   *     found below maintenance, before it liquidated
   * @param liquidations accounts of which a position was closed, counted once in each block
   */
  record Point(
      long equity,
      long initial,
      long maintenance,
      long belowMaintenance,
      long liquidations,
      long badDebt,
      long fund,
      long deleveragings) {}

  /**
   * How a book's first position was closed against its will.
   *
   * @param timeMs of the block
   * @param deleveraged whether holders of the other side had to take it, at its bankruptcy price;
   *     otherwise a liquidation order was filled
   * @param driver what was against the book
   */
  record Closing(long timeMs, boolean deleveraged, String driver) {}

  /**
   * A book that lost much.
   *
   * @param closing the first one; null where its positions were left alone
   */
  record Hurt(TraderBook book, long start, long end, @Nullable Closing closing) {

    long loss() {
      return start - end;
    }
  }

  private final Listing listing;
  private final List<TraderBook> books;
  private final List<ScenarioSet> stresses;
  private final List<Long> openingIndex;
  private final int[][] handles;
  private final long[] start;
  private final @Nullable Closing[] closings;
  private final TreeSet<SubaccountId> liquidated = new TreeSet<>();
  private final TreeSet<Integer> deleveraged = new TreeSet<>();
  private final TreeSet<Integer> holders = new TreeSet<>();

  /** The stress that drives each account which the block began to liquidate, where there is one. */
  private final Map<SubaccountId, String> drivers = new TreeMap<>();

  private final List<Point> points = new ArrayList<>();
  private final Requirement scratch = new Requirement();

  private int subaccounts;
  private long collateral;
  private long fundStart;
  private long steps;
  private long liquidatedNotional;
  private long penalties;
  private long fundPaid;
  private long givenUp;
  private long deleveragings;
  private long deleveragedNotional;
  private long refusedPrices;
  private long refusedOthers;

  private long intervalBelow;
  private long intervalLiquidations;
  private long intervalDeleveragings;
  private long allLiquidations;

  /**
   * Records a population.
   *
   * @param stresses of each market, to name scenarios
   * @param openingIndex index price of each market at the opening
   */
  Recorder(
      Listing listing,
      List<TraderBook> books,
      List<ScenarioSet> stresses,
      List<Long> openingIndex) {
    this.listing = listing;
    this.books = books;
    this.stresses = List.copyOf(stresses);
    this.openingIndex = List.copyOf(openingIndex);
    handles = new int[books.size()][];
    start = new long[books.size()];
    closings = new @Nullable Closing[books.size()];
  }

  /** Takes note of where a book lies after the opening and with what. */
  void opened(TraderBook book, List<Opening.Part> parts, long[] amounts, MarginChain chain) {
    int[] found = new int[parts.size()];
    int count = 0;
    for (int i = 0; i < found.length; i++) {
      SubaccountId id = new SubaccountId(Commands.trader(book.number()), parts.get(i).number());
      int handle = chain.state().accounts().find(id);
      if (handle >= 0) {
        found[count++] = handle;
      }
      start[book.number()] += amounts[i];
    }
    handles[book.number()] = Arrays.copyOf(found, count);
    subaccounts += count;
    collateral += start[book.number()];
  }

  /** All books are open: the first point of the series. */
  void begin(MarginChain chain) {
    fundStart = fund(chain);
    sample(chain);
  }

  /** Adds what a block refused: price vectors, and commands of other kinds. */
  void refused(long priceVectors, long others) {
    refusedPrices += priceVectors;
    refusedOthers += others;
  }

  private static long fund(MarginChain chain) {
    long total = 0;
    for (Rows.Pool pool : chain.state().pools().rows().values()) {
      total += pool.fund();
    }
    return total;
  }

  /**
   * Counts a block's events.
   *
   * @param index price of each market in the block
   */
  void take(BlockResult result, List<Long> index) {
    drivers.clear();
    TreeSet<SubaccountId> closed = new TreeSet<>();
    // The chain's count takes in the desks. One that it finds below maintenance says so by an
    // event, unless the block's steps were used up before its turn.
    long below = result.totals().belowMaintenance();
    for (Event event : result.events()) {
      switch (event) {
        case Event.LiquidationStarted started -> {
          below -= isTrader(started.subaccount()) ? 0 : 1;
          noteDriver(started, index);
        }
        case Event.LiquidationFill fill -> {
          take(fill, result.timeMs(), index);
          if (isTrader(fill.subaccount()) && closed.add(fill.subaccount())) {
            intervalLiquidations++;
            allLiquidations++;
          }
        }
        case Event.Deleveraged closing -> take(closing, result.timeMs(), index);
        case Event.NegativeCashCovered covered -> fundPaid += covered.paid();
        default -> {
          // Trades, prices and settlements are not what this looks at.
        }
      }
    }
    intervalBelow = Math.max(intervalBelow, below);
  }

  private static boolean isTrader(SubaccountId id) {
    return Commands.bookOf(id.owner()) >= 0;
  }

  private void take(Event.LiquidationFill fill, long timeMs, List<Long> index) {
    steps++;
    liquidatedNotional += fill.notional();
    penalties += fill.penalty();
    fundPaid += fill.fundPaid();
    if (isTrader(fill.subaccount())) {
      liquidated.add(fill.subaccount());
      noteClosing(fill.subaccount(), false, fill.instrument(), fill.lots(), timeMs, index);
    }
  }

  private void take(Event.Deleveraged closed, long timeMs, List<Long> index) {
    deleveragings++;
    intervalDeleveragings++;
    deleveragedNotional += closed.notional();
    givenUp += Math.max(0, closed.holderGave());
    if (isTrader(closed.holder())) {
      holders.add(Commands.bookOf(closed.holder().owner()));
    }
    if (isTrader(closed.subaccount())) {
      deleveraged.add(Commands.bookOf(closed.subaccount().owner()));
      noteClosing(closed.subaccount(), true, closed.instrument(), closed.lots(), timeMs, index);
    }
  }

  /** The first closing of a book: by the stress that drove it, else by the position. */
  private void noteClosing(
      SubaccountId id,
      boolean byDeleveraging,
      int instrument,
      long lots,
      long timeMs,
      List<Long> index) {
    int book = Commands.bookOf(id.owner());
    if (closings[book] != null) {
      return;
    }
    String driver = drivers.get(id);
    if (driver == null) {
      Listing.Item item = listing.item(listing.indexOf(instrument));
      String side = lots < 0 ? "long " : "short ";
      driver = side + item.name() + ", " + moved(item.marketIndex(), index);
    }
    closings[book] = new Closing(timeMs, byDeleveraging, driver);
  }

  private void noteDriver(Event.LiquidationStarted started, List<Long> index) {
    if (started.drivingUnit() > 0 && started.drivingScenario() >= 0) {
      int m = started.drivingUnit() - 1;
      drivers.put(
          started.subaccount(),
          "stress of "
              + listing.market(m).symbol()
              + " "
              + stresses.get(m).name(started.drivingScenario())
              + ", "
              + moved(m, index));
    }
  }

  /** How far an index has moved since the opening: "BTC -12.3%". */
  private String moved(int m, List<Long> index) {
    long change = index.get(m) - openingIndex.get(m);
    long permille = ExactDecimal.mulDivHalfEven(change, 1_000, openingIndex.get(m));
    return listing.market(m).symbol()
        + (permille < 0 ? " " : " +")
        + ExactDecimal.format(permille, 1)
        + "%";
  }

  /** Adds a point to the series. */
  void sample(MarginChain chain) {
    long equity = 0;
    long initial = 0;
    long maintenance = 0;
    Accounts accounts = chain.state().accounts();
    for (int[] ofBook : handles) {
      for (int handle : ofBook) {
        if (accounts.positions(handle) == 0) {
          equity += accounts.cash(handle);
          continue;
        }
        chain.processor().lastRequirement(handle, scratch);
        equity += scratch.equity();
        initial += scratch.initial();
        maintenance += scratch.maintenance();
      }
    }
    points.add(
        new Point(
            equity,
            initial,
            maintenance,
            intervalBelow,
            intervalLiquidations,
            badDebt(),
            fund(chain),
            intervalDeleveragings));
    intervalBelow = 0;
    intervalLiquidations = 0;
    intervalDeleveragings = 0;
  }

  private long equity(MarginChain chain, int book) {
    Accounts accounts = chain.state().accounts();
    long equity = 0;
    for (int handle : handles[book]) {
      if (accounts.positions(handle) == 0) {
        equity += accounts.cash(handle);
      } else {
        chain.processor().lastRequirement(handle, scratch);
        equity += scratch.equity();
      }
    }
    return equity;
  }

  /** The books that lost most, in money. */
  List<Hurt> hurtMost(MarginChain chain) {
    List<Hurt> all = new ArrayList<>();
    for (TraderBook book : books) {
      int b = book.number();
      Hurt hurt = new Hurt(book, start[b], equity(chain, b), closings[b]);
      if (hurt.loss() > 0) {
        all.add(hurt);
      }
    }
    all.sort((one, other) -> Long.compare(other.loss(), one.loss()));
    return all.subList(0, Math.min(HURT_MOST, all.size()));
  }

  /** What accounts still owe. */
  long uncovered(MarginChain chain) {
    Accounts accounts = chain.state().accounts();
    long owed = 0;
    for (int[] ofBook : handles) {
      for (int handle : ofBook) {
        if (accounts.positions(handle) == 0 && accounts.cash(handle) < 0) {
          owed -= accounts.cash(handle);
        }
      }
    }
    return owed;
  }

  /** Losses beyond accounts' collateral that others bore: the funds, and the deleveraged. */
  long badDebt() {
    return fundPaid + givenUp;
  }

  /** How many books had a position closed by liquidation. */
  int liquidatedBooks() {
    TreeSet<Integer> found = new TreeSet<>();
    for (SubaccountId id : liquidated) {
      found.add(Commands.bookOf(id.owner()));
    }
    return found.size();
  }

  /** How many books had a position closed at its bankruptcy price, for want of anything better. */
  int deleveragedBooks() {
    return deleveraged.size();
  }

  /** How many books had to take the other side of a deleveraging. */
  int deleveragingHolders() {
    return holders.size();
  }

  int liquidatedSubaccounts() {
    return liquidated.size();
  }

  List<Point> points() {
    return points;
  }

  int subaccounts() {
    return subaccounts;
  }

  long collateral() {
    return collateral;
  }

  long fundStart() {
    return fundStart;
  }

  long steps() {
    return steps;
  }

  long liquidatedNotional() {
    return liquidatedNotional;
  }

  long penalties() {
    return penalties;
  }

  long fundPaid() {
    return fundPaid;
  }

  long deleveragings() {
    return deleveragings;
  }

  long deleveragedNotional() {
    return deleveragedNotional;
  }

  long refusedPrices() {
    return refusedPrices;
  }

  /** Refused commands of all kinds but price vectors: quotes, funding rates, ends of markets. */
  long refusedOthers() {
    return refusedOthers;
  }

  /** Accounts liquidated so far, once for each block in which a position of theirs was closed. */
  long liquidations() {
    return allLiquidations;
  }
}
