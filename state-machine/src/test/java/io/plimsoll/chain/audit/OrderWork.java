package io.plimsoll.chain.audit;

import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.DelegateScope;
import io.plimsoll.chain.command.Mode;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.command.SubaccountId;
import java.util.ArrayList;
import java.util.List;

/** Reserves, own leverage, delegates, signed orders, and limits that bite for a while. */
final class OrderWork implements Work {

  private static final long CHAIN_ID = 7;

  @Override
  public int weight() {
    return 700;
  }

  @Override
  public int order() {
    return 62;
  }

  @Override
  public void open(Draft draft) {
    draft.set(Parameter.RESERVE_CHARGE, Mode.CROSS.code(), 1, 0);
    draft.set(Parameter.RESERVE_CHARGE, Mode.PORTFOLIO.code(), 1, 0);
    draft.set(Parameter.ORDER_RESERVE, 1, 10_000, 0);
    draft.set(Parameter.ORDER_TIER_EQUITY, 0, 0, 0);
    draft.set(Parameter.ORDER_TIER_ORDERS, 0, 2, 0);
    draft.set(Parameter.ORDER_TIER_EQUITY, 1, 1_000 * Draft.USD, 0);
    draft.set(Parameter.ORDER_TIER_ORDERS, 1, 12, 0);
  }

  @Override
  public void add(Draft draft) {
    if (draft.chance(20)) {
      long senders = draft.chance(500) ? 0 : 1_000_000;
      draft.govern(new Command.ChangeParameter(Parameter.SENDERS, 0, senders, 0, 0));
    }
    int count = 1 + draft.random.nextInt(4);
    for (int i = 0; i < count; i++) {
      switch (draft.random.nextInt(9)) {
        case 0, 1 -> reserve(draft);
        case 2 -> leverage(draft);
        case 3 -> grant(draft);
        case 4 -> byDelegate(draft);
        case 5, 6, 7 -> fill(draft);
        default -> cancel(draft);
      }
    }
    if (draft.chance(40)) {
      limit(draft, true);
    } else if (draft.chance(500)) {
      // Limits that bite are to be over soon; there are twelve.
      for (int i = 0; i < 3; i++) {
        limit(draft, false);
      }
    }
  }

  private static long size(Draft draft, int instrument) {
    return Math.max(1, (long) (20_000 * draft.random.nextDouble() / draft.lotUsd(instrument)));
  }

  private static long price(Draft draft, int instrument, double off) {
    double moved = draft.about(instrument) * (1 + off * draft.random.nextGaussian());
    return Math.max(draft.chance(10) ? 0 : 1, (long) moved);
  }

  private static void reserve(Draft draft) {
    int instrument = draft.instrument();
    SubaccountId whose = draft.account();
    if (draft.chance(250)) {
      Address by = draft.chance(500) ? Draft.MATCHER : whose.owner();
      draft.add(by, new Command.Reserve(whose, instrument, 0, 0, 0, 0, 0));
      return;
    }
    long bids = draft.chance(650) ? size(draft, instrument) : 0;
    long asks = draft.chance(650) ? size(draft, instrument) : 0;
    draft.add(
        Draft.MATCHER,
        new Command.Reserve(
            whose,
            instrument,
            bids,
            bids == 0 ? 0 : price(draft, instrument, 0.02),
            asks,
            asks == 0 ? 0 : price(draft, instrument, 0.02),
            (int) draft.between(draft.chance(30) ? 0 : 2, 6)));
  }

  private static void leverage(Draft draft) {
    SubaccountId whose = draft.account();
    int ppm = draft.chance(200) ? 0 : (int) draft.between(10_000, 400_000);
    draft.add(whose.owner(), new Command.SetLeverage(whose, draft.anyMarket(), ppm));
  }

  private static void grant(Draft draft) {
    Address owner = draft.owner();
    if (draft.chance(200)) {
      draft.add(owner, new Command.RevokeDelegate(draft.owner()));
      return;
    }
    DelegateScope scope =
        draft.chance(500) ? DelegateScope.TRADE : DelegateScope.TRADE_AND_TRANSFER;
    long untilMs = draft.nowMs + draft.between(-1, 6 * Draft.HOUR_MS);
    draft.add(owner, new Command.GrantDelegate(draft.owner(), scope, untilMs));
  }

  /** A delegate does something, perhaps more than it may. */
  private static void byDelegate(Draft draft) {
    var grants = draft.world.rows(DelegateCommands.GRANTS);
    if (grants.isEmpty()) {
      return;
    }
    DelegateCommands.Between between = draft.any(new ArrayList<>(grants.keySet()));
    SubaccountId whose = new SubaccountId(between.owner(), draft.random.nextInt(2));
    SubaccountId other = new SubaccountId(between.owner(), 1 - whose.number());
    long amount = draft.between(1, 500 * Draft.USD);
    Command command =
        switch (draft.random.nextInt(4)) {
          case 0 -> new Command.Withdraw(whose, amount);
          case 1 -> new Command.Transfer(whose, other, amount);
          case 2 -> new Command.Transfer(whose, draft.account(), amount);
          default -> new Command.SetMode(whose, draft.any(List.of(Mode.values())));
        };
    draft.add(between.delegate(), command);
  }

  private static void fill(Draft draft) {
    int instrument = draft.instrument();
    long lots = size(draft, instrument);
    long at = price(draft, instrument, 0.002);
    Command.SignedOrder buy = order(draft, instrument, at, lots, true);
    Command.SignedOrder sell = order(draft, instrument, at, lots, false);
    World.Market market = draft.world.marketOf(instrument);
    long quote = (long) (lots * (double) at * market.num() / market.den());
    long filled = draft.chance(300) ? Math.max(1, lots / 2) : lots;
    long[] fees =
        FeeWork.fees(
            draft, instrument, filled, at, buy.order().subaccount(), sell.order().subaccount());
    if (fees.length == 0) {
      fees = new long[] {draft.chance(500) ? quote / 2_000 : 0, 0};
    }
    draft.add(draft.owner(), new Command.FillOrders(buy, sell, filled, at, fees[0], fees[1]));
  }

  private static Command.SignedOrder order(
      Draft draft, int instrument, long at, long lots, boolean bid) {
    SubaccountId whose = draft.account();
    double room = draft.chance(50) ? -0.01 : 0.01;
    long limit = (long) (at * (bid ? 1 + room : 1 - room));
    long untilMs = draft.nowMs + draft.between(draft.chance(50) ? 0 : 1, 3 * Draft.HOUR_MS);
    return new Command.SignedOrder(
        draft.chance(150) ? draft.owner() : whose.owner(),
        new Command.Order(
            draft.chance(20) ? CHAIN_ID + 1 : CHAIN_ID,
            whose,
            draft.chance(10) ? 1 : instrument,
            draft.chance(10) != bid,
            draft.chance(30) ? draft.between(0, lots) : 2 * lots,
            Math.max(1, limit),
            untilMs,
            draft.random.nextInt(40),
            draft.chance(50) ? 100 : 5_000,
            draft.chance(150)));
  }

  private static void cancel(Draft draft) {
    SubaccountId whose = draft.account();
    long untilMs = draft.nowMs + draft.between(0, 3 * Draft.HOUR_MS);
    draft.add(whose.owner(), new Command.CancelOrder(whose, draft.random.nextInt(40), untilMs));
  }

  /** Makes a limit one that bites, or takes it back to where it was. */
  private static void limit(Draft draft, boolean bites) {
    int market = draft.anyMarket();
    int underlying = draft.underlying();
    switch (draft.random.nextInt(12)) {
      case 0 -> set(draft, Parameter.TOTAL_POSITIONS, 0, draft.between(1, 40), bites);
      case 1 -> set(draft, Parameter.RISK_CELLS, 0, draft.between(100, 400), bites);
      case 2 -> set(draft, Parameter.MARKETS, 0, draft.between(1, 6), bites);
      case 3 -> set(draft, Parameter.BLOCK_BYTES, 0, draft.between(1_024, 1_600), bites);
      case 4 -> set(draft, Parameter.DELEGATES, 0, draft.between(0, 2), bites);
      case 5 -> set(draft, Parameter.RESERVES, 0, draft.between(0, 2), bites);
      case 6 -> set(draft, Parameter.SIGNED_ORDERS, 0, draft.between(0, 3), bites);
      case 7 -> set(draft, Parameter.UNIT_INSTRUMENTS, underlying, draft.between(1, 5), bites);
      case 8 -> set(draft, Parameter.SUBACCOUNT_NUMBER, 0, 0, bites);
      case 9 -> set(draft, Parameter.SENDERS, 0, draft.between(0, 1), bites);
      case 10 -> set(draft, Parameter.FORGOTTEN_SENDERS, 0, 1, bites);
      default -> set(draft, Parameter.OPEN_LOTS, market, draft.between(0, 2_000), bites);
    }
  }

  private static void set(
      Draft draft, Parameter parameter, int subject, long tight, boolean bites) {
    draft.set(parameter, subject, bites ? tight : parameter.initially(), 0);
  }
}
