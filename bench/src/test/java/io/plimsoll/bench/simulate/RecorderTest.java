package io.plimsoll.bench.simulate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.plimsoll.bench.scenario.MarketFeed;
import io.plimsoll.bench.scenario.Population;
import io.plimsoll.bench.scenario.Scenario;
import io.plimsoll.chain.MarginChain;
import io.plimsoll.chain.block.Block;
import io.plimsoll.chain.block.BlockResult;
import io.plimsoll.chain.block.Hash;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.Role;
import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.chain.event.Event;
import io.plimsoll.chain.event.Standing;
import io.plimsoll.kernels.engine.Engine;
import io.plimsoll.kernels.engine.Engines;
import io.plimsoll.kernels.scenario.ScenarioSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What made-up blocks do to five books. */
class RecorderTest {

  /** Index prices of BTC, ETH, SOL and LUNA at the opening, then ten percent lower. */
  private static final List<Long> OPENING = List.of(1_000L, 1_000L, 1_000L, 1_000L);

  private static final List<Long> FALLEN = List.of(900L, 1_000L, 1_000L, 877L);

  private static final int BTC = 1;
  private static final int LUNA = 4;

  private final Listing listing = new Listing(MarketFeed.of(Scenario.shipped(Scenario.DEFAULT)));
  private final List<TraderBook> books = new ArrayList<>();
  private final Engine engine = Engines.create("scalar", 1);
  private final MarginChain chain = new MarginChain(engine);
  private Recorder recorder = new Recorder(listing, List.of(), List.of(), OPENING);

  @BeforeEach
  void open() {
    for (int b = 0; b < 5; b++) {
      books.add(
          new TraderBook(
              b, Population.Kind.DIRECTIONAL, List.of(new TraderBook.Leg(0, 1)), 1_000_000, 1));
    }
    ScenarioSet fall =
        new ScenarioSet.Builder().add("-15%, vol up", -150_000, 0, ScenarioSet.ONE_PPM).build();
    recorder = new Recorder(listing, books, List.of(fall, fall, fall, fall), OPENING);
    Commands commands = new Commands();
    commands.add(new Command.Genesis(1, Commands.OPERATOR));
    commands.add(new Command.GrantRole(Commands.OPERATOR, Role.ALL));
    for (int b = 0; b < 5; b++) {
      commands.deposit(trader(b), 1);
    }
    chain.execute(new Block(1, 1, chain.lastHash(), commands.toList()));
    chain.commit();
    for (int b = 0; b < 5; b++) {
      // Of b + 2 quanta a single one is left, so book 4 has lost most.
      recorder.opened(
          books.get(b),
          List.of(new Opening.Part(0, books.get(b).legs())),
          new long[] {b + 2L},
          chain);
    }
    recorder.begin(chain);
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private static SubaccountId trader(int book) {
    return new SubaccountId(Commands.trader(book), 0);
  }

  private static SubaccountId backstop() {
    return new SubaccountId(Commands.BACKSTOP, 0);
  }

  private static SubaccountId maker() {
    return new SubaccountId(Commands.MAKER, 0);
  }

  private static Event started(SubaccountId id, int unit) {
    return new Event.LiquidationStarted(id, 0, 1, unit, unit < 0 ? -1 : 0);
  }

  private static Event fill(SubaccountId id, int instrument, long lots) {
    return new Event.LiquidationFill(id, maker(), instrument, lots, 0, 100, 7, 3, false);
  }

  private static Event deleveraged(SubaccountId id, SubaccountId holder, long gave) {
    Standing standing = new Standing(1, 2, 3_000_000, 50, 40, 50, 20);
    return new Event.Deleveraged(id, holder, BTC, 5, 0, 50, gave, standing);
  }

  private void block(long timeMs, int below, Event... events) {
    BlockResult.Totals totals = new BlockResult.Totals(5, 0, 0, 0, below);
    recorder.take(
        new BlockResult(
            2, timeMs, Hash.ZERO, Hash.ZERO, List.of(), List.of(), Arrays.asList(events), totals),
        FALLEN);
  }

  private Recorder.@Nullable Closing closing(int book) {
    return recorder.hurtMost(chain).get(4 - book).closing();
  }

  @Test
  void theBooksAreOrderedByWhatTheyLost() {
    List<Integer> order =
        recorder.hurtMost(chain).stream().map(hurt -> hurt.book().number()).toList();
    assertEquals(List.of(4, 3, 2, 1, 0), order);
    assertEquals(5, recorder.hurtMost(chain).getFirst().loss());
  }

  @Test
  void theStressThatDrivesAnAccountIsNamedWhenItIsFirstClosed() {
    block(10, 1, started(trader(0), BTC), fill(trader(0), LUNA, -4));
    block(20, 1, started(trader(0), LUNA), fill(trader(0), LUNA, -4));
    assertEquals(
        new Recorder.Closing(10, false, "stress of BTC -15%, vol up, BTC -10%"), closing(0));
  }

  @Test
  void whereNoStressDrivesItThePositionIsNamed() {
    block(10, 2, started(trader(0), -1), started(trader(1), -1));
    block(20, 2, started(trader(0), -1), fill(trader(0), LUNA, -4), fill(trader(1), BTC, 4));
    assertEquals(new Recorder.Closing(20, false, "long LUNA-PERP, LUNA -12.3%"), closing(0));
    assertEquals(new Recorder.Closing(20, false, "short BTC-PERP, BTC -10%"), closing(1));
  }

  @Test
  void anAccountThatNobodyTakesIsNotLiquidated() {
    block(10, 1, started(trader(0), BTC));
    assertNull(closing(0));
    assertEquals(0, recorder.liquidatedBooks());
  }

  @Test
  void deleveragingAloneIsNoLiquidation() {
    block(10, 1, started(trader(2), BTC), deleveraged(trader(2), trader(3), 11));
    assertEquals(
        new Recorder.Closing(10, true, "stress of BTC -15%, vol up, BTC -10%"), closing(2));
    assertNull(closing(3), "the holder's position was closed at a profit");
    assertEquals(0, recorder.liquidatedBooks());
    assertEquals(1, recorder.deleveragedBooks());
    assertEquals(1, recorder.deleveragingHolders());
    assertEquals(1, recorder.deleveragings());
    assertEquals(50, recorder.deleveragedNotional());
    assertEquals(11, recorder.badDebt());
  }

  @Test
  void sumsAreOfTheWholeChainAndCountsOfBooks() {
    SubaccountId other = new SubaccountId(Commands.trader(0), 1);
    block(
        10,
        4,
        started(trader(0), -1),
        fill(trader(0), BTC, -1),
        fill(other, LUNA, -1),
        fill(trader(0), LUNA, -1),
        started(backstop(), -1),
        fill(backstop(), BTC, -1),
        deleveraged(trader(1), maker(), -9),
        new Event.NegativeCashCovered(trader(4), 0, 20, 1));
    assertEquals(4, recorder.steps());
    assertEquals(400, recorder.liquidatedNotional());
    assertEquals(28, recorder.penalties());
    assertEquals(4 * 3 + 20, recorder.fundPaid());
    assertEquals(4 * 3 + 20, recorder.badDebt(), "a holder that gained bore nothing");
    assertEquals(1, recorder.liquidatedBooks());
    assertEquals(2, recorder.liquidatedSubaccounts());
    assertEquals(2, recorder.liquidations());
    assertEquals(1, recorder.deleveragedBooks());
    assertEquals(0, recorder.deleveragingHolders());
  }

  @Test
  void aPointCountsSinceTheOneBefore() {
    block(10, 3, started(trader(0), -1), fill(trader(0), BTC, -1));
    block(20, 5, started(backstop(), -1), started(trader(1), -1), fill(trader(1), BTC, -1));
    recorder.sample(chain);
    block(30, 1, started(trader(0), -1), deleveraged(trader(0), trader(2), 2));
    recorder.sample(chain);
    // The opening, then two blocks of which one has 5 - 1 traders below, then one.
    assertEquals(new Recorder.Point(5, 0, 0, 0, 0, 0, 0, 0), recorder.points().get(0));
    assertEquals(new Recorder.Point(5, 0, 0, 4, 2, 6, 0, 0), recorder.points().get(1));
    assertEquals(new Recorder.Point(5, 0, 0, 1, 0, 8, 0, 1), recorder.points().get(2));
  }
}
