package io.plimsoll.margin.rule.derive;

import static io.plimsoll.margin.rule.derive.Settings.e18;
import static io.plimsoll.margin.rule.derive.Settings.scenario;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.fixed.E18;
import io.plimsoll.margin.rule.derive.Scenario.Volatility;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PmrmTest {

  private static final long SEED = Long.getLong("plimsoll.seed", 20220509L);

  private static final PmrmPortfolio.Perp NO_PERP =
      new PmrmPortfolio.Perp(BigInteger.ZERO, BigInteger.ZERO, BigInteger.ZERO, BigInteger.ZERO);

  private static PmrmPortfolio account(
      String cash,
      String spot,
      String stable,
      PmrmPortfolio.Perp perp,
      List<PmrmPortfolio.Collateral> collaterals,
      List<Expiry> expiries) {
    return new PmrmPortfolio(
        e18(cash), e18(spot), E18.ONE, e18(stable), perp, collaterals, expiries);
  }

  private static PmrmPortfolio.Perp perp(String position, String price, String confidence) {
    return new PmrmPortfolio.Perp(e18(position), e18(price), e18(confidence), BigInteger.ZERO);
  }

  private static OptionHolding option(String strike, boolean isCall, String vol, String amount) {
    return new OptionHolding(e18(strike), isCall, e18(vol), e18(amount));
  }

  private static Expiry expiry(long seconds, String forward, OptionHolding... options) {
    return Expiry.of(seconds, e18(forward), BigInteger.ZERO, E18.ONE, List.of(options));
  }

  /** The venue's case 29: one perpetual at 3,100 over a price of 3,000, 10 of funding. */
  @Test
  void aPerpetualOfTheVenue() {
    PmrmPortfolio account =
        account(
            "0",
            "3000",
            "1",
            new PmrmPortfolio.Perp(E18.ONE, e18("3100"), E18.ONE, e18("10")),
            List.of(),
            List.of());
    PmrmMargin margin =
        Pmrm.of(
            account,
            Settings.usual(
                scenario("1.18", Volatility.UP, "1"),
                scenario("0.82", Volatility.UP, "1"),
                scenario("0.34", Volatility.UP, "0.054545454545454536")));
    assertEquals("-608", E18.text(margin.initial()));
    assertEquals("-481.4", E18.text(margin.maintenance()));
    assertEquals("-111.599999999999980656", E18.text(margin.scenarios().get(2)));
    assertEquals(1, margin.worst());
    assertEquals("-558", E18.text(margin.worstLoss()));
    assertTrue(margin.isLiquidatable());
    assertFalse(margin.canOpen());
  }

  /** The venue's case 12: a short call, in decimals of floating point. */
  @Test
  void aShortCallOfTheVenue() {
    Expiry expiry =
        Expiry.of(
            794_852,
            e18("95776.67392708939"),
            e18("0.15"),
            e18("0.95"),
            List.of(option("100000", true, "0.453803924321583", "-1")));
    PmrmPortfolio account =
        account("0", "95663.50604855", "1.00019088635", NO_PERP, List.of(), List.of(expiry));
    PmrmMargin margin =
        Pmrm.of(
            account,
            Settings.usual(
                scenario("1.18", Volatility.UP, "1"), scenario("1", Volatility.LINEAR, "1")));
    assertNear(-14_604.048120144837, margin.initial());
    assertNear(-11_824.858703959073, margin.maintenance());
    assertNear(-1_186.4185694587657, margin.optionValue());
    assertNear(-12_939.312020443322, margin.scenarios().getFirst());
    assertNear(-43.43395259503018, margin.scenarios().get(1));
    assertNear(286.99051814565, margin.charges().maintenanceOption());
    assertNear(191.3270120971, margin.charges().initialOptionAdd());
  }

  /** As the venue's case 22: a box is worth the same in every scenario, but for its discount. */
  @Test
  void aLongBoxOfTheVenue() {
    long seconds = 18_938_852;
    // 10,000 at the discount of the rate and, as an asset, at that of 8% more and at 0.95.
    Expiry expiry =
        Expiry.of(
            seconds,
            e18("100374.61000117072"),
            e18("0.1"),
            E18.ONE,
            List.of(
                option("100000", true, "0.5", "1"),
                option("110000", true, "0.5", "-1"),
                option("100000", false, "0.5", "-1"),
                option("110000", false, "0.5", "1")));
    PmrmMargin margin =
        Pmrm.of(
            account("0", "95663.50604855", "1", NO_PERP, List.of(), List.of(expiry)),
            Settings.usual(
                scenario("1.18", Volatility.UP, "1"), scenario("0.82", Volatility.UP, "1")));
    double years = seconds / 31_536_000.0;
    double value = 10_000 * Math.exp(-0.1 * years);
    double loss = value * (0.95 * Math.exp(-0.18 * years) - 1);
    assertNear(value, margin.optionValue());
    assertEquals(loss, DoubleModel.d(margin.scenarios().getFirst()), 1e-6);
    assertEquals(loss, DoubleModel.d(margin.scenarios().get(1)), 1e-6);
    assertEquals(value + loss, DoubleModel.d(margin.initial()), 1e-6);
    assertEquals(value + 0.8 * loss, DoubleModel.d(margin.maintenance()), 1e-6);
  }

  /** The venue's case 18: a call spread far out of the money is margined as a spread. */
  @Test
  void aCallSpreadOfTheVenue() {
    Expiry expiry =
        Expiry.of(
            794_852,
            e18("2682.9997436016715"),
            e18("0.15"),
            E18.ONE,
            List.of(
                option("4000", true, "0.8795543651099665", "-1"),
                option("4200", true, "0.8833255402190362", "1")));
    PmrmMargin margin =
        Pmrm.of(
            account("0", "2681.6029850999994", "1", NO_PERP, List.of(), List.of(expiry)),
            Settings.usual(
                scenario("1.18", Volatility.UP, "1"), scenario("2", Volatility.UP, "0.036")));
    assertEquals(-0.1944703408568294, DoubleModel.d(margin.markToMarket()), 1e-9);
    assertEquals(-22.15596034331399, DoubleModel.d(margin.scenarios().getFirst()), 1e-8);
    assertEquals(-35.75844560967082, DoubleModel.d(margin.initial()), 1e-8);
    assertEquals(-25.96404757080802, DoubleModel.d(margin.maintenance()), 1e-8);
  }

  /** A cap below 0, of a year, halves the volatility at the forward: 200 (N(0.1) - N(0.2)). */
  @Test
  void aSkewWhoseCapIsNegative() {
    Expiry expiry = expiry(31_536_000, "100", option("100", true, "0.4", "1"));
    PmrmParameters usual = Settings.usual(scenario("1", Volatility.LINEAR, "1"));
    BigInteger none = BigInteger.ZERO;
    PmrmParameters parameters =
        new PmrmParameters(
            new PmrmParameters.Margin(E18.ONE, E18.ONE, none, none, none, none, E18.ONE, E18.ONE),
            usual.volShock(),
            new PmrmParameters.Skew(none, e18("-0.5"), none, none, E18.ONE, E18.ONE, none, none),
            usual.basis(),
            usual.contingencies(),
            usual.scenarios());
    PmrmMargin margin =
        Pmrm.of(account("0", "100", "1", NO_PERP, List.of(), List.of(expiry)), parameters);
    assertNear(200 * (0.539827837277029 - 0.579259709439103), margin.scenarios().getFirst());
  }

  private static void assertNear(double expected, BigInteger got) {
    assertEquals(expected, DoubleModel.d(got), Math.max(1e-8, Math.abs(expected) * 1e-11));
  }

  /** A token counts at the stable coin's price, and moves with the underlying only as a hedge. */
  @Test
  void tokensAreValuedInTheStableCoin() {
    PmrmPortfolio.Collateral hedge =
        new PmrmPortfolio.Collateral(e18("2"), e18("1000"), E18.ONE, true, e18("0.1"), e18("0.05"));
    PmrmPortfolio.Collateral other =
        new PmrmPortfolio.Collateral(
            e18("100"), E18.ONE, E18.ONE, false, e18("0.02"), BigInteger.ZERO);
    PmrmMargin margin =
        Pmrm.of(
            account("-10", "1000", "0.8", NO_PERP, List.of(hedge, other), List.of()),
            Settings.usual(
                scenario("0.9", Volatility.NONE, "0.5"), scenario("0.9", Volatility.NONE, "1")));
    assertEquals("2625", E18.text(margin.collateralValue()));
    assertEquals("2615", E18.text(margin.markToMarket()));
    assertEquals("-125", E18.text(margin.scenarios().getFirst()));
    assertEquals("-250", E18.text(margin.worstLoss()));
    // 0.18 below the peg at a factor of 2.
    assertEquals("1.36", E18.text(margin.initialFactor()));
    assertEquals("252.5", E18.text(margin.charges().maintenance()));
    assertEquals("125", E18.text(margin.charges().initialAdd()));
    assertEquals("1897.5", E18.text(margin.initial()));
    assertEquals("2162.5", E18.text(margin.maintenance()));
  }

  /** A perpetual's confidence is its own and that of options, but not that of tokens. */
  @Test
  void confidenceIsTheLeastOfWhatAPriceRestsOn() {
    PmrmPortfolio.Collateral token =
        new PmrmPortfolio.Collateral(
            E18.ONE, e18("100"), E18.ONE, false, BigInteger.ZERO, BigInteger.ZERO);
    Expiry expiry =
        Expiry.of(
            86_400,
            e18("1000"),
            BigInteger.ZERO,
            e18("0.5"),
            List.of(option("1000", true, "0.5", "3"), option("1000", false, "0.5", "-1")));
    PmrmPortfolio account =
        account("0", "1000", "1", perp("-2", "1000", "0.4"), List.of(token), List.of(expiry));
    PmrmParameters parameters = Settings.usual(scenario("1", Volatility.NONE, "1"));
    // 0.6 of 2,000 and of 4,000; the token rests on a price that is certain.
    assertEquals("3600", E18.text(Pmrm.of(account, parameters).charges().confidence()));
    PmrmPortfolio certain =
        account("0", "1000", "1", perp("-2", "1000", "0.55"), List.of(token), List.of(expiry));
    // At the threshold nothing is charged; the options rest on their own 0.5.
    assertEquals("2000", E18.text(Pmrm.of(certain, parameters).charges().confidence()));
    PmrmPortfolio flat =
        account("0", "1000", "1", perp("0", "1000", "0.4"), List.of(token), List.of(expiry));
    assertEquals("2000", E18.text(Pmrm.of(flat, parameters).charges().confidence()));
  }

  /** In the last half hour only that part moves whose time has not gone. */
  @Test
  void aForwardIsFixedInTheLastHalfHour() {
    Expiry open = expiry(1_800, "1000", option("1000", true, "0", "1"));
    assertEquals("0", E18.text(open.fixedForward()));
    Expiry half = expiry(900, "1000", option("1000", true, "0", "1"));
    assertEquals("500", E18.text(half.fixedForward()));
    PmrmParameters parameters = Settings.usual(scenario("1.18", Volatility.NONE, "1"));
    PmrmMargin margin =
        Pmrm.of(account("0", "1000", "1", NO_PERP, List.of(), List.of(half)), parameters);
    // 590 + 500 - 1,000, at the discount of what is owned: 0.95 e^(-0.08 * 900 / 31,536,000).
    assertNear(90 * 0.95 * Math.exp(-0.08 * 900 / 31_536_000), margin.scenarios().getFirst());
    Expiry over = expiry(0, "1000", option("900", true, "3", "-1"));
    PmrmMargin after =
        Pmrm.of(account("0", "1000", "1", NO_PERP, List.of(), List.of(over)), parameters);
    assertEquals("-100", E18.text(after.optionValue()));
    assertEquals("0", E18.text(after.scenarios().getFirst()));
  }

  /** Calls and puts of a strike are one, strikes are not. */
  @Test
  void shortsAreNakedByStrike() {
    Expiry expiry =
        expiry(
            86_400,
            "1000",
            option("1000", true, "0.5", "-3"),
            option("1000", false, "0.5", "1"),
            option("1100", true, "0.5", "5"),
            option("1200", true, "0.5", "-1"),
            option("1200", false, "0.5", "-1"));
    PmrmParameters parameters = Settings.usual(scenario("1", Volatility.NONE, "1"));
    PmrmMargin margin =
        Pmrm.of(account("0", "1000", "1", NO_PERP, List.of(), List.of(expiry)), parameters);
    // 2 and 2, at 0.3% and 0.2% more of 1,000.
    assertEquals("12", E18.text(margin.charges().maintenanceOption()));
    assertEquals("8", E18.text(margin.charges().initialOptionAdd()));
  }

  /** Two expiries that gain and lose in the same skew both lose, each turned its own way. */
  @Test
  void skewsTurnEachExpiryToItsLoss() {
    Expiry bought = expiry(2_000_000, "1000", option("1100", true, "0.5", "1"));
    Expiry sold = expiry(2_000_001, "1000", option("1100", true, "0.5", "-1"));
    PmrmParameters parameters =
        Settings.usual(scenario("1", Volatility.LINEAR, "1"), scenario("1", Volatility.ABS, "2"));
    PmrmMargin one =
        Pmrm.of(account("0", "1000", "1", NO_PERP, List.of(), List.of(bought)), parameters);
    PmrmMargin two =
        Pmrm.of(account("0", "1000", "1", NO_PERP, List.of(), List.of(bought, sold)), parameters);
    assertTrue(one.scenarios().getFirst().signum() < 0);
    assertTrue(two.scenarios().getFirst().compareTo(one.scenarios().getFirst()) < 0);
    assertEquals(
        one.scenarios().getFirst().multiply(BigInteger.TWO).divide(E18.of(1)),
        one.scenarios().get(1).divide(E18.of(1)));
  }

  @Test
  void theBasisCompetesWithTheScenarios() {
    Expiry expiry = expiry(31_536_000, "1000", option("1000", true, "0", "10"));
    PmrmMargin margin =
        Pmrm.of(
            account("0", "1000", "1", NO_PERP, List.of(), List.of(expiry)),
            Settings.usual(scenario("1", Volatility.NONE, "0")));
    assertEquals(0, margin.basisContingency().signum());
    assertEquals(1, margin.worst());
    Expiry near = expiry(31_536_000, "1000", option("900", true, "0", "10"));
    PmrmMargin lost =
        Pmrm.of(
            account("0", "1000", "1", NO_PERP, List.of(), List.of(near)),
            Settings.usual(scenario("1", Volatility.NONE, "0")));
    // 10 * 45 lost at 955, at a weight of 0.5 + 2 years.
    assertEquals("-1125", E18.text(lost.basisContingency()));
    assertEquals("-1125", E18.text(lost.worstLoss()));
    assertEquals(1, lost.worst());
    PmrmMargin trusted =
        Pmrm.ofTrusted(
            account("0", "1000", "1", NO_PERP, List.of(), List.of(near)),
            Settings.usual(scenario("0.1", Volatility.NONE, "1")));
    assertEquals(3, trusted.scenarios().size());
    assertEquals(3, trusted.worst());
  }

  /** The first of equal losses is named, and one equal to the basis is not. */
  @Test
  void tiesGoToTheFirst() {
    PmrmPortfolio account = account("0", "1000", "1", perp("1", "1000", "1"), List.of(), List.of());
    PmrmMargin margin =
        Pmrm.of(
            account,
            Settings.usual(
                scenario("1.1", Volatility.NONE, "1"),
                scenario("0.9", Volatility.UP, "1"),
                scenario("0.9", Volatility.DOWN, "1")));
    assertEquals(1, margin.worst());
  }

  @Test
  void whatHasNoMeaningIsRefused() {
    assertRefused("strike", () -> option("0", true, "1", "1"));
    assertRefused("volatility", () -> option("1", true, "-1", "1"));
    assertRefused("forward", () -> expiry(1, "0"));
    assertRefused("seconds", () -> expiry(-1, "1"));
    assertRefused("years", () -> expiry(Long.MAX_VALUE, "1"));
    assertRefused(
        "rate times years", () -> Expiry.of(31_536_000, E18.ONE, E18.of(41), E18.ONE, List.of()));
    assertRefused(
        "once", () -> expiry(1, "1", option("1", true, "1", "1"), option("1", true, "2", "1")));
    assertRefused("spot", () -> account("0", "0", "1", NO_PERP, List.of(), List.of()));
    assertRefused("stablePrice", () -> account("0", "1", "0", NO_PERP, List.of(), List.of()));
    assertRefused("perp confidence", () -> perp("1", "1", "1.1"));
    assertRefused("be 1", () -> scenario("1.1", Volatility.ABS, "1"));
    assertRefused("scenarios", () -> Settings.usual());
    assertRefused("be smaller", () -> option("1", true, "1", "1" + "0".repeat(80)));
  }

  private static void assertRefused(String said, Runnable attempt) {
    IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, attempt::run);
    assertTrue(String.valueOf(refused.getMessage()).contains(said), refused::getMessage);
  }

  @Test
  void randomAccountsAreAsInTheSecondModel() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int run = 0; run < 60; run++) {
      PmrmParameters parameters = Settings.random(random);
      PmrmPortfolio account = random(random);
      List<Double> expected = DoubleModel.portfolio(account, parameters);
      PmrmMargin margin = Pmrm.of(account, parameters);
      List<BigInteger> got = new ArrayList<>();
      got.add(margin.initial());
      got.add(margin.maintenance());
      got.add(margin.markToMarket());
      got.addAll(margin.scenarios());
      assertEquals(expected.size(), got.size());
      double scale = expected.stream().mapToDouble(Math::abs).max().orElse(0) + 10_000;
      for (int i = 0; i < got.size(); i++) {
        int index = i;
        assertEquals(
            expected.get(i),
            DoubleModel.d(got.get(i)),
            scale * 1e-11,
            () -> index + " of " + account + parameters + " (-Dplimsoll.seed=" + SEED + ")");
      }
    }
  }

  private static PmrmPortfolio random(SplittableRandom random) {
    BigInteger spot = E18.of(1_000).add(Settings.upTo(random, 1_000));
    List<PmrmPortfolio.Collateral> collaterals = new ArrayList<>();
    for (int i = 0; i < random.nextInt(3); i++) {
      collaterals.add(
          new PmrmPortfolio.Collateral(
              Settings.upTo(random, 100),
              Settings.upTo(random, 10),
              Settings.share(random),
              random.nextBoolean(),
              Settings.share(random),
              Settings.share(random)));
    }
    List<Expiry> expiries = new ArrayList<>();
    for (int i = 0; i < random.nextInt(4); i++) {
      expiries.add(Settings.expiry(random, spot));
    }
    BigInteger position = random.nextInt(3) == 0 ? BigInteger.ZERO : Settings.around(random, 20);
    return new PmrmPortfolio(
        Settings.around(random, 10_000),
        spot,
        Settings.share(random),
        E18.ONE.subtract(Settings.upTo(random, 1).divide(BigInteger.TEN)),
        new PmrmPortfolio.Perp(
            position, spot, Settings.share(random), Settings.around(random, 100)),
        collaterals,
        expiries);
  }
}
