package io.plimsoll.chain.audit;

import io.plimsoll.chain.state.State;

/** Withdrawals of a chain that others are to pay. */
final class OutflowWatch implements Watch {

  @Override
  public void observe(State state, World world) {
    state
        .withdrawals()
        .rows()
        .forEach((number, row) ->
            world
                .rows(Outflow.OWED)
                .put(
                    number,
                    new Outflow.Owed(
                        row.subaccount(),
                        row.recipient(),
                        row.asset(),
                        row.amount(),
                        row.height())));
    if (state.lastWithdrawal() != 0) {
      world.rows(Outflow.NUMBERED).put(0, state.lastWithdrawal());
    }
  }
}
