package io.plimsoll.chain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * An error of one quantum in a copy of a rule does not get past the worked examples, and what they
 * say names the rule and an example that shows it.
 */
class PlantedErrorTest {

  /** What an example of a copy says, or all of them. */
  private static List<String> failures(PlantedErrors copy, String... example)
      throws ReflectiveOperationException {
    Class<?> examples = copy.loadClass("io.plimsoll.chain.WorkedExamples");
    Class<?>[] types = new Class<?>[example.length];
    Arrays.fill(types, String.class);
    Method run = examples.getDeclaredMethod("failures", types);
    run.setAccessible(true);
    List<String> failures = new ArrayList<>();
    for (Object failure : (List<?>) run.invoke(null, (Object[]) example)) {
      failures.add(String.valueOf(failure));
    }
    return failures;
  }

  @Test
  void aCopyWithoutErrorPasses() throws ReflectiveOperationException {
    PlantedErrors copy = new PlantedErrors("io.plimsoll.margin.rule.Equity", "none of this name");
    assertEquals(List.of(), failures(copy));
    assertEquals(0, copy.planted());
  }

  @ParameterizedTest(name = "{0}.{1} is caught by {2} as {3}")
  @CsvSource({
    "margin.rule.Equity, withPosition, seed-s3-cross-equity, equity",
    "margin.rule.Aggregation, root, seed-s8-portfolio-sum, aggregation",
    "margin.market.MarketData, value, seed-s8-cross, equity",
    "margin.model.tiered.TieredModel, initialOf, seed-s4-traditional, position margin",
    "margin.model.tiered.TieredModel, shortOption, seed-s8-isolated, short option",
    "margin.model.tiered.TieredModel, maintenanceOf, seed-s2-isolated-liq, position maintenance",
    "margin.model.portfolio.PortfolioModel$AddOns, basis, seed-s4-portfolio, basis add-on",
    "margin.model.portfolio.PortfolioModel$AddOns, liquidity, seed-s4-portfolio, liquidity add-on",
    "margin.model.portfolio.PortfolioModel, aggregate, seed-s4-portfolio, portfolio requirement",
    "chain.process.Bankruptcy, quote, seed-s2-bankruptcy-B, bankruptcy price",
    "kernels.scalar.LotValue, entry, seed-s8-eth-stress, stress",
    "kernels.body.Black76Body, cell, seed-s8-portfolio-full, option price",
  })
  void anErrorOfOneIsCaughtByName(String owner, String method, String example, String rule)
      throws ReflectiveOperationException {
    PlantedErrors copy = new PlantedErrors("io.plimsoll." + owner, method);
    List<String> failures = failures(copy, example);
    assertTrue(copy.planted() > 0, "nothing was planted: there is no " + owner + "." + method);
    assertTrue(
        failures.stream()
            .anyMatch(failure ->
                failure.startsWith("example " + example + ": ")
                    && failure.endsWith("(rule: " + rule + ")")),
        () -> owner + "." + method + ": neither is named in " + failures);
  }
}
