package io.plimsoll.chain.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.chain.block.BlockResult;
import io.plimsoll.chain.block.Hash;
import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.Mode;
import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.chain.event.Event;
import io.plimsoll.kernels.engine.Engines;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** One number that is one unit off is reported, by the name of its rule. */
class AuditBitesTest {

  private static final long SEED = 2;
  private static final int SEEDS = 4;
  private static final int BLOCKS = 150;

  /** Lenses that lie about one number where the block has one of its kind. */
  private static Map<String, Lie> lies() {
    Map<String, Lie> lies = new LinkedHashMap<>();
    lies.put("cash", account(Comparison.Rule.CASH, row -> row.plusCash(Numbers.ONE)));
    lies.put("mode", account(Comparison.Rule.MODE, row -> row.withMode(Mode.ISOLATED)));
    lies.put("pool", account(Comparison.Rule.POOL_OF_SUBACCOUNT, row -> row.withPool(77)));
    lies.put("backstop", account(Comparison.Rule.BACKSTOP, row -> row.withBackstop(77)));
    lies.put("lots", position(Comparison.Rule.LOTS, 1, 0, 0));
    lies.put("balance", position(Comparison.Rule.QUOTE_BALANCE, 0, 1, 0));
    lies.put("funding paid", position(Comparison.Rule.FUNDING_PAID, 0, 0, 1));
    lies.put("equity", margin(Comparison.Rule.EQUITY, 1, 0, 0, 0));
    lies.put("initial", margin(Comparison.Rule.INITIAL_MARGIN, 0, 1, 0, 0));
    lies.put("maintenance", margin(Comparison.Rule.MAINTENANCE_MARGIN, 0, 0, 1, 0));
    lies.put("driver", margin(Comparison.Rule.DRIVER, 0, 0, 0, 1));
    lies.put("balance of a pool", pool(Comparison.Rule.POOL_BALANCE, 1, 0, 0, 0));
    lies.put("clearing", pool(Comparison.Rule.CLEARING, 0, 1, 0, 0));
    lies.put("insurance fund", pool(Comparison.Rule.INSURANCE_FUND, 0, 0, 1, 0));
    lies.put("fees", pool(Comparison.Rule.FEES, 0, 0, 0, 1));
    lies.put("open interest", instrument(Comparison.Rule.OPEN_INTEREST, 1, 0));
    lies.put("funding index", instrument(Comparison.Rule.FUNDING_INDEX, 0, 1));
    losses(lies);
    prices(lies);
    lies.put("result", new Lie(Comparison.Rule.RESULT_CODE, AuditBitesTest::otherResult));
    lies.put("event", new Lie(Comparison.Rule.EVENT, AuditBitesTest::otherEvent));
    lies.put("totals", new Lie(Comparison.Rule.TOTALS, AuditBitesTest::otherTotals));
    lies.put("margins", new Lie(Comparison.Rule.MARGIN_DIGEST, AuditBitesTest::otherDigest));
    lies.put("phases", new Lie(Comparison.Rule.PHASE_DIGEST, AuditBitesTest::otherPhase));
    return lies;
  }

  private static void losses(Map<String, Lie> lies) {
    lies.put("owed", debt(0, 0, 0, 0, 1, 0));
    lies.put("maintenance of a debt", debt(0, 0, 0, 0, 0, 1));
    lies.put("since when it is owed", debt(1, 0, 0, 0, 0, 0));
    lies.put("when it was tried", debt(0, 1, 0, 0, 0, 0));
    lies.put("pool of a debt", debt(0, 0, 1, 0, 0, 0));
    lies.put("market of a debt", debt(0, 0, 0, 1, 0, 0));
    lies.put("loss seen", guard(1, 0, 0));
    lies.put("outage seen", guard(0, 1, 0));
    lies.put("still shared", guard(0, 0, 1));
    lies.put(
        "claim",
        rows(
            Comparison.Rule.CLAIM,
            world -> {
              if (!world.markets.isEmpty()) {
                world.claims.merge(world.markets.lastKey(), Numbers.ONE, BigInteger::add);
              }
            }));
    lies.put("offset of shorts", aside(1, 0));
    lies.put("last mark", aside(0, 1));
  }

  private static void prices(Map<String, Lie> lies) {
    lies.put(
        "index",
        rows(
            Comparison.Rule.UNDERLYING,
            world ->
                world.underlyings.replaceAll((id, row) ->
                    new World.Underlying(
                        row.name(),
                        row.exponent(),
                        row.activeFrom(),
                        row.index() + 1,
                        row.pricedAtMs()))));
    lies.put(
        "power",
        rows(
            Comparison.Rule.TOPIC,
            world -> world.rows(Oracles.POWERS).replaceAll((id, power) -> power + 1)));
    lies.put(
        "average",
        rows(
            Comparison.Rule.TOPIC,
            world ->
                world
                    .rows(Oracles.AVERAGES)
                    .replaceAll((id, row) -> new Oracles.Average(row.price() + 1, row.atMs()))));
    lies.put(
        "volume",
        rows(
            Comparison.Rule.TOPIC,
            world -> world.rows(Fees.TRADED).replaceAll((key, sides) -> sides.plus(sides))));
    lies.put("confidence", quality(1, 0));
    lies.put("refusals", quality(0, 1));
    lies.put("sampled until", sampling(1, 0, 0));
    lies.put("premium sample", sampling(0, 1, 0));
    lies.put("premium vote", sampling(0, 0, 1));
  }

  private static Lie rows(Comparison.Rule rule, Consumer<World> change) {
    return new Lie(
        rule,
        of -> {
          World world = of.world().copy();
          change.accept(world);
          return with(of, world);
        });
  }

  private static Lie debt(
      long since, long tried, int pool, int market, long owed, long maintenance) {
    return rows(
        Comparison.Rule.DEBT,
        world ->
            world.debts.replaceAll((id, row) ->
                new World.Debt(
                    row.since() + since,
                    row.tried() + tried,
                    row.pool() + pool,
                    row.market() + market,
                    row.owed().add(Numbers.of(owed)),
                    row.maintenance().add(Numbers.of(maintenance)))));
  }

  private static Lie guard(long seen, long outage, long sharing) {
    return rows(
        Comparison.Rule.GUARD,
        world ->
            world.guards.replaceAll((id, row) ->
                new World.Guard(
                    row.seen() + seen,
                    row.outage() + outage,
                    row.sharing().add(Numbers.of(sharing)),
                    row.shared())));
  }

  private static Lie aside(long shortOffset, long mark) {
    return rows(
        Comparison.Rule.ASIDE,
        world -> {
          if (!world.instruments.isEmpty()) {
            int id = world.instruments.lastKey();
            World.Aside old = world.aside(id);
            BigInteger offset = old.shortOffset().add(Numbers.of(shortOffset));
            world.putAside(id, new World.Aside(offset, old.previousMark() + mark));
          }
        });
  }

  private static Lie quality(long confidence, int refusals) {
    return rows(
        Comparison.Rule.TOPIC,
        world ->
            world
                .rows(Oracles.QUALITIES)
                .replaceAll((id, row) ->
                    new Oracles.Quality(row.confidence() + confidence, row.refusals() + refusals)));
  }

  private static Lie sampling(long sampledMs, int premium, int vote) {
    return rows(
        Comparison.Rule.TOPIC,
        world ->
            world
                .rows(Oracles.SAMPLINGS)
                .replaceAll((id, row) -> {
                  NavigableMap<Long, Integer> samples = new TreeMap<>(row.samples());
                  samples.replaceAll((atMs, ppm) -> ppm + premium);
                  NavigableMap<Address, Integer> votes = new TreeMap<>(row.votes());
                  votes.replaceAll((reporter, ppm) -> ppm + vote);
                  return new Oracles.Sampling(
                      row.sampledUntilMs() + sampledMs, row.tickedUntilMs(), samples, votes);
                }));
  }

  private record Lie(Comparison.Rule rule, UnaryOperator<Observed> lens) {}

  /** Told of each block until there is something to lie about, each lie is reported. */
  @Test
  void everyLieIsReportedByName() {
    Map<String, Lie> waiting = lies();
    for (long seed = SEED; seed < SEED + SEEDS && !waiting.isEmpty(); seed++) {
      AuditRun run =
          new AuditRun(seed)
              .seenBy((world, predicted, observed) ->
                  waiting.entrySet().removeIf(lie -> isReported(lie, world, predicted, observed)));
      for (int block = 0; block < BLOCKS && !waiting.isEmpty(); block++) {
        List<Comparison.Difference> differences = run.run(1);
        assertTrue(differences.isEmpty(), () -> run.report(differences));
      }
    }
    assertEquals(Set.of(), waiting.keySet(), "nothing was reported");
  }

  /** Whether there was something to lie about; it is then reported as what it is. */
  private static boolean isReported(
      Map.Entry<String, Lie> entry, World world, Auditor.Prediction predicted, Observed observed) {
    Lie lie = entry.getValue();
    List<Comparison.Difference> differences =
        Comparison.of(world, predicted, lie.lens.apply(observed));
    String named = "rule " + lie.rule + " of ";
    assertTrue(
        differences.isEmpty()
            || differences.stream().anyMatch(each -> each.toString().startsWith(named)),
        () -> entry.getKey() + " is reported as\n" + differences);
    return !differences.isEmpty();
  }

  @Test
  void aRunEndsWithALie() {
    Lie lie = Objects.requireNonNull(lies().get("cash"));
    AuditRun run = new AuditRun(SEED, Engines.create("scalar", 1), lie.lens);
    List<Comparison.Difference> differences = run.run(BLOCKS);
    assertEquals(lie.rule, differences.getFirst().rule());
    assertTrue(run.report(differences).contains("rule " + lie.rule), run.report(differences));
  }

  @Test
  void withoutALieNothingIsReported() {
    AuditRun run = new AuditRun(SEED);
    List<Comparison.Difference> differences = run.run(BLOCKS);
    assertTrue(differences.isEmpty(), () -> run.report(differences));
  }

  private static Observed with(Observed of, World world) {
    return new Observed(
        world,
        of.results(),
        of.events(),
        of.kept(),
        of.fresh(),
        of.marginDigest(),
        of.phaseDigests(),
        of.totals());
  }

  private static Lie account(Comparison.Rule rule, UnaryOperator<World.Account> change) {
    return new Lie(
        rule,
        of -> {
          World world = of.world().copy();
          if (!world.accounts.isEmpty()) {
            SubaccountId id = world.accounts.lastKey();
            world.put(id, change.apply(world.account(id)));
          }
          return with(of, world);
        });
  }

  private static Lie position(Comparison.Rule rule, long lots, long quote, long funding) {
    return new Lie(
        rule,
        of -> {
          World world = of.world().copy();
          for (SubaccountId id : of.kept().keySet()) {
            World.Account row = world.account(id);
            Map.Entry<World.PositionKey, World.Position> last = row.positions().lastEntry();
            if (last != null) {
              World.Position old = last.getValue();
              World.Position other =
                  new World.Position(
                      old.lots().add(Numbers.of(lots)),
                      old.quote().add(Numbers.of(quote)),
                      old.fundingIndex().add(Numbers.of(funding)));
              world.put(id, row.with(last.getKey(), other));
              break;
            }
          }
          return with(of, world);
        });
  }

  private static Lie margin(
      Comparison.Rule rule, long equity, long initial, long maintenance, int scenario) {
    return new Lie(
        rule,
        of -> {
          NavigableMap<SubaccountId, Margins.Margin> fresh = new TreeMap<>(of.fresh());
          Map.Entry<SubaccountId, Margins.Margin> last = fresh.lastEntry();
          if (last != null) {
            Margins.Margin old = last.getValue();
            fresh.put(
                last.getKey(),
                new Margins.Margin(
                    old.equity().add(Numbers.of(equity)),
                    old.initial().add(Numbers.of(initial)),
                    old.maintenance().add(Numbers.of(maintenance)),
                    old.unit(),
                    old.scenario() + scenario));
          }
          return new Observed(
              of.world(),
              of.results(),
              of.events(),
              of.kept(),
              fresh,
              of.marginDigest(),
              of.phaseDigests(),
              of.totals());
        });
  }

  private static Lie pool(Comparison.Rule rule, long balance, long clearing, long fund, long fees) {
    return new Lie(
        rule,
        of -> {
          World world = of.world().copy();
          world.addToPool(
              World.CROSS_POOL,
              Numbers.of(balance),
              Numbers.of(clearing),
              Numbers.of(fund),
              Numbers.of(fees));
          return with(of, world);
        });
  }

  private static Lie instrument(Comparison.Rule rule, long openInterest, long fundingIndex) {
    return new Lie(
        rule,
        of -> {
          World world = of.world().copy();
          world.instruments.computeIfPresent(
              1,
              (id, row) ->
                  new World.Instrument(
                      row.market(),
                      row.kind(),
                      row.expiryMs(),
                      row.strike(),
                      row.activeFrom(),
                      row.openInterest().add(BigInteger.valueOf(openInterest)),
                      row.fundingIndex().add(BigInteger.valueOf(fundingIndex)),
                      row.fundingPpm(),
                      row.mark(),
                      row.markedAtMs(),
                      row.ended()));
          return with(of, world);
        });
  }

  private static Observed outcome(
      Observed of,
      List<ResultCode> results,
      List<Event> events,
      Hash digest,
      List<Hash> phases,
      BlockResult.Totals totals) {
    return new Observed(of.world(), results, events, of.kept(), of.fresh(), digest, phases, totals);
  }

  private static Observed otherResult(Observed of) {
    List<ResultCode> results = new ArrayList<>(of.results());
    results.replaceAll(code -> code == ResultCode.REDUCE_ONLY ? ResultCode.OK : code);
    return outcome(of, results, of.events(), of.marginDigest(), of.phaseDigests(), of.totals());
  }

  /** A liquidation's penalty, one quantum more. */
  private static Observed otherEvent(Observed of) {
    List<Event> events = new ArrayList<>();
    for (Event event : of.events()) {
      events.add(
          event instanceof Event.LiquidationFill fill
              ? new Event.LiquidationFill(
                  fill.subaccount(),
                  fill.maker(),
                  fill.instrument(),
                  fill.lots(),
                  fill.quote(),
                  fill.notional(),
                  fill.penalty() + 1,
                  fill.fundPaid(),
                  fill.backstop())
              : event);
    }
    return outcome(of, of.results(), events, of.marginDigest(), of.phaseDigests(), of.totals());
  }

  private static Observed otherTotals(Observed of) {
    BlockResult.Totals old = of.totals();
    BlockResult.Totals totals =
        new BlockResult.Totals(
            old.subaccounts(),
            old.equity() + 1,
            old.initial(),
            old.maintenance(),
            old.belowMaintenance());
    return outcome(of, of.results(), of.events(), of.marginDigest(), of.phaseDigests(), totals);
  }

  private static Observed otherDigest(Observed of) {
    return outcome(of, of.results(), of.events(), Hash.ZERO, of.phaseDigests(), of.totals());
  }

  private static Observed otherPhase(Observed of) {
    List<Hash> phases = new ArrayList<>(of.phaseDigests());
    phases.set(5, Hash.ZERO);
    return outcome(of, of.results(), of.events(), of.marginDigest(), phases, of.totals());
  }
}
