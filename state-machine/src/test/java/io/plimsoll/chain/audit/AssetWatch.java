package io.plimsoll.chain.audit;

import io.plimsoll.chain.state.State;

/** Assets beside USD and their coins. */
final class AssetWatch implements Watch {

  @Override
  public void observe(State state, World world) {
    state
        .assets()
        .rows()
        .forEach((id, row) ->
            world
                .rows(Coins.ASSETS)
                .put(
                    id,
                    new Coins.Asset(
                        row.name(), row.quantumExponent(), row.underlying(), row.instrument())));
    state
        .coinPools()
        .rows()
        .forEach((id, row) ->
            world
                .rows(Coins.PURSES)
                .put(
                    id,
                    new Coins.Purse(
                        Numbers.of(row.balance()),
                        Numbers.of(row.clearing()),
                        Numbers.of(row.fees()))));
  }
}
