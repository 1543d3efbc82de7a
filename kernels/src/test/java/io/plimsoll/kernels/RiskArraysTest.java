package io.plimsoll.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.plimsoll.kernels.batch.PricingBatch;
import io.plimsoll.kernels.batch.Revaluation;
import io.plimsoll.kernels.batch.RiskArrays;
import io.plimsoll.kernels.engine.Engine;
import io.plimsoll.kernels.engine.Engines;
import io.plimsoll.kernels.scenario.ScenarioSet;
import org.junit.jupiter.api.Test;

/** Entries are the exact rational, rounded once. */
class RiskArraysTest {

  private final Engine scalar = Engines.create("scalar", 1);

  @Test
  void linearEntriesAreExact() {
    Seeded random = Seeded.of("linearEntriesAreExact", 11);
    for (int round = 0; round < 300; round++) {
      ScenarioSet set = Books.scenarios(random, 11, true);
      PricingBatch batch = Books.instruments(random, set, 20, true);
      RiskArrays arrays = new RiskArrays();
      scalar.price(batch, arrays);
      for (int i = 0; i < batch.count(); i++) {
        if (batch.kind()[i] != PricingBatch.LINEAR) {
          continue;
        }
        assertEquals(batch.price()[i], arrays.mark()[i]);
        for (int s = 0; s < set.size(); s++) {
          long exact =
              Oracle.linearEntry(
                  batch.price()[i],
                  set.priceMovePpm(s),
                  batch.multiplierNum()[i],
                  batch.multiplierDen()[i],
                  batch.unitScale()[i]);
          assertEquals(exact, arrays.entry(i, s), "instrument " + i + ", scenario " + s);
        }
      }
    }
  }

  /** The entry of an option is the change of its own mark when its inputs are moved by hand. */
  @Test
  void optionEntriesAreTheChangeOfTheMark() {
    Seeded random = Seeded.of("optionEntriesAreTheChangeOfTheMark", 12);
    ScenarioSet still = new ScenarioSet.Builder().add("still", 0, 0, 1_000_000).build();
    for (int round = 0; round < 300; round++) {
      long forward = random.between(1_000_000, 1L << 40) / 20 * 20;
      long strike = forward / 1000 * random.between(500, 2000);
      long volPpm = random.between(0, 150_000) * 20;
      long timeMs = random.between(-10, 40_000_000_000L);
      long discountQ62 = random.chance(50) ? 1L << 62 : random.between(1L << 60, 1L << 62);
      byte kind = random.chance(50) ? PricingBatch.CALL : PricingBatch.PUT;
      long num = random.positive(20);
      long den = random.positive(40);
      PricingBatch moved = new PricingBatch();
      moved.addScenarioSet(still);
      moved.addOption(kind, forward, strike, volPpm, timeMs, discountQ62, 1, 1, 0, 0);
      moved.addOption(
          kind, forward / 20 * 23, strike, volPpm / 20 * 13, timeMs, discountQ62, 1, 1, 0, 0);
      RiskArrays marks = new RiskArrays();
      scalar.price(moved, marks);
      PricingBatch batch = new PricingBatch();
      batch.addScenarioSet(
          new ScenarioSet.Builder().add("moved", 150_000, -350_000, 1_000_000).build());
      batch.addOption(kind, forward, strike, volPpm, timeMs, discountQ62, num, den, 5, 0);
      RiskArrays arrays = new RiskArrays();
      scalar.price(batch, arrays);
      assertEquals(marks.mark()[0], arrays.mark()[0]);
      assertEquals(
          Oracle.optionEntry(marks.mark()[1] - marks.mark()[0], num, den, 5), arrays.entry(0, 0));
    }
  }

  @Test
  void theRatioOfTheMultiplierMayBeHugeOnBothSides() {
    PricingBatch batch = new PricingBatch();
    batch.addScenarioSet(new ScenarioSet.Builder().add("up", 500_000, 0, 1_000_000).build());
    batch.addLinear(10, Long.MAX_VALUE, Long.MAX_VALUE - 1, 12, 0);
    RiskArrays arrays = new RiskArrays();
    scalar.price(batch, arrays);
    assertEquals(5_000_000_000_000L, arrays.entry(0, 0));
    assertEquals(5_000_000_000_000L, arrays.maxAbs()[0]);
  }

  @Test
  void refusesWhatCannotBePriced() {
    PricingBatch batch = new PricingBatch();
    assertThrows(IllegalArgumentException.class, () -> batch.addLinear(1, 1, 1, 0, 0));
    int set = batch.addScenarioSet(Books.matrix());
    refused("price is 0", () -> batch.addLinear(0, 1, 1, 0, set));
    refused("price is", () -> batch.addLinear(1L << 49, 1, 1, 0, set));
    refused("multiplierDen is 0", () -> batch.addLinear(1, 1, 0, 0, set));
    refused("unitScale is 13", () -> batch.addLinear(1, 1, 1, 13, set));
    refused("strike is 0", () -> batch.addOption(PricingBatch.CALL, 1, 0, 1, 1, 1, 1, 1, 0, set));
    refused("volPpm is -1", () -> batch.addOption(PricingBatch.CALL, 1, 1, -1, 1, 1, 1, 1, 0, set));
    refused("kind is 3", () -> batch.addOption((byte) 3, 1, 1, 1, 1, 1, 1, 1, 0, set));
    refused("multiplierNum is 0", () -> batch.addInverse(1, 1, 0, 1, 0, set));
    refused("scenarioSet is 1", () -> batch.addInverse(1, 1, 1, 1, 0, 1));
    refused("scenarioSet is -1", () -> batch.addLinear(1, 1, 1, 0, -1));
    refused("kind is 1", () -> batch.addInverseOption((byte) 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, set));
    for (long discountQ62 : new long[] {-1, (1L << 62) + 1}) {
      refused(
          "discountQ62 is " + discountQ62,
          () -> batch.addOption(PricingBatch.PUT, 1, 1, 1, 1, discountQ62, 1, 1, 0, set));
    }
    ScenarioSet two = new ScenarioSet.Builder().add("a", 0, 0, 1).add("b", 0, 0, 1).build();
    refused("2 scenarios", () -> batch.addScenarioSet(two));
    Revaluation rows = new Revaluation();
    rows.addScenarioSet(Books.matrix());
    refused("2 scenarios", () -> rows.addScenarioSet(two));
    assertEquals(0, batch.count());
  }

  private static void refused(String words, org.junit.jupiter.api.function.Executable call) {
    IllegalArgumentException thrown = assertThrows(IllegalArgumentException.class, call);
    String message = String.valueOf(thrown.getMessage());
    assertEquals(true, message.contains(words), message);
  }
}
