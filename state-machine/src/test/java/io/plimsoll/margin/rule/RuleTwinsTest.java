package io.plimsoll.margin.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.fixed.Wide;
import io.plimsoll.margin.market.Value;
import io.plimsoll.margin.rule.dydx.FundingTick;
import io.plimsoll.margin.rule.dydx.Tier;
import io.plimsoll.margin.rule.dydx.UserLeverage;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/**
 * Each rule's entry for blocks and its entry without limits give one result where it fits a {@code
 * long}. Where it does not, the first saturates or refuses as it says.
 */
class RuleTwinsTest {

  private static final long SEED = Long.getLong("plimsoll.seed", 20_260_304L);
  private static final int TRIES = Integer.getInteger("plimsoll.tries", 20_000);

  private static final BigInteger MOST = BigInteger.valueOf(Long.MAX_VALUE);
  private static final BigInteger LEAST = BigInteger.valueOf(Long.MIN_VALUE);

  private final Random random = new Random(SEED);

  /** Of any size: small numbers and those about powers of two come as often as large ones. */
  private long any() {
    long value = random.nextLong() >> random.nextInt(64);
    return random.nextInt(4) == 0
        ? value
        : Long.signum(value) * Long.highestOneBit(Math.abs(value)) + random.nextInt(3) - 1;
  }

  private long natural() {
    return any() & Long.MAX_VALUE;
  }

  private long positive() {
    return Math.max(1, natural());
  }

  private int ppm() {
    return random.nextInt(8) == 0 ? 1_000_000 : random.nextInt(1_000_001);
  }

  @Test
  void haircuts() {
    int tried = 0;
    for (int i = 0; i < TRIES; i++) {
      long coins = any();
      long num = natural();
      long den = positive();
      int ppm = ppm();
      long cap = natural();
      int abovePpm = ppm();
      BigInteger value = Exact.floor(big(coins).multiply(big(num)), big(den));
      // A value that does not fit saturates before it is multiplied.
      if (!fits(value) || value.equals(LEAST)) {
        continue;
      }
      BigInteger wide =
          Haircut.of(big(coins), big(num), big(den), big(ppm), big(cap), big(abovePpm));
      String of = coins + " * " + num + " / " + den + ", " + ppm + " to " + cap + ", " + abovePpm;
      same(saturated(wide), Haircut.of(coins, num, den, ppm, cap, abovePpm), of);
      tried++;
    }
    assertTrue(tried > TRIES / 4, tried + " tried");
  }

  /** A haircut of at most the value and a charge are together never more than the value. */
  @Test
  void haircutsBesideACharge() {
    for (int i = 0; i < TRIES; i++) {
      long value = any();
      long charge = natural();
      long haircut = value <= 0 ? natural() : natural() % value;
      BigInteger wide = Haircut.beside(big(haircut), big(value), big(charge));
      long got = Haircut.beside(haircut, value, charge);
      same(wide, got, haircut + " of " + value + " beside " + charge);
      assertTrue(value <= 0 || charge > value || got <= value - charge);
    }
  }

  private static BigInteger big(long value) {
    return BigInteger.valueOf(value);
  }

  private static BigInteger saturated(BigInteger value) {
    return value.max(LEAST).min(MOST);
  }

  private static boolean fits(BigInteger value) {
    return value.equals(saturated(value));
  }

  private static void same(BigInteger expected, long got, String of) {
    assertEquals(expected, big(got), () -> of + ", seed " + SEED);
  }

  /** The entry for blocks gives the result where it fits, and refuses it where it does not. */
  private static void sameOrRefused(BigInteger expected, Supplier<Long> got, String of) {
    if (fits(expected)) {
      same(expected, got.get(), of);
    } else {
      assertThrows(ArithmeticException.class, got::get, () -> of + ", seed " + SEED);
    }
  }

  @Test
  void openOrders() {
    for (int i = 0; i < TRIES; i++) {
      long change = any();
      long cash = any();
      if (fits(big(change).add(big(cash)))) {
        same(
            saturated(OpenOrderMargin.loss(big(change), big(cash))),
            OpenOrderMargin.loss(change, cash),
            "loss of " + change + " and " + cash);
      }
      long now = natural();
      long filled = natural();
      long loss = natural();
      long flat = natural();
      BigInteger sum = big(filled).add(big(loss));
      if (fits(sum)) {
        same(
            saturated(OpenOrderMargin.charge(big(now), big(filled), big(loss), big(flat))),
            OpenOrderMargin.charge(now, filled, loss, flat),
            "charge of " + now + ", " + filled + ", " + loss + ", " + flat);
      }
    }
  }

  @Test
  void ownFractions() {
    for (int i = 0; i < TRIES; i++) {
      int scaled = ppm();
      int own = ppm();
      same(
          PositionMargin.userPpm(big(scaled), big(own)),
          PositionMargin.userPpm(scaled, own),
          scaled + " and " + own);
      long tier = random.nextInt(4) == 0 ? 0 : ppm();
      assertEquals(UserLeverage.refusal(big(own), big(tier)), UserLeverage.refusal(own, tier));
    }
  }

  @Test
  void values() {
    for (int i = 0; i < TRIES; i++) {
      long lots = Math.max(any(), -Long.MAX_VALUE);
      long num = natural();
      long den = positive();
      BigInteger exact = Value.of(big(lots), big(num), big(den));
      // A value saturates at the same size on both sides.
      BigInteger limited = exact.max(MOST.negate()).min(MOST);
      same(limited, Value.of(lots, num, den), lots + " * " + num + " / " + den);
    }
  }

  @Test
  void requirementsOfPositions() {
    for (int i = 0; i < TRIES; i++) {
      long size = natural();
      int base = ppm();
      int part = ppm();
      String of = size + " at " + base + ", " + part;
      same(
          saturated(PositionMargin.initial(big(size), big(base))),
          PositionMargin.initial(size, base),
          of);
      same(
          saturated(PositionMargin.maintenance(big(size), big(base), big(part))),
          PositionMargin.maintenance(size, base, part),
          of);
    }
  }

  @Test
  void deleveragingScores() {
    int tried = 0;
    for (int i = 0; i < TRIES; i++) {
      DeleveragingScore score = new DeleveragingScore(natural(), natural(), natural(), positive());
      BigInteger above = big(score.above());
      BigInteger below = big(score.below());
      // A profit ratio that does not fit saturates before it is multiplied.
      if (fits(Exact.floor(above.multiply(Exact.MILLION), below))) {
        BigInteger wide =
            DeleveragingScore.ppm(above, below, big(score.notional()), big(score.equity()));
        same(saturated(wide), score.ppm(), score.toString());
        tried++;
      }
      DeleveragingScore other = new DeleveragingScore(natural(), natural(), natural(), positive());
      BigInteger left = above.multiply(big(score.notional()));
      BigInteger right = big(other.above()).multiply(big(other.notional()));
      int exact =
          left.multiply(big(other.below()))
              .multiply(big(other.equity()))
              .compareTo(right.multiply(below).multiply(big(score.equity())));
      assertTrue(Integer.signum(score.compareExact(other)) == exact, score + " and " + other);
    }
    assertTrue(tried > TRIES / 4, tried + " were tried");
  }

  @Test
  void partsOfOppositeHolders() {
    int parts = 0;
    for (int i = 0; i < TRIES; i++) {
      long left = Math.max(any(), -Long.MAX_VALUE);
      long held = Math.max(any(), -Long.MAX_VALUE);
      long part = OppositeWalk.part(left, held);
      same(OppositeWalk.part(big(left), big(held)), part, left + " of " + held);
      parts += part == 0 ? 0 : 1;
    }
    assertTrue(parts > TRIES / 8, parts + " are not 0");
  }

  @Test
  void weightedMedians() {
    for (int i = 0; i < TRIES; i++) {
      int count = 1 + random.nextInt(9);
      long[] values = new long[count];
      long[] powers = new long[count];
      List<BigInteger> exactValues = new ArrayList<>();
      List<BigInteger> exactPowers = new ArrayList<>();
      for (int j = 0; j < count; j++) {
        values[j] = random.nextBoolean() ? random.nextInt(5) : any();
        powers[j] = random.nextBoolean() ? 1 : 1 + random.nextInt(1_000_000_000);
        exactValues.add(big(values[j]));
        exactPowers.add(big(powers[j]));
      }
      long median = WeightedMedian.of(values, powers, count);
      String of = Arrays.toString(values) + " by " + Arrays.toString(powers);
      same(WeightedMedian.of(exactValues, exactPowers), median, of);
      // Below it stands less than half of the power, and with it at least half.
      long below = 0;
      long upTo = 0;
      long all = 0;
      for (int j = 0; j < count; j++) {
        below += values[j] < median ? powers[j] : 0;
        upTo += values[j] <= median ? powers[j] : 0;
        all += powers[j];
      }
      assertTrue(2 * below < all && 2 * upTo >= all, of + ", seed " + SEED);
    }
  }

  @Test
  void medianOfVotesWithPowersIsThatOfSoManyVotes() {
    for (int i = 0; i < TRIES; i++) {
      int count = 1 + random.nextInt(6);
      int[] votes = new int[count];
      long[] powers = new long[count];
      List<Integer> each = new ArrayList<>();
      for (int j = 0; j < count; j++) {
        votes[j] = random.nextBoolean() ? random.nextInt(7) - 3 : random.nextInt();
        powers[j] = 1L + random.nextInt(4);
        each.addAll(Collections.nCopies((int) powers[j], votes[j]));
      }
      int expected = FundingTick.median(each.stream().mapToInt(Integer::intValue).toArray());
      String of = Arrays.toString(votes) + " by " + Arrays.toString(powers);
      assertEquals(expected, FundingTick.median(votes, powers), of + ", seed " + SEED);
    }
  }

  @Test
  void fundingRates() {
    for (int i = 0; i < TRIES; i++) {
      int initial = ppm();
      int part = ppm();
      int factor = random.nextInt(1_000_000_001);
      Tier tier = new Tier(big(initial), big(part), BigInteger.ZERO, BigInteger.ZERO);
      long most = FundingTick.clampPpm(initial, part, factor);
      same(tier.fundingClampPpm(big(factor)), most, initial + ", " + part + ", " + factor);
      int premium = random.nextInt();
      int usual = random.nextInt(200_001) - 100_000;
      int spread = random.nextInt(100_001);
      String of = premium + ", " + usual + ", " + spread + ", " + most;
      same(
          FundingTick.ratePpm(big(premium), big(usual), big(most)),
          FundingTick.ratePpm(premium, usual, most),
          of);
      same(
          IndexPremium.ratePpm(big(premium), big(usual), big(spread), big(most)),
          IndexPremium.ratePpm(premium, usual, spread, most),
          of);
      long mark = 1 + (any() & 0x1_ffff_ffff_ffffL);
      long index = 1 + (any() & 0x1_ffff_ffff_ffffL);
      same(
          IndexPremium.ppm(big(mark), big(index), big(most)),
          IndexPremium.ppm(mark, index, most),
          mark + " over " + index);
    }
  }

  @Test
  void priceConfidence() {
    for (int i = 0; i < TRIES; i++) {
      long confidence = natural() & 0x1_ffff_ffff_ffffL;
      long price = 1 + (natural() & 0x1_ffff_ffff_ffffL);
      long uncertainty = PriceConfidence.uncertaintyPpm(confidence, price);
      same(
          PriceConfidence.uncertaintyPpm(big(confidence), big(price)),
          uncertainty,
          confidence + " of " + price);
      int factor = random.nextInt(100_000_001);
      long surcharge = PriceConfidence.surchargePpm(uncertainty, factor);
      same(
          PriceConfidence.surchargePpm(big(uncertainty), big(factor)),
          surcharge,
          uncertainty + " * " + factor);
      long notional = natural();
      same(
          saturated(PriceConfidence.surcharge(big(notional), big(surcharge))),
          PriceConfidence.surcharge(notional, surcharge),
          notional + " * " + surcharge);
    }
  }

  @Test
  void feeTiers() {
    for (int i = 0; i < TRIES; i++) {
      long maker = natural() >>> 1;
      long taker = natural() >>> 1;
      // Near to what is asked, where a Floor decides.
      long all = random.nextBoolean() ? natural() : Math.max(0, maker * 3 + random.nextInt(9));
      int share = random.nextInt(1_000_001);
      int makerShare = random.nextBoolean() ? 333_333 : random.nextInt(1_000_001);
      long volume = random.nextBoolean() ? maker + taker + random.nextInt(3) - 1 : natural();
      assertEquals(
          FeeTier.isMet(big(maker), big(taker), big(all), big(volume), big(share), big(makerShare)),
          FeeTier.isMet(maker, taker, all, volume, share, makerShare),
          maker + ", " + taker + " of " + all + ", " + volume);
      long quote = natural() >>> 10;
      int ppm = random.nextInt(2_000_001) - 1_000_000;
      long fee = FeeTier.fee(quote, ppm);
      same(FeeTier.fee(big(quote), big(ppm)), fee, quote + " * " + ppm);
      long other = random.nextInt(1_000);
      same(FeeTier.ofMaker(big(fee), big(other)), FeeTier.ofMaker(fee, other), fee + ", " + other);
    }
  }

  @Test
  void openInterest() {
    int scaled = 0;
    for (int i = 0; i < TRIES; i++) {
      int base = ppm();
      long one = natural();
      long other = natural();
      long interest = random.nextBoolean() ? natural() : one + (other - one) / 3;
      long lower = Math.min(one, other);
      long upper = Math.max(one, other);
      BigInteger exact = OpenInterest.scaledPpm(big(base), big(interest), big(lower), big(upper));
      same(
          exact,
          OpenInterest.scaledPpm(base, interest, lower, upper),
          base + " of " + interest + " in " + lower + ".." + upper);
      scaled += exact.equals(big(base)) || exact.equals(Exact.MILLION) ? 0 : 1;
      long before = any() >> 1;
      long after = any() >> 1;
      same(
          OpenInterest.change(big(before), big(after)),
          OpenInterest.change(before, after),
          before + " to " + after);
    }
    assertTrue(scaled > TRIES / 10, "hardly any was between the caps: " + scaled);
  }

  @Test
  void transitions() {
    int permitted = 0;
    for (int i = 0; i < TRIES; i++) {
      long[] of = {any(), natural(), any(), natural(), natural()};
      if (random.nextBoolean()) {
        // Close to each other, so that all branches are taken.
        of[2] = of[0] == Long.MAX_VALUE ? of[0] : of[0] + random.nextInt(2);
        of[3] = Math.max(0, of[1] - random.nextInt(3));
      }
      boolean narrow = Transition.permits(of[0], of[1], of[2], of[3], of[4]);
      boolean wide = Transition.permits(big(of[0]), big(of[1]), big(of[2]), big(of[3]), big(of[4]));
      assertEquals(wide, narrow, () -> java.util.Arrays.toString(of) + ", seed " + SEED);
      assertEquals(
          Transition.compareRisk(big(of[0]), big(of[1]), big(of[2]), big(of[3])),
          Integer.signum(Transition.compareRisk(of[0], of[1], of[2], of[3])));
      permitted += narrow ? 1 : 0;
    }
    assertTrue(permitted > TRIES / 10 && permitted < TRIES * 9 / 10, "permitted " + permitted);
  }

  @Test
  void funding() {
    Wide sum = new Wide();
    for (int i = 0; i < TRIES; i++) {
      long rate = any() % 10_000_000;
      long seconds = natural() % 100_000;
      long num = natural();
      long den = 1 + natural() % 100_000_000_000L;
      BigInteger exact = Funding.indexMove(big(rate), big(seconds), big(num), big(den));
      // The venue divides twice, each time TowardZero.
      BigInteger twice =
          big(seconds).multiply(big(rate)).multiply(big(num)).divide(big(den)).divide(big(28_800));
      assertEquals(twice, exact, () -> rate + " for " + seconds + ", seed " + SEED);
      sameOrRefused(
          exact, () -> Funding.indexMove(rate, seconds, num, den), rate + " for " + seconds);
      BigInteger due = BigInteger.ZERO;
      sum.set(0);
      for (int position = 0; position < 3; position++) {
        long then = any() >> 1;
        long now = any() >> 1;
        long lots = any();
        Funding.addDue(sum, now - then, lots);
        BigInteger own = Funding.due(big(now), big(then), big(lots));
        due = due.add(own);
        same(saturated(Funding.paid(own)), Funding.paid(now - then, lots), own.toString());
      }
      same(saturated(Funding.settled(due)), Funding.settled(sum), due.toString());
    }
  }

  @Test
  void bankruptcyPrices() {
    for (int i = 0; i < TRIES; i++) {
      long before = any() >> 1;
      long after = any() >> 1;
      long equity = any();
      long total = positive();
      long share = random.nextInt(4) == 0 ? natural() : natural() % total;
      BigInteger exact =
          BankruptcyPrice.quote(big(before), big(after), big(equity), big(share), big(total));
      BigInteger part = Exact.floor(big(equity).multiply(big(share)), big(total));
      if (fits(part)) {
        sameOrRefused(
            exact,
            () -> BankruptcyPrice.quote(before, after, equity, share, total),
            equity + " * " + share + " / " + total);
      }
    }
  }

  @Test
  void insurance() {
    for (int i = 0; i < TRIES; i++) {
      long better = any();
      long traded = natural();
      int fee = ppm();
      same(
          InsuranceFund.change(big(better), big(traded), big(fee)),
          InsuranceFund.change(better, traded, fee),
          better + " of " + traded);
      long fund = random.nextInt(8) == 0 ? -natural() : natural();
      assertEquals(
          InsuranceFund.covers(big(fund), big(better)),
          InsuranceFund.covers(fund, better),
          () -> fund + " and " + better + ", seed " + SEED);
    }
  }

  @Test
  void divisionsOfAnySignRoundAsTheyAreNamed() {
    assertEquals(big(-2), Exact.floor(big(-3), big(2)));
    assertEquals(big(1), Exact.floor(big(3), big(2)));
    assertEquals(big(-1), Exact.ceil(big(-3), big(2)));
    assertEquals(big(2), Exact.ceil(big(3), big(2)));
    assertEquals(big(-2), Exact.floor(big(-4), big(2)));
    assertEquals(big(-2), Exact.ceil(big(-4), big(2)));
  }
}
