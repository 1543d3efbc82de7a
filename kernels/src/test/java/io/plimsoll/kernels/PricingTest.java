package io.plimsoll.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.fixed.MulDiv;
import io.plimsoll.kernels.batch.PricingBatch;
import io.plimsoll.kernels.batch.RiskArrays;
import io.plimsoll.kernels.engine.Engine;
import io.plimsoll.kernels.engine.Engines;
import io.plimsoll.kernels.scalar.PriceLaw;
import io.plimsoll.kernels.scenario.ScenarioSet;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Engines share what cells have in common; the law prices cell by cell; the bits are the same. */
class PricingTest {

  private final List<Engine> engines =
      List.of(
          Engines.create("scalar", 1),
          Engines.create("simd", 1),
          Engines.create("simd", 3),
          Engines.create("shadow", 2));

  @AfterEach
  void close() {
    engines.forEach(Engine::close);
  }

  private static RiskArrays law(PricingBatch batch) {
    RiskArrays arrays = new RiskArrays();
    arrays.reset(batch.count(), batch.scenarios());
    for (int i = 0; i < batch.count(); i++) {
      PriceLaw.price(batch, i, arrays);
    }
    arrays.summarise();
    return arrays;
  }

  private static void same(RiskArrays law, RiskArrays arrays, String of) {
    assertEquals(law.count(), arrays.count(), of);
    assertEquals(law.stride(), arrays.stride(), of);
    assertEquals(law.largestMaxAbs(), arrays.largestMaxAbs(), of);
    for (int i = 0; i < law.count(); i++) {
      String at = of + ", instrument " + i;
      assertEquals(law.mark()[i], arrays.mark()[i], at);
      for (int s = 0; s < law.stride(); s++) {
        if (law.entry(i, s) != arrays.entry(i, s)) {
          assertEquals(law.entry(i, s), arrays.entry(i, s), at + ", scenario " + s);
        }
        assertEquals((int) law.entry(i, s), arrays.narrow()[i * law.stride() + s], at);
      }
      assertEquals(law.maxAbs()[i], arrays.maxAbs()[i], at);
    }
  }

  private static PricingBatch batch(
      Seeded random, int scenarios, int sets, int shocks, int instruments, boolean extreme) {
    PricingBatch batch = new PricingBatch();
    for (int i = 0; i < sets; i++) {
      batch.addScenarioSet(Shocks.set(random, scenarios, shocks, random.chance(50)));
    }
    while (batch.count() < instruments) {
      Shocks.add(random, batch, extreme);
    }
    return batch;
  }

  /** Rows shorter and longer than a tile; few and many volatility groups; one engine throughout. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 5, 7, 8, 9, 16, 23, 33, 40, 61, 97, 100, 320, 321, 650})
  void everyShockAndKind(int scenarios) {
    Seeded random = Seeded.of("everyShockAndKind", 41);
    int instruments = scenarios > 100 ? 40 : 150;
    RiskArrays[] kept = {new RiskArrays(), new RiskArrays(), new RiskArrays(), new RiskArrays()};
    for (boolean extreme : new boolean[] {false, true, false}) {
      for (int shocks : new int[] {1, 3, 8, 20}) {
        PricingBatch batch =
            batch(random, scenarios, 1 + random.below(3), shocks, instruments, extreme);
        RiskArrays law = law(batch);
        for (int e = 0; e < engines.size(); e++) {
          engines.get(e).price(batch, kept[e]);
          same(law, kept[e], engines.get(e).name() + ", " + shocks + " shocks, " + extreme);
        }
      }
    }
  }

  /** An ordinary chain, whose options all go through the lanes, larger than any cache. */
  @Test
  void aHugeChain() {
    Seeded random = Seeded.of("aHugeChain", 42);
    ScenarioSet set = Books.matrix();
    PricingBatch batch = new PricingBatch();
    batch.addScenarioSet(set);
    for (int i = 0; i < 20_011; i++) {
      long forward = 100_000_000_000L + i % 12 * 300_000_000L;
      long strike = 20_000_000_000L + 40_000_000L * (i % 5_003);
      byte kind = i % 2 == 0 ? PricingBatch.CALL : PricingBatch.PUT;
      long volPpm = random.between(300_000, 1_200_000);
      batch.addOption(
          kind, forward, strike, volPpm, 86_400_000L * (1 + i % 12 * 20), 1L << 62, 1, 1_000, 0, 0);
    }
    RiskArrays law = law(batch);
    for (Engine engine : engines) {
      RiskArrays arrays = new RiskArrays();
      engine.price(batch, arrays);
      same(law, arrays, engine.name());
    }
  }

  /** After a change of some instruments, repricing these gives what pricing all does. */
  @Test
  void repricingIsPricing() {
    Seeded random = Seeded.of("repricingIsPricing", 43);
    for (int scenarios : new int[] {1, 23, 40, 321}) {
      for (Engine engine : engines) {
        PricingBatch batch = batch(random, scenarios, 2, 3, 211, false);
        RiskArrays arrays = new RiskArrays();
        engine.price(batch, arrays);
        for (int listed : new int[] {0, 1, 5, 100}) {
          int[] instruments = new int[listed + 1];
          instruments[listed] = 1_000_000;
          for (int l = 0; l < listed; l++) {
            int i = random.below(batch.count());
            instruments[l] = i;
            batch.price()[i] += 1 + random.below(1_000_000);
            batch.volPpm()[i] += 1_000;
            batch.multiplierNum()[i] = 1L + random.below(9);
          }
          engine.reprice(batch, instruments, listed, arrays);
          same(law(batch), arrays, engine.name() + ", " + scenarios + ", " + listed);
        }
      }
    }
  }

  /** As often as an engine has threads, so that all of them would meet at one instrument. */
  @Test
  void repricingOfOneInstrumentThreeTimes() {
    Seeded random = Seeded.of("repricingOfOneInstrumentThreeTimes", 46);
    int count = 200;
    int[] instruments = new int[3 * count];
    for (int l = 0; l < instruments.length; l++) {
      instruments[l] = l % count;
    }
    PricingBatch batch = new PricingBatch();
    batch.addScenarioSet(Books.scenarios(random, 100, false));
    for (int i = 0; i < count; i++) {
      batch.addOption(
          PricingBatch.CALL, 100_000 + i, 99_000, 500_000, 86_400_000L, 1L << 62, 1, 1, 3, 0);
    }
    for (Engine engine : engines) {
      RiskArrays arrays = new RiskArrays();
      engine.price(batch, arrays);
      for (int round = 0; round < 8; round++) {
        for (int i = 0; i < count; i++) {
          // Entries of such a worth take the way on which rows hold something else meanwhile.
          batch.multiplierNum()[i] = Long.MAX_VALUE - random.below(1_000);
          batch.multiplierDen()[i] = Long.MAX_VALUE - random.below(1_000_000);
        }
        engine.reprice(batch, instruments, instruments.length, arrays);
        same(law(batch), arrays, engine.name() + ", round " + round);
      }
    }
  }

  /** What an engine keeps from launch to launch is not what a failed launch began to make. */
  @Test
  void anInputThatIsRefusedIsRefusedAgain() {
    ScenarioSet set = new ScenarioSet.Builder().add("rise", 1_500_000, 0, 1_000_000).build();
    PricingBatch batch = new PricingBatch();
    batch.addScenarioSet(set);
    for (int i = 0; i < 70; i++) {
      batch.addOption(
          PricingBatch.CALL, 1_000L + i, 900, 500_000, 86_400_000L, 1L << 62, 1, 1, 0, 0);
    }
    RiskArrays arrays = new RiskArrays();
    for (Engine engine : engines) {
      engine.price(batch, arrays);
      for (int i : new int[] {0, 69}) {
        long exposed = batch.exposed()[i];
        batch.exposed()[i] = Long.MAX_VALUE;
        int k = batch.unitScale()[i];
        for (int time = 0; time < 3; time++) {
          assertThrows(ArithmeticException.class, () -> engine.price(batch, arrays), engine.name());
        }
        batch.exposed()[i] = exposed;
        batch.unitScale()[i] = PricingBatch.LARGEST_UNIT_SCALE + 1;
        for (int time = 0; time < 3; time++) {
          assertThrows(
              IndexOutOfBoundsException.class, () -> engine.price(batch, arrays), engine.name());
        }
        batch.unitScale()[i] = k;
        engine.price(batch, arrays);
        same(law(batch), arrays, engine.name());
      }
    }
  }

  /** The discount of a value against a division of the exact product, ties among them. */
  @Test
  void discountedIsHalfEven() {
    Seeded random = Seeded.of("discountedIsHalfEven", 48);
    for (int i = 0; i < 100_000; i++) {
      long value = random.chance(10) ? random.signed(51) : random.positive(51);
      long ofGrid = (1L << 62) - (random.positive(10) << (61 - random.below(10)));
      long discountQ62 = random.chance(50) ? Math.abs(ofGrid) : random.positive(63);
      assertEquals(
          MulDiv.halfEven(value, discountQ62, 1L << 62),
          PriceLaw.discounted(value, discountQ62),
          () -> value + " at " + discountQ62);
    }
  }

  @Test
  void repricingRefusesOtherShapes() {
    Seeded random = Seeded.of("repricingRefusesOtherShapes", 44);
    PricingBatch batch = batch(random, 7, 1, 1, 10, false);
    for (Engine engine : engines) {
      RiskArrays arrays = new RiskArrays();
      String message =
          String.valueOf(
              assertThrows(
                      IllegalArgumentException.class,
                      () -> engine.reprice(batch, new int[] {0}, 1, arrays))
                  .getMessage());
      assertTrue(message.contains("price the whole batch first"), message);
      engine.price(batch, arrays);
      assertThrows(
          IndexOutOfBoundsException.class,
          () -> engine.reprice(batch, new int[] {batch.count()}, 1, arrays));
    }
  }

  /** Padding stays 0 when the number of scenarios changes from launch to launch. */
  @Test
  void paddingIsZero() {
    Seeded random = Seeded.of("paddingIsZero", 45);
    for (Engine engine : engines) {
      RiskArrays arrays = new RiskArrays();
      for (int scenarios : new int[] {40, 33, 3, 8, 39, 1}) {
        engine.price(batch(random, scenarios, 1, 2, 20, false), arrays);
        for (int i = 0; i < arrays.count(); i++) {
          for (int s = scenarios; s < arrays.stride(); s++) {
            assertEquals(0, arrays.entry(i, s), engine.name() + ", scenario " + s);
          }
        }
      }
    }
  }
}
