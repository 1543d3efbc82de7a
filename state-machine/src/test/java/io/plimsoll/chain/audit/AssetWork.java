package io.plimsoll.chain.audit;

import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.margin.market.InstrumentKind;
import java.util.List;

/**
 * Coins of the first two underlyings as collateral and what settles in them: perpetuals, futures
 * and options, deposits, withdrawals and transfers, haircuts and caps that change.
 */
final class AssetWork implements Work {

  private static final int BTC = 1;
  private static final int ETH = 2;

  /** Numbers of the assets, of their markets and of their spot instruments. */
  private static final int FIRST = 5;

  private static final int QUANTUM_EXPONENT = -7;
  private static final int PERPETUAL = 30;

  @Override
  public int weight() {
    return 1_000;
  }

  @Override
  public int order() {
    return 25;
  }

  private static int asset(int underlying) {
    return FIRST + underlying;
  }

  @Override
  public void open(Draft draft) {
    for (int id : new int[] {BTC, ETH}) {
      int market = asset(id);
      draft.govern(new Command.ListAsset(market, "COIN", QUANTUM_EXPONENT, id, market, asset(id)));
      draft.set(Parameter.HAIRCUT_PPM, market, 100_000, 0);
      draft.set(Parameter.HAIRCUT_MAINTENANCE_PPM, market, 50_000, 0);
      draft.set(Parameter.HAIRCUT_CAP, market, 200_000_000, 0);
      draft.set(Parameter.HAIRCUT_ABOVE_PPM, market, 400_000, 0);
      draft.set(Parameter.STRICT_PRICE, market, id == ETH ? 1 : 0, 0);
      list(draft, PERPETUAL + id, id, InstrumentKind.INVERSE_PERPETUAL, 0, 10 * Draft.USD);
    }
  }

  @Override
  public void add(Draft draft) {
    if (draft.world.instruments.size() < 60 && draft.chance(70)) {
      series(draft);
    }
    if (draft.chance(draft.world.height < 20 ? 900 : 250)) {
      deposit(draft);
    }
    if (draft.chance(150)) {
      withdraw(draft);
    }
    if (draft.chance(60)) {
      transfer(draft);
    }
    if (draft.chance(30)) {
      change(draft);
    }
    if (draft.chance(30)) {
      // What is there already is above most of these.
      long most = draft.chance(500) ? 100_000_000 : 4_000_000_000L;
      int asset = asset(draft.any(List.of(BTC, ETH)));
      draft.set(Parameter.DEPOSIT_CAP, asset, draft.between(0, most), 0);
    }
    if (draft.chance(8)) {
      hostile(draft);
    }
  }

  private static void list(
      Draft draft, int id, int market, InstrumentKind kind, long expiryMs, long strike) {
    draft.add(Draft.GOVERNOR, new Command.ListInstrument(id, market, kind, expiryMs, strike));
  }

  private static void series(Draft draft) {
    int underlying = draft.any(List.of(BTC, ETH));
    long expiryMs = draft.nowMs + draft.between(1, 30) * Draft.HOUR_MS;
    int id = draft.newInstrument();
    list(draft, id, underlying, InstrumentKind.INVERSE_FUTURE, expiryMs, 100 * Draft.USD);
    for (InstrumentKind kind : List.of(InstrumentKind.INVERSE_CALL, InstrumentKind.INVERSE_PUT)) {
      long strike = Math.max(1, draft.market.price(underlying) / 100 * draft.between(85, 115));
      list(draft, draft.newInstrument(), underlying, kind, expiryMs, strike);
    }
  }

  private static int anyAsset(Draft draft) {
    return draft.chance(10) ? 77 : asset(draft.any(List.of(BTC, ETH)));
  }

  private static void deposit(Draft draft) {
    long amount =
        draft.chance(20) ? 0 : draft.between(1, draft.chance(300) ? 60_000_000 : 4_000_000);
    draft.add(Draft.CUSTODIAN, new Command.DepositAsset(draft.account(), anyAsset(draft), amount));
  }

  private static long held(Draft draft, SubaccountId id, int asset) {
    Coins.Asset row = draft.world.rows(Coins.ASSETS).get(asset);
    return row == null ? 0 : draft.world.lots(id, row.instrument()).longValue();
  }

  private static void withdraw(Draft draft) {
    SubaccountId id = draft.account();
    int asset = anyAsset(draft);
    long held = held(draft, id, asset);
    long amount = draft.chance(300) ? held : draft.between(0, Math.max(1, held));
    draft.add(id.owner(), new Command.WithdrawAsset(id, asset, amount));
  }

  private static void transfer(Draft draft) {
    SubaccountId id = draft.account();
    int asset = anyAsset(draft);
    long amount = draft.between(1, Math.max(2, held(draft, id, asset)));
    SubaccountId to = draft.chance(50) ? id : draft.account();
    draft.add(id.owner(), new Command.TransferAsset(id, to, asset, amount));
  }

  private static void change(Draft draft) {
    int asset = anyAsset(draft);
    int ramp = draft.chance(500) ? draft.random.nextInt(20) : 0;
    switch (draft.random.nextInt(6)) {
      case 4, 5 -> draft.set(Parameter.STRICT_PRICE, asset, draft.chance(700) ? 1 : 0, 0);
      case 0 -> draft.set(Parameter.HAIRCUT_PPM, asset, draft.between(0, 1_000_000), ramp);
      case 1 ->
          draft.set(Parameter.HAIRCUT_MAINTENANCE_PPM, asset, draft.between(1, 300_000), ramp);
      case 2 -> draft.set(Parameter.HAIRCUT_CAP, asset, draft.between(0, 400_000_000), ramp);
      default -> draft.set(Parameter.HAIRCUT_ABOVE_PPM, asset, draft.between(1, 1_000_000), ramp);
    }
  }

  private static void hostile(Draft draft) {
    int spot = asset(BTC);
    switch (draft.random.nextInt(4)) {
      case 0 -> draft.add(Draft.GOVERNOR, new Command.DelistMarket(spot, draft.nowMs + 100_000));
      case 1 -> draft.add(Draft.GOVERNOR, new Command.ListAsset(9, "C", -8, BTC, 90, 90));
      case 2 ->
          list(draft, 91, draft.any(List.of(3, 4)), InstrumentKind.INVERSE_PERPETUAL, 0, 1_000);
      default -> list(draft, 92, BTC, InstrumentKind.SPOT, 0, 0);
    }
  }
}
