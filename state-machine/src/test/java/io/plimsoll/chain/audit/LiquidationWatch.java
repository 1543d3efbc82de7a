package io.plimsoll.chain.audit;

import io.plimsoll.chain.state.State;

/** What liquidation policies remember, and auctions. */
final class LiquidationWatch implements Watch {

  @Override
  public void observe(State state, World world) {
    state
        .liquidations()
        .rows()
        .forEach((id, row) ->
            world
                .rows(Selling.LIQUIDATIONS)
                .put(
                    id,
                    new Selling.Remembered(row.policy(), row.since(), Numbers.of(row.freed()))));
    state
        .auctions()
        .rows()
        .forEach((id, row) ->
            world
                .rows(Selling.AUCTIONS)
                .put(
                    id,
                    new Selling.Auction(
                        row.insolvent(), row.startHeight(), Numbers.of(row.reserved()))));
  }
}
