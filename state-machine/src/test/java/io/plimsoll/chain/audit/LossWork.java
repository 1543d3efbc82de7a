package io.plimsoll.chain.audit;

import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.command.SubaccountId;
import java.util.ArrayList;
import java.util.List;

/** Policies of losses that change, caps, gates, and money that is taken out of funds. */
final class LossWork implements Work {

  @Override
  public int weight() {
    return 120;
  }

  @Override
  public int order() {
    return 25;
  }

  @Override
  public void add(Draft draft) {
    if (draft.chance(300)) {
      int isolated = draft.nextIsolated() - 1 - (draft.chance(400) ? 1 : 0);
      draft.set(Parameter.FINAL_SETTLEMENT, isolated, draft.chance(800) ? 2 : 1, 0);
    }
    if (draft.chance(300)) {
      endBetweenHolders(draft);
    }
    if (draft.chance(250)) {
      withdraw(draft);
      return;
    }
    int pool = draft.chance(600) ? World.CROSS_POOL : draft.pool();
    switch (draft.random.nextInt(17)) {
      case 0, 1 -> draft.set(Parameter.DELEVERAGING_POLICY, 0, draft.between(1, 4), 0);
      case 2, 3 -> draft.set(Parameter.LOSS_POLICY, 0, draft.between(1, 4), 0);
      case 5, 6 -> draft.set(Parameter.LOSS_AFTER_BLOCKS, 0, draft.between(0, 4), 0);
      case 7 -> draft.set(Parameter.LOSS_ACCOUNTS, 0, draft.between(1, 6), 0);
      case 8 -> draft.set(Parameter.DELEVERAGING_ATTEMPTS, 0, draft.between(1, 3), 0);
      case 9 -> draft.set(Parameter.DELEVERAGING_VISITS, 0, draft.between(1, 9), 0);
      case 10 -> {
        draft.set(Parameter.DELEVERAGING_START, 0, draft.between(0, 20), 0);
        draft.set(Parameter.DELEVERAGING_STRIDE, 0, draft.between(0, 3), 0);
      }
      case 11 -> draft.set(Parameter.GATE_BLOCKS, 0, draft.between(0, 6), 0);
      case 12 -> draft.set(Parameter.OUTAGE_MS, 0, draft.between(0, 2) * 170_000, 0);
      case 13 -> draft.set(Parameter.INSOLVENCY_GATE, pool, draft.between(0, 1), 0);
      case 14 -> {
        draft.set(Parameter.FUND_SHARE_PPM, pool, draft.between(0, 900_000), 0);
        draft.set(Parameter.FUND_CAP, pool, draft.between(0, 4_000) * Draft.USD, 0);
      }
      case 4 -> draft.set(Parameter.FINAL_SETTLEMENT, draft.anyMarket(), draft.between(1, 2), 0);
      case 15 -> draft.set(Parameter.PROFIT_GATE_PPM, pool, draft.between(0, 200_000), 0);
      default -> {
        long cap = draft.chance(300) ? 1L << 60 : draft.between(0, 3_000) * Draft.USD;
        draft.set(Parameter.CLAIM_CAP, draft.anyMarket(), cap, 0);
        draft.set(Parameter.FUND_FLOOR, pool, draft.between(0, 500) * Draft.USD, 0);
      }
    }
  }

  /** An isolated market whose perpetual somebody holds ends soon, between its holders. */
  private static void endBetweenHolders(Draft draft) {
    List<Integer> perpetuals = new ArrayList<>();
    draft.world.instruments.forEach((id, row) -> {
      World.Market market = draft.world.market(row.market());
      boolean lives = row.kind() == World.Kind.PERPETUAL && !row.ended();
      if (lives && market.isolated() && market.settleAtMs() == 0) {
        perpetuals.add(id);
      }
    });
    if (!perpetuals.isEmpty()) {
      int id = draft.any(perpetuals);
      if (draft.world.instrument(id).openInterest().signum() == 0) {
        open(draft, id);
      }
      int market = draft.world.instrument(id).market();
      draft.govern(new Command.ChangeParameter(Parameter.FINAL_SETTLEMENT, market, 2, 0, 0));
      long inMs = draft.between(2, 20) * 60_000;
      draft.govern(new Command.DelistMarket(market, draft.nowMs + inMs));
    }
  }

  /** Two that hold nothing else take both sides of a perpetual. */
  private static void open(Draft draft, int instrument) {
    SubaccountId buyer = new SubaccountId(Address.ofNumber(700), draft.random.nextInt(9));
    SubaccountId seller = new SubaccountId(Address.ofNumber(701), draft.random.nextInt(9));
    draft.add(Draft.CUSTODIAN, new Command.Deposit(buyer, 9_000 * Draft.USD));
    draft.add(Draft.CUSTODIAN, new Command.Deposit(seller, 9_000 * Draft.USD));
    long lots = Math.max(1, (long) (9_000 / draft.lotUsd(instrument)));
    long price = Math.max(1, draft.about(instrument));
    draft.add(Draft.MATCHER, new Command.Fill(buyer, seller, instrument, lots, price, 0, 0));
  }

  private static void withdraw(Draft draft) {
    int pool = draft.chance(100) ? 77 : draft.pool();
    boolean fund = draft.chance(600);
    World.Pool row = draft.world.pool(pool);
    long there = (fund ? row.fund() : row.fees()).longValue();
    long amount = draft.chance(300) ? there : draft.between(0, there + 1);
    Command.Purse purse = fund ? Command.Purse.FUND : Command.Purse.FEES;
    draft.add(
        draft.chance(500) ? Draft.CUSTODIAN : Draft.GOVERNOR,
        new Command.WithdrawFund(pool, purse, amount));
  }
}
