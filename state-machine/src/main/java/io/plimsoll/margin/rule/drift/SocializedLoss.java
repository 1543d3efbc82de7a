package io.plimsoll.margin.rule.drift;

import io.plimsoll.fixed.Checked;
import io.plimsoll.fixed.MulDiv;
import io.plimsoll.fixed.raw.Raw;
import io.plimsoll.margin.rule.drift.Figure.Width;
import java.math.BigInteger;
import java.util.OptionalLong;

/**
 * How a loss that no fund pays is shared by those who are left: Ceil, so that they never pay less
 * than it.
 *
 * <p>Source: drift-labs/protocol-v2 0ae3e3b1db78, math/liquidation.rs.
 */
public final class SocializedLoss {

  /** Units of cumulative funding, 10^-9, in one of the quote asset, 10^-6. */
  private static final long QUOTE_TO_FUNDING = 1_000;

  private SocializedLoss() {}

  /**
   * By how much cumulative funding moves, up for longs and down for shorts, so that all holders
   * together pay a loss: Ceil(|loss| * 10^9 / (longs + shorts)) * 1000, in 10^-9 per base unit, at
   * least 0. {@link DriftError#BANKRUPTCY} where nobody holds a position.
   *
   * @param loss in 10^-6, of any sign
   * @param baseLong size of all longs in 10^-9
   * @param baseShort size of all shorts in 10^-9, of any sign
   */
  public static Figure fundingDelta(BigInteger loss, BigInteger baseLong, BigInteger baseShort) {
    Figure holders =
        Figure.of(Width.I128, baseLong).abs().plus(Figure.of(Width.I128, baseShort).abs());
    if (!holders.isError() && holders.signum() == 0) {
      return Figure.failed(DriftError.BANKRUPTCY);
    }
    return Figure.of(Width.I128, loss)
        .abs()
        .times(Scale.BASE)
        .divideCeil(holders)
        .times(QUOTE_TO_FUNDING);
  }

  /**
   * {@link #fundingDelta(BigInteger, BigInteger, BigInteger)} for blocks: empty where nobody holds
   * a position, and where the result, the size of all or an operand's magnitude is no long.
   */
  public static OptionalLong fundingDelta(long loss, long baseLong, long baseShort) {
    OptionalLong perUnit = perUnit(loss, baseLong, baseShort, Scale.BASE);
    if (perUnit.isEmpty()) {
      return perUnit;
    }
    long delta = Checked.multiplySaturated(perUnit.getAsLong(), QUOTE_TO_FUNDING);
    // A multiple of a thousand is not the largest long, so that one says that it did not fit.
    return delta == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(delta);
  }

  /**
   * What each unit of all positions pays so that together they pay a loss: Ceil(|loss| * scale /
   * (longs + shorts)). Empty where nobody holds a position, and where the result, the size of all
   * or an operand's magnitude is no long.
   *
   * @param scale positive; the result is in parts of that size
   */
  public static OptionalLong perUnit(long loss, long baseLong, long baseShort, long scale) {
    boolean fits = loss != Long.MIN_VALUE && baseLong != Long.MIN_VALUE;
    if (!fits || baseShort == Long.MIN_VALUE) {
      return OptionalLong.empty();
    }
    long magnitude = Math.abs(baseLong);
    if (Raw.addOverflows(magnitude, Math.abs(baseShort))) {
      return OptionalLong.empty();
    }
    long holders = magnitude + Math.abs(baseShort);
    if (holders == 0) {
      return OptionalLong.empty();
    }
    long each = MulDiv.ceilSaturated(Math.abs(loss), scale, holders);
    return each == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(each);
  }

  /**
   * By how much cumulative deposit interest falls so that all depositors together pay a debt that
   * nobody repays: Ceil(interest * debt / deposits), in 10^-10; 0 where there are no deposits.
   *
   * @param debt in the token's smallest unit
   */
  public static Figure interestDelta(BigInteger debt, SpotMarket market) {
    Figure deposits = SpotWeights.deposits(market);
    Figure lost =
        Figure.of(Width.U128, market.depositInterest()).times(Figure.of(Width.U128, debt));
    if (deposits.isError() || lost.isError()) {
      return deposits.isError() ? deposits : lost;
    }
    return deposits.signum() == 0 ? Figure.of(Width.U128, 0) : lost.divideCeil(deposits);
  }
}
