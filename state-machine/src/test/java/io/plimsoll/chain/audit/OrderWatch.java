package io.plimsoll.chain.audit;

import io.plimsoll.chain.command.DelegateScope;
import io.plimsoll.chain.state.State;

/** Reserves, own leverage, signed orders, nonces and grants of a chain. */
final class OrderWatch implements Watch {

  @Override
  public void observe(State state, World world) {
    state
        .reserves()
        .rows()
        .forEach((id, row) ->
            row.of()
                .forEach(each ->
                    world
                        .rows(Orders.RESERVES)
                        .put(
                            new Owned(id, each.instrument()),
                            new Orders.Reserve(
                                each.bidLots(),
                                each.bidPrice(),
                                each.askLots(),
                                each.askPrice(),
                                each.orders()))));
    state
        .leverages()
        .rows()
        .forEach((id, row) ->
            row.of()
                .forEach(each ->
                    world.rows(Orders.LEVERAGES).put(new Owned(id, each.market()), each.ppm())));
    state
        .orderFills()
        .rows()
        .forEach((key, row) ->
            world
                .rows(Orders.KNOWN)
                .put(
                    new Owned(key.subaccount(), key.id()),
                    new Orders.Known(Numbers.of(row.filled()), row.expiresMs())));
    state
        .nonces()
        .rows()
        .forEach((sender, row) ->
            world.rows(Senders.SPENT).put(sender, new Senders.Spent(row.last(), row.expiresMs())));
    state
        .delegations()
        .rows()
        .forEach((key, row) ->
            world
                .rows(DelegateCommands.GRANTS)
                .put(
                    new DelegateCommands.Between(key.owner(), key.delegate()),
                    new DelegateCommands.Grant(
                        row.scope() == DelegateScope.TRADE_AND_TRANSFER, row.expiresMs())));
  }
}
