package io.plimsoll.margin.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tiers of fees by hand, in both entries. */
class FeeTierTest {

  private static BigInteger big(long value) {
    return BigInteger.valueOf(value);
  }

  /**
   * The first four rows of each tier are dYdX's own cases of TestGetPerpetualFeePpm: tiers from
   * 1,000, and from 1,000,000,000 with half of all made. Others are each requirement alone at its
   * edge; a share is a Floor, so a third of 100 is 33.
   */
  @ParameterizedTest
  @CsvSource({
    "10, 10, 10000, 1000, 0, 0, false",
    "150, 1000, 10000, 1000, 0, 0, true",
    "1000000000, 1000, 10000000000, 1000, 0, 0, true",
    "1000000000, 1000, 2000000000, 1000, 0, 0, true",
    "10, 10, 10000, 1000000000, 0, 500000, false",
    "150, 1000, 10000, 1000000000, 0, 500000, false",
    "1000000000, 1000, 10000000000, 1000000000, 0, 500000, false",
    "1000000000, 1000, 2000000000, 1000000000, 0, 500000, true",
    "33, 0, 100, 33, 333333, 333333, true",
    "32, 0, 100, 0, 333333, 0, false",
    "30, 3, 100, 0, 333333, 0, true",
    "32, 1, 100, 33, 333333, 333333, false",
    "33, 0, 100, 34, 333333, 333333, false",
    "30, 3, 100, 33, 0, 0, true",
  })
  void aTierIsMetWhereAllOfItIs(
      long maker, long taker, long all, long volume, long share, long makerShare, boolean met) {
    assertEquals(met, FeeTier.isMet(maker, taker, all, volume, share, makerShare));
    assertEquals(
        met,
        FeeTier.isMet(big(maker), big(taker), big(all), big(volume), big(share), big(makerShare)));
  }

  @ParameterizedTest
  @CsvSource({
    "10000001, 500, 5001",
    "10000001, -50, -500",
    "1, -1, 0",
    "0, 500, 0",
    "9, 1000000, 9"
  })
  void aFeeIsCeiled(long quote, long ppm, long fee) {
    assertEquals(fee, FeeTier.fee(quote, ppm));
    assertEquals(big(fee), FeeTier.fee(big(quote), big(ppm)));
  }

  @ParameterizedTest
  @CsvSource({"-6, 5, -5", "-5, 5, -5", "-4, 5, -4", "6, 5, 6", "-1, 0, 0"})
  void aRebateIsWhatTheTakerPaysAtMost(long fee, long takerFee, long expected) {
    assertEquals(expected, FeeTier.ofMaker(fee, takerFee));
    assertEquals(big(expected), FeeTier.ofMaker(big(fee), big(takerFee)));
  }
}
