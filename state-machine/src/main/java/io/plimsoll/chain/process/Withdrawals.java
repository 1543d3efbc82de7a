package io.plimsoll.chain.process;

import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.chain.event.Event;
import io.plimsoll.chain.state.State;
import io.plimsoll.chain.state.WithdrawalRows;

/**
 * What leaves the chain and is to be paid elsewhere: each withdrawal leaves a row, which is
 * forgotten when a custodian says that it was paid. A chain that keeps none of them has no rows.
 */
final class Withdrawals {

  private static final Address NOBODY = new Address(0, 0, 0);

  private final Context context;
  private final State state;

  Withdrawals(Context context) {
    this.context = context;
    this.state = context.state;
  }

  private long most() {
    return context.parameter(Parameter.WITHDRAWALS, 0);
  }

  /** Whether withdrawals leave rows. */
  boolean areKept() {
    return most() > 0;
  }

  /** Whether another one may leave. */
  ResultCode checkRoom() {
    return areKept() && state.withdrawals().rows().size() >= most()
        ? ResultCode.TOO_MANY_WITHDRAWALS
        : ResultCode.OK;
  }

  /** Whether somebody elsewhere can be paid. */
  ResultCode checkRecipient(Address recipient) {
    if (!areKept()) {
      return ResultCode.WITHDRAWALS_NOT_KEPT;
    }
    return recipient.equals(NOBODY) ? ResultCode.RECIPIENT_OUT_OF_RANGE : ResultCode.OK;
  }

  /** Notes what has left, where that is kept. */
  void note(SubaccountId subaccount, Address recipient, int asset, long amount) {
    if (areKept()) {
      long sequence = state.lastWithdrawal() + 1;
      state.setLastWithdrawal(sequence);
      WithdrawalRows.Withdrawal row =
          new WithdrawalRows.Withdrawal(subaccount, recipient, asset, amount, context.height());
      state.withdrawals().put(sequence, row);
      context.emit(new Event.WithdrawalNoted(sequence, subaccount, recipient, asset, amount));
    }
  }

  /** Sends what was brought and refused back to who has paid it. */
  void sendBack(Command.DepositFrom deposit, ResultCode why) {
    context.emit(
        new Event.DepositReturned(deposit.to(), deposit.asset(), deposit.amount(), why.number()));
    note(deposit.to(), deposit.payer(), deposit.asset(), deposit.amount());
  }

  ResultCode apply(Command.ForgetWithdrawal forget) {
    if (state.withdrawals().get(forget.sequence()) == null) {
      return ResultCode.UNKNOWN_WITHDRAWAL;
    }
    state.withdrawals().remove(forget.sequence());
    return ResultCode.OK;
  }
}
