package io.plimsoll.bench.price;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The rules on four hours whose closes are 100, 110, 88 and 88. Figures were computed by hand from
 * the rules' own words, with ln 1.1 = 0.0953101798 and ln 0.8 = -0.2231435513.
 */
class AssumptionsTest {

  private static final long HOUR_MS = 3_600_000;
  private static final long DAY_MS = 24 * HOUR_MS;

  private static final AssumptionRules RULES =
      new AssumptionRules(
          new AssumptionRules.Realised(2, 100_000, 20_000_000),
          new AssumptionRules.Implied(
              1_100_000, 400_000, 9_000_000, 10 * DAY_MS, -150_000, 800_000),
          new AssumptionRules.Carry(30_000, 500_000, -150_000, 150_000),
          new AssumptionRules.Carry(0, 3_000, -200, 3_750),
          10_000);

  private static final PricePath PATH =
      new PricePath(
          PriceTable.of(
                  "t.csv",
                  ("hour,symbol,open,high,low,close\n"
                          + "2022-05-01T00:00Z,X,100,100,100,100\n"
                          + "2022-05-01T01:00Z,X,100,110,100,110\n"
                          + "2022-05-01T02:00Z,X,110,110,88,88\n"
                          + "2022-05-01T03:00Z,X,88,88,88,88\n")
                      .getBytes(StandardCharsets.UTF_8))
              .series("X"),
          -2);

  private static final Assumptions ASSUMED = new Assumptions(PATH, RULES, 500_000, 100);

  private static long at(int hour) {
    return PATH.firstMs() + hour * HOUR_MS;
  }

  /**
   * sqrt(8760 / 2 * sum of two squares), where an hour before the table counts 0.5^2 / 8760: at
   * first sqrt(0.25), then sqrt(0.25 / 2), sqrt(4380 * 0.0953^2), sqrt(4380 * (0.0953^2 +
   * 0.2231^2)), and sqrt(4380 * 0.2231^2).
   */
  @ParameterizedTest
  @CsvSource({"0, 500000", "1, 353553", "2, 6307777", "3, 16058691", "4, 14767990"})
  void realisedVolatilityIsThatOfTheClosesThatAreKnown(int hour, long volPpm) {
    assertEquals(volPpm, ASSUMED.realisedVolPpm(at(hour)));
  }

  @Test
  void volatilityIsThatOfTheFullHour() {
    assertEquals(353_553, ASSUMED.realisedVolPpm(at(2) - 1));
    assertThrows(IllegalArgumentException.class, () -> ASSUMED.realisedVolPpm(at(0) - 1));
    assertThrows(IllegalArgumentException.class, () -> ASSUMED.realisedVolPpm(at(4) + 1));
  }

  @Test
  void realisedVolatilityIsHeldBetweenItsBounds() {
    AssumptionRules narrow =
        new AssumptionRules(
            new AssumptionRules.Realised(2, 400_000, 5_000_000),
            RULES.implied(),
            RULES.basis(),
            RULES.funding(),
            0);
    Assumptions held = new Assumptions(PATH, narrow, 500_000, 100);
    assertEquals(400_000, held.realisedVolPpm(at(1)));
    assertEquals(5_000_000, held.realisedVolPpm(at(2)));
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "1, 0", "2, 95310", "3, -127833", "4, -223144"})
  void theTrailingReturnIsOverTheSameHours(int hour, long ppm) {
    assertEquals(ppm, ASSUMED.trailingReturnPpm(at(hour)));
  }

  /** 3% + 0.5 * return: + 4.7655%, then - 6.39165%, a tie that goes to the even ppm. */
  @ParameterizedTest
  @CsvSource({"1, 30000", "2, 77655", "3, -33916", "4, -81572"})
  void theBasisFollowsTheReturn(int hour, long ppm) {
    assertEquals(ppm, ASSUMED.basisPpm(at(hour)));
  }

  /** 0.01% + 0.003 * return, of which the least is -0.02%. */
  @ParameterizedTest
  @CsvSource({"1, 100", "2, 386", "3, -200", "4, -200"})
  void fundingFollowsTheReturnFromTheMarketsDefault(int hour, long ppm) {
    assertEquals(ppm, ASSUMED.fundingPpm(at(hour)));
  }

  /** In a fifth of a year 7.7655% a year is 1.5531% of 110.00. */
  @Test
  void theForwardIsTheIndexAndTheBasisForTheTimeThatIsLeft() {
    assertEquals(11_171, ASSUMED.forward(at(2), at(2) + 73 * DAY_MS));
    assertEquals(11_000, ASSUMED.forward(at(2), at(2)));
    assertEquals(11_000, ASSUMED.forward(at(2), at(1)));
    // -3.3916% a year on 88.00 for half a year.
    assertEquals(8_651, ASSUMED.forward(at(3), at(3) + 365 * DAY_MS / 2));
  }

  /** Near: 1.1 * 35.3553% = 38.8908%. In 30 days a quarter of the way from 50% is left. */
  @Test
  void impliedVolatilityNearsThePriorWithTime() {
    assertEquals(472_227, ASSUMED.atmVolPpm(at(1), at(1) + 30 * DAY_MS));
    assertEquals(444_454, ASSUMED.atmVolPpm(at(1), at(1) + 10 * DAY_MS));
    assertEquals(400_000, ASSUMED.atmVolPpm(at(1), at(1)), "the floor");
    assertEquals(9_000_000, ASSUMED.atmVolPpm(at(3), at(3)), "the cap");
  }

  /** Forward 100.25; x = ln(120 / 100.25) = 0.179825: 1 - 0.15 x + 0.8 x^2 = 0.998896. */
  @Test
  void aStrikesVolatilityIsSkewedAndCurved() {
    long expiryMs = at(1) + 30 * DAY_MS;
    assertEquals(471_706, ASSUMED.volPpm(at(1), expiryMs, 12_000));
    assertEquals(472_227, ASSUMED.volPpm(at(1), expiryMs, 10_025));
    // x is held at -1: 1 + 0.15 + 0.8 = 1.95.
    assertEquals(920_843, ASSUMED.volPpm(at(1), expiryMs, 1));
  }
}
