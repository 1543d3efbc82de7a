package io.plimsoll.kernels;

import io.plimsoll.kernels.batch.PricingBatch;
import io.plimsoll.kernels.batch.Revaluation;
import io.plimsoll.kernels.scenario.ScenarioSet;

/** Instruments and rows for tests. */
final class Books {

  private Books() {}

  static ScenarioSet matrix() {
    return ScenarioSet.stressMatrix(150_000, 3, 250_000, 275_000, 450_000, 350_000);
  }

  /** Any number of scenarios, some of which count in part. */
  static ScenarioSet scenarios(Seeded random, int count, boolean weighted) {
    ScenarioSet.Builder builder = new ScenarioSet.Builder();
    for (int s = 0; s < count; s++) {
      int priceMovePpm = (int) random.between(-1_000_000, 1_500_000);
      int volMovePpm = random.chance(30) ? 0 : (int) random.between(-1_000_000, 1_000_000);
      int weightPpm = weighted && random.chance(50) ? random.below(1_000_001) : 1_000_000;
      builder.add("scenario " + s, priceMovePpm, volMovePpm, weightPpm);
    }
    return builder.build();
  }

  /** Instruments of all kinds: usual ones, or extreme ones too. */
  static PricingBatch instruments(Seeded random, ScenarioSet set, int count, boolean extreme) {
    PricingBatch batch = new PricingBatch();
    int index = batch.addScenarioSet(set);
    for (int i = 0; i < count; i++) {
      long price = extreme ? random.positive(49) : random.between(1_000_000, 200_000_000_000L);
      long num = extreme && random.chance(20) ? random.positive(63) : random.positive(10);
      long den = extreme && random.chance(20) ? random.positive(63) : random.positive(30);
      int k = random.below(13);
      if (random.chance(40)) {
        batch.addLinear(price, num, den, k, index);
        continue;
      }
      byte kind = random.chance(50) ? PricingBatch.CALL : PricingBatch.PUT;
      long strike =
          extreme
              ? random.positive(49)
              : Math.max(1, (long) (price / 1000.0 * random.between(300, 3000)));
      long volPpm = extreme ? random.positive(39) : random.between(0, 3_000_000);
      long timeMs = extreme ? random.signed(45) : random.between(-1000, 40_000_000_000L);
      long discountQ62 = random.chance(50) ? 1L << 62 : random.between(0, 1L << 62);
      batch.addOption(kind, price, strike, volPpm, timeMs, discountQ62, num, den, k, index);
    }
    return batch;
  }

  /** Rows of up to {@code most} positions with lots of up to {@code bits} bits. */
  static Revaluation rows(
      Seeded random, ScenarioSet set, int instruments, int count, int most, int bits) {
    Revaluation rows = new Revaluation();
    rows.addScenarioSet(set);
    for (int row = 0; row < count; row++) {
      rows.beginRow(0, random.below(13));
      int positions = instruments == 0 ? 0 : random.below(most + 1);
      for (int p = 0; p < positions; p++) {
        rows.addPosition(random.below(instruments), random.signed(1 + random.below(bits)));
      }
    }
    return rows;
  }
}
