package io.plimsoll.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.obermuhlner.math.big.BigDecimalMath;
import io.plimsoll.kernels.batch.PricingBatch;
import io.plimsoll.kernels.batch.RiskArrays;
import io.plimsoll.kernels.scalar.PriceLaw;
import io.plimsoll.kernels.scenario.PnlTransform;
import io.plimsoll.kernels.scenario.Scenario;
import io.plimsoll.kernels.scenario.ScenarioSet;
import io.plimsoll.kernels.scenario.TimeCurve;
import io.plimsoll.kernels.scenario.VolShock;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What each shock does, against decimals and against moving an input by hand. */
class ShockLawTest {

  private static final MathContext DIGITS = new MathContext(40);
  private static final long DAY_MS = 86_400_000L;
  private static final long YEAR_MS = 365 * DAY_MS;
  private static final long ONE_Q62 = 1L << 62;
  private static final BigDecimal MILLION = BigDecimal.valueOf(1_000_000);
  private static final Scenario STILL = Scenario.named("still");

  private static BigDecimal ratio(long a, long b) {
    return BigDecimal.valueOf(a).divide(BigDecimal.valueOf(b), DIGITS);
  }

  private static void near(BigDecimal exact, long value, String tolerance, String at) {
    BigDecimal error = exact.subtract(BigDecimal.valueOf(value)).abs();
    assertTrue(error.compareTo(new BigDecimal(tolerance)) <= 0, value + ", not " + exact + at);
  }

  @Test
  void powerLawsAreRightToOnePpm() {
    Seeded random = Seeded.of("powerLawsAreRightToOnePpm", 51);
    for (int round = 0; round < 2_000; round++) {
      int shortPpm = (int) random.between(-1_000_000, 1_000_000);
      int longPpm = (int) random.between(-1_000_000, 1_000_000);
      long leastMs = random.positive(30);
      long timeMs = random.signed(40);
      TimeCurve curve = new TimeCurve.PowerLaw(30 * DAY_MS, shortPpm, longPpm, leastMs);
      long used = Math.max(timeMs, leastMs);
      BigDecimal power =
          BigDecimal.valueOf(used < 30 * DAY_MS ? shortPpm : longPpm).divide(MILLION, DIGITS);
      BigDecimal exact =
          BigDecimalMath.pow(ratio(30 * DAY_MS, used), power, DIGITS)
              .multiply(MILLION)
              .min(new BigDecimal("1e9"));
      BigDecimal allowed = exact.scaleByPowerOfTen(-11).add(new BigDecimal("0.51"));
      near(exact, curve.ppmAt(timeMs), allowed.toPlainString(), " at " + timeMs);
    }
  }

  /**
   * Derive's test data has 1.712811375927374 at 9.199675925925925925 days, 0.5 and 0.3. The curve
   * is 1,425,623 ppm there, and half of that goes to the even ppm.
   */
  @Test
  void theMultiplierOfDeribitAndDerive() {
    TimeCurve curve = new TimeCurve.PowerLaw(30 * DAY_MS, 300_000, 130_000, DAY_MS);
    VolShock up = VolShock.relative(500_000, curve);
    assertEquals(712_812, up.changePpm(794_852_000));
    assertEquals(1_712_812, up.volPpm(1_000_000, 794_852_000, 0));
    assertEquals(1_500_000, up.volPpm(1_000_000, 30 * DAY_MS, 0), "exact at the reference");
    assertEquals(up.volPpm(1_000_000, DAY_MS, 0), up.volPpm(1_000_000, 5, 0), "no nearer");
    VolShock bounded = up.within(450_000, 2_000_000);
    assertEquals(450_000, bounded.volPpm(10, 30 * DAY_MS, 0));
    assertEquals(2_000_000, bounded.volPpm(1_999_999, 30 * DAY_MS, 0));
    VolShock down = VolShock.relative(-900_000, curve);
    assertEquals(0, down.volPpm(1_000_000, DAY_MS, 0), "never below 0");
  }

  @Test
  void rootCurvesFollowTheRoot() {
    Seeded random = Seeded.of("rootCurvesFollowTheRoot", 52);
    for (int round = 0; round < 2_000; round++) {
      int constant = (int) random.between(-500_000, 500_000);
      int root = (int) random.between(-500_000, 500_000);
      int linear = (int) random.between(-500_000, 500_000);
      long timeMs = random.positive(40);
      TimeCurve curve =
          new TimeCurve.RootCurve(constant, root, linear, -1_000_000_000, 1_000_000_000);
      BigDecimal years = ratio(timeMs, YEAR_MS);
      BigDecimal exact =
          BigDecimal.valueOf(constant)
              .add(BigDecimal.valueOf(root).multiply(BigDecimalMath.sqrt(years, DIGITS)))
              .add(BigDecimal.valueOf(linear).multiply(years));
      near(exact, curve.ppmAt(timeMs), "1.001", " at " + timeMs);
    }
    TimeCurve bounded = new TimeCurve.RootCurve(100, 1_000_000, 0, 200, 900_000);
    assertEquals(200, bounded.ppmAt(0));
    assertEquals(900_000, bounded.ppmAt(YEAR_MS));
    assertEquals(500_100, bounded.ppmAt(YEAR_MS / 4));
  }

  @Test
  void tables() {
    List<TimeCurve.Point> points =
        List.of(
            new TimeCurve.Point(10, 100), new TimeCurve.Point(20, 105), new TimeCurve.Point(24, 1));
    TimeCurve steps = new TimeCurve.Table(points, false);
    TimeCurve smooth = new TimeCurve.Table(points, true);
    long[] times = {-5, 9, 10, 11, 13, 15, 19, 20, 21, 23, 24, 1_000};
    long[] stepped = {100, 100, 100, 100, 100, 100, 100, 105, 105, 105, 1, 1};
    long[] straight = {100, 100, 100, 100, 102, 102, 104, 105, 79, 27, 1, 1};
    for (int i = 0; i < times.length; i++) {
      assertEquals(stepped[i], steps.ppmAt(times[i]), "at " + times[i]);
      assertEquals(straight[i], smooth.ppmAt(times[i]), "between points, at " + times[i]);
    }
    assertThrows(IllegalArgumentException.class, () -> new TimeCurve.Table(List.of(), true));
    assertThrows(
        IllegalArgumentException.class,
        () -> new TimeCurve.Table(List.of(points.get(1), points.get(0)), true));
  }

  @Test
  void absoluteAndSkewed() {
    VolShock points = VolShock.absolute(-300_000, TimeCurve.ONE);
    assertEquals(200_000, points.volPpm(500_000, 1, 0));
    assertEquals(0, points.volPpm(100_000, 1, 0));
    long half = 1L << 43;
    TimeCurve width = new TimeCurve.Constant(1_000_000);
    VolShock skew = VolShock.skew(200_000, TimeCurve.ONE, width);
    assertEquals(1_100_000, skew.volPpm(1_000_000, 1, half));
    assertEquals(900_000, skew.volPpm(1_000_000, 1, -half));
    assertEquals(1_200_000, skew.volPpm(1_000_000, 1, 9 * half));
    assertEquals(1_000_000, skew.volPpm(1_000_000, 1, 0));
    VolShock wings = VolShock.wings(200_000, TimeCurve.ONE, width);
    assertEquals(1_100_000, wings.volPpm(1_000_000, 1, -half));
    assertEquals(1_200_000, wings.volPpm(1_000_000, 1, -9 * half));
  }

  private static RiskArrays price(PricingBatch batch) {
    RiskArrays arrays = new RiskArrays();
    arrays.reset(batch.count(), batch.scenarios());
    for (int i = 0; i < batch.count(); i++) {
      PriceLaw.price(batch, i, arrays);
    }
    return arrays;
  }

  private static PricingBatch with(Scenario scenario) {
    PricingBatch batch = new PricingBatch();
    batch.addScenarioSet(new ScenarioSet.Builder().add(scenario).build());
    return batch;
  }

  private static long mark(
      byte kind, long forward, long strike, long volPpm, long timeMs, long discountQ62) {
    PricingBatch batch = with(STILL);
    batch.addOption(kind, forward, strike, volPpm, timeMs, discountQ62, 1, 1, 0, 0);
    return price(batch).mark()[0];
  }

  /** Every shock at once equals the change of the mark when the inputs are moved by hand. */
  @Test
  void anEntryIsTheChangeOfTheMark() {
    Seeded random = Seeded.of("anEntryIsTheChangeOfTheMark", 53);
    for (int round = 0; round < 1_000; round++) {
      long forward = random.between(1_000_000, 1L << 38) * 20;
      long strike = forward / 1000 * random.between(500, 2000);
      long volPpm = random.between(100_000, 1_000_000);
      long timeMs = random.between(DAY_MS / 2, YEAR_MS);
      long shiftMs = random.chance(50) ? 0 : random.between(0, 2 * DAY_MS);
      long move = random.signed(30);
      byte kind = random.chance(50) ? PricingBatch.CALL : PricingBatch.PUT;
      Scenario scenario =
          STILL
              .priceMovePpm(-150_000)
              .priceMove(move)
              .volShock(VolShock.absolute(70_000, TimeCurve.ONE))
              .timeShiftMs(shiftMs);
      PricingBatch batch = with(scenario);
      batch.addOption(kind, forward, strike, volPpm, timeMs, ONE_Q62, 3, 7, 2, 0);
      RiskArrays arrays = price(batch);
      long before = mark(kind, forward, strike, volPpm, timeMs, ONE_Q62);
      long moved = Math.max(1, forward / 20 * 17 + move);
      long after = mark(kind, moved, strike, volPpm + 70_000, timeMs - shiftMs, ONE_Q62);
      assertEquals(before, arrays.mark()[0]);
      assertEquals(Oracle.optionEntry(after - before, 3, 7, 2), arrays.entry(0, 0));
    }
  }

  /** With the spot exposed a forward keeps its distance; an absolute move stops at 0. */
  @Test
  void forwards() {
    assertEquals(110, PriceLaw.shockedForward(100, 100, 100_000, 0));
    assertEquals(108, PriceLaw.shockedForward(100, 80, 100_000, 0));
    assertEquals(105, PriceLaw.shockedForward(100, 80, 100_000, -3));
    assertEquals(0, PriceLaw.shockedForward(100, 100, 0, -101));
    assertEquals(
        PricingBatch.LARGEST_PRICE, PriceLaw.shockedForward(1L << 48, 1L << 48, 1_000_000_000, 5));
    assertEquals(2, PriceLaw.shockedForward(1, 1, 500_000, 0), "1.5 goes to the even 2");
    assertEquals(2, PriceLaw.shockedForward(2, 1, 500_000, 0), "2.5 goes to the even 2");
    assertEquals(0, PriceLaw.shockedForward(1, 1, -500_000, 0), "0.5 goes to the even 0");
  }

  /** Time that passes beyond the expiry leaves the intrinsic value, not discounted. */
  @Test
  void beyondTheExpiry() {
    PricingBatch batch = with(STILL.timeShiftMs(2 * DAY_MS).rateShiftPpm(50_000));
    long discountQ62 = ONE_Q62 - (ONE_Q62 >>> 6);
    batch.addOption(
        PricingBatch.CALL, 1_000_000, 900_000, 600_000, DAY_MS, discountQ62, 1, 1, 0, 0);
    batch.addOption(PricingBatch.PUT, 1_000_000, 900_000, 600_000, DAY_MS, discountQ62, 1, 1, 0, 0);
    RiskArrays arrays = price(batch);
    assertEquals(100_000, arrays.mark()[0] + arrays.entry(0, 0));
    assertEquals(0, arrays.mark()[1] + arrays.entry(1, 0));
  }

  @Test
  void discountFactors() {
    Seeded random = Seeded.of("discountFactors", 54);
    BigDecimal one = new BigDecimal(BigInteger.ONE.shiftLeft(62));
    for (int round = 0; round < 2_000; round++) {
      long discountQ62 = random.between(1L << 60, ONE_Q62);
      long timeMs = random.between(1, 5 * YEAR_MS);
      long shiftMs = random.chance(50) ? 0 : random.between(0, timeMs);
      int ratePpm = (int) random.between(-100_000, 400_000);
      long left = timeMs - shiftMs;
      BigDecimal ln =
          BigDecimalMath.log(BigDecimal.valueOf(discountQ62).divide(one, DIGITS), DIGITS);
      BigDecimal exponent =
          ln.multiply(ratio(left, timeMs))
              .subtract(ratio(ratePpm, 1_000_000).multiply(ratio(left, YEAR_MS)), DIGITS);
      BigDecimal exact = BigDecimalMath.exp(exponent, DIGITS).multiply(one);
      long factor = PriceLaw.discountQ62(discountQ62, timeMs, shiftMs, ratePpm);
      near(exact, factor, "1500000", " for " + discountQ62 + " " + timeMs + " " + shiftMs);
    }
    assertEquals(12_345, PriceLaw.discountQ62(12_345, 1, 0, 0), "unmoved, to the bit");
    assertEquals(12_345, PriceLaw.discountQ62(12_345, -1, 5, 5), "expired");
    assertEquals(0, PriceLaw.discountQ62(0, 5, 5, 5));
    assertEquals(ONE_Q62, PriceLaw.discountQ62(ONE_Q62 / 3, 5, 5, 0), "no time is left");
    assertEquals(Long.MAX_VALUE, PriceLaw.discountQ62(ONE_Q62, 60 * YEAR_MS, 0, -10_000_000));
  }

  /** The coins that an inverse lot gains are q (1 - 1 / (1 + m)), as Deribit publishes. */
  @Test
  void inverseFutures() {
    long price = 65_910_570_000L;
    for (int movePpm : new int[] {-160_000, -40_000, 0, 120_000, 160_000}) {
      PricingBatch batch = with(STILL.priceMovePpm(movePpm));
      batch.addInverse(price, price, 10_000_000, 1, 6, 0);
      BigDecimal usd = BigDecimal.valueOf(price(batch).entry(0, 0), 12);
      BigDecimal moved =
          BigDecimal.valueOf(price, 6).multiply(BigDecimal.ONE.add(ratio(movePpm, 1_000_000)));
      BigDecimal coins = usd.divide(moved, DIGITS);
      BigDecimal held = BigDecimal.TEN.divide(BigDecimal.valueOf(price, 6), DIGITS);
      BigDecimal gain =
          held.multiply(
              BigDecimal.ONE.subtract(
                  BigDecimal.ONE.divide(BigDecimal.ONE.add(ratio(movePpm, 1_000_000)), DIGITS)));
      assertTrue(
          gain.subtract(coins).abs().compareTo(new BigDecimal("1e-16")) < 0, gain + " " + coins);
    }
  }

  /** Entries of inverse instruments are the exact rational of the definition. */
  @Test
  void inverseEntriesAreExact() {
    Seeded random = Seeded.of("inverseEntriesAreExact", 55);
    for (int round = 0; round < 3_000; round++) {
      boolean extreme = random.chance(30);
      long price = extreme ? random.positive(49) : random.between(1_000_000, 1L << 40);
      long spot = extreme ? random.positive(49) : random.between(1_000_000, 1L << 40);
      long num = random.positive(extreme ? 63 : 24);
      long den = random.positive(extreme ? 63 : 20);
      int k = random.below(13);
      int movePpm = (int) random.between(-1_000_000, 3_000_000);
      long move = random.chance(50) ? 0 : random.signed(extreme ? 48 : 30);
      long exposed = random.chance(50) ? price : random.positive(40);
      PricingBatch batch = with(STILL.priceMovePpm(movePpm).priceMove(move));
      batch.addInverse(price, spot, num, den, k, 0);
      batch.addLinear(price, num, den, k, 0);
      batch.exposed()[0] = exposed;
      batch.exposed()[1] = exposed;
      RiskArrays arrays = price(batch);
      BigInteger change =
          Oracle.big(exposed)
              .multiply(Oracle.big(movePpm))
              .add(Oracle.big(move).multiply(Oracle.big(1_000_000)))
              .multiply(Oracle.big(num))
              .multiply(BigInteger.TEN.pow(k));
      BigInteger under = Oracle.big(den).multiply(Oracle.big(1_000_000));
      assertEquals(
          Oracle.clamp(
              Oracle.quotient(change, under, RoundingMode.HALF_EVEN), Oracle.big(Long.MIN_VALUE)),
          arrays.entry(1, 0));
      assertEquals(
          Oracle.clamp(
              Oracle.quotient(
                  change.multiply(Oracle.big(spot)),
                  under.multiply(Oracle.big(price)).multiply(Oracle.big(price)),
                  RoundingMode.HALF_EVEN),
              Oracle.big(Long.MIN_VALUE)),
          arrays.entry(0, 0));
    }
  }

  /** Short one coin's worth of the inverse perpetual against one coin: flat in every scenario. */
  @Test
  void coinCollateralHedges() {
    long spot = 65_910_570_000L;
    ScenarioSet.Builder set = new ScenarioSet.Builder();
    for (int movePpm = -1_000_000; movePpm <= 1_000_000; movePpm += 100_000) {
      set.add("move", movePpm, 0, 1_000_000);
    }
    PricingBatch batch = new PricingBatch();
    batch.addScenarioSet(set.build());
    batch.addInverse(spot, spot, spot, 1, 3, 0);
    batch.addLinear(spot, 1, 1, 3, 0);
    RiskArrays arrays = price(batch);
    for (int s = 0; s < arrays.scenarios(); s++) {
      assertEquals(arrays.entry(1, s), arrays.entry(0, s));
    }
  }

  @Test
  void inverseOptions() {
    Seeded random = Seeded.of("inverseOptions", 56);
    for (int round = 0; round < 1_000; round++) {
      long forward = random.between(1_000_000, 1L << 38) * 20;
      long spot = forward / 1000 * random.between(900, 1100);
      long strike = forward / 1000 * random.between(500, 2000);
      boolean call = random.chance(50);
      PricingBatch batch = with(STILL.priceMovePpm(-150_000));
      batch.addInverseOption(
          call ? PricingBatch.INVERSE_CALL : PricingBatch.INVERSE_PUT,
          forward,
          spot,
          strike,
          600_000,
          9 * DAY_MS,
          ONE_Q62,
          1,
          10,
          2,
          0);
      RiskArrays arrays = price(batch);
      byte kind = call ? PricingBatch.CALL : PricingBatch.PUT;
      long moved = forward / 20 * 17;
      long before = mark(kind, forward, strike, 600_000, 9 * DAY_MS, ONE_Q62);
      long after = mark(kind, moved, strike, 600_000, 9 * DAY_MS, ONE_Q62);
      assertEquals(before, arrays.mark()[0]);
      BigInteger carried =
          Oracle.quotient(
              Oracle.big(before).multiply(Oracle.big(moved)),
              Oracle.big(forward),
              RoundingMode.HALF_EVEN);
      BigInteger change = Oracle.big(after).subtract(carried).multiply(Oracle.big(100 * spot));
      assertEquals(
          Oracle.quotient(
                  change, Oracle.big(forward).multiply(BigInteger.TEN), RoundingMode.HALF_EVEN)
              .longValueExact(),
          arrays.entry(0, 0));
    }
  }

  @Test
  void refusesWhatIsOutOfRange() {
    refused("priceMove", () -> STILL.priceMove(1L << 49));
    refused("timeShiftMs", () -> STILL.timeShiftMs(-1));
    refused("rateShiftPpm", () -> STILL.rateShiftPpm(10_000_001));
    refused("dampening", () -> new PnlTransform(0, -1, 0));
    refused("gainPpm", () -> new PnlTransform(0, 0, -1_000_001));
    refused("leastPpm", () -> VolShock.relative(5).within(3, 2));
    refused("leastMs", () -> new TimeCurve.PowerLaw(1, 0, 0, 0));
    PricingBatch batch = with(STILL);
    refused("spot", () -> batch.addInverse(1, 0, 1, 1, 0, 0));
    refused(
        "INVERSE_CALL",
        () -> batch.addInverseOption(PricingBatch.CALL, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0));
  }

  private static void refused(String words, org.junit.jupiter.api.function.Executable call) {
    String message =
        String.valueOf(assertThrows(IllegalArgumentException.class, call).getMessage());
    assertTrue(message.contains(words), message);
  }
}
