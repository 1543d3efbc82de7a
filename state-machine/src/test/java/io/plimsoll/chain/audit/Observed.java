package io.plimsoll.chain.audit;

import io.plimsoll.chain.MarginChain;
import io.plimsoll.chain.block.BlockResult;
import io.plimsoll.chain.block.Hash;
import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.chain.event.Event;
import io.plimsoll.chain.state.Accounts;
import io.plimsoll.chain.state.Rows;
import io.plimsoll.chain.state.State;
import io.plimsoll.margin.model.Requirement;
import java.math.BigInteger;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What the chain shows after a block, in the auditor's words.
 *
 * @param kept the margins that the block left, without drivers where nothing shows them
 * @param fresh the margins computed after it
 */
record Observed(
    World world,
    List<ResultCode> results,
    List<Event> events,
    NavigableMap<SubaccountId, Margins.Margin> kept,
    NavigableMap<SubaccountId, Margins.Margin> fresh,
    Hash marginDigest,
    List<Hash> phaseDigests,
    BlockResult.Totals totals) {

  static Observed of(MarginChain chain, BlockResult result) {
    State state = chain.state();
    World world = world(state);
    NavigableMap<SubaccountId, Margins.Margin> kept = new TreeMap<>();
    NavigableMap<SubaccountId, Margins.Margin> fresh = new TreeMap<>();
    world.accounts.forEach((id, account) -> {
      if (!account.positions().isEmpty()) {
        int handle = state.accounts().find(id);
        Requirement last = new Requirement();
        chain.processor().lastRequirement(handle, last);
        kept.put(id, margin(state, last));
        Requirement now = chain.processor().requirement(handle);
        if (now != null) {
          fresh.put(id, margin(state, now));
        }
      }
    });
    return new Observed(
        world,
        result.results(),
        result.events(),
        kept,
        fresh,
        result.marginDigest(),
        result.phaseDigests(),
        result.totals());
  }

  private static Margins.Margin margin(State state, Requirement of) {
    int unit = of.drivingUnit() < 0 ? -1 : state.underlyings().keyOf(of.drivingUnit());
    return new Margins.Margin(
        Numbers.of(of.equity()),
        Numbers.of(of.initial()),
        Numbers.of(of.maintenance()),
        unit,
        of.drivingScenario());
  }

  /** All rows of a state. */
  static World world(State state) {
    World world = new World();
    world.chainId = state.chain().chainId();
    world.height = state.chain().height();
    world.timeMs = state.chain().timeMs();
    world.fundedUntilMs = state.chain().fundedUntilMs();
    state.roles().rows().forEach((key, row) -> world.roles.put(key, row.mask()));
    state
        .parameters()
        .paths()
        .forEach((key, row) ->
            world.parameters.put(
                new World.ParameterKey(key.code(), key.subject()),
                new World.Path(
                    row.from(),
                    row.steps().stream()
                        .map(step ->
                            new World.Change(step.to(), step.startHeight(), step.rampBlocks()))
                        .toList())));
    listings(state, world);
    state
        .pools()
        .rows()
        .forEach((id, row) ->
            world.pools.put(
                id,
                new World.Pool(
                    Numbers.of(row.balance()),
                    Numbers.of(row.clearing()),
                    Numbers.of(row.fund()),
                    Numbers.of(row.fees()))));
    losses(state, world);
    Accounts accounts = state.accounts();
    for (int handle = 0; handle < accounts.slots(); handle++) {
      // Handles live as long as the process; what has no leaf is not part of the state.
      if (accounts.encode(handle).length > 0) {
        world.accounts.put(accounts.id(handle), account(state, world, handle));
      }
    }
    for (Watch watch : Parts.of(Watch.class)) {
      watch.observe(state, world);
    }
    return world;
  }

  private static void losses(State state, World world) {
    state
        .debts()
        .rows()
        .forEach((id, row) ->
            world.debts.put(
                id,
                new World.Debt(
                    row.since(),
                    row.tried(),
                    row.pool(),
                    row.market(),
                    Numbers.of(row.owed()),
                    Numbers.of(row.maintenance()))));
    state
        .guards()
        .rows()
        .forEach((id, row) ->
            world.guards.put(
                id,
                new World.Guard(
                    row.seen(), row.outage(), Numbers.of(row.sharing()), row.shared())));
    state.claims().rows().forEach((id, row) -> world.claims.put(id, Numbers.of(row.paid())));
    state
        .asides()
        .rows()
        .forEach((id, row) ->
            world.asides.put(
                id, new World.Aside(Numbers.of(row.shortOffset()), row.previousMark())));
  }

  private static void listings(State state, World world) {
    state
        .underlyings()
        .rows()
        .forEach((id, row) ->
            world.underlyings.put(
                id,
                new World.Underlying(
                    row.name(),
                    row.priceExponent(),
                    row.activeFrom(),
                    row.index(),
                    row.pricedAtMs())));
    state
        .markets()
        .rows()
        .forEach((id, row) ->
            world.markets.put(
                id,
                new World.Market(
                    row.underlying(),
                    row.isolated(),
                    row.multiplierNum(),
                    row.multiplierDen(),
                    row.activeFrom(),
                    row.settleAtMs(),
                    row.settlementSum(),
                    row.settlementCount(),
                    row.ended())));
    state
        .instruments()
        .rows()
        .forEach((id, row) ->
            world.instruments.put(
                id,
                new World.Instrument(
                    row.market(),
                    World.Kind.of(row.kind().code()),
                    row.expiryMs(),
                    row.strike(),
                    row.activeFrom(),
                    Numbers.of(row.openInterest()),
                    Numbers.of(row.fundingIndex()),
                    row.fundingPpm(),
                    row.mark(),
                    row.markedAtMs(),
                    row.ended())));
    state
        .expiries()
        .rows()
        .forEach((key, row) -> {
          NavigableMap<Integer, World.Report> volatilities = new TreeMap<>();
          for (Rows.Volatility each : row.volatilities()) {
            volatilities.put(each.instrument(), new World.Report(each.volPpm(), each.pricedAtMs()));
          }
          world.expiries.put(
              new World.ExpiryKey(key.underlying(), key.expiryMs()),
              new World.Expiry(
                  row.forward(),
                  row.ratePpm(),
                  row.pricedAtMs(),
                  row.settlementSum(),
                  row.settlementCount(),
                  volatilities));
        });
  }

  private static World.Account account(State state, World world, int handle) {
    Accounts accounts = state.accounts();
    NavigableMap<World.PositionKey, World.Position> positions = new TreeMap<>();
    for (int p = accounts.from(handle); p < accounts.to(handle); p++) {
      positions.put(
          world.keyOf(state.instruments().keyOf(accounts.instrument(p))),
          new World.Position(
              BigInteger.valueOf(accounts.lots(p)),
              BigInteger.valueOf(accounts.quote(p)),
              BigInteger.valueOf(accounts.fundingIndex(p))));
    }
    return new World.Account(
        accounts.mode(handle),
        accounts.pool(handle),
        accounts.backstop(handle),
        BigInteger.valueOf(accounts.cash(handle)),
        positions);
  }
}
