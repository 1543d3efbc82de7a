package io.plimsoll.chain.audit;

import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.command.SubaccountId;
import java.math.BigInteger;

/** Fees by tiers come and go, and their table changes. */
final class FeeWork implements Work {

  @Override
  public int weight() {
    return 50;
  }

  @Override
  public int order() {
    return 22;
  }

  @Override
  public void add(Draft draft) {
    int tier = draft.random.nextInt(4);
    int ramp = draft.chance(200) ? 5 : 0;
    long volume = draft.between(0, 2_000_000L << tier) * Draft.USD;
    switch (draft.random.nextInt(9)) {
      case 0 -> draft.set(Parameter.FEE_TIER_VOLUME, tier, volume, ramp);
      case 1 -> draft.set(Parameter.FEE_TIER_SHARE_PPM, tier, draft.between(0, 200_000), 0);
      case 2 -> draft.set(Parameter.FEE_TIER_MAKER_SHARE_PPM, tier, draft.between(0, 50_000), 0);
      case 3 -> draft.set(Parameter.FEE_TIER_MAKER_PPM, tier, draft.between(-400, 200), ramp);
      case 4 -> draft.set(Parameter.FEE_TIER_TAKER_PPM, tier, draft.between(0, 700), ramp);
      case 5 -> draft.set(Parameter.FEE_MAKER_PPM, 0, draft.between(-600, 300), 0);
      case 6 -> {
        long most = draft.chance(500) ? 10_000 : draft.between(0, 600);
        draft.set(Parameter.FEE_PPM, draft.anyMarket(), most, 0);
      }
      default -> draft.set(Parameter.FEE_POLICY, 0, draft.chance(600) ? 1 : 0, 0);
    }
  }

  /** Fees of buyer and seller as the next block will want them; nothing where any will do. */
  static long[] fees(
      Draft draft, int instrument, long lots, long at, SubaccountId buyer, SubaccountId seller) {
    World world = draft.world;
    long height = world.height + 1;
    if (Governed.value(world, height, Parameter.FEE_POLICY, 0) == 0 || draft.chance(100)) {
      return new long[0];
    }
    World.Market market = world.marketOf(instrument);
    BigInteger size =
        Numbers.floor(
            Numbers.of(lots).multiply(Numbers.of(at)).multiply(Numbers.of(market.num())),
            Numbers.of(market.den()));
    if (world.instrument(instrument).kind().isInverse()) {
      BigInteger[] coins =
          new Coins(world).exact(instrument, Numbers.of(lots), Numbers.of(Math.max(1, at)));
      size = Numbers.floor(coins[0], coins[1]).abs();
    }
    boolean buyerTakes = draft.chance(500);
    Fees.Rates buys =
        Fees.rates(world, height, world.rows(Fees.TRADED), world.timeMs, buyer.owner());
    Fees.Rates sells =
        Fees.rates(world, height, world.rows(Fees.TRADED), world.timeMs, seller.owner());
    BigInteger most =
        Numbers.of(
            Governed.value(
                world, height, Parameter.FEE_PPM, world.instrument(instrument).market()));
    BigInteger[] fees =
        buyerTakes ? Fees.fees(size, most, buys, sells) : Fees.fees(size, most, sells, buys);
    int ofBuyer = buyerTakes ? 0 : 1;
    return new long[] {fees[ofBuyer].longValue(), fees[1 - ofBuyer].longValue()};
  }
}
