package io.plimsoll.margin.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.fixed.E18;
import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is known of sums, parts and the larger of functions between lines, by hand. */
class BandTest {

  private static final Band A = band(1, 2, 3, 4);
  private static final Band B = band(-2, 5, 0, 6);

  private static BigInteger big(long value) {
    return BigInteger.valueOf(value);
  }

  private static Band band(long lowNear, long lowFar, long highNear, long highFar) {
    return new Band(big(lowNear), big(lowFar), big(highNear), big(highFar));
  }

  /** A number of halves with 18 decimals. */
  private static BigInteger halves(long count) {
    return E18.ONE.divide(big(2)).multiply(big(count));
  }

  @Test
  void sumsAndSigns() {
    assertEquals(band(-1, 7, 3, 10), A.plus(B));
    assertEquals(band(1, -4, 5, -1), A.minus(B));
    assertEquals(band(-3, -4, -1, -2), A.negated());
    assertEquals(band(5, 5, 5, 5), Band.constant(big(5)));
    assertEquals(band(5, 7, 5, 7), Band.line(big(5), big(7)));
    assertEquals(band(5, 5, 7, 7), Band.between(big(5), big(7)));
    assertEquals(band(0, 1, 4, 5), A.within(big(1)));
  }

  /** Roundings go outwards, whatever the sign. */
  @Test
  void timesAFactor() {
    assertEquals(band(1, 3, 5, 6), A.times(halves(3)));
    assertEquals(band(-5, -6, -1, -3), A.times(halves(-3)));
    assertEquals(band(0, 1, 2, 2), A.over(big(1), big(2)));
    assertEquals(band(0, 0, 0, 0), A.times(big(0)));
    assertEquals(band(1, 2, 6, 8), A.timesBetween(halves(2), halves(4)));
  }

  /** The line below is that of the one whose middle is higher, the first of equals. */
  @Test
  void theLargerAndTheSmaller() {
    assertEquals(band(1, 2, 3, 6), A.max(B));
    assertEquals(band(-2, 5, 3, 6), B.max(A));
    assertEquals(band(-2, 2, 0, 6), A.min(B));
    assertEquals(band(-2, 2, 3, 6), A.or(B));
    assertEquals(B, B.positive());
    assertEquals(band(0, 0, 0, 2), band(-3, 1, -1, 2).positive());
  }

  @Test
  void withoutASign() {
    assertEquals(A, A.abs());
    assertEquals(A, A.negated().abs());
    assertEquals(band(0, 0, 3, 2), band(-3, 1, -1, 2).abs());
    assertEquals(band(0, 0, 2, 5), band(-1, 3, 2, 5).abs());
    assertEquals(band(0, 0, 2, 5), band(3, -1, 2, 5).abs());
    assertEquals(band(0, 3, 2, 5), band(0, 3, 2, 5).abs());
    assertEquals(band(3, 0, 3, 5), band(3, 0, 3, 5).abs());
  }

  @Test
  void itsEndsAndItsPlace() {
    assertEquals(big(-2), B.least());
    assertEquals(big(6), B.most());
    assertTrue(A.isBelow(band(4, 5, 9, 9)));
    assertFalse(A.isBelow(band(3, 5, 9, 9)));
    assertFalse(A.isBelow(band(4, 4, 9, 9)));
  }

  /** Half up to 10 units, three halves beyond: of 5 to 20; then with units that are worth two. */
  @Test
  void tiersOfIt() {
    MarginalTiers tiers =
        new MarginalTiers(
            List.of(
                new MarginalTiers.Tier(halves(20), halves(1)),
                new MarginalTiers.Tier(null, halves(3))));
    Band of = Band.line(halves(10), halves(40));
    assertEquals(new Band(halves(-5), halves(40), halves(5), halves(40)), of.tiers(tiers));
    Band unit = Band.constant(halves(4));
    assertEquals(new Band(halves(5), halves(20), halves(5), halves(20)), of.tiers(tiers, unit));
  }
}
