package io.plimsoll.margin.rule.derive;

import static io.plimsoll.margin.rule.derive.Settings.e18;
import static io.plimsoll.margin.rule.derive.Settings.scenario;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.fixed.E18;
import io.plimsoll.margin.rule.derive.Scenario.Volatility;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What accounts share that hold much of the same, and that it changes nothing. */
class SharingTest {

  private static final long SEED = Long.getLong("plimsoll.seed", 20_261_126L);
  private static final int TRIES = 40;

  private static OptionHolding option(String strike, boolean isCall) {
    return new OptionHolding(e18(strike), isCall, e18("0.5"), E18.ONE);
  }

  private static Expiry expiry(OptionHolding... options) {
    return new Expiry(86_400, E18.ONE, e18("99"), e18("0.03"), E18.ONE, List.of(options));
  }

  @Test
  void optionsAreFoundInAnyOrder() {
    OptionHolding one = option("90", true);
    OptionHolding two = option("90", false);
    OptionHolding three = option("100", true);
    OptionHolding four = option("110", true);
    Expiry all = expiry(one, two, three, four);
    assertArrayEquals(new int[] {0, 1, 2, 3}, all.among(List.of(one, two, three, four)));
    assertArrayEquals(new int[] {3, 2, 1, 0}, all.among(List.of(four, three, two, one)));
    assertArrayEquals(new int[] {1, 2, 0, -1}, all.among(List.of(three, one, two)));
    assertArrayEquals(new int[] {-1, -1, -1, 0}, all.among(List.of(four)));
    assertArrayEquals(new int[] {-1, -1, -1, -1}, all.among(List.of()));
    OptionHolding more = new OptionHolding(e18("90"), true, e18("0.5"), e18("2"));
    assertArrayEquals(new int[] {-1, 2, -1, 1}, all.among(List.of(more, four, two)));
  }

  @Test
  void aSeriesIsHeldOnce() {
    OptionHolding more = new OptionHolding(e18("100"), true, e18("0.6"), e18("2"));
    for (OptionHolding other : List.of(option("90", true), option("100", false))) {
      assertEquals(3, expiry(option("110", true), other, more).options().size());
    }
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> expiry(option("100", true), option("110", true), more));
    assertTrue(String.valueOf(refused.getMessage()).contains("once on each side"));
  }

  @Test
  void onlyExpiriesOfOneForwardTimeAndRateAreValuedAlike() {
    PmrmParameters usual = Settings.usual(scenario("1.1", Volatility.UP, "1"));
    PmrmParameters other = Settings.usual(scenario("1.2", Volatility.UP, "1"));
    BigInteger fixed = E18.ONE;
    BigInteger moves = e18("99");
    BigInteger rate = e18("0.03");
    ShockedExpiry own = new ShockedExpiry(expiry(option("90", true)), usual);
    List<OptionHolding> none = List.of();
    assertTrue(
        own.isValuedAs(new Expiry(86_400, fixed, moves, rate, BigInteger.ZERO, none), usual));
    assertFalse(own.isValuedAs(new Expiry(86_400, fixed, moves, rate, fixed, none), other));
    assertFalse(own.isValuedAs(new Expiry(86_401, fixed, moves, rate, fixed, none), usual));
    assertFalse(own.isValuedAs(new Expiry(86_400, moves, moves, rate, fixed, none), usual));
    assertFalse(own.isValuedAs(new Expiry(86_400, fixed, fixed, rate, fixed, none), usual));
    assertFalse(own.isValuedAs(new Expiry(86_400, fixed, moves, fixed, fixed, none), usual));
  }

  /** Of one option the values of both are one number, whoever asks for it first. */
  @Test
  void whatBothHoldIsValuedOnce() {
    PmrmParameters parameters = Settings.usual(scenario("1.1", Volatility.UP, "1"));
    Expiry sure = expiry(option("90", true));
    Expiry unsure = new Expiry(86_400, E18.ONE, e18("99"), e18("0.03"), e18("0.9"), sure.options());
    Expiry later = new Expiry(86_401, E18.ONE, e18("99"), e18("0.03"), E18.ONE, sure.options());
    ShockedExpiry known = new ShockedExpiry(sure, parameters);
    assertSame(new ShockedExpiry(unsure, parameters, known).value(), known.value());
    BigInteger own = new ShockedExpiry(later, parameters).value();
    assertEquals(own, new ShockedExpiry(later, parameters, known).value());
    assertNotEquals(own, known.value());
    Pmrm whole = new Pmrm(portfolio(sure), parameters);
    for (Expiry of : List.of(sure, unsure)) {
      BigInteger shared = whole.sharingWith(portfolio(later, of)).margin().optionValue();
      assertEquals(whole.margin().optionValue().add(own), shared);
      assertSame(
          whole.margin().optionValue(), whole.sharingWith(portfolio(of)).margin().optionValue());
    }
  }

  /** Without one of its options, and at another time: each as on its own. */
  @Test
  void sharingChangesNoMargin() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int run = 0; run < TRIES; run++) {
      PmrmParameters parameters = Settings.random(random);
      Expiry expiry = Settings.expiry(random, e18("1000"));
      Pmrm whole = new Pmrm(portfolio(expiry, expiry.options(), expiry.seconds()), parameters);
      if (random.nextBoolean()) {
        whole.margin();
      }
      for (int left = 0; left < expiry.options().size(); left++) {
        List<OptionHolding> rest = new ArrayList<>(expiry.options());
        rest.remove(left);
        for (long seconds : new long[] {expiry.seconds(), expiry.seconds() + 90}) {
          PmrmPortfolio own = portfolio(expiry, rest, seconds);
          assertEquals(
              Pmrm.of(own, parameters),
              whole.sharingWith(own).margin(),
              run + " without " + left + " seed " + SEED);
        }
      }
    }
  }

  private static PmrmPortfolio portfolio(Expiry of, List<OptionHolding> options, long seconds) {
    return portfolio(Expiry.of(seconds, of.forward(), of.rate(), of.confidence(), options));
  }

  private static PmrmPortfolio portfolio(Expiry... expiries) {
    BigInteger none = BigInteger.ZERO;
    return new PmrmPortfolio(
        none,
        expiries[0].forward(),
        E18.ONE,
        E18.ONE,
        new PmrmPortfolio.Perp(none, none, none, none),
        List.of(),
        List.of(expiries));
  }
}
