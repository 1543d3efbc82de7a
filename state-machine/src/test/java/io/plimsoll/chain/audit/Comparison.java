package io.plimsoll.chain.audit;

import io.plimsoll.chain.block.BlockResult;
import io.plimsoll.chain.block.Hash;
import io.plimsoll.chain.block.Phase;
import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.codec.ByteWriter;
import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.chain.event.Event;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Holds what the chain shows against what the auditor predicts, rule by rule. */
final class Comparison {

  /** What can differ. */
  enum Rule {
    RESULT_CODE,
    EVENT,
    CASH,
    MODE,
    POOL_OF_SUBACCOUNT,
    BACKSTOP,
    LOTS,
    QUOTE_BALANCE,
    FUNDING_PAID,
    EQUITY,
    INITIAL_MARGIN,
    MAINTENANCE_MARGIN,
    DRIVER,
    POOL_BALANCE,
    CLEARING,
    INSURANCE_FUND,
    FEES,
    OPEN_INTEREST,
    FUNDING_INDEX,
    INSTRUMENT,
    MARKET,
    UNDERLYING,
    EXPIRY,
    ROLES,
    PARAMETER,
    CHAIN,
    DEBT,
    GUARD,
    CLAIM,
    ASIDE,
    TOPIC,
    TOTALS,
    MARGIN_DIGEST,
    PHASE_DIGEST,
    OTHER_ENGINE,
    ROOT_AFTER_DISCARD,
    ROOT_AFTER_UNDO,
    ROOT_AFTER_RESTART,
    TAKEN_AGAIN
  }

  /** One thing that differs. */
  record Difference(Rule rule, String of, String expected, String actual) {
    @Override
    public String toString() {
      return "rule " + rule + " of " + of + ": expected " + expected + ", the chain has " + actual;
    }
  }

  private final List<Difference> found = new ArrayList<>();

  private Comparison() {}

  /** All differences; none where the chain did what it must. */
  static List<Difference> of(World world, Auditor.Prediction predicted, Observed observed) {
    Comparison comparison = new Comparison();
    comparison.results(predicted.results(), observed.results());
    comparison.events(predicted.events(), observed.events());
    comparison.accounts(world, observed.world());
    comparison.margins("kept margin of ", predicted.kept(), observed.kept());
    comparison.margins("margin of ", predicted.fresh(), observed.fresh());
    comparison.tables(world, observed.world());
    comparison.digests(predicted, observed);
    return comparison.found;
  }

  /** What differs between two worlds. */
  static List<Difference> of(World expected, World actual) {
    Comparison comparison = new Comparison();
    comparison.accounts(expected, actual);
    comparison.tables(expected, actual);
    return comparison.found;
  }

  private void same(Rule rule, String of, @Nullable Object expected, @Nullable Object actual) {
    if (!Objects.equals(expected, actual)) {
      found.add(new Difference(rule, of, String.valueOf(expected), String.valueOf(actual)));
    }
  }

  private void results(List<ResultCode> expected, List<ResultCode> actual) {
    same(Rule.RESULT_CODE, "number of commands", expected.size(), actual.size());
    for (int i = 0; i < Math.min(expected.size(), actual.size()); i++) {
      same(Rule.RESULT_CODE, "command " + i, expected.get(i), actual.get(i));
    }
  }

  private void events(List<List<Event>> expected, List<Event> actual) {
    int at = 0;
    List<Phase> phases = List.of(Phase.values());
    for (int i = 0; i < expected.size(); i++) {
      for (Event event : expected.get(i)) {
        Object there = at < actual.size() ? actual.get(at) : "nothing";
        if (!event.equals(there)) {
          same(Rule.EVENT, phases.get(i) + ", event " + at, event, there);
        }
        at++;
      }
    }
    if (actual.size() > at) {
      same(Rule.EVENT, "event " + at, "nothing", actual.get(at));
    }
  }

  private void accounts(World expected, World actual) {
    Set<SubaccountId> ids = new TreeSet<>(expected.accounts.keySet());
    ids.addAll(actual.accounts.keySet());
    for (SubaccountId id : ids) {
      World.Account one = expected.account(id);
      World.Account other = actual.account(id);
      if (one.equals(other)) {
        continue;
      }
      String of = "subaccount " + id;
      same(Rule.CASH, of, one.cash(), other.cash());
      same(Rule.MODE, of, one.mode(), other.mode());
      same(Rule.POOL_OF_SUBACCOUNT, of, one.pool(), other.pool());
      same(Rule.BACKSTOP, of, one.backstop(), other.backstop());
      Set<World.PositionKey> keys = new TreeSet<>(one.positions().keySet());
      keys.addAll(other.positions().keySet());
      for (World.PositionKey key : keys) {
        World.Position none = new World.Position(Numbers.ZERO, Numbers.ZERO, Numbers.ZERO);
        World.Position left = one.positions().getOrDefault(key, none);
        World.Position right = other.positions().getOrDefault(key, none);
        String where = of + ", instrument " + key.instrument();
        same(Rule.LOTS, where, left.lots(), right.lots());
        same(Rule.QUOTE_BALANCE, where, left.quote(), right.quote());
        same(Rule.FUNDING_PAID, where, left.fundingIndex(), right.fundingIndex());
      }
    }
  }

  private void margins(
      String what,
      Map<SubaccountId, Margins.Margin> expected,
      Map<SubaccountId, Margins.Margin> actual) {
    same(Rule.EQUITY, what + "all", expected.keySet(), actual.keySet());
    expected.forEach((id, margin) -> {
      Margins.Margin there = actual.get(id);
      if (there != null && !there.equals(margin)) {
        String of = what + "subaccount " + id;
        same(Rule.EQUITY, of, margin.equity(), there.equity());
        same(Rule.INITIAL_MARGIN, of, margin.initial(), there.initial());
        same(Rule.MAINTENANCE_MARGIN, of, margin.maintenance(), there.maintenance());
        same(
            Rule.DRIVER,
            of,
            margin.unit() + "/" + margin.scenario(),
            there.unit() + "/" + there.scenario());
      }
    });
  }

  private void tables(World expected, World actual) {
    Set<Integer> pools = new TreeSet<>(expected.pools.keySet());
    pools.addAll(actual.pools.keySet());
    for (int id : pools) {
      String of = "pool " + id;
      same(Rule.POOL_BALANCE, of, expected.pool(id).balance(), actual.pool(id).balance());
      same(Rule.CLEARING, of, expected.pool(id).clearing(), actual.pool(id).clearing());
      same(Rule.INSURANCE_FUND, of, expected.pool(id).fund(), actual.pool(id).fund());
      same(Rule.FEES, of, expected.pool(id).fees(), actual.pool(id).fees());
    }
    same(Rule.POOL_BALANCE, "pools", expected.pools.keySet(), actual.pools.keySet());
    expected.instruments.forEach((id, row) -> {
      World.Instrument there = actual.instruments.get(id);
      if (there != null && !there.equals(row)) {
        same(Rule.OPEN_INTEREST, "instrument " + id, row.openInterest(), there.openInterest());
        same(Rule.FUNDING_INDEX, "instrument " + id, row.fundingIndex(), there.fundingIndex());
      }
    });
    rows(Rule.INSTRUMENT, expected.instruments, actual.instruments);
    rows(Rule.MARKET, expected.markets, actual.markets);
    rows(Rule.UNDERLYING, expected.underlyings, actual.underlyings);
    rows(Rule.EXPIRY, expected.expiries, actual.expiries);
    rows(Rule.ROLES, expected.roles, actual.roles);
    rows(Rule.PARAMETER, expected.parameters, actual.parameters);
    rows(Rule.DEBT, expected.debts, actual.debts);
    rows(Rule.GUARD, expected.guards, actual.guards);
    rows(Rule.CLAIM, expected.claims, actual.claims);
    rows(Rule.ASIDE, expected.asides, actual.asides);
    same(Rule.TOPIC, "all", expected.topics().keySet(), actual.topics().keySet());
    expected
        .topics()
        .forEach((name, rows) -> {
          Map<Object, Object> there = actual.topics().getOrDefault(name, Map.of());
          same(Rule.TOPIC, name, rows.keySet(), there.keySet());
          rows.forEach((key, row) -> {
            if (!row.equals(there.get(key))) {
              same(Rule.TOPIC, name + " " + key, row, there.get(key));
            }
          });
        });
    same(Rule.CHAIN, "chain id", expected.chainId, actual.chainId);
    same(Rule.CHAIN, "height", expected.height, actual.height);
    same(Rule.CHAIN, "time", expected.timeMs, actual.timeMs);
    same(Rule.CHAIN, "funded until", expected.fundedUntilMs, actual.fundedUntilMs);
  }

  private <K> void rows(Rule rule, Map<K, ?> expected, Map<K, ?> actual) {
    same(rule, "all keys", expected.keySet(), actual.keySet());
    expected.forEach((key, row) -> {
      if (!row.equals(actual.get(key))) {
        same(rule, "row " + key, row, actual.get(key));
      }
    });
  }

  private void digests(Auditor.Prediction predicted, Observed observed) {
    BigInteger equity = Numbers.ZERO;
    BigInteger initial = Numbers.ZERO;
    BigInteger maintenance = Numbers.ZERO;
    int below = 0;
    for (Margins.Margin margin : predicted.remargined().values()) {
      equity = equity.add(margin.equity());
      initial = initial.add(margin.initial());
      maintenance = maintenance.add(margin.maintenance());
      below += margin.isLiquidatable() ? 1 : 0;
    }
    BlockResult.Totals totals =
        new BlockResult.Totals(
            predicted.remargined().size(),
            Numbers.saturated(equity).longValueExact(),
            Numbers.saturated(initial).longValueExact(),
            Numbers.saturated(maintenance).longValueExact(),
            below);
    same(Rule.TOTALS, "block", totals, observed.totals());
    ByteWriter writer = new ByteWriter();
    writer.i32(predicted.kept().size());
    predicted
        .kept()
        .forEach((id, margin) ->
            writer
                .i64(margin.equity().longValueExact())
                .i64(margin.initial().longValueExact())
                .i64(margin.maintenance().longValueExact()));
    same(Rule.MARGIN_DIGEST, "block", sha256(writer), observed.marginDigest());
    List<Phase> phases = List.of(Phase.values());
    for (int i = 0; i < phases.size(); i++) {
      Phase phase = phases.get(i);
      ByteWriter bytes = new ByteWriter();
      if (phase == Phase.COMMANDS) {
        predicted.results().forEach(code -> bytes.u16(code.number()));
      }
      predicted.events().get(i).forEach(event -> event.write(bytes));
      Hash there = observed.phaseDigests().get(i);
      same(Rule.PHASE_DIGEST, phase.toString(), sha256(bytes), there);
    }
  }

  private static Hash sha256(ByteWriter bytes) {
    try {
      byte[] content = Arrays.copyOf(bytes.memory(), bytes.size());
      return Hash.of(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
