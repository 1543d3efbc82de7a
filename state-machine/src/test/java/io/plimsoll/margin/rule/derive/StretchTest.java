package io.plimsoll.margin.rule.derive;

import static io.plimsoll.margin.rule.derive.Settings.e18;
import static io.plimsoll.margin.rule.derive.Settings.scenario;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.fixed.E18;
import io.plimsoll.margin.rule.Band;
import io.plimsoll.margin.rule.Bands;
import io.plimsoll.margin.rule.derive.Scenario.Volatility;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What is said of margins while prices move is what both rules say at each of them. */
class StretchTest {

  private static final long SEED = Long.getLong("plimsoll.seed", 20_261_126L);
  private static final int TRIES = Math.min(120, Integer.getInteger("plimsoll.tries", 120));
  private static final int PARTS = 4;

  /** A millionth of a dollar. */
  private static final BigInteger SMALL = E18.ONE.divide(BigInteger.valueOf(1_000_000));

  private static final PmrmPortfolio.Perp NO_PERP =
      new PmrmPortfolio.Perp(BigInteger.ZERO, BigInteger.ZERO, BigInteger.ZERO, BigInteger.ZERO);

  private static BigInteger times(BigInteger price, BigInteger factor) {
    return E18.timesTowardZero(price, factor);
  }

  private static List<Expiry> moved(List<Expiry> of, BigInteger factor) {
    return of.stream()
        .map(at ->
            Expiry.of(
                at.seconds(),
                times(at.forward(), factor),
                at.rate(),
                at.confidence(),
                at.options()))
        .toList();
  }

  /** A portfolio at other prices; what a perpetual has gained moves with its price. */
  private static PmrmPortfolio moved(PmrmPortfolio of, BigInteger factor) {
    PmrmPortfolio.Perp perp = of.perp();
    BigInteger price = times(perp.price(), factor);
    BigInteger gained = times(perp.position(), price.subtract(perp.price()));
    List<PmrmPortfolio.Collateral> collaterals =
        of.collaterals().stream()
            .map(at ->
                new PmrmPortfolio.Collateral(
                    at.amount(),
                    at.isHedge() ? times(at.price(), factor) : at.price(),
                    at.confidence(),
                    at.isHedge(),
                    at.maintenanceHaircut(),
                    at.initialHaircutAdd()))
            .toList();
    return new PmrmPortfolio(
        of.cash(),
        times(of.spot(), factor),
        of.spotConfidence(),
        of.stablePrice(),
        new PmrmPortfolio.Perp(perp.position(), price, perp.confidence(), perp.value().add(gained)),
        collaterals,
        moved(of.expiries(), factor));
  }

  private static PmrmPortfolio portfolio(SplittableRandom random) {
    BigInteger spot = E18.of(random.nextLong(200, 5_000));
    List<Expiry> expiries = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      expiries.add(Settings.expiry(random, spot));
    }
    List<PmrmPortfolio.Collateral> collaterals = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      collaterals.add(
          new PmrmPortfolio.Collateral(
              Settings.upTo(random, 5),
              spot.add(Settings.around(random, 20)),
              E18.ONE,
              random.nextBoolean(),
              Settings.share(random),
              Settings.share(random)));
    }
    PmrmPortfolio.Perp perp =
        random.nextInt(4) == 0
            ? NO_PERP
            : new PmrmPortfolio.Perp(
                Settings.around(random, 5),
                spot.add(Settings.around(random, 20)),
                E18.ONE,
                Settings.around(random, 50));
    BigInteger cash = Settings.around(random, 500);
    return new PmrmPortfolio(cash, spot, E18.ONE, E18.ONE, perp, collaterals, expiries);
  }

  private static BigInteger factor(SplittableRandom random) {
    return E18.ONE
        .add(Settings.around(random, 1).divide(BigInteger.TWO))
        .add(BigInteger.valueOf(random.nextLong(1_000)));
  }

  @Test
  void portfolioMarginsAreWhereTheyAreSaidToBe() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int run = 0; run < TRIES; run++) {
      PmrmParameters parameters = Settings.random(random);
      PmrmPortfolio today = portfolio(random);
      PmrmStretch stretch = new PmrmStretch(today, parameters);
      BigInteger near = factor(random);
      BigInteger far = Bands.at(near, factor(random), 1, 1L << random.nextInt(20));
      Band band = stretch.maintenance(moved(today, near), moved(today, far));
      String what = run + ": " + today + " " + near + " " + far + " seed " + SEED;
      for (int part = 0; part <= PARTS; part++) {
        BigInteger at = Bands.at(near, far, part, PARTS);
        BigInteger truth = Pmrm.of(moved(today, at), parameters).maintenance();
        Bands.assertWithin(band, truth, part, PARTS, BigInteger.valueOf(100_000), what);
      }
      Band point = stretch.maintenance(moved(today, near), moved(today, near));
      assertTrue(Bands.width(point).compareTo(SMALL) < 0 || mayJump(today, near), what);
    }
  }

  /** A skew may jump next to a strike, where both sides count. */
  private static boolean mayJump(PmrmPortfolio today, BigInteger at) {
    return moved(today.expiries(), at).stream()
        .anyMatch(expiry ->
            expiry.options().stream()
                .map(option -> option.strike().subtract(expiry.forward()).abs())
                .anyMatch(apart -> apart.compareTo(SMALL) < 0));
  }

  /** Per option kind and volatility scenario a stretch is known by the square of its length. */
  @Test
  void aShorterStretchIsKnownBetter() {
    for (Volatility volatility : Volatility.values()) {
      boolean isSkew = volatility.isSkew();
      PmrmParameters parameters = Settings.usual(scenario(isSkew ? "1" : "0.9", volatility, "1"));
      for (String amount : List.of("-1", "1")) {
        for (boolean isCall : new boolean[] {false, true}) {
          OptionHolding option = new OptionHolding(E18.of(1_000), isCall, e18("0.6"), e18(amount));
          Expiry expiry =
              Expiry.of(5_000_000, E18.of(950), BigInteger.ZERO, E18.ONE, List.of(option));
          PmrmPortfolio today =
              new PmrmPortfolio(
                  E18.of(100), E18.of(950), E18.ONE, E18.ONE, NO_PERP, List.of(), List.of(expiry));
          PmrmStretch stretch = new PmrmStretch(today, parameters);
          PmrmPortfolio next = moved(today, e18("1.001"));
          BigInteger width = Bands.width(stretch.maintenance(today, next));
          // A dollar's square at a gamma of some 0.002; a skew turns volatility by 0.0001 of it.
          BigInteger most = e18(isSkew ? "0.06" : "0.01");
          assertTrue(width.compareTo(most) < 0, () -> volatility + " " + E18.text(width));
        }
      }
    }
  }

  /** The venue's case 29: a perpetual at 3,100 over a price of 3,000. All are straight lines. */
  @Test
  void aPerpetualByHand() {
    PmrmPortfolio.Perp perp = new PmrmPortfolio.Perp(E18.ONE, e18("3100"), E18.ONE, e18("10"));
    PmrmPortfolio today =
        new PmrmPortfolio(
            BigInteger.ZERO, e18("3000"), E18.ONE, E18.ONE, perp, List.of(), List.of());
    PmrmParameters parameters =
        Settings.usual(
            scenario("1.18", Volatility.UP, "1"), scenario("0.82", Volatility.UP, "0.5"));
    Band band = new PmrmStretch(today, parameters).maintenance(today, moved(today, e18("1.1")));
    // 10 - 0.8 * 0.18 * 3100 / 2 - 0.015 * 3000, and 320 - the same of 3410 and 3300.
    BigInteger near = e18("-258.2");
    BigInteger far = e18("24.98");
    BigInteger error = BigInteger.valueOf(2_000_000);
    for (BigInteger own : List.of(band.lowNear(), band.highNear())) {
      assertTrue(own.subtract(near).abs().compareTo(error) < 0, band.toString());
    }
    for (BigInteger own : List.of(band.lowFar(), band.highFar())) {
      assertTrue(own.subtract(far).abs().compareTo(error) < 0, band.toString());
    }
  }

  private static StandardMarket moved(StandardMarket of, BigInteger factor) {
    BigInteger price = times(of.perpPrice(), factor);
    BigInteger gained = times(of.perp(), price.subtract(of.perpPrice()));
    return new StandardMarket(
        times(of.spot(), factor),
        of.spotConfidence(),
        of.perp(),
        price,
        of.perpConfidence(),
        of.perpValue().add(gained),
        of.base(),
        moved(of.expiries(), factor),
        of.parameters());
  }

  private static StandardMarket market(SplittableRandom random) {
    BigInteger spot = E18.of(random.nextLong(200, 5_000));
    List<Expiry> expiries = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      expiries.add(Settings.expiry(random, spot));
    }
    BigInteger none = BigInteger.ZERO;
    return new StandardMarket(
        spot,
        E18.ONE,
        Settings.around(random, 5),
        spot.add(Settings.around(random, 20)),
        E18.ONE,
        Settings.around(random, 50),
        Settings.upTo(random, 5),
        expiries,
        new StandardMarket.Parameters(
            new StandardMarket.Options(
                Settings.share(random),
                Settings.share(random),
                Settings.share(random),
                Settings.share(random),
                Settings.share(random),
                Settings.upTo(random, 2),
                Settings.upTo(random, 2),
                Settings.upTo(random, 2)),
            new StandardMarket.Perp(Settings.share(random), Settings.share(random)),
            new StandardMarket.Base(Settings.share(random), Settings.share(random)),
            new StandardMarket.Oracle(none, none, none, none)));
  }

  private static BigInteger maintenance(BigInteger cash, List<StandardMarket> markets) {
    StandardManager.Depeg depeg = new StandardManager.Depeg(BigInteger.ZERO, BigInteger.ZERO);
    return StandardManager.of(cash, E18.ONE, depeg, markets).maintenance();
  }

  @Test
  void standardMarginsAreWhereTheyAreSaidToBe() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int run = 0; run < TRIES; run++) {
      List<StandardMarket> today = new ArrayList<>();
      for (int i = random.nextInt(3); i > 0; i--) {
        today.add(market(random));
      }
      StandardStretch stretch = new StandardStretch(today);
      BigInteger cash = Settings.around(random, 500);
      BigInteger near = factor(random);
      BigInteger far = Bands.at(near, factor(random), 1, 1L << random.nextInt(20));
      Band band = stretch.maintenance(cash, all(today, near), all(today, far));
      String what = run + ": " + today + " " + near + " " + far + " seed " + SEED;
      for (int part = 0; part <= PARTS; part++) {
        List<StandardMarket> at = all(today, Bands.at(near, far, part, PARTS));
        BigInteger truth = maintenance(cash, at);
        Bands.assertWithin(band, truth, part, PARTS, BigInteger.valueOf(100_000), what);
      }
      Band point = stretch.maintenance(cash, all(today, near), all(today, near));
      assertTrue(Bands.width(point).compareTo(SMALL) < 0, what);
    }
  }

  private static List<StandardMarket> all(List<StandardMarket> today, BigInteger factor) {
    return today.stream().map(of -> moved(of, factor)).toList();
  }

  @Test
  void noMarketsLeaveTheCash() {
    Band band = new StandardStretch(List.of()).maintenance(E18.of(7), List.of(), List.of());
    assertEquals(Band.constant(E18.of(7)).within(BigInteger.valueOf(1_000_000)), band);
  }
}
