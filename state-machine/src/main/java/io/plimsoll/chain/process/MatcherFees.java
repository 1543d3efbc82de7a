package io.plimsoll.chain.process;

import io.plimsoll.chain.block.ResultCode;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.FillReader;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.fixed.MulDiv;

/** Fees are what the matcher says, up to a market's largest; rebates come out of the other side. */
final class MatcherFees implements FeePolicy {

  private final Context context;

  MatcherFees(Context context) {
    this.context = context;
  }

  @Override
  public ResultCode check(FillReader fill, int slot, long quote) {
    long most = most(slot, quote);
    long buyerFee = fill.buyerFee();
    long sellerFee = fill.sellerFee();
    boolean within =
        Math.max(buyerFee, sellerFee) <= most
            && Math.min(buyerFee, sellerFee) >= -most
            && buyerFee + sellerFee >= 0;
    return within ? ResultCode.OK : ResultCode.FEE_OUT_OF_RANGE;
  }

  @Override
  public ResultCode checkOneSide(Address owner, int slot, long quote, long fee) {
    long most = most(slot, quote);
    return fee < -most || fee > most ? ResultCode.FEE_OUT_OF_RANGE : ResultCode.OK;
  }

  @Override
  public long asTaker(Address owner, int slot, long quote) {
    return 0;
  }

  /** The largest fee of one side, in the quanta of the quote. */
  private long most(int slot, long quote) {
    int market = context.market.marketOf(slot);
    return MulDiv.floor(
        Math.abs(quote), context.parameter(Parameter.FEE_PPM, market), Limits.ONE_PPM);
  }

  @Override
  public long allowed(long quote, long maxFeePpm) {
    return MulDiv.floorSaturated(quote, maxFeePpm, Limits.ONE_PPM);
  }

  @Override
  public void made(FillReader fill, int slot, long quote, int buyer, int seller) {
    // Nothing is counted.
  }
}
