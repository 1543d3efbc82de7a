package io.plimsoll.margin.rule.derive;

import static io.plimsoll.margin.rule.derive.Settings.e18;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.fixed.E18;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class StandardManagerTest {

  private static final long SEED = Long.getLong("plimsoll.seed", 20220509L);

  private static final StandardManager.Depeg DEPEG =
      new StandardManager.Depeg(e18("0.98"), e18("1.2"));

  /** What the venue's own tests run with. */
  private static final StandardMarket.Parameters USUAL =
      new StandardMarket.Parameters(
          new StandardMarket.Options(
              e18("0.15"),
              e18("0.1"),
              e18("0.075"),
              e18("0.075"),
              e18("0.075"),
              e18("1.2"),
              e18("1.1"),
              e18("1.05")),
          new StandardMarket.Perp(e18("0.065"), e18("0.05")),
          new StandardMarket.Base(e18("0.1"), E18.ONE),
          new StandardMarket.Oracle(e18("0.4"), e18("0.4"), e18("0.4"), e18("0.4")));

  private static StandardMarket market(
      String confidence, String perp, String value, String base, Expiry... expiries) {
    return new StandardMarket(
        e18("1500"),
        e18(confidence),
        e18(perp),
        e18("1505"),
        E18.ONE,
        e18(value),
        e18(base),
        List.of(expiries),
        USUAL);
  }

  private static Expiry expiry(long seconds, String forward, OptionHolding... options) {
    return Expiry.of(seconds, e18(forward), BigInteger.ZERO, E18.ONE, List.of(options));
  }

  private static OptionHolding option(String strike, boolean isCall, String amount) {
    return new OptionHolding(e18(strike), isCall, BigInteger.ZERO, e18(amount));
  }

  private static void check(
      String stable, StandardMarket market, String initial, String maintenance, String value) {
    StandardManager.Margin margin =
        StandardManager.of(BigInteger.ZERO, e18(stable), DEPEG, List.of(market));
    assertEquals(initial, E18.text(margin.initial()));
    assertEquals(maintenance, E18.text(margin.maintenance()));
    assertEquals(value, E18.text(margin.markToMarket()));
  }

  /** The venue's case 1: a short call at the money. */
  @Test
  void aShortCallOfTheVenue() {
    OptionHolding call =
        new OptionHolding(e18("1500"), true, e18("1.04788449408498624"), e18("-1"));
    StandardManager.Margin margin =
        StandardManager.of(
            BigInteger.ZERO,
            E18.ONE,
            DEPEG,
            List.of(market("1", "0", "0", "0", expiry(500_400, "1500.8332793109938176", call))));
    assertEquals(-304.37158518905994, DoubleModel.d(margin.initial()), 1e-9);
    assertEquals(-191.87158518905994, DoubleModel.d(margin.maintenance()), 1e-9);
    assertEquals(-79.37158518905994, DoubleModel.d(margin.markToMarket()), 1e-9);
    assertTrue(margin.isLiquidatable());
    assertFalse(margin.canOpen());
  }

  @Test
  void perpetualsAndTokens() {
    // 1,505 at 6.5% and 5%; the loss is cash to be.
    check("1", market("1", "-1", "-20", "0"), "-117.825", "-95.25", "-20");
    // Below the threshold 0.7 * 0.4 * 1,500 more.
    check("1", market("0.3", "1", "-20", "0"), "-537.825", "-95.25", "-20");
    // 0.18 of the peg at 1.2 of 1,500.
    check("0.8", market("1", "1", "-20", "0"), "-441.825", "-95.25", "-20");
    check("0.8", market("1", "0", "0", "2"), "300", "300", "3750");
    check("1", market("0.3", "0", "0", "2"), "-540", "300", "3000");
    check("1", market("0.4", "0", "0", "2"), "300", "300", "3000");
  }

  @Test
  void spreadsCostWhatTheyCanLose() {
    Expiry credit = expiry(500_400, "1500", option("1600", true, "-2"), option("1700", true, "2"));
    check("1", market("1", "0", "0", "0", credit), "-200", "-200", "0");
    Expiry box =
        expiry(
            500_400,
            "1500",
            option("1400", true, "1"),
            option("1600", true, "-1"),
            option("1400", false, "-1"),
            option("1600", false, "1"));
    check("1", market("1", "0", "0", "0", box), "0", "0", "200");
    // Short puts of a low strike: the strike is all that they can lose.
    check(
        "1",
        market("1", "0", "0", "0", expiry(500_400, "1500", option("60", false, "-1"))),
        "-60",
        "-60",
        "0");
  }

  @Test
  void shortOptionsOnTheirOwn() {
    // 15% less what is out of the money, at least 10%; 7.5%.
    check(
        "1",
        market("1", "0", "0", "0", expiry(500_400, "1500", option("1530", true, "-1"))),
        "-195",
        "-112.5",
        "0");
    check(
        "1",
        market("1", "0", "0", "0", expiry(500_400, "1500", option("3000", true, "-1"))),
        "-150",
        "-112.5",
        "0");
    check(
        "1",
        market("1", "0", "0", "0", expiry(500_400, "1500", option("1470", false, "-1"))),
        "-195",
        "-112.5",
        "0");
    // A put far in the money: 7.5% of its value, and 1.05 of all that.
    check(
        "1",
        market("1", "0", "0", "0", expiry(500_400, "1500", option("4500", false, "-1"))),
        "-3386.25",
        "-3225",
        "-3000");
    // Calls net short: the payoff at the strike and 1.2 or 1.1 of the forward, where that is less.
    check(
        "1",
        market("1", "0", "0", "0", expiry(500_400, "10", option("100", true, "-1"))),
        "-12",
        "-11",
        "0");
    check(
        "0.8",
        market("1", "0", "0", "0", expiry(500_400, "1500", option("1530", true, "-1"))),
        "-519",
        "-112.5",
        "0");
    check(
        "1",
        market("0.3", "0", "0", "0", expiry(500_400, "1500", option("1530", true, "-1"))),
        "-615",
        "-112.5",
        "0");
    check(
        "1",
        market("0.3", "0", "0", "0", expiry(500_400, "1500", option("1530", true, "1"))),
        "0",
        "0",
        "0");
  }

  @Test
  void whatHasNoMeaningIsRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> StandardManager.of(BigInteger.ZERO, BigInteger.ZERO, DEPEG, List.of()));
    assertThrows(IllegalArgumentException.class, () -> market("1.1", "0", "0", "0"));
    assertThrows(IllegalArgumentException.class, () -> market("1", "0", "0", "-1"));
  }

  @Test
  void randomAccountsAreAsInTheSecondModel() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int run = 0; run < 300; run++) {
      List<StandardMarket> markets = new ArrayList<>();
      for (int i = 0; i < random.nextInt(4); i++) {
        markets.add(Settings.market(random));
      }
      BigInteger cash = Settings.around(random, 1_000);
      BigInteger stable = E18.ONE.subtract(Settings.upTo(random, 1).divide(BigInteger.TEN));
      StandardManager.Margin margin = StandardManager.of(cash, stable, DEPEG, markets);
      List<Double> expected = DoubleModel.standard(cash, stable, DEPEG, markets);
      double scale = expected.stream().mapToDouble(Math::abs).max().orElse(0) + 10_000;
      List<BigInteger> got = List.of(margin.initial(), margin.maintenance(), margin.markToMarket());
      for (int i = 0; i < 3; i++) {
        int index = i;
        assertEquals(
            expected.get(i),
            DoubleModel.d(got.get(i)),
            scale * 1e-11,
            () -> index + " of " + markets + " (-Dplimsoll.seed=" + SEED + ")");
      }
    }
  }
}
