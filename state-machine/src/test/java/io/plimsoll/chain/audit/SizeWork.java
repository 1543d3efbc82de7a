package io.plimsoll.chain.audit;

import io.plimsoll.chain.command.Parameter;

/**
 * Markets whose margin begins to grow with the size of positions, and ends to do so, and that weigh
 * unrealised profit.
 */
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
    long ppm = draft.between(0, 1_000_000);
    switch (draft.random.nextInt(6)) {
      case 0 -> draft.set(Parameter.PROFIT_INITIAL_PPM, market, ppm, draft.chance(300) ? 5 : 0);
      case 1 -> draft.set(Parameter.PROFIT_MAINTENANCE_PPM, market, 500_000 + ppm / 2, 0);
      case 2 -> draft.set(Parameter.PROFIT_SIZE_FACTOR, market, draft.between(0, 3_000), 0);
      case 3 -> draft.set(Parameter.PROFIT_CAP, market, draft.between(0, 5_000) * Draft.USD, 0);
      case 4 -> draft.set(Parameter.PROFIT_INITIAL_PPM, market, 1_000_000, 0);
      default -> draft.set(Parameter.PROFIT_CAP, market, 1L << 60, 0);
    }
  }
}
