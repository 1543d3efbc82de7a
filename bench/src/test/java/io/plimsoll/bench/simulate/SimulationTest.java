package io.plimsoll.bench.simulate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.bench.price.PriceSeries;
import io.plimsoll.chain.MarginChain;
import io.plimsoll.chain.block.Block;
import io.plimsoll.chain.block.BlockResult;
import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.CommandCodec;
import io.plimsoll.chain.command.Mode;
import io.plimsoll.chain.event.Event;
import io.plimsoll.chain.state.Accounts;
import io.plimsoll.chain.state.Rows;
import io.plimsoll.kernels.engine.Engine;
import io.plimsoll.kernels.engine.Engines;
import io.plimsoll.margin.model.Requirement;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SimulationTest {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  @TempDir private static Path folder;

  private static Path first;
  private static JsonNode summary;

  @BeforeAll
  static void simulate() throws IOException {
    first = folder.resolve("first");
    Runs.all(first, 7, "scalar");
    summary = JSON.readTree(Files.readString(first.resolve("summary.json")));
  }

  private static void assertSame(Map<String, byte[]> expected, Map<String, byte[]> found) {
    assertEquals(expected.keySet(), found.keySet());
    expected.forEach((name, bytes) -> assertArrayEquals(bytes, found.get(name), name));
  }

  @Test
  void leavesItsFilesAndNoOthers() throws IOException {
    TreeSet<String> names = new TreeSet<>(List.of("report.html", "blocks.jsonl", "summary.json"));
    for (JsonNode chain : summary.get("chains")) {
      names.add("log." + chain.get("experiment").asString() + "." + chain.get("mode").asString());
    }
    assertEquals(9, names.size());
    assertEquals(names, Runs.files(first).keySet());
  }

  @Test
  void oneSeedGivesTheSameFilesOnAnotherEngine() throws IOException {
    Path again = folder.resolve("again");
    Runs.all(again, 7, "simd");
    assertSame(Runs.files(first), Runs.files(again));
  }

  @Test
  void anotherSeedGivesOtherBooks() throws IOException {
    Path other = folder.resolve("other");
    Runs.all(other, 8, "simd");
    JsonNode otherSummary = JSON.readTree(Files.readString(other.resolve("summary.json")));
    for (int c = 0; c < summary.get("chains").size(); c++) {
      assertFalse(
          summary
              .at("/chains/" + c + "/finalRoot")
              .equals(otherSummary.at("/chains/" + c + "/finalRoot")));
    }
  }

  @Test
  void aChainAloneIsTheChainAmongSix() throws IOException {
    Path alone = folder.resolve("alone");
    Settings settings =
        Runs.settings(
            alone, 7, "auto", List.of(Experiment.SAME_UTILISATION), List.of(Mode.PORTFOLIO));
    new Simulation(settings).run((block, liquidations) -> {});
    assertArrayEquals(
        Files.readAllBytes(first.resolve("log.same-utilisation.portfolio")),
        Files.readAllBytes(alone.resolve("log")));
    List<String> expected =
        Files.readAllLines(first.resolve("blocks.jsonl")).stream()
            .filter(line -> line.startsWith("{\"experiment\":\"same-utilisation\",\"mode\":\"port"))
            .toList();
    assertEquals(expected, Files.readAllLines(alone.resolve("blocks.jsonl")));
  }

  @Test
  void theLogsGiveTheSameRootsAndTheSummarysTotals() throws IOException {
    List<String> lines = Files.readAllLines(first.resolve("blocks.jsonl"));
    int line = 0;
    for (JsonNode chain : summary.get("chains")) {
      Audit audit = new Audit();
      try (Engine engine = Engines.create("simd", 2)) {
        MarginChain replayed = new MarginChain(engine);
        for (Block block : Runs.blocks(log(chain))) {
          BlockResult result = replayed.execute(block);
          replayed.commit();
          audit.take(result);
          JsonNode written = JSON.readTree(lines.get(line++));
          assertEquals(chain.get("experiment"), written.get("experiment"));
          assertEquals(chain.get("mode"), written.get("mode"));
          assertEquals(block.height(), written.get("height").asLong());
          assertEquals(result.stateRoot().hex(), written.get("stateRoot").asString());
          assertEquals(result.marginDigest().hex(), written.get("marginDigest").asString());
        }
        audit.compare(chain, replayed);
      }
    }
    assertEquals(6 * (Runs.BLOCKS + 2), line);
    assertEquals(line, lines.size());
  }

  private static Path log(JsonNode chain) {
    return first.resolve(
        "log." + chain.get("experiment").asString() + "." + chain.get("mode").asString());
  }

  /** Adds up a chain's events on its own. */
  private static final class Audit {

    private final TreeSet<String> books = new TreeSet<>();
    private final TreeSet<String> subaccounts = new TreeSet<>();
    private long steps;
    private long notional;
    private long penalties;
    private long fundPaid;
    private long givenUp;
    private long deleveragings;

    void take(BlockResult result) {
      for (Event event : result.events()) {
        if (event instanceof Event.LiquidationFill fill) {
          steps++;
          notional += fill.notional();
          penalties += fill.penalty();
          fundPaid += fill.fundPaid();
          if (Commands.bookOf(fill.subaccount().owner()) >= 0) {
            subaccounts.add(fill.subaccount().toString());
            books.add(fill.subaccount().owner().toString());
          }
        } else if (event instanceof Event.Deleveraged closed) {
          deleveragings++;
          givenUp += Math.max(0, closed.holderGave());
        } else if (event instanceof Event.NegativeCashCovered covered) {
          fundPaid += covered.paid();
        }
      }
    }

    void compare(JsonNode chain, MarginChain replayed) {
      JsonNode totals = chain.get("totals");
      assertEquals(books.size(), totals.get("liquidatedBooks").asInt());
      assertEquals(subaccounts.size(), totals.get("liquidatedSubaccounts").asInt());
      assertEquals(steps, totals.get("liquidationSteps").asLong());
      assertEquals(deleveragings, totals.get("deleveragings").asLong());
      assertEquals(notional, quanta(totals, "liquidatedNotionalUsd"));
      assertEquals(penalties, quanta(totals, "penaltiesUsd"));
      assertEquals(fundPaid, quanta(totals, "fundPaidUsd"));
      assertEquals(0, totals.get("refusedOthers").asInt());
      assertEquals(0, totals.get("refusedPrices").asInt());
      assertEquals(
          fundPaid + givenUp + quanta(totals, "uncoveredUsd"), quanta(totals, "badDebtUsd"));
      long fund = 0;
      for (Rows.Pool pool : replayed.state().pools().rows().values()) {
        fund += pool.fund();
      }
      assertEquals(fund, quanta(totals, "fundEndUsd"));
      assertEquals(fund, quanta(totals, "fundStartUsd") + penalties - fundPaid);
      compareEquity(chain, replayed);
      assertTrue(steps > 0, "nobody was liquidated, so this test looked at nothing");
    }

    private static void compareEquity(JsonNode chain, MarginChain replayed) {
      Accounts accounts = replayed.state().accounts();
      long equity = 0;
      long initial = 0;
      for (int handle = 0; handle < accounts.slots(); handle++) {
        if (Commands.bookOf(accounts.id(handle).owner()) < 0) {
          continue;
        }
        Requirement requirement = replayed.processor().requirement(handle);
        equity += requirement == null ? accounts.cash(handle) : requirement.equity();
        initial += requirement == null ? 0 : requirement.initial();
      }
      JsonNode series = chain.get("series");
      assertEquals(equity, quanta(last(series.get("equityUsd"))));
      assertEquals(initial, quanta(last(series.get("initialMarginUsd"))));
    }
  }

  private static JsonNode last(JsonNode list) {
    return list.get(list.size() - 1);
  }

  private static long quanta(JsonNode node, String field) {
    return quanta(node.get(field));
  }

  private static long quanta(JsonNode usd) {
    return new BigDecimal(usd.asString()).movePointRight(6).longValueExact();
  }

  @Test
  void allChainsGetTheSamePricesAndQuotes() throws IOException {
    List<List<Block>> chains = new ArrayList<>();
    for (JsonNode chain : summary.get("chains")) {
      chains.add(Runs.blocks(log(chain)));
    }
    List<Block> one = chains.getFirst();
    assertEquals(Runs.BLOCKS + 2, one.size());
    for (List<Block> other : chains) {
      for (int b = 2; b < one.size(); b++) {
        assertEquals(one.get(b).timeMs(), other.get(b).timeMs());
        assertArrayEquals(
            one.get(b).commands().toArray(), other.get(b).commands().toArray(), "block " + b);
      }
    }
  }

  @Test
  void lunaIsSettledAtTheEndOfItsLastHour() throws IOException {
    List<Command.DelistMarket> found = new ArrayList<>();
    for (Block block : Runs.blocks(first.resolve("log.same-collateral.cross"))) {
      for (byte[] bytes : block.commands()) {
        if (CommandCodec.decode(bytes).command() instanceof Command.DelistMarket delist) {
          found.add(delist);
          assertTrue(block.timeMs() < delist.settleAtMs());
        }
      }
    }
    // The last hour in the table begins on 13 May at midnight.
    long endMs = 1_652_400_000_000L + PriceSeries.HOUR_MS;
    assertEquals(List.of(new Command.DelistMarket(4, endMs)), found);
  }

  /** Collateral and initial margins of each book after the opening block, by mode. */
  private static Map<Integer, long[]> opening(JsonNode chain) throws IOException {
    Map<Integer, long[]> books = new TreeMap<>();
    try (Engine engine = Engines.create("scalar", 1)) {
      MarginChain replayed = new MarginChain(engine);
      for (Block block : Runs.blocks(log(chain)).subList(0, 2)) {
        BlockResult result = replayed.execute(block);
        assertTrue(result.results().stream().allMatch(code -> code == ResultCode.OK));
        replayed.commit();
      }
      Accounts accounts = replayed.state().accounts();
      for (int handle = 0; handle < accounts.slots(); handle++) {
        int book = Commands.bookOf(accounts.id(handle).owner());
        if (book < 0) {
          continue;
        }
        boolean isolated = chain.get("mode").asString().equals("isolated");
        assertTrue(!isolated || accounts.positions(handle) <= 1, "two positions in one");
        Requirement requirement = replayed.processor().requirement(handle);
        long[] sums = books.computeIfAbsent(book, key -> new long[2]);
        sums[0] += requirement == null ? accounts.cash(handle) : requirement.equity();
        sums[1] += requirement == null ? 0 : requirement.initial();
        if (requirement != null) {
          assertTrue(requirement.equity() >= requirement.initial());
        }
      }
    }
    assertEquals(Runs.BOOKS, books.size());
    return books;
  }

  /** Opening trades round by less than this in each leg. */
  private static final long DUST = 100;

  @Test
  void booksHaveTheSameCollateralInEveryMode() throws IOException {
    Map<Integer, long[]> isolated = opening(summary.get("chains").get(0));
    for (int c = 0; c < 3; c++) {
      Map<Integer, long[]> mode = opening(summary.get("chains").get(c));
      mode.forEach((book, sums) -> {
        long others = isolated.getOrDefault(book, new long[2])[0];
        assertTrue(Math.abs(others - sums[0]) <= DUST, "book " + book + ": " + others);
        assertTrue(sums[0] * 100 >= sums[1] * 105 - DUST, "book " + book + Arrays.toString(sums));
      });
    }
  }

  @Test
  void booksHaveTheSameUtilisationInTheirOwnMode() throws IOException {
    for (int c = 3; c < 6; c++) {
      opening(summary.get("chains").get(c))
          .forEach((book, sums) -> {
            // Up to a dollar for each leg and one for the book, and a quantum of rounding.
            long above = sums[0] - Opening.ceil(sums[1], 1_000_000, 600_000);
            assertTrue(
                above >= -DUST && above <= 12_000_000,
                "book " + book + " " + Arrays.toString(sums));
          });
    }
  }

  @Test
  void theSummarySaysWhatWasSimulated() {
    int books = 0;
    for (JsonNode group : summary.get("population")) {
      books += group.get("books").asInt();
    }
    assertEquals(Runs.BOOKS, books);
    JsonNode times = summary.get("times");
    for (int t = 1; t < times.size(); t++) {
      assertTrue(times.get(t).asLong() > times.get(t - 1).asLong());
    }
    for (JsonNode market : summary.get("prices")) {
      assertEquals(times.size(), market.get("usd").size());
    }
    for (JsonNode chain : summary.get("chains")) {
      for (JsonNode series : chain.get("series")) {
        assertEquals(times.size(), series.size());
      }
    }
  }

  /** In blocks of a few commands the same books open with the same collateral. */
  @Test
  void anOpeningMayTakeSeveralBlocks() throws IOException {
    Path spread = folder.resolve("spread");
    Settings settings =
        Runs.settings(
            spread,
            7,
            "scalar",
            List.of(Experiment.SAME_COLLATERAL),
            List.of(Mode.ISOLATED, Mode.PORTFOLIO));
    new Simulation(settings, 200).run((block, liquidations) -> {});
    JsonNode found = JSON.readTree(Files.readString(spread.resolve("summary.json")));
    for (int c = 0; c < 2; c++) {
      JsonNode whole = summary.get("chains").get(2 * c);
      JsonNode parted = found.get("chains").get(c);
      assertEquals(whole.get("mode"), parted.get("mode"));
      assertEquals(whole.get("subaccounts"), parted.get("subaccounts"));
      assertTrue(parted.get("finalHeight").asInt() > Runs.BLOCKS + 3, "one block was enough");
      assertTrue(
          Math.abs(
                  quanta(whole.get("totals"), "collateralUsd")
                      - quanta(parted.get("totals"), "collateralUsd"))
              < 1_000_000,
          "collateral differs by a dollar or more");
      int most = 0;
      for (Block block : Runs.blocks(spread.resolve("log." + experimentAndMode(parted)))) {
        most = Math.max(most, block.commands().size());
      }
      int feed = Runs.blocks(log(whole)).get(2).commands().size();
      assertTrue(most < feed + 300, "a block has " + most + " commands");
    }
  }

  private static String experimentAndMode(JsonNode chain) {
    return chain.get("experiment").asString() + "." + chain.get("mode").asString();
  }
}
