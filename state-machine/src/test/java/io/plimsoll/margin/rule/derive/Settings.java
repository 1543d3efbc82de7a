package io.plimsoll.margin.rule.derive;

import io.plimsoll.fixed.E18;
import io.plimsoll.margin.rule.derive.Scenario.Volatility;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Parameters, and random ones. */
final class Settings {

  private Settings() {}

  static BigInteger e18(String text) {
    return E18.parse(text);
  }

  static Scenario scenario(String multiplier, Volatility volatility, String dampening) {
    return new Scenario(e18(multiplier), volatility, e18(dampening));
  }

  /** What the venue's own tests run with, with fewer scenarios. */
  static PmrmParameters usual(Scenario... scenarios) {
    return new PmrmParameters(
        new PmrmParameters.Margin(
            e18("1"),
            e18("0.8"),
            e18("0.5"),
            e18("1"),
            e18("0.08"),
            e18("0.08"),
            e18("1.04"),
            e18("0.95")),
        new PmrmParameters.VolShock(
            e18("0.5"), e18("0.275"), e18("0.3"), e18("0.13"), 86_400, e18("0.45")),
        new PmrmParameters.Skew(
            e18("0.15"),
            e18("-0.05"),
            e18("0.15"),
            e18("-0.05"),
            e18("0.01"),
            e18("4"),
            e18("0.6"),
            e18("-0.1")),
        new PmrmParameters.Basis(e18("1.045"), e18("0.955"), e18("0.5"), e18("2")),
        new PmrmParameters.Contingencies(
            e18("0.98"),
            e18("2"),
            e18("0.55"),
            e18("1"),
            e18("0.015"),
            e18("0.005"),
            e18("0.003"),
            e18("0.002")),
        List.of(scenarios));
  }

  /** A number from 0 to a bound, with six decimals. */
  static BigInteger upTo(SplittableRandom random, long bound) {
    return BigInteger.valueOf(random.nextLong(bound * 1_000_000 + 1))
        .multiply(BigInteger.valueOf(1_000_000_000_000L));
  }

  /** A number of either sign. */
  static BigInteger around(SplittableRandom random, long bound) {
    BigInteger value = upTo(random, bound);
    return random.nextBoolean() ? value : value.negate();
  }

  /** A small number in most cases, and 0 in some. */
  static BigInteger share(SplittableRandom random) {
    return random.nextInt(5) == 0 ? BigInteger.ZERO : upTo(random, 1);
  }

  static PmrmParameters random(SplittableRandom random) {
    List<Scenario> scenarios = new ArrayList<>();
    for (Volatility volatility : Volatility.values()) {
      for (int i = 0; i < 3; i++) {
        BigInteger move = volatility.isSkew() ? E18.ONE : upTo(random, 2);
        scenarios.add(new Scenario(move, volatility, upTo(random, 1)));
      }
    }
    return new PmrmParameters(
        new PmrmParameters.Margin(
            upTo(random, 2),
            upTo(random, 2),
            upTo(random, 2),
            upTo(random, 2),
            share(random),
            share(random),
            upTo(random, 2),
            upTo(random, 2)),
        new PmrmParameters.VolShock(
            upTo(random, 2),
            upTo(random, 2),
            share(random),
            share(random),
            random.nextLong(3_000_000),
            share(random)),
        new PmrmParameters.Skew(
            upTo(random, 1),
            around(random, 1),
            upTo(random, 1),
            around(random, 1),
            share(random),
            upTo(random, 4),
            share(random),
            around(random, 1)),
        new PmrmParameters.Basis(
            E18.ONE.add(share(random)), share(random), share(random), upTo(random, 2)),
        new PmrmParameters.Contingencies(
            share(random),
            upTo(random, 3),
            share(random),
            share(random),
            share(random),
            share(random),
            share(random),
            share(random)),
        scenarios);
  }

  static Expiry expiry(SplittableRandom random, BigInteger spot) {
    List<OptionHolding> options = new ArrayList<>();
    for (int i = 0; i <= random.nextInt(6); i++) {
      BigInteger strike =
          spot.divide(BigInteger.TEN).multiply(BigInteger.valueOf(6 + random.nextInt(9)));
      OptionHolding option =
          new OptionHolding(strike, random.nextBoolean(), upTo(random, 2), around(random, 5));
      if (options.stream().noneMatch(held -> OptionHolding.BY_SERIES.compare(held, option) == 0)) {
        options.add(option);
      }
    }
    long seconds =
        switch (random.nextInt(4)) {
          case 0 -> random.nextLong(2_400);
          case 1 -> 0;
          default -> random.nextLong(60_000_000);
        };
    BigInteger forward = spot.add(around(random, 50));
    return Expiry.of(seconds, forward, around(random, 1), share(random), options);
  }

  /** What the standard manager knows of one underlying. */
  static StandardMarket market(SplittableRandom random) {
    BigInteger spot = E18.of(1_000).add(upTo(random, 1_000));
    List<Expiry> expiries = new ArrayList<>();
    for (int i = 0; i < random.nextInt(3); i++) {
      expiries.add(expiry(random, spot));
    }
    StandardMarket.Parameters parameters =
        new StandardMarket.Parameters(
            new StandardMarket.Options(
                share(random),
                share(random),
                share(random),
                share(random),
                share(random),
                upTo(random, 2),
                upTo(random, 2),
                upTo(random, 2)),
            new StandardMarket.Perp(share(random), share(random)),
            new StandardMarket.Base(share(random), upTo(random, 2)),
            new StandardMarket.Oracle(share(random), share(random), share(random), share(random)));
    BigInteger position = random.nextInt(3) == 0 ? BigInteger.ZERO : around(random, 20);
    return new StandardMarket(
        spot,
        share(random),
        position,
        spot.add(upTo(random, 10)),
        share(random),
        around(random, 100),
        random.nextBoolean() ? BigInteger.ZERO : upTo(random, 10),
        expiries,
        parameters);
  }
}
