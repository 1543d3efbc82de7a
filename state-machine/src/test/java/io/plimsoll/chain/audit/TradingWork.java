package io.plimsoll.chain.audit;

import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.SubaccountId;
import java.math.BigInteger;

/** Fills of traders from careful to reckless; holders close now and then. */
final class TradingWork implements Work {

  @Override
  public int weight() {
    return 1_000;
  }

  @Override
  public int order() {
    return 60;
  }

  @Override
  public void add(Draft draft) {
    int fills = draft.random.nextInt(12);
    for (int i = 0; i < fills; i++) {
      fill(draft);
    }
  }

  private static void fill(Draft draft) {
    int instrument = draft.instrument();
    SubaccountId buyer = draft.account();
    SubaccountId seller = draft.account();
    while (seller.equals(buyer)) {
      seller = draft.account();
    }
    double dollars = draft.chance(300) ? 300_000 : 30_000;
    double lotUsd = draft.lotUsd(instrument);
    long lots = Math.max(1, (long) (dollars * draft.random.nextDouble() / lotUsd));
    long held = draft.world.lots(seller, instrument).longValue();
    if (held != 0 && draft.chance(300)) {
      lots = draft.chance(500) ? Math.abs(held) : Math.max(1, Math.abs(held) / 3);
      if (held < 0) {
        SubaccountId swap = seller;
        seller = buyer;
        buyer = swap;
      }
    }
    double off = draft.chance(30) ? 0.2 : 0.003;
    long at = (long) (draft.about(instrument) * (1 + off * draft.random.nextGaussian()));
    World.Market market = draft.world.marketOf(instrument);
    long quote = (long) (lots * (double) at * market.num() / market.den());
    if (draft.world.instrument(instrument).kind().isInverse()) {
      BigInteger[] coins =
          new Coins(draft.world).exact(instrument, Numbers.of(lots), Numbers.of(Math.max(1, at)));
      quote = coins[0].divide(coins[1]).longValue();
    }
    long fee = draft.chance(20) ? quote : quote / 2_000;
    long[] fees = FeeWork.fees(draft, instrument, lots, Math.max(1, at), buyer, seller);
    if (fees.length > 0) {
      draft.add(
          Draft.MATCHER,
          new Command.Fill(buyer, seller, instrument, lots, Math.max(1, at), fees[0], fees[1]));
      return;
    }
    draft.add(
        Draft.MATCHER,
        new Command.Fill(
            buyer,
            draft.chance(10) ? buyer : seller,
            draft.chance(10) ? 55 : instrument,
            draft.chance(10) ? draft.between(-1, 0) : lots,
            Math.max(draft.chance(10) ? -1 : 1, at),
            draft.chance(500) ? fee : 0,
            draft.chance(100) ? -fee / 2 : fee));
  }
}
