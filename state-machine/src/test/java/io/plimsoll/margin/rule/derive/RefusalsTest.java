package io.plimsoll.margin.rule.derive;

import static io.plimsoll.margin.rule.derive.Settings.e18;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.fixed.E18;
import io.plimsoll.margin.rule.derive.Scenario.Volatility;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** What a record of the rules may not be, by the name of the number that it may not have. */
class RefusalsTest {

  private static final BigInteger MINUS = BigInteger.ONE.negate();
  private static final BigInteger TOO_LARGE = BigInteger.ONE.shiftLeft(255);
  private static final BigInteger LARGEST = TOO_LARGE.subtract(BigInteger.ONE);

  private static final PmrmPortfolio.Perp NO_PERP =
      new PmrmPortfolio.Perp(BigInteger.ZERO, BigInteger.ZERO, BigInteger.ZERO, BigInteger.ZERO);

  /** Puts a number into each place of a record where the others stay as they are. */
  private static void refuses(Record good, Object number, Set<String> notIn)
      throws ReflectiveOperationException {
    RecordComponent[] parts = good.getClass().getRecordComponents();
    Class<?>[] types = new Class<?>[parts.length];
    Object[] values = new Object[parts.length];
    for (int i = 0; i < parts.length; i++) {
      types[i] = parts[i].getType();
      parts[i].getAccessor().setAccessible(true);
      values[i] = parts[i].getAccessor().invoke(good);
    }
    Constructor<?> make = good.getClass().getDeclaredConstructor(types);
    make.setAccessible(true);
    for (int i = 0; i < parts.length; i++) {
      if (types[i].isInstance(number) && !notIn.contains(parts[i].getName())) {
        Object[] changed = Arrays.copyOf(values, values.length);
        changed[i] = number;
        String name = parts[i].getName();
        InvocationTargetException thrown =
            assertThrows(
                InvocationTargetException.class,
                () -> make.newInstance(changed),
                () -> good.getClass().getSimpleName() + "." + name + " takes " + number);
        Throwable cause = Objects.requireNonNull(thrown.getCause());
        Throwable refusal = assertInstanceOf(IllegalArgumentException.class, cause, name);
        assertTrue(String.valueOf(refusal.getMessage()).startsWith(name + " "), name);
      }
    }
  }

  private static void refusesAll(Record good, String... signed)
      throws ReflectiveOperationException {
    refuses(good, TOO_LARGE, Set.of());
    refuses(good, MINUS, new TreeSet<>(List.of(signed)));
  }

  private static StandardMarket.Parameters parameters() {
    return new StandardMarket.Parameters(
        new StandardMarket.Options(
            E18.ONE, E18.ONE, E18.ONE, E18.ONE, E18.ONE, E18.ONE, E18.ONE, E18.ONE),
        new StandardMarket.Perp(E18.ONE, E18.ONE),
        new StandardMarket.Base(E18.ONE, E18.ONE),
        new StandardMarket.Oracle(E18.ONE, E18.ONE, E18.ONE, E18.ONE));
  }

  @Test
  void parametersHaveTheirRanges() throws ReflectiveOperationException {
    PmrmParameters usual = Settings.usual(Settings.scenario("1", Volatility.NONE, "1"));
    refusesAll(usual.margin());
    refusesAll(usual.volShock());
    refusesAll(usual.skew(), "linearCapSlope", "absCapSlope", "kSlope");
    refusesAll(usual.basis());
    refusesAll(usual.contingencies());
    StandardMarket.Parameters parameters = parameters();
    refusesAll(parameters.options());
    refusesAll(parameters.perp());
    refusesAll(parameters.base());
    refusesAll(parameters.oracle());
    assertDoesNotThrow(() -> new StandardMarket.Perp(LARGEST, BigInteger.ZERO));
  }

  @Test
  void aFloorOfTimeAndPowersHaveTheirRanges() {
    BigInteger most = E18.of(20);
    PmrmParameters.VolShock least =
        new PmrmParameters.VolShock(E18.ONE, E18.ONE, most, most, 0, E18.ONE);
    assertEquals(0, least.floorSeconds());
    assertThrows(
        IllegalArgumentException.class,
        () -> new PmrmParameters.VolShock(E18.ONE, E18.ONE, most, most, -1, E18.ONE));
    BigInteger more = most.add(BigInteger.ONE);
    assertThrows(
        IllegalArgumentException.class,
        () -> new PmrmParameters.VolShock(E18.ONE, E18.ONE, more, most, 0, E18.ONE));
    assertThrows(
        IllegalArgumentException.class,
        () -> new PmrmParameters.VolShock(E18.ONE, E18.ONE, most, more, 0, E18.ONE));
  }

  @Test
  void accountsHaveTheirRanges() throws ReflectiveOperationException {
    StandardMarket market =
        new StandardMarket(
            E18.ONE, E18.ONE, E18.ONE, E18.ONE, E18.ONE, E18.ONE, E18.ONE, List.of(), parameters());
    refusesAll(market, "perp", "perpValue");
    refuses(market, E18.of(2), Set.of("spot", "perp", "perpPrice", "perpValue", "base"));
    refuses(
        market,
        BigInteger.ZERO,
        Set.of("spotConfidence", "perp", "perpPrice", "perpConfidence", "perpValue", "base"));
    PmrmPortfolio portfolio =
        new PmrmPortfolio(E18.ONE, E18.ONE, E18.ONE, E18.ONE, NO_PERP, List.of(), List.of());
    refusesAll(portfolio, "cash");
    refuses(portfolio, BigInteger.ZERO, Set.of("cash", "spotConfidence"));
    StandardManager.Depeg depeg = new StandardManager.Depeg(E18.ONE, E18.ONE);
    refusesAll(depeg);
    assertThrows(
        IllegalArgumentException.class,
        () -> StandardManager.of(TOO_LARGE, E18.ONE, depeg, List.of()));
    assertThrows(
        IllegalArgumentException.class,
        () -> StandardManager.of(E18.ONE, BigInteger.ZERO, depeg, List.of()));
  }

  private static void refused(String name, Supplier<Record> make) {
    IllegalArgumentException refusal =
        assertThrows(IllegalArgumentException.class, make::get, () -> name + " is taken");
    assertTrue(String.valueOf(refusal.getMessage()).startsWith(name + " "), name);
  }

  /** Whether each of five numbers is refused by its name, the others being 1. */
  private static void refusesEach(
      List<String> names, List<BigInteger> bad, Function<BigInteger[], Record> make) {
    for (int place = 0; place < names.size(); place++) {
      for (BigInteger number : bad) {
        BigInteger[] numbers = new BigInteger[names.size()];
        Arrays.fill(numbers, E18.ONE);
        assertDoesNotThrow(() -> make.apply(numbers));
        numbers[place] = number;
        refused(names.get(place), () -> make.apply(numbers));
      }
    }
  }

  /** What is held of a token is by a name that says so, and so is what is of the perpetual. */
  @Test
  void whatAPortfolioHoldsHasItsRanges() {
    refusesEach(
        List.of(
            "collateral amount",
            "collateral price",
            "collateral confidence",
            "maintenance haircut",
            "initial haircut"),
        List.of(MINUS, TOO_LARGE),
        of -> new PmrmPortfolio.Collateral(of[0], of[1], of[2], true, of[3], of[4]));
    List<String> perp = List.of("perp position", "perp price", "perp confidence", "perp value");
    Function<BigInteger[], Record> make = of -> new PmrmPortfolio.Perp(of[0], of[1], of[2], of[3]);
    refusesEach(perp, List.of(TOO_LARGE), make);
    BigInteger one = E18.ONE;
    refused("perp price", () -> new PmrmPortfolio.Perp(one, MINUS, one, one));
    refused("perp confidence", () -> new PmrmPortfolio.Perp(one, one, MINUS, one));
    BigInteger more = one.add(BigInteger.ONE);
    refused("perp confidence", () -> new PmrmPortfolio.Perp(one, one, more, one));
    refused(
        "collateral confidence",
        () -> new PmrmPortfolio.Collateral(one, one, more, true, one, one));
    assertEquals(MINUS, new PmrmPortfolio.Perp(MINUS, one, one, MINUS).value());
  }

  @Test
  void movesHaveTheirRanges() {
    refusesEach(
        List.of("spot multiplier", "dampening"),
        List.of(MINUS, TOO_LARGE),
        of -> new Scenario(of[0], Volatility.UP, of[1]));
    BigInteger none = BigInteger.ZERO;
    assertEquals(none, new Scenario(none, Volatility.NONE, none).dampening());
    refused("spot multiplier", () -> new Scenario(none, Volatility.ABS, none));
  }

  private static Expiry expiry(BigInteger fixed, BigInteger variable, BigInteger rate) {
    return new Expiry(0, fixed, variable, rate, E18.ONE, List.of());
  }

  /** Neither part of a forward may be negative, though the forward is not; nor a rate any. */
  @Test
  void expiriesHaveTheirRanges() {
    assertEquals(E18.ONE, expiry(E18.ONE, BigInteger.ZERO, MINUS).forward());
    assertEquals(BigInteger.ZERO, expiry(E18.ONE, BigInteger.ZERO, MINUS).flooredRate());
    for (Runnable bad :
        List.<Runnable>of(
            () -> expiry(MINUS, E18.ONE, BigInteger.ZERO),
            () -> expiry(E18.ONE, MINUS, BigInteger.ZERO),
            () -> expiry(BigInteger.ZERO, BigInteger.ZERO, BigInteger.ZERO),
            () -> expiry(E18.ONE, E18.ONE, TOO_LARGE),
            () -> expiry(E18.ONE, E18.ONE, TOO_LARGE.negate().subtract(BigInteger.ONE)),
            () -> new Expiry(-1, E18.ONE, E18.ONE, E18.ONE, E18.ONE, List.of()),
            () -> new Expiry(0, E18.ONE, E18.ONE, E18.ONE, E18.of(2), List.of()))) {
      assertThrows(IllegalArgumentException.class, bad::run);
    }
  }

  private static PmrmMargin margin(int initial, int maintenance) {
    BigInteger none = BigInteger.ZERO;
    return new PmrmMargin(
        BigInteger.valueOf(initial),
        BigInteger.valueOf(maintenance),
        none,
        none,
        none,
        List.of(),
        none,
        0,
        none,
        new PmrmMargin.Charges(none, none, none, none, none, none, none));
  }

  @Test
  void anAccountWithoutAnythingLeftIsStillSafe() {
    assertTrue(margin(0, 1).canOpen());
    assertFalse(margin(-1, 1).canOpen());
    assertFalse(margin(0, 0).isLiquidatable());
    assertTrue(margin(0, -1).isLiquidatable());
    assertTrue(standard(0, 1).canOpen());
    assertFalse(standard(-1, 1).canOpen());
    assertFalse(standard(0, 0).isLiquidatable());
    assertTrue(standard(0, -1).isLiquidatable());
  }

  private static StandardManager.Margin standard(int initial, int maintenance) {
    return new StandardManager.Margin(
        BigInteger.valueOf(initial), BigInteger.valueOf(maintenance), BigInteger.ZERO);
  }

  /** At the cutoff not all is sold; at the buffer nothing is, should it bring nothing, too. */
  @Test
  void portionsWhereTheyBegin() {
    assertEquals(500_000, portion(-10, 10, 10));
    assertEquals(1_000_000, portion(-10, 10, 11));
    assertEquals(0, portion(0, 10, 0));
    assertEquals(0, portion(0, 0, 0));
    assertEquals(90_910, portion(-1, 10, 0));
  }

  /** Both entries, at the whole value and without reserves. */
  private static long portion(long bufferMargin, long equity, long cutoff) {
    long portion = Auction.portionPpm(bufferMargin, equity, 1_000_000, 0, cutoff);
    BigInteger wide =
        Auction.portionPpm(
            BigInteger.valueOf(bufferMargin),
            BigInteger.valueOf(equity),
            BigInteger.valueOf(1_000_000),
            BigInteger.ZERO,
            BigInteger.valueOf(cutoff));
    assertEquals(BigInteger.valueOf(portion), wide);
    return portion;
  }

  /** At 30 days the power of short terms holds, which shows where the least time is longer. */
  @Test
  void thirtyDaysAreShort() {
    OptionHolding option = new OptionHolding(E18.of(100), true, e18("0.5"), E18.ONE.negate());
    Expiry expiry = Expiry.of(30 * 86_400, E18.of(100), BigInteger.ZERO, E18.ONE, List.of(option));
    PmrmPortfolio account =
        new PmrmPortfolio(
            BigInteger.ZERO, E18.of(100), E18.ONE, E18.ONE, NO_PERP, List.of(), List.of(expiry));
    assertEquals(risen(account, "0.3", "0.1"), risen(account, "0.3", "0.9"));
    assertFalse(risen(account, "0.3", "0.1").equals(risen(account, "0.4", "0.1")));
  }

  /** What a rise of volatilities does, the least time being 60 days. */
  private static BigInteger risen(PmrmPortfolio account, String shortPower, String longPower) {
    PmrmParameters usual = Settings.usual(Settings.scenario("1", Volatility.UP, "1"));
    PmrmParameters.VolShock shock =
        new PmrmParameters.VolShock(
            e18("0.5"), e18("0.2"), e18(shortPower), e18(longPower), 60 * 86_400, BigInteger.ZERO);
    PmrmParameters parameters =
        new PmrmParameters(
            usual.margin(),
            shock,
            usual.skew(),
            usual.basis(),
            usual.contingencies(),
            usual.scenarios());
    return Pmrm.of(account, parameters).scenarios().getFirst();
  }
}
