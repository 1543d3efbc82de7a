package io.plimsoll.chain.audit;

import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.command.Mode;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.chain.event.Event;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiPredicate;

/** One block's world, and the moves of money and lots that commands and liquidations share. */
final class Books {

  final World world;
  final BlockView view;
  final Margins margins;
  final List<Event> events;
  final LossRules losses;
  final Fees fees;
  final Orders orders;
  private final OrderCharges charges;

  private final Map<SubaccountId, Found> found = new TreeMap<>();

  /** Offers to the block's liquidations, in the order of their commands. */
  final List<Liquidation.Offer> offers = new ArrayList<>();

  /** The last margin of each subaccount with positions. */
  final Map<SubaccountId, Margins.Margin> kept = new TreeMap<>();

  Books(World world, BlockView view, List<Event> events) {
    this.world = world;
    this.view = view;
    this.events = events;
    this.losses = new LossRules(world, events);
    this.margins = new Margins(world, view);
    this.orders = new Orders(world, events);
    this.fees = new Fees(this);
    this.charges = new OrderCharges(world, view, margins);
  }

  long parameter(Parameter parameter, int subject) {
    return Governed.value(world, world.height, parameter, subject);
  }

  BigInteger marketParameter(Parameter parameter, int instrument) {
    return Numbers.of(parameter(parameter, world.instrument(instrument).market()));
  }

  Margins.Margin margin(SubaccountId id) {
    World.Account account = world.account(id);
    Map<Integer, Orders.Reserve> reserves = Orders.reserves(world, id);
    Map<Integer, Integer> own = Orders.leverages(world, id);
    List<BigInteger> market = new ArrayList<>();
    account
        .positions()
        .forEach((key, position) -> {
          market.add(world.fundingIndex(key.instrument(), position.lots()));
          market.add(view.initialPpm(world.instrument(key.instrument()).market()));
        });
    reserves.keySet().forEach(each -> market.add(view.initialPpm(world.instrument(each).market())));
    Inputs inputs = new Inputs(account, reserves, own, market);
    Found before = found.get(id);
    if (before != null && before.inputs.equals(inputs)) {
      return before.margin;
    }
    Margins.Margin margin = charges.charged(id, margins.of(account, account.mode(), own));
    found.put(id, new Found(inputs, margin));
    return margin;
  }

  /** All that a margin is made of and that may change within a block, whose market is one. */
  private record Inputs(
      World.Account account,
      Map<Integer, Orders.Reserve> reserves,
      Map<Integer, Integer> own,
      List<BigInteger> market) {}

  /** A margin that need not be computed again where it is made of the same. */
  private record Found(Inputs inputs, Margins.Margin margin) {}

  /** Whether a subaccount has open orders that its mode charges. */
  boolean isChargedForOrders(SubaccountId id) {
    return charges.isCharged(id);
  }

  /** Evaluates a subaccount and keeps the result. */
  void remargin(SubaccountId id) {
    if (!world.account(id).positions().isEmpty()) {
      kept.put(id, margin(id));
    }
  }

  Margins.Margin kept(SubaccountId id) {
    return World.Rows.require(kept, id);
  }

  /** Sorts subaccounts by their kept margins, the riskiest first, then by key. */
  List<SubaccountId> byRisk(List<SubaccountId> ids) {
    ids.sort((one, other) -> {
      int risk = kept(one).compareRisk(kept(other));
      return risk != 0 ? risk : one.compareTo(other);
    });
    return ids;
  }

  /** Pays the funding that is due; all positions are paid up then. */
  void settleFunding(SubaccountId id) {
    World.Account account = world.account(id);
    BigInteger due = margins.pendingFunding(account);
    World.Account settled = account;
    Payments.note(world, events, id, account.positions());
    for (Map.Entry<World.PositionKey, World.Position> entry : account.positions().entrySet()) {
      World.Position old = entry.getValue();
      BigInteger now = world.fundingIndex(entry.getKey().instrument(), old.lots());
      settled = settled.with(entry.getKey(), new World.Position(old.lots(), old.quote(), now));
    }
    world.put(id, settled);
    world.payFromClearing(id, due);
    Coins coins = new Coins(world);
    margins
        .pendingCoins(account)
        .forEach((asset, amount) -> {
          coins.add(asset, Numbers.ZERO, amount.negate(), Numbers.ZERO);
          coins.give(id, asset, amount);
        });
  }

  /** Whether a pool can pay an amount beside its fund and its fees. */
  boolean holds(int pool, BigInteger amount) {
    return free(pool).compareTo(amount) >= 0;
  }

  /** A pool's cash beside its fund and its fees. */
  BigInteger free(int pool) {
    World.Pool row = world.pool(pool);
    return row.balance().subtract(row.fund()).subtract(row.fees());
  }

  private boolean mayMove(World.Account account) {
    return account.cash().signum() >= 0 && holds(account.pool(), account.cash());
  }

  private void move(SubaccountId id, int to) {
    World.Account account = world.account(id);
    if (account.pool() != to) {
      BigInteger cash = account.cash();
      world.addToPool(account.pool(), cash.negate(), Numbers.ZERO, Numbers.ZERO, Numbers.ZERO);
      world.addToPool(to, cash, Numbers.ZERO, Numbers.ZERO, Numbers.ZERO);
      world.put(id, account.withPool(to));
    }
  }

  void leavePool(SubaccountId id) {
    World.Account account = world.account(id);
    if (account.positions().isEmpty() && mayMove(account)) {
      move(id, World.CROSS_POOL);
    }
  }

  /** Changes a position by a trade of which the subaccount takes the quote. */
  private void trade(SubaccountId id, int instrument, BigInteger lots, BigInteger quote) {
    World.Account account = world.account(id);
    World.PositionKey key = world.keyOf(instrument);
    World.Position old = account.positions().get(key);
    BigInteger held = old == null ? Numbers.ZERO : old.lots();
    BigInteger balance = old == null ? Numbers.ZERO : old.quote();
    BigInteger after = held.add(lots);
    BigInteger left;
    if (!world.instrument(instrument).kind().keepsBalance() || after.signum() == 0) {
      left = Numbers.ZERO;
    } else if (held.signum() == 0 || held.signum() == lots.signum()) {
      left = balance.add(quote);
    } else if (after.signum() == held.signum()) {
      left = balance.subtract(Numbers.floor(balance.multiply(lots.abs()), held.abs()));
    } else {
      left = Numbers.towardZero(quote.multiply(after.abs()), lots.abs());
    }
    left = Numbers.limited(left, World.BALANCE_BITS);
    BigInteger toCash = balance.add(quote).subtract(left);
    World.Position changed = new World.Position(after, left, world.fundingIndex(instrument, after));
    world.put(id, account.with(key, changed));
    pay(id, instrument, toCash);
    if (world.instrument(instrument).kind() != World.Kind.SPOT) {
      addOpenInterest(instrument, after.max(Numbers.ZERO).subtract(held.max(Numbers.ZERO)));
    }
  }

  /** Gives a subaccount what an instrument settles in. */
  void pay(SubaccountId id, int instrument, BigInteger amount) {
    if (world.instrument(instrument).kind().isInverse()) {
      Coins coins = new Coins(world);
      coins.give(id, coins.of(instrument), amount);
    } else {
      world.addCash(id, amount);
    }
  }

  private void addOpenInterest(int id, BigInteger more) {
    World.Instrument row = world.instrument(id);
    world.instruments.put(
        id,
        new World.Instrument(
            row.market(),
            row.kind(),
            row.expiryMs(),
            row.strike(),
            row.activeFrom(),
            row.openInterest().add(more),
            row.fundingIndex(),
            row.fundingPpm(),
            row.mark(),
            row.markedAtMs(),
            row.ended()));
  }

  /** Moves lots to the buyer and the quote to the seller; both settle and enter the pool first. */
  void exchange(
      SubaccountId buyer, SubaccountId seller, int instrument, BigInteger lots, BigInteger quote) {
    exchange(buyer, seller, instrument, lots, quote, quote);
  }

  /** The same where the buyer pays more than the seller takes; the rest is nobody's. */
  void exchange(
      SubaccountId buyer,
      SubaccountId seller,
      int instrument,
      BigInteger lots,
      BigInteger pays,
      BigInteger takes) {
    for (SubaccountId id : List.of(buyer, seller)) {
      settleFunding(id);
      if (world.account(id).positions().isEmpty()) {
        move(id, world.poolOf(instrument));
      }
    }
    trade(buyer, instrument, lots, pays.negate());
    trade(seller, instrument, lots.negate(), takes);
    if (!pays.equals(takes)) {
      Coins coins = new Coins(world);
      coins.add(coins.of(instrument), Numbers.ZERO, pays.subtract(takes), Numbers.ZERO);
    }
  }

  /**
   * Closes lots of one subaccount against another, which must be able to bear it.
   *
   * @param quote what the first takes
   * @param accepts of the other's margin before and after
   * @return whether it was done; if not nothing has changed
   */
  boolean closeAgainst(
      SubaccountId closed,
      SubaccountId other,
      int instrument,
      BigInteger lots,
      BigInteger quote,
      BiPredicate<Margins.Margin, Margins.Margin> accepts) {
    World then = world.copy();
    int said = events.size();
    Margins.Margin before = margin(other);
    if (lots.signum() > 0) {
      exchange(closed, other, instrument, lots, quote.negate());
    } else {
      exchange(other, closed, instrument, lots.negate(), quote);
    }
    if (accepts.test(before, margin(other))) {
      return true;
    }
    world.become(then);
    events.subList(said, events.size()).clear();
    return false;
  }

  /** Whether a change makes a position smaller. */
  static boolean reduces(BigInteger held, BigInteger lots) {
    return held.signum() * lots.signum() < 0 && lots.abs().compareTo(held.abs()) <= 0;
  }

  /** Whether a position may be so large. */
  boolean isSizeAllowed(int instrument, BigInteger lots) {
    BigInteger most = marketParameter(Parameter.POSITION_LOTS, instrument);
    return lots.abs().compareTo(most) <= 0 && view.isWithinRisk(instrument, lots.abs());
  }

  /** Whether a subaccount's mode, positions and pool let it into an instrument. */
  ResultCode mayEnter(SubaccountId id, int instrument) {
    World.Account account = world.account(id);
    if (!mayHoldBeside(account, instrument, account.mode())) {
      return ResultCode.MARKET_NOT_ALLOWED;
    }
    if (account.positions().isEmpty() && account.pool() != world.poolOf(instrument)) {
      if (account.pool() != World.CROSS_POOL) {
        return ResultCode.MARKET_NOT_ALLOWED;
      }
      return mayMove(account) ? ResultCode.OK : ResultCode.INSUFFICIENT_COLLATERAL;
    }
    return ResultCode.OK;
  }

  /** Whether a subaccount may change its lots, apart from its margin. */
  ResultCode mayHold(SubaccountId id, int instrument, BigInteger lots) {
    World.Account account = world.account(id);
    BigInteger held = world.lots(id, instrument);
    if (reduces(held, lots)) {
      return ResultCode.OK;
    }
    boolean coin = world.instrument(instrument).kind() == World.Kind.SPOT;
    if (coin && lots.signum() < 0) {
      return ResultCode.INSUFFICIENT_COLLATERAL;
    }
    if (!view.isOpen(instrument)) {
      return ResultCode.REDUCE_ONLY;
    }
    ResultCode enters = mayEnter(id, instrument);
    if (enters != ResultCode.OK) {
      return enters;
    }
    long others =
        account.positions().keySet().stream().filter(key -> !isCoin(key.instrument())).count();
    if (held.signum() == 0 && !coin && others >= parameter(Parameter.POSITIONS, 0)) {
      return ResultCode.TOO_MANY_POSITIONS;
    }
    if (held.signum() == 0 && !new Room(world).hasPositions(1)) {
      return ResultCode.TOO_MANY_POSITIONS_IN_ALL;
    }
    if (!isSizeAllowed(instrument, held.add(lots))) {
      return ResultCode.POSITION_TOO_LARGE;
    }
    BigInteger equity = margin(id).equity();
    if (account.mode() == Mode.PORTFOLIO
        && equity.compareTo(Numbers.of(parameter(Parameter.PORTFOLIO_GATE, 0))) < 0
        && parameter(Parameter.PORTFOLIO_GATE, 0) > 0) {
      return ResultCode.REDUCE_ONLY;
    }
    long least = parameter(Parameter.MINIMUM_EQUITY, 0);
    return least > 0 && equity.compareTo(Numbers.of(least)) < 0
        ? ResultCode.BELOW_MINIMUM_EQUITY
        : ResultCode.OK;
  }

  private boolean isCoin(int instrument) {
    return world.instrument(instrument).kind() == World.Kind.SPOT;
  }

  /** Whether positions of other markets and the mode allow positions in an instrument. */
  boolean mayHoldBeside(World.Account account, int instrument, Mode mode) {
    int market = world.instrument(instrument).market();
    boolean all = true;
    for (World.PositionKey key : account.positions().keySet()) {
      int other = world.instrument(key.instrument()).market();
      if (other == market) {
        continue;
      }
      boolean anyIsolated = world.market(market).isolated() || world.market(other).isolated();
      // Mode isolated allows one market, and coins, which are none, beside it.
      boolean onlyOne = mode == Mode.ISOLATED && !isCoin(instrument) && !isCoin(key.instrument());
      all = all && !anyIsolated && !onlyOne;
    }
    return all;
  }

  /**
   * What a subaccount takes when lots of a position are closed at the bankruptcy price: the change
   * of the position's value, less the part of the equity that its stand-alone maintenance has. No
   * amount counts for more than 2^60.
   */
  BigInteger bankruptcyQuote(
      SubaccountId id, int instrument, BigInteger lots, BigInteger accountEquity) {
    World.Account account = world.account(id);
    BigInteger held = world.lots(id, instrument);
    BigInteger after = held.add(lots);
    BigInteger before = Numbers.limited(view.value(instrument, held), 60);
    BigInteger left = Numbers.limited(view.value(instrument, after), 60);
    BigInteger value = before.subtract(left);
    BigInteger equity = Numbers.limited(accountEquity, 60);
    BigInteger total = Numbers.ZERO;
    BigInteger values = Numbers.ZERO;
    for (Map.Entry<World.PositionKey, World.Position> entry : account.positions().entrySet()) {
      int each = entry.getKey().instrument();
      BigInteger size = entry.getValue().lots();
      total = total.add(margins.standAlone(account.mode(), each, size));
      values = values.add(view.value(each, size).abs());
    }
    BigInteger share;
    if (total.signum() > 0) {
      BigInteger change =
          margins
              .standAlone(account.mode(), instrument, held)
              .subtract(margins.standAlone(account.mode(), instrument, after));
      share = Numbers.floor(equity.multiply(change.abs()), Numbers.saturated(total));
    } else if (values.signum() > 0) {
      BigInteger part = before.abs().subtract(left.abs());
      share = Numbers.floor(equity.multiply(part), Numbers.saturated(values));
    } else {
      share = account.positions().size() == 1 && after.signum() == 0 ? equity : Numbers.ZERO;
    }
    return value.subtract(share);
  }
}
