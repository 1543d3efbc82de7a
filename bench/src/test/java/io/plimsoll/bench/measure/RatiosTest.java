package io.plimsoll.bench.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class RatiosTest {

  /**
   * Limits of 10 and 20 G products and 16 G bytes a second; 1,000 accounts are 330,000 products.
   */
  private static final Run RUN =
      Figures.run(
          Figures.limit("multiplyAdd32", 1, 0.1),
          Figures.limit("multiplyAdd64", 1, 0.125),
          Figures.limit("readStream", 1, 0.0625),
          Figures.limit("multiplyAdd32", 2, 0.1),
          Figures.revalued("scalar:1", 1_000, 330_000, 3_300),
          Figures.revalued("simd:1", 1_000, 66_000, 0),
          Figures.revalued("simd:2", 1_000, 33_000, 0),
          Figures.revalued("simd:1", 100_000, 7_260_000, 0),
          Figures.price("strata", "", 50),
          Figures.price("plimsoll", "simd:1", 2.5));

  @Test
  void partsOfTheMachinesLimitsByThreads() {
    JsonNode ratios = new Ratios(RUN).json(new JsonMapper().createObjectNode());
    JsonNode one = ratio(ratios, "revalue revalue simd:1 1000 rows");
    assertEquals(5, one.get("vsScalar").asDouble(), 1e-9);
    assertEquals(0.5, one.get("ofLimit32").asDouble(), 1e-9);
    assertEquals(0.625, one.get("ofLimit64").asDouble(), 1e-9);
    assertEquals(160_000 / 66_000.0 / 16, one.get("ofMemory").asDouble(), 1e-9);
    JsonNode two = ratio(ratios, "revalue revalue simd:2 1000 rows");
    assertEquals(0.5, two.get("ofLimit32").asDouble(), 1e-9);
    assertTrue(two.get("ofLimit64") == null, "nobody measured this limit with two threads");
    assertEquals(20, ratio(ratios, "price plimsoll simd:1").get("vsStrata").asDouble(), 1e-9);
  }

  private static JsonNode ratio(JsonNode ratios, String key) {
    return ratios
        .valueStream()
        .filter(r -> r.get("key").asString().equals(key))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void theTablesSayTheSame() {
    StringWriter text = new StringWriter();
    new Ratios(RUN).print(new PrintWriter(text));
    String printed = text.toString().replaceAll(" +", " ");
    assertTrue(printed.contains("\nmultiplyAdd32 of vectors 2 20.00 0%\n"), printed);
    assertTrue(printed.contains("\nscalar:1 1,000 0.330 1% 1.00x 10% 13% 3% 16\n"), printed);
    assertTrue(printed.contains("\nsimd:2 1,000 0.033 0% 10.0x 50% - - 16\n"), printed);
    assertTrue(printed.contains("\nsimd:1 66.0 72.6 1.10x\n"), printed);
    assertTrue(printed.contains("\nplimsoll simd:1 2.50 0% 400.00 20.0x\n"), printed);
  }

  @Test
  void partsOfTheWholePassAndBytesOfAPosition() {
    Run run =
        Figures.run(
            Figures.remargined("remargin", "simd:1 1%", 50_000_000),
            Figures.remargined("remargin", "simd:1 prices", 500_000_000),
            Figures.remargined("pack", "simd:1 prices", 25_000_000),
            Figures.held("subaccounts", "portfolio:1", 150_000_000),
            Figures.held("subaccounts", "portfolio:4", 240_000_000),
            Figures.held("leaves", "portfolio:1", 75_000_000));
    StringWriter text = new StringWriter();
    new Ratios(run).print(new PrintWriter(text));
    String printed = text.toString().replaceAll(" +", " ");
    assertTrue(printed.contains("\nremargin simd:1 1% 1,000,000 50.000 0% 10%\n"), printed);
    assertTrue(printed.contains("\npack simd:1 prices 1,000,000 25.000 0% 5%\n"), printed);
    assertTrue(printed.contains("\nsubaccounts portfolio:4 1,000,000 240.0 240.0 30.0\n"), printed);
    assertTrue(printed.contains("\nleaves portfolio:1 1,000,000 75.0 75.0 -\n"), printed);
  }

  /** A device is held against the vectors of the same run under as many scenarios. */
  @Test
  void aDeviceAgainstVectorsOfAsManyScenarios() {
    Run run =
        Figures.run(
            Figures.onDevice("revalue", "simd:2 33", 40_000_000),
            Figures.onDevice("revalue", "simd:2 1250", 1_500_000_000),
            Figures.onDevice("revalue", "tornado:2 1250", 100_000_000),
            Figures.onDevice("unchecked", "tornado:1 33", 4_000_000));
    StringWriter text = new StringWriter();
    new Ratios(run).print(new PrintWriter(text));
    String printed = text.toString().replaceAll(" +", " ");
    assertTrue(printed.contains("\nrevalue tornado:2 1250 100.000 0% 15.0x\n"), printed);
    assertTrue(printed.contains("\nunchecked tornado:1 33 4.000 0% 10.0x\n"), printed);
  }

  @Test
  void nothingMeasuredNothingSaid() {
    StringWriter text = new StringWriter();
    new Ratios(Figures.run()).print(new PrintWriter(text));
    assertEquals("", text.toString());
  }
}
