package io.plimsoll.chain.audit;

import io.plimsoll.chain.command.Parameter;

/** Parameters: those that make the first block's market, and changes with and without ramps. */
final class ParameterWork implements Work {

  @Override
  public int weight() {
    return 1_000;
  }

  @Override
  public int order() {
    return 20;
  }

  @Override
  public void open(Draft draft) {
    draft.set(Parameter.UPPER_CAP, 2, 60_000_000 * Draft.USD, 0);
    draft.set(Parameter.LOWER_CAP, 2, 1_000_000 * Draft.USD, 0);
    draft.set(Parameter.MARK_SOURCE, 3, 1, 0);
    draft.set(Parameter.PORTION_PPM, 1, 400_000, 0);
    draft.set(Parameter.PORTION_MINIMUM, 1, 20_000 * Draft.USD, 0);
    draft.set(Parameter.SAME_WAY_PPM, Parameter.pair(1, 2), 700_000, 0);
    draft.set(Parameter.OPPOSITE_PPM, Parameter.pair(1, 2), 400_000, 0);
    draft.set(Parameter.OPTION_MINIMUM_PPM, 1, 20_000, 0);
    draft.set(Parameter.OPTION_LIQUIDITY_PPM, 1, 1_000, 0);
    draft.set(Parameter.PORTFOLIO_GATE, 0, 5_000 * Draft.USD, 0);
  }

  @Override
  public void add(Draft draft) {
    if (draft.chance(60)) {
      change(draft);
    }
    // A block with few commands is a time to be over soon.
    if (draft.chance(150)) {
      draft.set(Parameter.COMMANDS, 0, 1_000, 0);
    }
  }

  private static void change(Draft draft) {
    int market = draft.anyMarket();
    int ramp = draft.chance(500) ? draft.random.nextInt(20) : 0;
    int underlying = draft.underlying();
    switch (draft.random.nextInt(15)) {
      case 0 -> draft.set(Parameter.INITIAL_PPM, market, draft.between(20_000, 120_000), ramp);
      case 1 -> draft.set(Parameter.MAINTENANCE_PPM, market, draft.between(300_000, 900_000), ramp);
      case 2 -> draft.set(Parameter.RANGE_PPM, underlying, draft.between(50_000, 250_000), ramp);
      case 3 -> draft.set(Parameter.PENALTY_PPM, market, draft.between(0, 30_000), ramp);
      case 4 -> draft.set(Parameter.LIQUIDATION_STEPS, 0, draft.between(1, 12), 0);
      case 5 -> draft.set(Parameter.DELEVERAGING_HOLDERS, 0, draft.between(1, 4), 0);
      case 6 -> draft.set(Parameter.MINIMUM_EQUITY, 0, draft.between(0, 300) * Draft.USD, ramp);
      case 7 -> draft.set(Parameter.POSITIONS, 0, draft.between(2, 8), 0);
      case 8 -> draft.set(Parameter.STRESS_STEPS, 0, draft.between(1, 3), 0);
      case 9 -> draft.set(Parameter.CROSS_MODEL, 0, draft.chance(300) ? 2 : 1, 0);
      case 10 -> draft.set(Parameter.FUNDING_BOUNDARIES, 0, draft.between(1, 4), 0);
      case 11 -> {
        long ppm = draft.between(0, 1_000_001);
        draft.set(Parameter.SAME_WAY_PPM, Parameter.pair(1, 3), ppm, ramp);
      }
      case 12 -> draft.set(Parameter.POSITION_LOTS, market, draft.between(1, 2_000), 0);
      case 13 -> draft.set(Parameter.COMMANDS, 0, 9, 0);
      default -> draft.set(Parameter.SLIPPAGE_PPM, market, draft.between(0, 100_000), ramp);
    }
  }
}
