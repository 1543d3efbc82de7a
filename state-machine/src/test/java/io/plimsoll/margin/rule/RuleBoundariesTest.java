package io.plimsoll.margin.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.fixed.E18;
import io.plimsoll.fixed.fn.Q96;
import io.plimsoll.margin.book.Book;
import io.plimsoll.margin.book.Positions;
import io.plimsoll.margin.market.MarketData;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What the shared rules do exactly at the values where they change, by hand. */
class RuleBoundariesTest {

  private static BigInteger big(long value) {
    return BigInteger.valueOf(value);
  }

  private static List<Integer> visited(int holders, long start, long most, int skipped, int last) {
    List<Integer> visited = new ArrayList<>();
    OppositeWalk.run(
        holders,
        start,
        most,
        place -> {
          visited.add(place);
          if (place == last) {
            return OppositeWalk.Step.DONE;
          }
          return place == skipped ? OppositeWalk.Step.SKIPPED : OppositeWalk.Step.VISITED;
        });
    return visited;
  }

  @Test
  void aWalkGoesOnceAround() {
    assertEquals(List.of(1, 2, 0), visited(3, 7, 10, -1, -1));
    assertEquals(List.of(1, 2), visited(3, 7, 2, -1, -1));
    assertEquals(List.of(1, 2, 0), visited(3, 7, 2, 2, -1));
    assertEquals(List.of(1, 2), visited(3, 7, 10, -1, 2));
    assertEquals(List.of(), visited(3, 7, 0, -1, -1));
    assertEquals(List.of(), visited(0, 7, 10, -1, -1));
  }

  @Test
  void aPartIsTheSmallerOfOneSide() {
    long[][] cases = {
      {5, 3, 3},
      {3, 5, 3},
      {-5, -3, -3},
      {-3, -5, -3},
      {5, -3, 0},
      {-5, 3, 0},
      {0, 3, 0},
      {5, 0, 0},
    };
    for (long[] of : cases) {
      assertEquals(of[2], OppositeWalk.part(of[0], of[1]));
      assertEquals(big(of[2]), OppositeWalk.part(big(of[0]), big(of[1])));
    }
  }

  /** The n-th sample counts n times: (1 * 6 + 2 * -3 + 3 * 5) / 6 = 2.5. */
  @Test
  void theLastSamplesCountMost() {
    assertEquals(0, IndexPremium.average(new int[0]));
    assertEquals(-7, IndexPremium.average(new int[] {-7}));
    assertEquals(2, IndexPremium.average(new int[] {6, -3, 5}));
    assertEquals(-2, IndexPremium.average(new int[] {-6, 3, -5}));
    int most = Integer.MAX_VALUE;
    assertEquals(most, IndexPremium.average(new int[] {most, most, most}));
  }

  @Test
  void aPremiumHasTheSignOfTheDistance() {
    assertEquals(0, IndexPremium.ppm(700, 700, 5));
    assertEquals(-1, IndexPremium.ppm(1_999_997, 2_000_000, 5));
    assertEquals(1, IndexPremium.ppm(2_000_003, 2_000_000, 5));
    assertEquals(-5, IndexPremium.ppm(1, 2_000_000, 5));
  }

  /** A step function without a deviation; of 2^-80 it has a slope, seen at so large a forward. */
  @Test
  void aDeltaFromWhereADeviationIsSeen() {
    BigInteger forward = BigInteger.TEN.pow(27);
    BigInteger strike = forward.add(BigInteger.ONE);
    BigInteger below = BigInteger.ONE.shiftLeft(16).subtract(BigInteger.ONE);
    assertEquals(BigInteger.ZERO, Black76.callDelta(forward, strike, E18.ONE, below));
    assertEquals(E18.ONE, Black76.callDelta(strike, forward, E18.ONE, below));
    assertEquals(E18.parse("0.5"), Black76.callDelta(strike, strike, E18.ONE, below));
    // ln(F / K) is -10^-27, which is 79 or 80 of 2^-96: -0.0012 deviations.
    BigInteger delta = Black76.callDelta(forward, strike, E18.ONE, below.add(BigInteger.ONE));
    assertEquals(0.49952, delta.doubleValue() / 1e18, 0.00001);
    // N(0.1), a quarter of a year at 40%.
    BigInteger quarter = Black76.rootOfYears(31_536_000 / 4);
    BigInteger usual = Black76.callDelta(E18.ONE, E18.ONE, E18.parse("0.4"), quarter);
    assertEquals("0.539827837277028981", E18.text(usual));
  }

  /** At the forward a call is worth 0.3989 F w: of 2^-80 and 10^27 units 330 of them. */
  @Test
  void aValueFromWhereADeviationIsSeen() {
    BigInteger forward = BigInteger.TEN.pow(27);
    BigInteger least = Q96.ONE.shiftRight(80);
    BigInteger below = least.subtract(BigInteger.ONE);
    assertEquals(big(330), Black76.of(forward, forward, E18.ONE, least, E18.ONE).call());
    assertEquals(big(0), Black76.of(forward, forward, E18.ONE, below, E18.ONE).call());
  }

  @Test
  void aFundWithoutAChangeCoversIt() {
    assertTrue(InsuranceFund.covers(-5, 0));
    assertTrue(InsuranceFund.covers(big(-5), big(0)));
    assertFalse(InsuranceFund.covers(Long.MIN_VALUE, -1));
    assertFalse(InsuranceFund.covers(0, Long.MIN_VALUE));
  }

  @Test
  void aHaircutToItsCapAndAboveIt() {
    // 10 coins of 3: 10% of 30; two more at 50% of 6; a debt of 12 at 10% of 36, Ceil.
    assertEquals(3, Haircut.of(10, 3, 1, 100_000, 10, 500_000));
    assertEquals(6, Haircut.of(12, 3, 1, 100_000, 10, 500_000));
    assertEquals(4, Haircut.of(-12, 3, 1, 100_000, 10, 500_000));
    long most = Long.MAX_VALUE;
    assertEquals(most, Haircut.of(Long.MIN_VALUE, 3, 1, 1_000_000, 10, 500_000));
    assertEquals(0, Haircut.beside(9, 5, 5));
    assertEquals(0, Haircut.beside(9, 5, most));
    assertEquals(2, Haircut.beside(9, 5, 4));
  }

  /** Who has exactly its initial margin may do anything; with one quantum less it may not. */
  @Test
  void anAccountAtItsInitialMargin() {
    assertTrue(Transition.permits(9, 1, 5, 4, 5));
    assertFalse(Transition.permits(9, 1, 4, 4, 5));
    assertTrue(Transition.permits(big(9), big(1), big(5), big(4), big(5)));
    assertFalse(Transition.permits(big(9), big(1), big(4), big(4), big(5)));
  }

  private static LiquidationPrice position(long size, long entry, String rate) {
    return new LiquidationPrice(E18.of(size), E18.of(entry), E18.parse(rate), BigInteger.ZERO);
  }

  @Test
  void aPositionOfALiquidationPrice() {
    // Without a maintenance margin it is where the wallet is gone: 10 - 4 and 10 + 4.
    BigInteger wallet = E18.of(4);
    assertEquals(Optional.of(E18.of(6)), position(1, 10, "0").backedBy(wallet));
    assertEquals(Optional.of(E18.of(14)), position(-1, 10, "0").backedBy(wallet));
    assertThrows(IllegalArgumentException.class, () -> position(1, 0, "0"));
    assertThrows(IllegalArgumentException.class, () -> position(0, 1, "0"));
    assertThrows(IllegalArgumentException.class, () -> position(1, 1, "-0.1"));
  }

  private static Scan scan(long... gains) {
    return Scan.of(LongStream.of(gains).mapToObj(BigInteger::valueOf).toList());
  }

  @Test
  void theRunnerUpIsTheFirstOfTheNext() {
    assertEquals(0, scan(1, 0, 5).runnerUp());
    assertEquals(big(1), scan(1, 0, 5).gap());
    assertEquals(1, scan(0, 5, 5).runnerUp());
    assertEquals(2, scan(0, 5, 4).runnerUp());
  }

  private static NotionalTiers floors(long... floors) {
    return new NotionalTiers(
        LongStream.of(floors)
            .mapToObj(floor -> new NotionalTiers.Tier(E18.of(floor), E18.ONE, BigInteger.ZERO))
            .toList());
  }

  @Test
  void floorsOfTiersRise() {
    assertEquals(3, floors(0, 5, 6).tiers().size());
    assertThrows(IllegalArgumentException.class, () -> floors(0, 5, 5));
    assertThrows(IllegalArgumentException.class, () -> floors(0, 5, 4));
  }

  /** 2% of 200 / 3 and 1% of -500 / 3, each Ceil, and nothing of what is another's. */
  @Test
  void surchargesOfAnAccount() {
    MarketData market = new MarketData();
    market.reset(2, 2);
    for (int instrument = 0; instrument < 2; instrument++) {
      market.underlying()[instrument] = instrument;
      market.indexNum()[instrument] = 100;
      market.markNum()[instrument] = 100;
      market.den()[instrument] = 3;
    }
    Book book = new Book();
    book.share(
        new Positions().add(1, 9_000, 0, 0).add(0, 2, 0, 0).add(1, -5, 0, 0).add(0, 9_000, 0, 0));
    book.moveTo(0, 1, 3);
    assertEquals(0, PriceConfidence.surcharge(market, book));
    market.setSurcharge(0, 20_000);
    assertEquals(2, PriceConfidence.surcharge(market, book));
    market.setSurcharge(1, 10_000);
    assertEquals(2 + 2, PriceConfidence.surcharge(market, book));
  }
}
