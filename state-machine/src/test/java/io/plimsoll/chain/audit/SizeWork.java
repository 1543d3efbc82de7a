package io.plimsoll.chain.audit;

import io.plimsoll.chain.command.Parameter;

/** Markets whose margin begins to grow with the size of positions, and ends to do so. */
final class SizeWork implements Work {

  @Override
  public int weight() {
    return 40;
  }

  @Override
  public int order() {
    return 21;
  }

  @Override
  public void add(Draft draft) {
    int market = draft.anyMarket();
    draft.set(Parameter.MARGIN_POLICY, market, draft.chance(700) ? 1 : 0, 0);
    draft.set(Parameter.SIZE_FACTOR, market, draft.between(0, 20_000), draft.chance(300) ? 5 : 0);
  }
}
