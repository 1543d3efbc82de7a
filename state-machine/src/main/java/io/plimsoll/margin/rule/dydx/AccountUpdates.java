package io.plimsoll.margin.rule.dydx;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Updates of accounts: which may be made, and what they lead to.
 *
 * <p>In this order: isolated markets, the gate, and the risk of each account alone after its own
 * update. A match changes open interest before any risk is looked at. Each update is judged against
 * the accounts as they are, so several for one account do not see each other; to make them, each
 * account may have one.
 *
 * <p>Source: subaccounts/keeper/subaccount.go.
 *
 * @param updates what is to be done, each for the account of its name
 * @param kind what for
 * @param gate before withdrawals and transfers
 */
public record AccountUpdates(List<Of> updates, UpdateKind kind, Gate gate) {

  /** Copies the list. */
  public AccountUpdates {
    updates = List.copyOf(updates);
  }

  /** An update of the account that has a name. */
  public record Of(String account, Update update) {}

  /**
   * What updates lead to.
   *
   * @param accounts all, by name
   * @param markets with their open interest
   * @param pools balances of the collateral pools; where they are not known they pay everything
   */
  public record World(
      SortedMap<String, Account> accounts,
      Markets markets,
      Optional<SortedMap<Long, BigInteger>> pools) {

    /** Copies both maps. */
    public World {
      accounts = Collections.unmodifiableSortedMap(new TreeMap<>(accounts));
      pools = pools.map(of -> Collections.unmodifiableSortedMap(new TreeMap<>(of)));
    }

    /** An account; one that nobody has touched is empty. */
    public Account account(String name) {
      return accounts.getOrDefault(name, Account.EMPTY);
    }
  }

  /**
   * What was made of updates.
   *
   * @param results one for each update
   * @param world as it is after them; as it was where one fails
   * @param payments funding that each account has paid, by market
   */
  public record Made(
      List<UpdateResult> results,
      World world,
      SortedMap<String, SortedMap<Long, BigInteger>> payments) {

    /** Copies both collections. */
    public Made {
      results = List.copyOf(results);
      payments = Collections.unmodifiableSortedMap(new TreeMap<>(payments));
    }

    /** Whether all could be made. */
    public boolean success() {
      return isSuccess(results);
    }
  }

  /** Whether none failed. */
  public static boolean isSuccess(List<UpdateResult> results) {
    return results.stream().allMatch(result -> result == UpdateResult.SUCCESS);
  }

  /** What would become of each update. */
  public Answer<List<UpdateResult>> judge(World world) {
    for (Of of : updates) {
      for (Update.Change change : of.update.positions()) {
        if (!world.markets.has(change.market())) {
          return Answer.refused(Code.UNKNOWN_MARKET);
        }
      }
    }
    List<Match.Side> sides = settledSides(world);
    List<UpdateResult> results = new ArrayList<>();
    for (Match.Side side : sides) {
      results.add(
          Isolation.permits(side.account(), side.update(), world.markets)
              ? UpdateResult.SUCCESS
              : UpdateResult.VIOLATES_ISOLATED_CONSTRAINTS);
    }
    if (!isSuccess(results)) {
      return Answer.of(results);
    }
    return isGateClosed(sides, world.markets)
        .then(closed ->
            closed
                ? Answer.of(
                    Collections.nCopies(
                        sides.size(), UpdateResult.WITHDRAWALS_AND_TRANSFERS_BLOCKED))
                : openInterest(sides, world.markets).map(markets -> judge(sides, markets)));
  }

  private static List<UpdateResult> judge(List<Match.Side> sides, Markets markets) {
    return sides.stream()
        .map(side ->
            Risk.of(side.account(), markets)
                .judge(Risk.of(side.update().applyTo(side.account(), markets), markets)))
        .toList();
  }

  private List<Match.Side> settledSides(World world) {
    return updates.stream()
        .map(of ->
            new Match.Side(
                Settlement.of(world.account(of.account), world.markets).account(), of.update))
        .toList();
  }

  private Answer<Boolean> isGateClosed(List<Match.Side> sides, Markets markets) {
    return kind.isGated()
        ? gate.isClosed(sides.stream().map(Match.Side::account).toList(), markets)
        : Answer.of(false);
  }

  /** The markets after a match; other kinds leave open interest alone. */
  private Answer<Markets> openInterest(List<Match.Side> sides, Markets markets) {
    return kind == UpdateKind.MATCH
        ? Match.openInterest(sides)
            .map(interest ->
                markets.with(markets.get(interest.market()).withOpenInterestOf(interest.base())))
        : Answer.of(markets);
  }

  /** Makes all updates, or none. */
  public Answer<Made> make(World world) {
    TreeSet<String> names = new TreeSet<>();
    updates.forEach(of -> names.add(of.account));
    if (names.size() < updates.size()) {
      return Answer.refused(Code.ACCOUNT_TWICE);
    }
    return judge(world)
        .then(results ->
            isSuccess(results)
                ? apply(world, results)
                : Answer.of(new Made(results, world, new TreeMap<>())));
  }

  private Answer<Made> apply(World world, List<UpdateResult> results) {
    return openInterest(settledSides(world), world.markets)
        .then(markets ->
            turnsNegative(world.markets, markets)
                ? Answer.refused(Code.OPEN_INTEREST)
                : apply(world, markets, results));
  }

  /** Whether a change of open interest leaves less than none. */
  private static boolean turnsNegative(Markets before, Markets after) {
    return after.all().stream()
        .anyMatch(market ->
            market.openInterest().signum() < 0 && !market.equals(before.get(market.id())));
  }

  private Answer<Made> apply(World world, Markets markets, List<UpdateResult> results) {
    SortedMap<String, Account> accounts = new TreeMap<>(world.accounts);
    SortedMap<String, SortedMap<Long, BigInteger>> payments = new TreeMap<>();
    Answer<Optional<SortedMap<Long, BigInteger>>> pools = Answer.of(world.pools);
    for (Of of : updates) {
      Settlement settlement = Settlement.of(world.account(of.account), markets);
      Account after = of.update.applyTo(settlement.account(), markets);
      pools =
          pools.then(now -> Pool.moveOf(of.update, after, markets).then(move -> pay(now, move)));
      accounts.put(of.account, after);
      payments.put(of.account, settlement.payments());
    }
    return pools.map(now -> new Made(results, new World(accounts, markets, now), payments));
  }

  private static Answer<Optional<SortedMap<Long, BigInteger>>> pay(
      Optional<SortedMap<Long, BigInteger>> pools, Pool.Move move) {
    return pools.isEmpty() ? Answer.of(pools) : Pool.apply(pools.get(), move).map(Optional::of);
  }
}
