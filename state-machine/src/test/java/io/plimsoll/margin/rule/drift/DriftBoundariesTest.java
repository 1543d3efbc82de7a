package io.plimsoll.margin.rule.drift;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.margin.rule.drift.Figure.Width;
import java.math.BigInteger;
import org.junit.jupiter.api.Test;

/** What does not fit is an error that every rule passes on, and what rules do where they change. */
class DriftBoundariesTest {

  private static final BigInteger ZERO = BigInteger.ZERO;
  private static final BigInteger ONE = BigInteger.ONE;
  private static final BigInteger NOT_64 = ONE.shiftLeft(64);
  private static final BigInteger NOT_128 = ONE.shiftLeft(128);
  private static final StrictPrice DOLLAR = StrictPrice.of(1_000_000);

  private static void fails(Figure figure) {
    assertTrue(figure.isError(), figure.toString());
  }

  private static void fails(SpotMargin margin) {
    fails(margin.requirement());
    fails(margin.collateral());
  }

  @Test
  void theRootOfNothingIsNothing() {
    assertEquals("0", Figure.of(Width.U128, 0).sqrtFloor().toString());
    fails(Figure.of(Width.I128, -1).sqrtFloor());
  }

  /** The largest power that 128 bits hold, with a sign and without one. */
  @Test
  void powersOfTenAsFarAsTheyFit() {
    assertEquals(ONE, Scale.ten(Width.U128, 0).value());
    for (Width width : new Width[] {Width.I128, Width.U128}) {
      assertEquals(BigInteger.TEN.pow(38), Scale.ten(width, 38).value());
      fails(Scale.ten(width, 39));
      fails(Scale.ten(width, -1));
    }
  }

  @Test
  void withoutAFactorSizeDoesNotMatter() {
    assertEquals(7, SizeScaling.premiumRatio(5L, 0, 7));
    assertEquals(7, SizeScaling.discountWeight(5L, 0, 7));
  }

  private static PerpMarket perps(
      BigInteger cap, BigInteger net, BigInteger fundingLong, BigInteger fundingShort) {
    return new PerpMarket(
        Contract.PERPETUAL, 0, 0, 0, 0, 0, 5_000, 8_000, cap, net, fundingLong, fundingShort);
  }

  private static Figure weight(BigInteger cap, BigInteger net, long profit) {
    return PerpMargin.profitWeight(
        perps(cap, net, ZERO, ZERO), BigInteger.valueOf(profit), MarginType.INITIAL);
  }

  @Test
  void profitWeighsByWhatAllHave() {
    assertEquals("10000", weight(ZERO, ZERO, 0).toString());
    assertEquals("5000", weight(ZERO, ZERO, 1).toString());
    // Without a cap, at it, and at twice of it.
    assertEquals("5000", weight(ZERO, BigInteger.valueOf(5), 1).toString());
    assertEquals("5000", weight(BigInteger.valueOf(5), BigInteger.valueOf(5), 1).toString());
    assertEquals("2500", weight(BigInteger.valueOf(5), BigInteger.TEN, 1).toString());
    fails(weight(NOT_64, ZERO, 1));
    fails(weight(ONE, NOT_128, 1));
    fails(weight(NOT_64, ZERO, -1));
  }

  private static Figure funding(BigInteger base, BigInteger indexLong, BigInteger indexShort) {
    return PerpMargin.fundingPayment(
        perps(ZERO, ZERO, indexLong, indexShort),
        new PerpPosition(base, ZERO, ZERO, ZERO, 0, ZERO));
  }

  /** No size uses the index of shorts, so that of longs does not matter. */
  @Test
  void fundingOfNoSizeAndOfTooMuch() {
    assertEquals("0", funding(ZERO, NOT_128, ONE).toString());
    fails(funding(ZERO, ONE, NOT_128));
    fails(funding(NOT_64, ZERO, ZERO));
    fails(funding(ONE, NOT_128, ZERO));
  }

  private static SpotMargin spot(
      BigInteger bids, BigInteger asks, int orders, long ratio, long orderMargin) {
    SpotMarket market = new SpotMarket(8_000, 9_000, 12_000, 11_000, 0, 6, ZERO, ZERO, ZERO);
    SpotHolding holding = new SpotHolding(BigInteger.TEN.pow(7), bids, asks, orders);
    return SpotMargin.of(market, holding, DOLLAR, MarginType.INITIAL, ratio, orderMargin);
  }

  @Test
  void tokensOfWhichSomethingDoesNotFit() {
    assertEquals("8000000", spot(ZERO, ZERO, 0, 0, 0).collateral().toString());
    fails(spot(NOT_64, ZERO, 0, 0, 0));
    fails(spot(ZERO, NOT_64, 0, 0, 0));
    fails(spot(ZERO, ZERO, 1, 0, -1));
    fails(spot(ZERO, ZERO, 0, -1, 0));
    fails(SpotMargin.ofQuote(ONE, StrictPrice.of(0)));
    fails(DOLLAR.value(Figure.of(Width.I128, NOT_128), 6));
    assertEquals("0", DOLLAR.value(Figure.of(Width.I128, 0), 6).toString());
  }

  private static Figure weightOfDebt(int decimals) {
    SpotMarket market = new SpotMarket(8_000, 9_000, 12_000, 11_000, 0, decimals, ZERO, ZERO, ZERO);
    return SpotWeights.liability(market, ONE.shiftLeft(127), MarginType.INITIAL);
  }

  /** Up to nine decimals a size is brought to nine by a product; with more it is divided alone. */
  @Test
  void largestSizesAreWeighedWithMoreThanNineDecimals() {
    assertEquals("12000", weightOfDebt(10).toString());
    fails(weightOfDebt(9));
    fails(weightOfDebt(8));
  }

  @Test
  void sizesOfWhichSomethingDoesNotFit() {
    fails(LiquidationSizes.baseToCover(ONE, -1, 0, 0, 1, 1));
    fails(LiquidationSizes.baseToCover(ONE, 500, -1, 0, 1, 1));
    LiquidationLeg leg = new LiquidationLeg(10_000, 1_000_000, 6, 1_000_000);
    LiquidationLeg negative = new LiquidationLeg(10_000, 1_000_000, 6, -1);
    fails(LiquidationSizes.assetFor(BigInteger.TEN, negative, leg, ONE));
    fails(LiquidationSizes.share(ONE.negate(), ZERO, ZERO, ZERO, ZERO, ZERO));
    // Both weigh as much, though the asset's multiplier is smaller: everything.
    LiquidationLeg asset = new LiquidationLeg(10_000, 900_000, 6, 1_000_000);
    assertEquals(
        Width.U128.largest(), LiquidationSizes.liabilityToCover(ONE, asset, leg, 0).value());
  }

  @Test
  void feesWhereNothingIsLeft() {
    fails(LiquidationFees.insuranceOnPerp(ONE, ONE, -1, 0, 1, 1, 1));
    fails(LiquidationFees.insuranceOnPerp(ONE, ONE, 500, -1, 1, 1, 1));
    fails(LiquidationFees.insuranceOnPerp(ONE, ONE.negate(), 500, 0, 1, 1, 1));
    // The ratio of 5% is the fee: nothing, at a price of which nothing is left, too.
    assertEquals("0", LiquidationFees.insuranceOnPerp(ONE, ONE, 500, 50_000, 1, 1, 9).toString());
    // Both weigh as much, though the asset's multiplier is smaller.
    LiquidationLeg asset = new LiquidationLeg(10_000, 900_000, 6, 1_000_000);
    LiquidationLeg debt = new LiquidationLeg(10_000, 1_000_000, 6, 1_000_000);
    assertEquals("0", LiquidationFees.insuranceOnSpot(ZERO, ONE, asset, debt, 9).toString());
    LiquidationLeg heavier = new LiquidationLeg(10_001, 1_000_000, 6, 1_000_000);
    assertEquals("9", LiquidationFees.insuranceOnSpot(ZERO, ONE, asset, heavier, 9).toString());
  }
}
