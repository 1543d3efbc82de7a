package io.plimsoll.margin.rule.derive;

import static io.plimsoll.margin.rule.derive.Settings.e18;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.fixed.E18;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What accounts of the standard manager share that hold much of the same, and that it changes
 * nothing. What was not computed again is the very number that the other account has.
 */
class StandardSharingTest {

  private static final long SEED = Long.getLong("plimsoll.seed", 20_261_126L);
  private static final int TRIES = 40;
  private static final BigInteger NONE = BigInteger.ZERO;
  private static final BigInteger FORWARD = E18.of(100);

  private static final OptionHolding CALL = option("90", true, "-1");
  private static final OptionHolding PUT = option("110", false, "-1");

  private static OptionHolding option(String strike, boolean isCall, String amount) {
    return new OptionHolding(e18(strike), isCall, e18("0.5"), e18(amount));
  }

  private static Expiry expiry(String confidence, OptionHolding... options) {
    return Expiry.of(86_400, FORWARD, NONE, e18(confidence), List.of(options));
  }

  private static Expiry expiry(OptionHolding... options) {
    return expiry("1", options);
  }

  private static String mostLost(HeldExpiry known, OptionHolding... options) {
    HeldExpiry alone = new HeldExpiry(expiry(options), null);
    HeldExpiry sharing = new HeldExpiry(expiry(options), known);
    assertEquals(alone.worths(), sharing.worths());
    assertEquals(alone.mostLost(), sharing.mostLost());
    return E18.text(sharing.mostLost());
  }

  /** A call of 90 and a put of 110, both sold: 110 at 0, 20 between both strikes. */
  @Test
  void theMostThatIsLostByHand() {
    HeldExpiry both = new HeldExpiry(expiry(CALL, PUT), null);
    OptionHolding low = option("50", false, "2");
    assertEquals("-110", E18.text(both.mostLost()));
    assertEquals("-110", mostLost(both, PUT, CALL));
    assertEquals("-110", mostLost(both, PUT));
    assertEquals("0", mostLost(both, CALL));
    assertEquals("0", mostLost(both));
    // Two puts of 50 bring 100 at 0, so that it is 60 at 50.
    assertEquals("-60", mostLost(both, PUT, low));
    assertEquals("-60", mostLost(both, low, PUT));
    assertEquals("0", mostLost(both, low));
    assertEquals("-110", mostLost(both, CALL, PUT, option("200", true, "1")));
    // Of a call of 90 and one of 95 held against it there are 5 to lose, with the put 15.
    OptionHolding against = option("95", true, "1");
    assertEquals("-5", mostLost(new HeldExpiry(expiry(CALL, PUT, against), null), CALL, against));
    assertEquals("-5", mostLost(both, CALL, against));
    // What the other has lost at a strike is not lost where that is another option's.
    OptionHolding held = option("110", true, "1");
    assertEquals("-20", mostLost(both, CALL, held));
    assertEquals("0", mostLost(both, held));
  }

  @Test
  void whatBothHoldIsComputedOnce() {
    HeldExpiry known = new HeldExpiry(expiry(CALL, PUT), null);
    HeldExpiry same = new HeldExpiry(expiry("0.9", PUT, CALL), known);
    assertSame(known.worths().get(0), same.worths().get(1));
    assertSame(known.worths().get(1), same.worths().get(0));
    assertSame(known.mostLost(), same.mostLost());
    HeldExpiry more = new HeldExpiry(expiry(option("100", true, "1"), CALL), known);
    assertSame(known.worths().get(0), more.worths().get(1));
    Expiry later = Expiry.of(86_401, FORWARD, NONE, E18.ONE, List.of(CALL, PUT));
    HeldExpiry own = new HeldExpiry(later, known);
    assertEquals(new HeldExpiry(later, null).worths(), own.worths());
    assertNotEquals(known.worths(), own.worths());
    assertNotSame(known.mostLost(), own.mostLost());
  }

  /** Rates and the parts of a forward do not count here. */
  @Test
  void onlyExpiriesOfOneForwardAndTimeAreValuedAlike() {
    HeldExpiry held = new HeldExpiry(expiry(CALL), null);
    assertTrue(held.isValuedAs(new Expiry(86_400, FORWARD, NONE, E18.ONE, NONE, List.of())));
    assertFalse(held.isValuedAs(new Expiry(86_401, NONE, FORWARD, NONE, E18.ONE, List.of())));
    assertFalse(held.isValuedAs(new Expiry(86_400, E18.ONE, FORWARD, NONE, E18.ONE, List.of())));
  }

  private static StandardMarket.Parameters parameters(String most) {
    return new StandardMarket.Parameters(
        new StandardMarket.Options(
            e18(most),
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
  }

  private static StandardMarket market(
      String spot, String confidence, String most, Expiry... expiries) {
    return new StandardMarket(
        e18(spot),
        e18(confidence),
        NONE,
        E18.ONE,
        E18.ONE,
        NONE,
        NONE,
        List.of(expiries),
        parameters(most));
  }

  @Test
  void sumsAreOfTheirMarket() {
    HeldExpiry held = new HeldExpiry(expiry(CALL), null);
    StandardMarket market = market("100", "1", "0.15");
    assertNull(held.sums(market));
    StandardManager.Part part = new StandardManager.Part(E18.ONE, E18.of(2));
    HeldExpiry.Sums sums = new HeldExpiry.Sums(parameters("0.15"), e18("100"), E18.ONE, part, part);
    held.keep(sums);
    assertSame(sums, held.sums(market));
    // What else a market has does not change them.
    assertSame(sums, held.sums(market("100", "1", "0.15", expiry(PUT))));
    assertNull(held.sums(market("101", "1", "0.15")));
    assertNull(held.sums(market("100", "0.9", "0.15")));
    assertNull(held.sums(market("100", "1", "0.2")));
  }

  private static StandardManager.Margin margin(
      StandardManager.Known known, StandardMarket... markets) {
    StandardManager.Depeg depeg = new StandardManager.Depeg(e18("0.98"), e18("1.2"));
    return StandardManager.of(NONE, E18.ONE, depeg, List.of(markets), known);
  }

  private static StandardManager.Known known(StandardMarket... markets) {
    return new StandardManager.Known(List.of(markets));
  }

  /** Of an account of one option the margins are what that requires, and so is its value. */
  @Test
  void anExpiryOfBothIsComputedOnce() {
    Expiry later = Expiry.of(90_000, FORWARD, NONE, E18.ONE, List.of(CALL));
    StandardMarket market = market("100", "1", "0.15", expiry(CALL));
    StandardManager.Known known = known(market("100", "1", "0.15", expiry(CALL), later));
    StandardManager.Margin first = margin(known, market);
    assertEquals(margin(known(), market), first);
    StandardManager.Margin second = margin(known, market);
    assertSame(first.initial(), second.initial());
    assertSame(first.maintenance(), second.maintenance());
    // In a market of another price, or with an expiry that is known less well, the value is left.
    for (StandardMarket other :
        List.of(
            market("101", "1", "0.15", expiry(CALL)),
            market("100", "0.3", "0.15", expiry(CALL)),
            market("100", "1", "0.2", expiry(CALL)),
            market("100", "1", "0.15", expiry("0.3", CALL)))) {
      StandardManager.Margin changed = margin(known, other);
      assertEquals(margin(known(), other), changed);
      assertNotEquals(first.initial(), changed.initial());
      assertSame(first.markToMarket(), changed.markToMarket());
    }
    StandardMarket own = market("100", "1", "0.15", later);
    assertEquals(margin(known(), own), margin(known, own));
    assertNotEquals(first, margin(known, own));
  }

  /** Without one of its options, with one more, and at another time: each as on its own. */
  @Test
  void sharingChangesNoMargin() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int run = 0; run < TRIES; run++) {
      StandardMarket whole = Settings.market(random);
      StandardManager.Known known = known(whole);
      OptionHolding more =
          new OptionHolding(
              whole.spot(), random.nextBoolean(), e18("0.7"), Settings.around(random, 5));
      for (int left = -1; left < 7; left++) {
        for (long later : new long[] {0, 90}) {
          List<Expiry> expiries = new ArrayList<>();
          for (Expiry of : whole.expiries()) {
            expiries.add(changed(of, left, run % 2 == 0 ? more : null, later));
          }
          StandardMarket own =
              new StandardMarket(
                  whole.spot(),
                  random.nextBoolean() ? whole.spotConfidence() : Settings.share(random),
                  whole.perp(),
                  whole.perpPrice(),
                  whole.perpConfidence(),
                  whole.perpValue(),
                  whole.base(),
                  expiries,
                  whole.parameters());
          assertEquals(
              margin(known(), own),
              margin(known, own),
              run + " without " + left + " of " + whole + " seed " + SEED);
        }
      }
    }
  }

  private static Expiry changed(Expiry of, int left, @Nullable OptionHolding more, long later) {
    List<OptionHolding> options = new ArrayList<>(of.options());
    if (left >= 0 && left < options.size()) {
      options.remove(left);
    }
    if (more != null
        && options.stream().noneMatch(at -> OptionHolding.BY_SERIES.compare(at, more) == 0)) {
      options.addFirst(more);
    }
    return new Expiry(
        of.seconds() + later,
        of.fixedForward(),
        of.variableForward(),
        of.rate(),
        of.confidence(),
        options);
  }
}
