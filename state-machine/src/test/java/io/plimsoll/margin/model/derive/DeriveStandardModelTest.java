package io.plimsoll.margin.model.derive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.margin.holding.Books;
import io.plimsoll.margin.holding.Notation;
import io.plimsoll.margin.model.Assessment;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The first of the venue's own cases, as a book, and what is not covered. */
class DeriveStandardModelTest {

  private static final String OF_A_MARKET =
      """
      max_spot_req = 0.15
      min_spot_req = 0.1
      mm_call_spot_req = 0.075
      mm_put_spot_req = 0.075
      mm_put_mtm_req = 0.075
      unpaired_im_scale = 1.2
      unpaired_mm_scale = 1.1
      mm_offset_scale = 1.05
      perp_im = 0.065
      perp_mm = 0.05
      margin_factor = 0.1
      im_scale = 1
      """;

  private static DeriveStandardModel model() {
    return new DeriveStandardModel(
        Books.set(
            "derivesrm/test",
            Books.of("ETH", OF_A_MARKET) + "depeg_threshold = 0.98\ndepeg_factor = 1.2\n"));
  }

  /** 500,400 seconds before its expiry. */
  private static Books book() {
    long expiry = Instant.parse("2024-06-28T08:00:00Z").toEpochMilli();
    return new Books(Notation.DERIBIT, expiry - 500_400_000L)
        .index("ETH", "1500")
        .index("USDC", "1");
  }

  /** derivexyz/v2-core 7736900d3957, cases of the standard manager, Test1. */
  @Test
  void aShortCall() {
    Assessment of =
        model()
            .assess(
                book()
                    .option(
                        "ETH_USDC-28JUN24-1500-C",
                        "-1",
                        "79",
                        "1500.8332793109938176",
                        "1.04788449408498624")
                    .build());
    double equity = of.equity().doubleValue() / 1e18;
    assertEquals(-79.37158518906, equity, 1e-9);
    assertEquals(-304.37158518906, equity - of.initial().doubleValue() / 1e18, 1e-9);
    assertEquals(-191.87158518906, equity - of.maintenance().doubleValue() / 1e18, 1e-9);
    assertTrue(model().isLiquidatable(of));
  }

  /** A token counts a tenth: 3 ETH are 4500 of equity, of which 4050 are required. */
  @Test
  void tokensOfTheUnderlying() {
    Assessment of = model().assess(book().balance("ETH", "3", "0").build());
    assertEquals(4_500, of.equity().doubleValue() / 1e18);
    assertEquals(4_050, of.maintenance().doubleValue() / 1e18);
  }

  @Test
  void whatIsNotCoveredIsNamed() {
    String said =
        assertThrows(
                IllegalArgumentException.class,
                () -> model().assess(book().index("BTC", "1").balance("BTC", "1", "0").build()))
            .getMessage();
    assertEquals("BTC is not covered: it must be one of [ETH]", said);
    assertThrows(
        IllegalArgumentException.class,
        () -> model().assess(book().future("ETH_USDC-28JUN24", "1", "1500", "0").build()));
  }
}
