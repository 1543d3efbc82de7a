package io.plimsoll.margin.rule.drift;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.fixed.Wide;
import io.plimsoll.margin.rule.drift.Figure.Width;
import java.math.BigInteger;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What holds for all arguments, from a seed. */
class DriftPropertiesTest {

  private static final long SEED = Long.getLong("plimsoll.seed", 20220509L);
  private static final String SEEDED = "-Dplimsoll.seed=" + SEED;
  private static final int ROUNDS = Integer.getInteger("plimsoll.tries", 20_000);
  private static final BigInteger ZERO = BigInteger.ZERO;

  private final Random random = new Random(SEED);

  @BeforeAll
  static void sayTheSeed() {
    System.out.println("DriftPropertiesTest: " + SEEDED);
  }

  /** A number of any length up to 63 bits, with both ends among them. */
  private long positive() {
    int bits = random.nextInt(66);
    if (bits == 0) {
      return 0;
    }
    return bits > 63 ? Long.MAX_VALUE : random.nextLong() >>> 1 >>> (63 - bits);
  }

  private long signed() {
    return random.nextInt(100) == 0
        ? Long.MIN_VALUE
        : random.nextBoolean() ? positive() : -positive();
  }

  private int factor() {
    return random.nextInt(4) == 0 ? random.nextInt() >>> 1 : random.nextInt(100_001);
  }

  private int weight() {
    return random.nextInt(4) == 0 ? random.nextInt() >>> 1 : random.nextInt(20_001);
  }

  private static BigInteger big(long value) {
    return BigInteger.valueOf(value);
  }

  @Test
  void entriesForBlocksEqualTheWideOnes() {
    int[] errors = new int[2];
    for (int i = 0; i < ROUNDS; i++) {
      long size = positive();
      int factor = factor();
      int weight = weight();
      String which = SEEDED + ": " + size + " " + factor + " " + weight;
      long ratio = SizeScaling.premiumRatio(size, factor, weight);
      Figure wide = SizeScaling.premiumRatio(big(size), factor, weight);
      assertEquals(Figure.of(Width.U32, ratio), wide, which);
      errors[0] += wide.isError() ? 1 : 0;
      assertEquals(
          Figure.of(Width.U32, SizeScaling.discountWeight(size, factor, weight)),
          SizeScaling.discountWeight(big(size), factor, weight),
          which);
      errors[1] += lossesAreEqual(signed(), signed(), signed());
    }
    assertTrue(errors[0] > 0 && errors[0] < ROUNDS / 2, "ratios that are none: " + errors[0]);
    assertTrue(errors[1] > 0 && errors[1] < ROUNDS, "deltas that are none: " + errors[1]);
  }

  /** Says whether the entry for blocks is empty, as it must be where a long does not hold it. */
  private static int lossesAreEqual(long loss, long longs, long shorts) {
    String which = SEEDED + ": " + loss + " " + longs + " " + shorts;
    Figure wide = SocializedLoss.fundingDelta(big(loss), big(longs), big(shorts));
    OptionalLong narrow = SocializedLoss.fundingDelta(loss, longs, shorts);
    if (narrow.isPresent()) {
      assertEquals(wide.value(), big(narrow.getAsLong()), which);
      return 0;
    }
    boolean operandsFit =
        Width.I64.holds(big(longs).abs().add(big(shorts).abs()))
            && Width.I64.holds(big(loss).abs());
    assertTrue(
        !operandsFit || wide.isError() || !Width.I64.holds(wide.value()), which + ": " + wide);
    return 1;
  }

  @Test
  void aLargerSizeNeverNeedsLessNorCountsMore() {
    for (int i = 0; i < ROUNDS; i++) {
      long size = positive();
      long larger = size + Math.min(Long.MAX_VALUE - size, positive());
      int factor = factor();
      int weight = weight();
      String which = SEEDED + ": " + size + " " + larger + " " + factor + " " + weight;
      long ratio = SizeScaling.premiumRatio(size, factor, weight);
      assertTrue(ratio >= weight, which);
      assertTrue(SizeScaling.premiumRatio(larger, factor, weight) >= ratio, which);
      int discounted = SizeScaling.discountWeight(size, factor, weight);
      assertTrue(discounted >= 0 && discounted <= weight, which);
      assertTrue(SizeScaling.discountWeight(larger, factor, weight) <= discounted, which);
    }
  }

  private PerpMarket perpMarket() {
    return new PerpMarket(
        random.nextBoolean() ? Contract.PERPETUAL : Contract.PREDICTION,
        1_000_000,
        500 + random.nextInt(1000),
        300 + random.nextInt(200),
        random.nextInt(10_000),
        random.nextInt(10_000),
        random.nextInt(10_001),
        10_000,
        ZERO,
        ZERO,
        ZERO,
        ZERO);
  }

  private PerpPosition perpPosition() {
    return new PerpPosition(
        big(signed() >> 13),
        big(signed() >> 13),
        big(positive() >> 13),
        big(-(positive() >> 13)),
        random.nextInt(33),
        ZERO);
  }

  private static PerpPosition withoutOrders(PerpPosition position) {
    return new PerpPosition(position.base(), position.quote(), ZERO, ZERO, 0, position.funding());
  }

  @Test
  void theWorstCaseIsTheWorseOfBothSides() {
    int[] sides = new int[2];
    for (int i = 0; i < ROUNDS; i++) {
      PerpMarket market = perpMarket();
      PerpPosition position = perpPosition();
      long price = random.nextInt(2_000_000);
      String which = SEEDED + ", round " + i + ": " + position;
      PerpMargin.WorstCase worst = PerpMargin.worstCase(market, position, price);
      BigInteger bids = filled(market, position, position.openBids(), price);
      BigInteger asks = filled(market, position, position.openAsks(), price);
      assertEquals(bids.max(asks), worst.liability().value(), which);
      BigInteger side = bids.compareTo(asks) > 0 ? position.openBids() : position.openAsks();
      assertEquals(position.base().add(side), worst.base().value(), which);
      sides[bids.compareTo(asks) > 0 ? 0 : 1]++;
    }
    assertTrue(sides[0] > 0 && sides[1] > 0, SEEDED + ": only one side was ever worse");
  }

  /** What a position is worth when these orders are its size. */
  private static BigInteger filled(
      PerpMarket market, PerpPosition position, BigInteger orders, long price) {
    PerpPosition alone =
        new PerpPosition(
            position.base().add(orders), position.quote(), ZERO, ZERO, 0, position.funding());
    return PerpMargin.worstCase(market, alone, price).liability().value();
  }

  @Test
  void toOpenNeedsMostToStayLeastAndOrdersOweNoLessThanNone() {
    PerpMargin.Terms terms = new PerpMargin.Terms(0, 10_000, big(100_000_000));
    StrictPrice one = StrictPrice.of(1_000_000);
    for (int i = 0; i < ROUNDS; i++) {
      PerpMarket market = perpMarket();
      PerpPosition position = perpPosition();
      long price = random.nextInt(2_000_000);
      String which = SEEDED + ", round " + i + ": " + market + position;
      PerpPosition quiet = withoutOrders(position);
      BigInteger above = null;
      BigInteger profitBelow = null;
      for (MarginType type : MarginType.values()) {
        PerpMargin.Result margin = PerpMargin.of(market, position, price, one, type, terms);
        BigInteger requirement = margin.requirement().value();
        BigInteger profit = margin.profit().value();
        assertTrue(above == null || requirement.compareTo(above) <= 0, which);
        assertTrue(profitBelow == null || profit.compareTo(profitBelow) >= 0, which);
        above = requirement;
        profitBelow = profit;
        Figure alone = PerpMargin.of(market, quiet, price, one, type, terms).liability();
        assertTrue(
            market.contract() == Contract.PREDICTION
                || ordersReduce(position)
                || margin.liability().value().compareTo(alone.value()) >= 0,
            which);
      }
    }
  }

  /** Whether both sides of the orders bring the size nearer to zero. */
  private static boolean ordersReduce(PerpPosition position) {
    BigInteger size = position.base().abs();
    return position.base().add(position.openBids()).abs().compareTo(size) < 0
        && position.base().add(position.openAsks()).abs().compareTo(size) < 0;
  }

  @Test
  void whatHoldersPayCoversTheLossAndNotMuchMore() {
    BigInteger unit = BigInteger.TEN.pow(12);
    for (int i = 0; i < ROUNDS; i++) {
      BigInteger loss = big(positive());
      BigInteger longs = big(positive() >> 1);
      BigInteger shorts = big(-(positive() >> 1) - 1);
      String which = SEEDED + ": " + loss + " " + longs + " " + shorts;
      BigInteger holders = longs.subtract(shorts);
      BigInteger paid = SocializedLoss.fundingDelta(loss, longs, shorts).value().multiply(holders);
      assertTrue(paid.compareTo(loss.multiply(unit)) >= 0, which);
      BigInteger most = loss.multiply(unit).add(holders.multiply(big(1_000)));
      assertTrue(paid.compareTo(most) < 0, which);
    }
  }

  @Test
  void closingWhatCoversAShortageFreesItToTheLastUnitOfSize() {
    int checked = 0;
    for (int i = 0; i < ROUNDS; i++) {
      BigInteger shortage = big(positive() >> 20);
      long ratio = 1L + random.nextInt(10_000);
      long fee = random.nextInt(100_000);
      long price = 1_000_000L * (1L + random.nextInt(100_000));
      Figure base = LiquidationSizes.baseToCover(shortage, ratio, fee, 0, price, 1_000_000);
      if (ratio * 100 <= fee) {
        assertEquals(Width.U64.largest(), base.value(), SEEDED);
        continue;
      }
      BigInteger perBase = big(price).multiply(big(ratio * 100 - fee));
      BigInteger need = shortage.multiply(BigInteger.TEN.pow(15));
      String which = SEEDED + ": " + shortage + " " + ratio + " " + fee + " " + price;
      // A price in whole units times a ratio in 10^-6 is exact, so only the last quotient is cut.
      assertTrue(base.value().multiply(perBase).compareTo(need) <= 0, which);
      BigInteger more = base.value().add(BigInteger.ONE);
      assertTrue(more.multiply(perBase).compareTo(need) > 0, which);
      checked++;
    }
    assertTrue(checked > ROUNDS / 2, SEEDED + ": only " + checked + " frees something");
  }

  @Test
  void anErrorGoesThroughAllLaterSteps() {
    Figure error = Figure.of(Width.U32, 1).divideTowardZero(0);
    Figure two = Figure.of(Width.U128, 2);
    for (Figure figure :
        new Figure[] {
          error.plus(two), two.times(error), two.divideCeil(error), error.divideFloor(two),
          error.to(Width.I64), error.toSaturated(Width.I64), error.sqrtFloor(), two.max(error)
        }) {
      assertEquals(DriftError.ARITHMETIC, figure.error());
    }
  }

  @Test
  void quotientsRoundAsTheyAreCalled() {
    for (long[] row :
        new long[][] {
          {7, 2, 3, 3, 4},
          {-7, 2, -3, -4, -3},
          {7, -2, -3, -4, -3},
          {-7, -2, 3, 3, 4},
          {6, 2, 3, 3, 3},
          {-6, 2, -3, -3, -3}
        }) {
      Figure a = Figure.of(Width.I128, row[0]);
      Figure b = Figure.of(Width.I128, row[1]);
      assertEquals(big(row[2]), a.divideTowardZero(b).value());
      assertEquals(big(row[3]), a.divideFloor(b).value());
      assertEquals(big(row[4]), a.divideCeil(b).value());
    }
  }

  @Test
  void widthsHoldTheirEndsAndNothingBeyond() {
    for (Width width : Width.values()) {
      BigInteger largest = width.largest();
      assertEquals(largest, Figure.of(width, largest).value());
      assertEquals(DriftError.CAST, Figure.of(width, largest.add(BigInteger.ONE)).error());
      assertEquals(DriftError.ARITHMETIC, Figure.of(width, largest).plus(1).error());
    }
    for (Width width : new Width[] {Width.I64, Width.I128}) {
      BigInteger least = width.largest().not();
      assertEquals(least, Figure.of(width, least).value());
      assertEquals(DriftError.ARITHMETIC, Figure.of(width, least).abs().error());
      assertEquals(
          DriftError.ARITHMETIC, Figure.of(width, least).minus(Figure.of(width, 1)).error());
    }
    assertEquals(DriftError.CAST, Figure.of(Width.U32, -1).error());
    assertEquals(
        DriftError.ARITHMETIC, Figure.of(Width.U32, 0).minus(Figure.of(Width.U32, 1)).error());
  }

  /** Blocks' requirement is that of the venue's whole rule, for positions without orders. */
  @Test
  void blocksRequireWhatTheVenueDoes() {
    StrictPrice one = StrictPrice.of(1_000_000);
    int grown = 0;
    int[] less = new int[2];
    for (int i = 0; i < ROUNDS; i++) {
      long cap = positive();
      PerpMargin.Terms terms = new PerpMargin.Terms(0, 0, big(cap));
      BigInteger base = big(signed() >> random.nextInt(8, 40));
      BigInteger quote = big(signed() >> random.nextInt(2, 40));
      long price = random.nextLong(1L << random.nextInt(1, 40));
      int factor = random.nextInt(3) == 0 ? 0 : random.nextInt(5_000);
      int ratio = random.nextInt(1, 1 << random.nextInt(1, 14));
      int stays = random.nextInt(ratio) + 1;
      PerpMarket market =
          new PerpMarket(
              Contract.PERPETUAL,
              0,
              ratio,
              stays,
              factor,
              random.nextInt(2_000),
              random.nextInt(10_001),
              random.nextInt(10_001),
              ZERO,
              ZERO,
              ZERO,
              ZERO);
      PerpPosition position = new PerpPosition(base, quote, ZERO, ZERO, 0, ZERO);
      PerpMargin.Result initial =
          PerpMargin.of(market, position, price, one, MarginType.INITIAL, terms);
      PerpMargin.Result least =
          PerpMargin.of(market, position, price, one, MarginType.MAINTENANCE, terms);
      boolean fits =
          !initial.requirement().isError()
              && initial.requirement().value().bitLength() < 63
              && initial.liability().value().bitLength() < 63;
      if (!fits) {
        continue;
      }
      String which = SEEDED + ": " + base + " at " + price + ", " + factor + ", " + ratio;
      long liability = initial.liability().value().longValueExact();
      long size = base.abs().longValueExact();
      assertEquals(
          initial.requirement().value(),
          big(SizedMargin.initial(liability, size, factor, 100 * ratio, 0)),
          which);
      int part = (int) ((stays * 1_000_000L + ratio - 1) / ratio);
      assertEquals(
          least.requirement().value(),
          big(SizedMargin.maintenance(liability, size, factor, 100 * ratio, part)),
          which + ", " + stays);
      grown += SizeScaling.premiumRatio(size, factor, ratio) > ratio ? 1 : 0;
      countsAsAtTheVenue(market, base, price, quote, cap, initial.profit(), least.profit(), less);
    }
    assertTrue(less[0] > ROUNDS / 20 && less[1] > ROUNDS / 20, SEEDED + ": " + less[0]);
    assertTrue(grown > ROUNDS / 20, SEEDED + ": only " + grown + " grew");
  }

  /** Counts in the last argument how often less than all of a profit counts. */
  private static void countsAsAtTheVenue(
      PerpMarket market,
      BigInteger base,
      long price,
      BigInteger quote,
      long cap,
      Figure toOpen,
      Figure toStay,
      int[] less) {
    BigInteger exact = base.multiply(big(price)).divide(big(1_000_000_000)).add(quote);
    if (exact.bitLength() > 62) {
      return;
    }
    long profit = exact.longValueExact();
    String which = SEEDED + ": " + profit + " of " + market;
    int ppm = 100 * (int) market.profitInitialWeight();
    long opens = ProfitWeight.toOpen(profit, ppm, (int) market.profitImfFactor(), cap);
    assertEquals(toOpen.value(), big(opens), which);
    long stays = ProfitWeight.toStay(profit, 100 * (int) market.profitMaintenanceWeight());
    assertEquals(toStay.value(), big(stays), which);
    assertTrue(opens <= profit && stays <= profit, which);
    less[0] += opens < profit ? 1 : 0;
    less[1] += stays < profit ? 1 : 0;
  }

  @Test
  void averagesOfBlocksEqualTheWideOnes() {
    Wide scratch = new Wide();
    int moved = 0;
    for (int i = 0; i < ROUNDS; i++) {
      long average = positive() >> 2;
      long price = random.nextInt(3) == 0 ? average : positive() >> 2;
      long elapsed = random.nextBoolean() ? random.nextLong(310_000) : positive() >> 1;
      BigInteger wide = StrictAverage.next(big(average), big(price), big(elapsed));
      long narrow = StrictAverage.next(average, price, elapsed, scratch);
      String which = SEEDED + ": " + average + " and " + price + " after " + elapsed;
      assertEquals(wide, big(narrow), which);
      assertTrue(narrow >= Math.max(0, Math.min(average, price) - 2), which);
      assertTrue(narrow <= Math.max(average, price) + 1, which);
      moved += narrow == average ? 0 : 1;
    }
    assertTrue(moved > ROUNDS / 2, SEEDED + ": " + moved);
  }

  /** However long the price stands still, its average stays within two units of it. */
  @Test
  void anAverageOfOnePriceStaysThere() {
    Wide scratch = new Wide();
    for (int step : new int[] {1, 400, 60_000, 149_999, 150_000, 150_001, 299_999, 300_000}) {
      long average = 2_000_000_000;
      for (int i = 0; i < 2_000; i++) {
        average = StrictAverage.next(average, 2_000_000_000, step, scratch);
        assertTrue(Math.abs(average - 2_000_000_000) <= 2, step + ": " + average);
      }
    }
  }
}
