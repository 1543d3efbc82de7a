package io.plimsoll.margin.rule.dydx;

import io.plimsoll.margin.rule.BankruptcyPrice;
import io.plimsoll.margin.rule.Exact;
import io.plimsoll.margin.rule.InsuranceFund;
import java.math.BigInteger;

/**
 * Prices at which a position is liquidated, and what the insurance fund has to do with it.
 *
 * <p>Source: clob/keeper/liquidations.go.
 *
 * @param account that is liquidated; its funding is settled
 * @param markets all that it has positions in
 * @param market the market whose position is closed
 */
public record Liquidation(Account account, Markets markets, Market market) {

  /** The largest number of subticks that an order can carry. */
  private static final BigInteger MOST_SUBTICKS = BigInteger.TWO.pow(64).subtract(BigInteger.ONE);

  /** With an account as it is stored. */
  public static Liquidation of(Account stored, Markets markets, long market) {
    return new Liquidation(Settlement.of(stored, markets).account(), markets, markets.get(market));
  }

  private BigInteger held() {
    return account.size(market.id());
  }

  /** Whether a change of the position goes towards 0 and not beyond. */
  public boolean isReduction(BigInteger change) {
    return held().signum() * change.signum() == -1 && held().abs().compareTo(change.abs()) >= 0;
  }

  /**
   * What the account takes (positive) or pays for a change of the position at its bankruptcy price,
   * in quote quanta: -(change of notional) - Floor(net collateral * |change of maintenance| /
   * maintenance). Both changes are differences of rounded values.
   */
  public Answer<BigInteger> bankruptcyQuote(BigInteger change) {
    if (!isReduction(change)) {
      return Answer.refused(Code.INVALID_SIZE_DELTA);
    }
    Risk total = Risk.of(account, markets);
    if (total.maintenance().signum() == 0) {
      return Answer.refused(Code.INVARIANT);
    }
    Risk before = Risk.of(market, held());
    Risk after = Risk.of(market, held().add(change));
    return Answer.of(
        BankruptcyPrice.quote(
            before.net(),
            after.net(),
            total.net(),
            before.maintenance().subtract(after.maintenance()),
            total.maintenance()));
  }

  /**
   * The worst price at which the position is offered, in quote quanta for a base quantum: (notional
   * - rating * spread * maintenance of the position) / size, exact. The rating is adjustment * (1 -
   * net collateral / maintenance of the account), between 0 and 1. It is that of the whole position
   * also where a part of it is closed.
   */
  public Answer<Ratio> fillablePrice(BigInteger change, LiquidationConfig config) {
    if (!isReduction(change)) {
      return Answer.refused(Code.INVALID_SIZE_DELTA);
    }
    return fillablePrice(Risk.of(account, markets), Risk.of(market, held()), held(), config);
  }

  /**
   * The same of what somebody else has found the account and the position to be worth. Blocks call
   * it too: there is one call for an order, which is rare.
   *
   * @param held signed size of the position, not 0
   */
  public static Answer<Ratio> fillablePrice(
      Risk total, Risk position, BigInteger held, LiquidationConfig config) {
    if (total.maintenance().signum() == 0) {
      return Answer.refused(Code.INVARIANT);
    }
    // The rating is lost / ofAll; the spread is in ppm.
    BigInteger ofAll = Exact.MILLION.multiply(total.maintenance());
    BigInteger missing = total.maintenance().subtract(total.net());
    BigInteger lost =
        Exact.clamp(config.bankruptcyAdjustmentPpm().multiply(missing), BigInteger.ZERO, ofAll);
    BigInteger spread = config.spreadToMaintenancePpm().multiply(position.maintenance());
    BigInteger den = ofAll.multiply(Exact.MILLION);
    BigInteger num = position.net().multiply(den).subtract(lost.multiply(spread));
    Ratio price = new Ratio(num, den.multiply(held));
    return price.num().signum() < 0 ? Answer.refused(Code.INVARIANT) : Answer.of(price);
  }

  /**
   * The change of the insurance fund by a fill, in quote quanta: positive where the account pays a
   * fee.
   *
   * @param isBuy whether a short position is closed
   * @param fill size in base quanta, without a sign
   * @param quote of the fill in quote quanta, without a sign
   */
  public Answer<BigInteger> insuranceChange(
      boolean isBuy, BigInteger fill, BigInteger quote, LiquidationConfig config) {
    if (fill.signum() == 0) {
      return Answer.refused(Code.INVALID_FILL);
    }
    BigInteger taken = isBuy ? quote.negate() : quote;
    return bankruptcyQuote(isBuy ? fill : fill.negate())
        .map(bankruptcy ->
            InsuranceFund.change(taken.subtract(bankruptcy), quote.abs(), config.maxFeePpm()));
  }

  /**
   * The quote of a fill at a price in subticks, Floor.
   *
   * @param conversion a subtick is 10^conversion quote quanta for a base quantum
   */
  public static BigInteger quoteOf(BigInteger subticks, BigInteger fill, int conversion) {
    return new Ratio(subticks.multiply(fill), BigInteger.ONE).timesTenTo(conversion).floor();
  }

  /**
   * A fillable price in subticks. A sell that closes a long is rounded to whole subticks and then
   * to whole ticks by Ceil, a buy by Floor, and both stay between one tick and the last whole tick
   * that fits 64 bits.
   *
   * @param subticksPerTick positive
   */
  public static BigInteger subticks(
      Ratio price, boolean closesLong, BigInteger subticksPerTick, int conversion) {
    Ratio exact = price.timesTenTo(-conversion);
    BigInteger whole = closesLong ? exact.ceil() : exact.floor();
    BigInteger ticks =
        closesLong ? Exact.ceil(whole, subticksPerTick) : Exact.floor(whole, subticksPerTick);
    BigInteger most = Exact.floor(MOST_SUBTICKS, subticksPerTick);
    return Exact.clamp(ticks, BigInteger.ONE, most).multiply(subticksPerTick);
  }
}
