package io.plimsoll.chain.audit;

import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.SubaccountId;

/** Makers' offers to liquidations. */
final class QuoteWork implements Work {

  @Override
  public int weight() {
    return 1_000;
  }

  @Override
  public int order() {
    return 70;
  }

  @Override
  public void add(Draft draft) {
    int quotes = draft.random.nextInt(6);
    for (int i = 0; i < quotes; i++) {
      quote(draft);
    }
  }

  private static void quote(Draft draft) {
    int instrument = draft.instrument();
    SubaccountId maker = draft.account();
    long lots = Math.max(1, (long) (60_000 * draft.random.nextDouble() / draft.lotUsd(instrument)));
    boolean bid = draft.random.nextBoolean();
    double off = 0.04 * draft.random.nextDouble() - 0.003;
    long at = (long) (draft.about(instrument) * (bid ? 1 - off : 1 + off));
    draft.add(
        maker.owner(),
        new Command.LiquidityQuote(
            maker,
            draft.chance(10) ? 55 : instrument,
            bid,
            draft.chance(10) ? 0 : lots,
            Math.max(draft.chance(10) ? 0 : 1, at)));
  }
}
