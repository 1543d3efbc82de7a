package io.plimsoll.kernels;

import io.plimsoll.kernels.batch.PricingBatch;
import io.plimsoll.kernels.scenario.PnlTransform;
import io.plimsoll.kernels.scenario.Scenario;
import io.plimsoll.kernels.scenario.ScenarioSet;
import io.plimsoll.kernels.scenario.TimeCurve;
import io.plimsoll.kernels.scenario.VolShock;
import java.util.ArrayList;
import java.util.List;

/** Scenarios of every kind, and instruments of every kind, at random. */
final class Shocks {

  private static final long DAY_MS = 86_400_000L;

  private Shocks() {}

  static TimeCurve curve(Seeded random) {
    return switch (random.below(5)) {
      case 0 -> TimeCurve.ONE;
      case 1 -> new TimeCurve.Constant((int) random.between(-2_000_000, 2_000_000));
      case 2 ->
          new TimeCurve.PowerLaw(
              30 * DAY_MS,
              (int) random.between(-1_000_000, 1_000_000),
              (int) random.between(-1_000_000, 1_000_000),
              random.positive(30));
      case 3 ->
          new TimeCurve.RootCurve(
              (int) random.between(-500_000, 500_000),
              (int) random.between(-500_000, 500_000),
              (int) random.between(-500_000, 500_000),
              -300_000,
              900_000);
      default -> {
        List<TimeCurve.Point> points = new ArrayList<>();
        long timeMs = random.positive(20);
        for (int p = random.below(5); p >= 0; p--) {
          points.add(new TimeCurve.Point(timeMs, (int) random.between(-500_000, 1_500_000)));
          timeMs += random.positive(34);
        }
        yield new TimeCurve.Table(points, random.chance(50));
      }
    };
  }

  static VolShock volShock(Seeded random) {
    int amountPpm = (int) random.between(-1_200_000, 1_500_000);
    VolShock shock =
        switch (random.below(6)) {
          case 0 -> VolShock.NONE;
          case 1 -> VolShock.relative(amountPpm);
          case 2 -> VolShock.relative(amountPpm, curve(random));
          case 3 -> VolShock.absolute(amountPpm, curve(random));
          case 4 -> VolShock.skew(amountPpm, curve(random), curve(random));
          default -> VolShock.wings(amountPpm, curve(random), curve(random));
        };
    return random.chance(30) ? shock.within(random.below(500_000), 2_000_000) : shock;
  }

  /**
   * A set of scenarios.
   *
   * @param shocks how many different volatility shocks it draws from
   * @param timed whether time and rates move too
   */
  static ScenarioSet set(Seeded random, int scenarios, int shocks, boolean timed) {
    List<VolShock> drawn = new ArrayList<>();
    for (int i = 0; i < shocks; i++) {
      drawn.add(volShock(random));
    }
    ScenarioSet.Builder builder = new ScenarioSet.Builder();
    boolean absolute = random.chance(30);
    for (int s = 0; s < scenarios; s++) {
      Scenario scenario = Scenario.named("scenario " + s);
      if (random.chance(90)) {
        scenario =
            scenario
                .priceMovePpm((int) random.between(-30, 50) * 20_000)
                .volShock(drawn.get(random.below(shocks)));
      }
      if (absolute && random.chance(50)) {
        scenario = scenario.priceMove(random.signed(37));
      }
      if (timed && random.chance(40)) {
        scenario =
            scenario
                .timeShiftMs(random.below(3) * DAY_MS)
                .rateShiftPpm((int) random.between(-2, 2) * 50_000);
      }
      builder.add(scenario.transform(PnlTransform.weight(random.below(1_000_001))));
    }
    return builder.build();
  }

  /** Adds one instrument of any kind: of a chain, or extreme. */
  static void add(Seeded random, PricingBatch batch, boolean extreme) {
    int set = random.below(batch.scenarioSetCount());
    long base = extreme ? random.positive(49) : 100_000_000_000L + random.below(3) * 700_000_000L;
    long spot = extreme ? random.positive(49) : 100_000_000_000L;
    long num = extreme && random.chance(30) ? random.positive(63) : 1L + random.below(3);
    long[] dens = {1, 2, 10, 1_000, 65_536, 999_983, 3_000_000_000L};
    long den = extreme && random.chance(30) ? random.positive(63) : dens[random.below(7)];
    int k = extreme ? random.below(13) : random.below(4);
    byte kind = (byte) random.below(6);
    long strike =
        extreme
            ? random.positive(49)
            : base / 100 * (random.chance(90) ? random.between(40, 250) : 1);
    long volPpm = extreme ? random.positive(39) : random.between(50_000, 3_000_000);
    long[] days = {0, 1, 2, 7, 30, 180, 365};
    long timeMs = extreme ? random.signed(45) : days[random.below(7)] * DAY_MS + random.below(2);
    long discountQ62 = random.chance(60) ? 1L << 62 : random.between(1L << 60, 1L << 62);
    int i;
    if (kind == PricingBatch.LINEAR) {
      i = batch.addLinear(base, num, den, k, set);
    } else if (kind == PricingBatch.INVERSE) {
      i = batch.addInverse(base, spot, num, den, k, set);
    } else if (kind < PricingBatch.INVERSE) {
      i = batch.addOption(kind, base, strike, volPpm, timeMs, discountQ62, num, den, k, set);
      if (random.chance(40)) {
        // Its twin, the other of call and put.
        batch.addOption(
            (byte) (3 - kind), base, strike, volPpm, timeMs, discountQ62, num, den, k, set);
      }
    } else {
      i =
          batch.addInverseOption(
              kind, base, spot, strike, volPpm, timeMs, discountQ62, num, den, k, set);
    }
    if (random.chance(15)) {
      batch.exposed()[i] = random.chance(50) ? spot : base / 2;
    }
  }
}
