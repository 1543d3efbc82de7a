package io.plimsoll.margin.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.plimsoll.margin.rule.derive.Auction;
import io.plimsoll.margin.rule.dydx.Answer;
import io.plimsoll.margin.rule.dydx.Code;
import io.plimsoll.margin.rule.dydx.LiquidationConfig;
import io.plimsoll.margin.rule.dydx.LiquidationLimits;
import io.plimsoll.margin.rule.dydx.Market;
import io.plimsoll.margin.rule.dydx.Price;
import io.plimsoll.margin.rule.dydx.Tier;
import java.math.BigInteger;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Rules of liquidation that blocks share with those without limits give one result. */
class LiquidationTwinsTest {

  private static final long SEED = Long.getLong("plimsoll.seed", 20_260_305L);
  private static final int TRIES = Integer.getInteger("plimsoll.tries", 20_000);
  private static final BigInteger ZERO = BigInteger.ZERO;

  private final Random random = new Random(SEED);

  /** Numbers of all lengths to 2^52, so that nothing saturates. */
  private long natural() {
    return (random.nextLong() >>> 12) >> random.nextInt(52);
  }

  private long signed() {
    return random.nextBoolean() ? natural() : -natural();
  }

  private long ppm() {
    return random.nextInt(5) == 0 ? 1_000_000 : random.nextInt(1_000_001);
  }

  private static BigInteger big(long value) {
    return BigInteger.valueOf(value);
  }

  @Test
  void dydxLimits() {
    Tier tier = new Tier(ZERO, ZERO, ZERO, ZERO);
    for (int i = 0; i < TRIES; i++) {
      long held = 1 + natural() / 1_024;
      long num = natural() >> 32;
      long den = 1 + natural();
      Price price = new Price(big(num), big(den));
      long notional = price.notional(big(held)).longValueExact();
      long least = natural();
      long limit = natural();
      long used = Math.min(limit, natural());
      long portion = ppm();
      LiquidationConfig config =
          new LiquidationConfig(ZERO, ZERO, ZERO, big(least), big(portion), big(limit), big(limit));
      LiquidationLimits limits =
          new LiquidationLimits(config, new TreeSet<>(), big(used), big(used));
      Market market = new Market(1, false, price, tier, ZERO, ZERO);
      Answer<BigInteger> wide = limits.change(market, big(held).negate(), BigInteger.ONE);
      long narrow =
          LiquidationLimits.change(held, notional, limit - used, least, portion, num, den);
      if (num > 0) {
        assertEquals(Answer.of(big(narrow)), wide, "seed " + SEED);
      } else {
        assertEquals(held, narrow, "what is worth nothing goes whole");
      }
      long fill = 1 + (long) (random.nextDouble() * held);
      long lost = random.nextBoolean() ? natural() : 0;
      Answer<LiquidationLimits> filled = limits.fill(market, big(fill), big(-lost));
      long worth = price.notional(big(fill)).longValueExact();
      Code broken = LiquidationLimits.broken(worth, limit - used, lost, limit - used);
      if (filled instanceof Answer.Refused<LiquidationLimits>(Code code)) {
        assertEquals(code, broken, "seed " + SEED);
      } else {
        assertNull(broken, "seed " + SEED);
      }
    }
  }

  @Test
  void auctions() {
    for (int i = 0; i < TRIES; i++) {
      long equity = signed();
      long maintenance = natural();
      long buffer = ppm();
      long margin = Auction.bufferMargin(equity, maintenance, buffer);
      assertEquals(Auction.bufferMargin(big(equity), big(maintenance), big(buffer)), big(margin));
      long price = ppm();
      long reserved = Math.min(natural(), Math.max(0, equity));
      long cutoff = random.nextBoolean() ? 0 : natural();
      long portion = Auction.portionPpm(margin, equity, price, reserved, cutoff);
      assertEquals(
          Auction.portionPpm(big(margin), big(equity), big(price), big(reserved), big(cutoff)),
          big(portion),
          "seed " + SEED);
      assertEquals(
          Auction.solventPrice(big(equity), big(reserved), big(price)),
          big(Auction.solventPrice(equity, reserved, price)));
      Auction.Terms terms = new Auction.Terms(1, 1, 1, 1, 1 + random.nextInt(1_000_000));
      long elapsed = random.nextInt(1_200_000);
      assertEquals(
          Auction.insolventPrice(big(equity), big(maintenance), terms, big(elapsed)),
          big(Auction.insolventPrice(equity, maintenance, terms, elapsed)));
    }
  }

  /** What is sold at its price, and what is left, together reach the buffer; one ppm less not. */
  @Test
  void thePortionReachesTheBuffer() {
    int partial = 0;
    for (int i = 0; i < TRIES; i++) {
      long equity = 1_000_000 + natural() / 1_000;
      long maintenance = equity + (long) (random.nextDouble() * equity);
      long margin = Auction.bufferMargin(equity, maintenance, ppm());
      long price = ppm();
      long portion = Auction.portionPpm(margin, equity, price, 0, 0);
      BigInteger left = big(1_000_000 - portion).multiply(big(margin));
      BigInteger brings = big(equity).multiply(big(price)).divide(big(1_000_000));
      BigInteger brought = big(portion).multiply(brings);
      if (portion < 1_000_000) {
        partial++;
        assertEquals(true, left.add(brought).signum() >= 0, "seed " + SEED);
        BigInteger less = left.add(brought).add(big(margin)).subtract(brings);
        assertEquals(true, less.signum() <= 0, "seed " + SEED);
      }
    }
    assertEquals(true, partial > TRIES / 2, partial + " were partial");
  }

  /** Fast from the start to the turn, then slowly to nothing. */
  @Test
  void thePriceFallsInTwoPhases() {
    Auction.Terms terms = new Auction.Terms(980_000, 800_000, 900, 10_000, 1);
    assertEquals(980_000, Auction.pricePpm(terms, 0));
    assertEquals(979_800, Auction.pricePpm(terms, 1));
    assertEquals(890_000, Auction.pricePpm(terms, 450));
    assertEquals(800_000, Auction.pricePpm(terms, 900));
    assertEquals(799_920, Auction.pricePpm(terms, 901));
    assertEquals(80, Auction.pricePpm(terms, 10_899));
    assertEquals(0, Auction.pricePpm(terms, 10_900));
    assertEquals(0, Auction.pricePpm(terms, Long.MAX_VALUE));
    // A turn above the start is at the start.
    Auction.Terms flat = new Auction.Terms(500_000, 800_000, 10, 10, 1);
    assertEquals(500_000, Auction.pricePpm(flat, 9));
    assertEquals(450_000, Auction.pricePpm(flat, 11));
  }
}
