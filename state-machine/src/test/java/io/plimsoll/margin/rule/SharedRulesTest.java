package io.plimsoll.margin.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.fixed.Wide;
import io.plimsoll.margin.book.Book;
import io.plimsoll.margin.book.Positions;
import io.plimsoll.margin.market.MarketData;
import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Rules for blocks that have no entry without limits, and where the others' ranges end. */
class SharedRulesTest {

  private static final long SEED = Long.getLong("plimsoll.seed", 20_260_308L);
  private static final int TRIES = Integer.getInteger("plimsoll.tries", 5_000);

  private final Aggregation aggregation = new Aggregation();

  private static BigInteger big(long value) {
    return BigInteger.valueOf(value);
  }

  /** The least r with r^2 * 10^6 at or above the sum of squares and of all pairs, both ways. */
  private static long slowRoot(long[] losses, int count, int[][] ppm) {
    BigInteger millionfold = BigInteger.ZERO;
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < count; j++) {
        BigInteger product = big(losses[i]).multiply(big(losses[j]));
        BigInteger part = i == j ? Exact.MILLION : big(ppm[i][j]);
        millionfold = millionfold.add(product.multiply(part));
      }
    }
    BigInteger root = millionfold.divide(Exact.MILLION).sqrt();
    while (root.multiply(root).multiply(Exact.MILLION).compareTo(millionfold) < 0) {
      root = root.add(BigInteger.ONE);
    }
    return root.longValueExact();
  }

  @Test
  void aggregationIsTheCeilOfTheRoot() {
    Random random = new Random(SEED);
    for (int n = 0; n < TRIES; n++) {
      int count = 2 + random.nextInt(3);
      // One more than counts, which must not count.
      long[] losses = new long[count + 1];
      int[][] ppm = new int[count][count];
      int bits = 1 + random.nextInt(49);
      for (int i = 0; i <= count; i++) {
        losses[i] = random.nextInt(5) == 0 ? 0 : random.nextLong() >>> (64 - bits);
        for (int j = 0; j < i && i < count; j++) {
          ppm[i][j] = random.nextInt(4) == 0 ? 1_000_000 : random.nextInt(1_000_001);
          ppm[j][i] = ppm[i][j];
        }
      }
      assertEquals(
          slowRoot(losses, count, ppm),
          aggregation.root(losses, count, (one, other) -> ppm[one][other]),
          () -> java.util.Arrays.toString(losses) + ", seed " + SEED);
    }
  }

  /** Where sums no longer fit a plain long, all moving together still is their sum. */
  @Test
  void aggregationIsExactOnBothSidesOfItsPlainSum() {
    long third = (1L << 41) / 3;
    for (long last = third - 2; last < third + 4; last++) {
      long[] losses = {third, third, last};
      assertEquals(2 * third + last, aggregation.root(losses, 3, (one, other) -> 1_000_000));
      assertEquals(
          slowRoot(losses, 3, new int[][] {{0, 1, 2}, {1, 0, 999_999}, {2, 999_999, 0}}),
          aggregation.root(losses, 3, (one, other) -> one + other == 3 ? 999_999 : one + other));
    }
  }

  @Test
  void aggregationIsExactUpToItsLargestSumAndTheSumBeyond() {
    long half = 1L << 51;
    // sqrt(2) * 2^51, whose fraction is rounded away from 0.
    long root = big(2).multiply(big(half)).multiply(big(half)).sqrt().longValueExact() + 1;
    assertEquals(root, aggregation.root(new long[] {half, half}, 2, (one, other) -> 0));
    long more = half + 1;
    assertEquals(half + more, aggregation.root(new long[] {half, more}, 2, (one, other) -> 0));
    assertEquals(5, aggregation.root(new long[] {3, 4}, 2, (one, other) -> 0));
    assertEquals(7, aggregation.root(new long[] {3, 4}, 2, (one, other) -> 1_000_000));
    assertEquals(9, aggregation.root(new long[] {0, 9}, 2, (one, other) -> 0));
    assertEquals(
        Long.MAX_VALUE,
        aggregation.root(new long[] {Long.MAX_VALUE, 1}, 2, (one, other) -> 1_000_000));
  }

  /** Two of four positions are the account's; a lot is worth a third of 100 and of 50 quanta. */
  private static Book book(long cash) {
    Book book = new Book();
    book.share(
        new Positions()
            .add(1, 1_000, 1_000, 0)
            .add(0, 7, -200, 1_000_000)
            .add(1, -5, 90, 4_000_000)
            .add(0, 1_000, 1_000, 0));
    book.moveTo(cash, 1, 3);
    return book;
  }

  private static MarketData market(long firstIndex, long secondIndex) {
    MarketData market = new MarketData();
    market.reset(2, 1);
    market.markNum()[0] = 100;
    market.markNum()[1] = 50;
    market.den()[0] = 3;
    market.den()[1] = 3;
    market.fundingIndex()[0] = firstIndex;
    market.fundingIndex()[1] = secondIndex;
    return market;
  }

  @Test
  void equityIsCashValuesBalancesAndFundingDue() {
    Wide scratch = new Wide();
    MarketData still = market(1_000_000, 4_000_000);
    assertEquals(0, Equity.pendingFunding(still, book(1_000), scratch));
    // 700 / 3 and -250 / 3 TowardZero.
    assertEquals(1_000 + 233 - 200 - 83 + 90, Equity.ofDollars(still, book(1_000), scratch));
    // The long pays 7 * 0.5 and the short takes 5 * 0.1: -3 after Floor, and -4 with a bit more.
    MarketData moved = market(1_500_000, 4_100_000);
    assertEquals(-3, Equity.pendingFunding(moved, book(1_000), scratch));
    assertEquals(997, Equity.ofCash(moved, book(1_000), scratch));
    assertEquals(1_040 - 3, Equity.ofDollars(moved, book(1_000), scratch));
    assertEquals(-4, Equity.pendingFunding(market(1_500_001, 4_100_000), book(0), scratch));
    assertEquals(Long.MAX_VALUE, Equity.withPosition(Long.MAX_VALUE, 5, 6));
  }

  @Test
  void whereRangesEnd() {
    assertEquals(400, OpenInterest.scaledPpm(400, 5, 5, 5));
    assertEquals(big(400), OpenInterest.scaledPpm(big(400), big(5), big(5), big(5)));
    assertEquals(400, OpenInterest.scaledPpm(400, 9, 5, 0));
    assertEquals(1_000_000, OpenInterest.scaledPpm(400, 9, 5, 9));
    assertTrue(InsuranceFund.covers(-5, 0));
    assertTrue(InsuranceFund.covers(5, -5));
    assertFalse(InsuranceFund.covers(5, -6));
    assertFalse(InsuranceFund.covers(-5, -1));
    assertEquals(0, InsuranceFund.change(0, 1_000, 15_000));
  }
}
