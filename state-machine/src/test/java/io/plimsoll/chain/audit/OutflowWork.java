package io.plimsoll.chain.audit;

import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.command.SubaccountId;
import java.util.ArrayList;
import java.util.List;

/**
 * Deposits from elsewhere, of which the chain takes some and sends others back, withdrawals to
 * somebody, and those that were paid; on chains that keep few, many or none of them.
 */
final class OutflowWork implements Work {

  private static final int USD = -1;
  private static final Address NOBODY = new Address(0, 0, 0);

  @Override
  public int weight() {
    return 250;
  }

  @Override
  public int order() {
    return 32;
  }

  @Override
  public void add(Draft draft) {
    // Until then the chain is one that nobody pays elsewhere.
    if (draft.chance(60)) {
      long most = draft.chance(300) ? 0 : draft.chance(300) ? 4 : 1_000;
      draft.set(Parameter.WITHDRAWALS, 0, most, 0);
    }
    for (int i = draft.random.nextInt(4); i > 0; i--) {
      SubaccountId id =
          draft.chance(30) ? new SubaccountId(draft.owner(), 1 << 30) : draft.account();
      Address elsewhere = draft.chance(20) ? NOBODY : Address.ofNumber(5_000 + i);
      int asset = draft.chance(500) ? USD : draft.random.nextInt(5);
      switch (draft.random.nextInt(4)) {
        case 0 -> {
          long amount = draft.chance(30) ? 0 : draft.between(1, 4_000_000);
          amount = draft.chance(20) ? 1L << 53 : amount;
          draft.add(Draft.CUSTODIAN, new Command.DepositFrom(id, asset, amount, elsewhere));
        }
        case 1 -> {
          long cash = Math.max(1, draft.world.account(id).cash().longValue());
          long amount = asset == USD ? draft.between(0, cash) : draft.between(0, 1_000_000);
          draft.add(id.owner(), new Command.WithdrawTo(id, asset, amount, elsewhere));
        }
        case 2 -> draft.add(id.owner(), new Command.Withdraw(id, draft.between(1, 1_000_000)));
        default -> forget(draft);
      }
    }
  }

  private static void forget(Draft draft) {
    List<Long> owed = new ArrayList<>(draft.world.rows(Outflow.OWED).keySet());
    long number = owed.isEmpty() || draft.chance(100) ? draft.between(0, 9) : draft.any(owed);
    draft.add(Draft.CUSTODIAN, new Command.ForgetWithdrawal(number));
  }
}
