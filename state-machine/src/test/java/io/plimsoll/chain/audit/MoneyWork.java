package io.plimsoll.chain.audit;

import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.Mode;
import io.plimsoll.chain.command.SubaccountId;
import java.util.List;

/** Money that comes and goes, and modes. */
final class MoneyWork implements Work {

  @Override
  public int weight() {
    return 1_000;
  }

  @Override
  public int order() {
    return 30;
  }

  @Override
  public void add(Draft draft) {
    for (int i = 0; i < 3; i++) {
      SubaccountId id = draft.account();
      if (draft.chance(draft.world.height < 20 ? 800 : 100)) {
        long size = draft.chance(300) ? 200_000 * Draft.USD : 6_000 * Draft.USD;
        long amount = draft.chance(20) ? 0 : draft.between(1, size);
        draft.add(Draft.CUSTODIAN, new Command.Deposit(id, amount));
      }
      if (draft.chance(60)) {
        long cash = draft.world.account(id).cash().longValue();
        long amount = draft.chance(200) ? cash : draft.between(0, Math.max(1, cash));
        draft.add(id.owner(), new Command.Withdraw(id, amount));
      }
      if (draft.chance(40)) {
        long amount = draft.between(1, 3_000 * Draft.USD);
        draft.add(id.owner(), new Command.Transfer(id, draft.account(), amount));
      }
      if (draft.chance(60)) {
        Mode mode = draft.any(List.of(Mode.values()));
        draft.add(id.owner(), new Command.SetMode(id, mode));
      }
    }
  }
}
