package io.plimsoll.kernels.option;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.kernels.Black76Reference;
import io.plimsoll.kernels.Seeded;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Prices and deltas against more than fifty digits, on all processors. The profile {@code campaign}
 * runs ten million cases, or as many as {@code -Dplimsoll.cases} says; a build runs a few thousand.
 */
class CampaignTest {

  private static final int CASES = Integer.getInteger("plimsoll.cases", 20_000);
  private static final int CASES_OF_A_PART = 2_000;

  /** The stated errors: of a price 0.77 units, of a delta 0.52 * 10^-9; in 10^-6 of these. */
  private static final long PRICE_BOUND = 770_000;

  private static final long DELTA_BOUND = 520_000;

  /** The largest errors of a part and where they were; in 10^-6 of a unit. */
  private record Largest(long price, String priceAt, long delta, String deltaAt) {

    static final Largest NONE = new Largest(0, "", 0, "");

    Largest with(Largest other) {
      boolean priceIsLarger = other.price > price;
      boolean deltaIsLarger = other.delta > delta;
      return new Largest(
          priceIsLarger ? other.price : price,
          priceIsLarger ? other.priceAt : priceAt,
          deltaIsLarger ? other.delta : delta,
          deltaIsLarger ? other.deltaAt : deltaAt);
    }
  }

  @Test
  void pricesAndDeltasKeepTheirBounds() {
    int parts = Math.ceilDiv(CASES, CASES_OF_A_PART);
    Seeded seeds = Seeded.of("pricesAndDeltasKeepTheirBounds", 81);
    long[] seedOfPart = new long[parts];
    Arrays.setAll(seedOfPart, part -> seeds.between(0, Long.MAX_VALUE - 1));
    Largest largest =
        IntStream.range(0, parts)
            .parallel()
            .mapToObj(part -> run(Seeded.part(seedOfPart[part])))
            .reduce(Largest.NONE, Largest::with);
    System.out.println(
        "campaign, "
            + parts * CASES_OF_A_PART
            + " cases: largest error of a price "
            + largest.price
            + "e-6 units at "
            + largest.priceAt
            + ", of a delta "
            + largest.delta
            + "e-15 at "
            + largest.deltaAt);
    assertTrue(largest.price <= PRICE_BOUND, largest::toString);
    assertTrue(largest.delta <= DELTA_BOUND, largest::toString);
    assertTrue(largest.price >= 500_000 && largest.delta >= 490_000, "no case came near a tie");
  }

  private static Largest run(Seeded random) {
    Largest largest = Largest.NONE;
    for (int i = 0; i < CASES_OF_A_PART; i++) {
      long volPpm = Cases.volPpm(random);
      EuropeanOption option =
          random.chance(50) ? Cases.aimed(random, volPpm) : Cases.option(random);
      largest = largest.with(one(option, volPpm));
    }
    return largest;
  }

  private static Largest one(EuropeanOption option, long volPpm) {
    BigInteger s = Black76Reference.s(volPpm, option.timeMs());
    BigInteger d2 = Black76Reference.d2(option.forward(), option.strike(), s);
    BigInteger cdf1 = Black76Reference.cdf(d2.add(s));
    BigInteger call = times(cdf1, option.forward());
    BigInteger exact = call.subtract(times(Black76Reference.cdf(d2), option.strike()));
    BigInteger delta = times(cdf1, 1_000_000_000);
    if (option.kind() == OptionKind.PUT) {
      exact = exact.add(times(Black76Reference.ONE, option.strike() - option.forward()));
      delta = delta.subtract(times(Black76Reference.ONE, 1_000_000_000));
    }
    long ofPrice = millionths(Black76.price(option, volPpm), exact);
    long ofDelta = millionths(Black76.greeks(option, volPpm).deltaE9(), delta);
    String at = option + " " + volPpm;
    return new Largest(ofPrice, at, ofDelta, at);
  }

  private static BigInteger times(BigInteger number, long factor) {
    return number.multiply(BigInteger.valueOf(factor));
  }

  /** The size of an error, in 10^-6, Ceil. */
  private static long millionths(long own, BigInteger exact) {
    BigInteger error = times(Black76Reference.ONE, own).subtract(exact).abs();
    return times(error, 1_000_000).shiftRight(Black76Reference.BITS).longValueExact() + 1;
  }
}
