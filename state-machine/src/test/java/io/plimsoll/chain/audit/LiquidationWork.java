package io.plimsoll.chain.audit;

import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.command.Role;
import io.plimsoll.chain.command.SubaccountId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Keepers that look for prey, bidders, and governance that changes how liquidation works. */
final class LiquidationWork implements Work {

  private static final int KEEPERS = 3;

  @Override
  public int weight() {
    return 1_000;
  }

  @Override
  public int order() {
    return 45;
  }

  private static Address keeper(int number) {
    return Address.ofNumber(1 + number);
  }

  @Override
  public void open(Draft draft) {
    for (int i = 0; i < KEEPERS; i++) {
      draft.govern(new Command.GrantRole(keeper(i), Role.KEEPER.bit()));
    }
  }

  @Override
  public void add(Draft draft) {
    if (draft.chance(80)) {
      parameter(draft);
    }
    if (draft.chance(40)) {
      int policy = draft.chance(300) ? Liquidation.HOUSE : (int) draft.between(1, 5);
      draft.set(Parameter.LIQUIDATION_POLICY, 0, policy, 0);
    }
    List<SubaccountId> prey = prey(draft);
    for (int i = 0; i < Math.min(3, prey.size()); i++) {
      if (draft.chance(400)) {
        int at = draft.chance(100) ? draft.random.nextInt(prey.size()) : i;
        liquidate(draft, prey.get(at));
      }
      if (draft.chance(400)) {
        quote(draft, prey.get(i));
      }
    }
    List<SubaccountId> sold = new ArrayList<>(draft.world.rows(Selling.AUCTIONS).keySet());
    for (SubaccountId id : sold) {
      if (draft.chance(300)) {
        bid(draft, id);
      }
    }
    if (draft.chance(5)) {
      bid(draft, draft.account());
    }
  }

  private static void parameter(Draft draft) {
    int ramp = draft.chance(200) ? draft.random.nextInt(8) : 0;
    switch (draft.random.nextInt(17)) {
      case 0 ->
          draft.set(
              Parameter.LIQUIDATION_BUFFER_PPM,
              0,
              draft.chance(400) ? 0 : draft.between(1, 900_000),
              ramp);
      case 1 -> draft.set(Parameter.LIQUIDATION_SIZES, 0, draft.between(0, 5), 0);
      case 2 ->
          draft.set(
              Parameter.KEEPER_LIQUIDATIONS, 0, draft.chance(500) ? draft.between(0, 2) : 100, 0);
      case 3 -> draft.set(Parameter.KEEPER_FEE_PPM, 0, draft.between(0, 1_000_000), ramp);
      case 4 -> draft.set(Parameter.LIQUIDATION_START, 0, draft.between(0, 30), 0);
      case 5 -> draft.set(Parameter.FILLABLE_SPREAD_PPM, 0, draft.between(1, 1_000_000), ramp);
      case 6 ->
          draft.set(
              Parameter.FILLABLE_ADJUSTMENT_PPM, 0, draft.between(1_000_000, 9_000_000), ramp);
      case 7 ->
          draft.set(Parameter.SUBACCOUNT_LIQUIDATED, 0, draft.between(0, 60_000) * Draft.USD, ramp);
      case 8 -> draft.set(Parameter.SUBACCOUNT_INSURED, 0, draft.between(0, 40) * Draft.USD, ramp);
      case 9 -> draft.set(Parameter.BACKSTOP_MARGIN_PPM, 0, draft.between(0, 1_000_000), ramp);
      case 10 -> draft.set(Parameter.PARTIAL_COOLDOWN_MS, 0, draft.between(0, 400_000), 0);
      case 11 -> draft.set(Parameter.FIRST_SHARE_PPM, 0, draft.between(0, 1_000_000), ramp);
      case 12 -> draft.set(Parameter.SHARE_BLOCKS, 0, draft.between(0, 12), 0);
      case 13 -> {
        draft.set(Parameter.FEE_GRACE_BLOCKS, 0, draft.between(0, 6), 0);
        draft.set(Parameter.FEE_GROWTH_PPM, 0, draft.between(0, 1_000), 0);
      }
      case 14 -> {
        draft.set(Parameter.AUCTION_START_PPM, 0, draft.between(0, 1_000_000), ramp);
        draft.set(Parameter.AUCTION_TURN_PPM, 0, draft.between(0, 1_000_000), ramp);
        draft.set(Parameter.AUCTION_BACKSTOP_PPM, 0, draft.between(0, 1_000_000), ramp);
      }
      case 15 -> lengths(draft);
      default -> {
        draft.set(Parameter.AUCTION_CUTOFF, 0, draft.between(0, 2_000) * Draft.USD, 0);
        draft.set(Parameter.AUCTION_FEE_PPM, 0, draft.between(0, 100_000), ramp);
      }
    }
  }

  private static void lengths(Draft draft) {
    draft.set(Parameter.AUCTION_FAST_BLOCKS, 0, draft.between(1, 6), 0);
    draft.set(Parameter.AUCTION_SLOW_BLOCKS, 0, draft.between(1, 12), 0);
    draft.set(Parameter.AUCTION_INSOLVENT_BLOCKS, 0, draft.between(1, 8), 0);
  }

  /** Who holds something, the most indebted for its size first. */
  private static List<SubaccountId> prey(Draft draft) {
    List<SubaccountId> ids = new ArrayList<>();
    draft.world.accounts.forEach((id, account) -> {
      if (!account.positions().isEmpty()) {
        ids.add(id);
      }
    });
    Comparator<SubaccountId> byHealth = Comparator.comparingDouble(id -> health(draft, id));
    ids.sort(byHealth.thenComparing(Comparator.naturalOrder()));
    return ids;
  }

  private static double health(Draft draft, SubaccountId id) {
    World.Account account = draft.world.account(id);
    double worth = account.cash().doubleValue();
    double gross = 1;
    for (Map.Entry<World.PositionKey, World.Position> entry : account.positions().entrySet()) {
      int instrument = entry.getKey().instrument();
      World.Market market = draft.world.marketOf(instrument);
      double lots = entry.getValue().lots().doubleValue();
      double value = lots * draft.about(instrument) * market.num() / market.den();
      worth += value + entry.getValue().quote().doubleValue();
      gross += Math.abs(value);
    }
    return worth / gross;
  }

  private static SubaccountId hunter(Draft draft) {
    return new SubaccountId(
        keeper(draft.random.nextInt(KEEPERS)), draft.chance(10) ? 7 : draft.random.nextInt(2));
  }

  private static void liquidate(Draft draft, SubaccountId id) {
    List<World.PositionKey> keys = new ArrayList<>(draft.world.account(id).positions().keySet());
    int instrument = draft.any(keys).instrument();
    long held = draft.world.lots(id, instrument).longValue();
    SubaccountId by = hunter(draft);
    long lots = draft.chance(500) ? Math.abs(held) : draft.between(1, Math.max(1, Math.abs(held)));
    double off = draft.chance(150) ? 0.05 : 0.015;
    double worse = off * draft.random.nextDouble() * (held > 0 ? -1 : 1);
    long price = Math.max(1, (long) (draft.about(instrument) * (1 + worse)));
    draft.add(
        by.owner(),
        new Command.Liquidate(
            draft.chance(10) ? by : id,
            draft.chance(15) ? 1 : instrument,
            draft.chance(10) ? draft.between(-1, 0) : draft.chance(10) ? 1L << 53 : lots,
            draft.chance(10) ? 0 : price,
            by));
  }

  /** An offer that is there when its position is sold, at a price from good to bad. */
  private static void quote(Draft draft, SubaccountId id) {
    List<World.PositionKey> keys = new ArrayList<>(draft.world.account(id).positions().keySet());
    int instrument = draft.any(keys).instrument();
    long held = draft.world.lots(id, instrument).longValue();
    double worse = 0.05 * draft.random.nextDouble() * (held > 0 ? -1 : 1);
    long price = Math.max(1, (long) (draft.about(instrument) * (1 + worse)));
    SubaccountId maker = draft.account();
    long lots = draft.between(1, Math.max(1, Math.abs(held)));
    draft.add(maker.owner(), new Command.LiquidityQuote(maker, instrument, held > 0, lots, price));
  }

  private static void bid(Draft draft, SubaccountId id) {
    SubaccountId by = draft.chance(500) ? draft.account() : hunter(draft);
    int portion =
        draft.chance(20)
            ? (int) draft.between(-1, 1_000_002)
            : draft.chance(300) ? 1_000_000 : (int) draft.between(1, 600_000);
    long most =
        draft.chance(300)
            ? draft.between(-500, 500) * Draft.USD
            : draft.between(0, 60_000) * Draft.USD;
    draft.add(by.owner(), new Command.Bid(draft.chance(15) ? by : id, by, portion, most));
  }

  /** What comes often, so that it must come at least once in a long enough run. */
  static List<String> mustCome() {
    return List.of(
        "AuctionBid",
        "AuctionStarted",
        "KeeperPaid",
        "LiquidationEnded",
        "NOT_LIQUIDATABLE",
        "NOT_OF_POLICY",
        "TransferSized",
        "UNDER_AUCTION",
        "chosen FILLABLE",
        "chosen LEAST_LEFT",
        "chosen MARKET_ORDER",
        "chosen MOST_FOR_COST");
  }
}
