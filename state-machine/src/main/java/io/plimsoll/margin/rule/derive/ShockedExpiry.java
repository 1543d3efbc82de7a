package io.plimsoll.margin.rule.derive;

import static io.plimsoll.fixed.E18.timesTowardZero;

import io.plimsoll.fixed.E18;
import io.plimsoll.fixed.fn.Q96;
import io.plimsoll.margin.rule.Black76;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One expiry of a portfolio in the scenarios of PMRM_2. */
final class ShockedExpiry {

  private static final long DAYS_30 = 30L * 86_400;

  /** Beyond this exponent a static discount is larger than any that is not cut. */
  private static final BigInteger MOST_INTEREST = E18.of(100);

  private final Expiry expiry;
  private final PmrmParameters parameters;
  private final BigInteger years;
  private final BigInteger rootOfYears;
  private final BigInteger discount;
  private final BigInteger risen;
  private final BigInteger fallen;
  private final BigInteger longDiscount;
  private final BigInteger shortDiscount;
  private final SortedMap<Shock, Values> values = new TreeMap<>();
  private final @Nullable ShockedExpiry known;

  /** Which of the known expiry's options each is, -1 for none of them. */
  private final int[] among;

  private @Nullable BigInteger nakedShorts;

  /** Where the forward and volatilities are. */
  private record Shock(Scenario.Volatility volatility, BigInteger multiplier)
      implements Comparable<Shock> {

    @Override
    public int compareTo(Shock other) {
      int order = volatility.compareTo(other.volatility);
      return order != 0 ? order : multiplier.compareTo(other.multiplier);
    }
  }

  /** What each option is worth, in the order of the expiry, and all of them. */
  private record Values(List<BigInteger> each, BigInteger sum) {}

  ShockedExpiry(Expiry expiry, PmrmParameters parameters) {
    this(expiry, parameters, null);
  }

  /**
   * An expiry of which another account holds most.
   *
   * @param other whose options are valued already where both are valued alike
   */
  ShockedExpiry(Expiry expiry, PmrmParameters parameters, @Nullable ShockedExpiry other) {
    this.expiry = expiry;
    this.parameters = parameters;
    known = other != null && other.isValuedAs(expiry, parameters) ? other : null;
    among = expiry.among(known == null ? List.of() : known.expiry.options());
    years = Black76.years(expiry.seconds());
    rootOfYears = Black76.rootOfYears(expiry.seconds());
    BigInteger interest = timesTowardZero(expiry.flooredRate(), years);
    discount = Functions.exp(interest.negate());
    BigInteger scale = shockScale();
    PmrmParameters.VolShock shock = parameters.volShock();
    risen = E18.ONE.add(timesTowardZero(shock.up(), scale));
    fallen = E18.ONE.subtract(timesTowardZero(shock.down(), scale)).max(BigInteger.ZERO);
    PmrmParameters.Margin margin = parameters.margin();
    longDiscount =
        timesTowardZero(
            margin.longDiscount(),
            Functions.exp(
                shocked(margin.longRateMultiplier(), margin.longRateAdd())
                    .min(MOST_INTEREST)
                    .negate()));
    BigInteger markup =
        Functions.exp(
            shocked(margin.shortRateMultiplier(), margin.shortRateAdd()).min(MOST_INTEREST));
    shortDiscount =
        timesTowardZero(margin.shortDiscount(), markup).min(E18.overTowardZero(E18.ONE, discount));
  }

  /** Whether options of an expiry are worth there what they are worth here. */
  boolean isValuedAs(Expiry other, PmrmParameters of) {
    return parameters.equals(of)
        && expiry.seconds() == other.seconds()
        && expiry.fixedForward().equals(other.fixedForward())
        && expiry.variableForward().equals(other.variableForward())
        && expiry.rate().equals(other.rate());
  }

  /** What a rate of the static discount earns until expiry. */
  private BigInteger shocked(BigInteger multiplier, BigInteger add) {
    return timesTowardZero(years, timesTowardZero(expiry.flooredRate(), multiplier).add(add));
  }

  /** (30 days / time)^power; at expiry, where no volatility matters, that of the last second. */
  private BigInteger shockScale() {
    PmrmParameters.VolShock shock = parameters.volShock();
    long seconds = Math.max(1, Math.max(expiry.seconds(), shock.floorSeconds()));
    BigInteger base = E18.of(DAYS_30).divide(BigInteger.valueOf(seconds));
    boolean isShort = expiry.seconds() <= DAYS_30;
    return Functions.pow(base, isShort ? shock.shortTermPower() : shock.longTermPower());
  }

  Expiry expiry() {
    return expiry;
  }

  /** What is short of it, calls and puts of one strike taken together. */
  BigInteger nakedShorts() {
    BigInteger found = nakedShorts;
    if (found == null) {
      found = expiry.nakedShorts();
      nakedShorts = found;
    }
    return found;
  }

  /** Today's value of the options. */
  BigInteger value() {
    return valueAt(E18.ONE);
  }

  /** The worse of both moves of the forward, weighted, where it loses; else 0. */
  BigInteger basisContingency() {
    PmrmParameters.Basis basis = parameters.basis();
    BigInteger up = valueAt(basis.up()).subtract(value());
    BigInteger down = valueAt(basis.down()).subtract(value());
    return timesTowardZero(up.min(down).min(BigInteger.ZERO), basisWeight());
  }

  /** Of what a parting forward loses, how much counts. */
  BigInteger basisWeight() {
    PmrmParameters.Basis basis = parameters.basis();
    return basis.add().add(timesTowardZero(basis.multiplier(), years));
  }

  /** Of a value that is not negative how much counts. */
  BigInteger longDiscount() {
    return longDiscount;
  }

  /** Of a negative value how much counts. */
  BigInteger shortDiscount() {
    return shortDiscount;
  }

  /** An option's amount times its discount. */
  BigInteger discounted(OptionHolding option) {
    return timesTowardZero(option.amount(), discount);
  }

  /** An option's volatility in a scenario without skew, times the root of the time, Q96. */
  BigInteger deviation(OptionHolding option, Scenario.Volatility shock) {
    BigInteger volatility = option.volatility();
    BigInteger moved =
        switch (shock) {
          case UP -> timesTowardZero(volatility, risen).max(parameters.volShock().leastRisen());
          case DOWN -> timesTowardZero(volatility, fallen).max(BigInteger.ZERO);
          default -> volatility;
        };
    return moved.multiply(rootOfYears).divide(E18.ONE);
  }

  /** How far a skew can turn deviations. */
  SkewRange skewRange(boolean isLinear) {
    Skewing skewing = skewing(isLinear);
    return new SkewRange(isLinear, skewing.cap(), skewing.k());
  }

  /** The difference to today's value in a scenario, after the static discount. */
  BigInteger pnl(Scenario scenario) {
    BigInteger moved = valuesAt(shock(scenario)).sum();
    BigInteger discounted =
        timesTowardZero(moved, moved.signum() >= 0 ? longDiscount : shortDiscount);
    BigInteger pnl = timesTowardZero(discounted.subtract(value()), scenario.dampening());
    return scenario.volatility().isSkew() ? pnl.abs().negate() : pnl;
  }

  /** A skew does not move the forward. */
  private static Shock shock(Scenario of) {
    return new Shock(of.volatility(), of.volatility().isSkew() ? E18.ONE : of.multiplier());
  }

  /** What all are worth where the forward alone moves. */
  private BigInteger valueAt(BigInteger multiplier) {
    return valuesAt(new Shock(Scenario.Volatility.NONE, multiplier)).sum();
  }

  /** Computed once; of options that the known expiry has, not even that. */
  private Values valuesAt(Shock shock) {
    Values found = values.get(shock);
    if (found == null) {
      found = compute(shock);
      values.put(shock, found);
    }
    return found;
  }

  private Values compute(Shock shock) {
    List<BigInteger> before = known == null ? List.of() : known.valuesAt(shock).each();
    List<BigInteger> each = new ArrayList<>();
    BigInteger sum = BigInteger.ZERO;
    for (int i = 0; i < among.length; i++) {
      BigInteger own = among[i] < 0 ? value(expiry.options().get(i), shock) : before.get(among[i]);
      each.add(own);
      sum = sum.add(own);
    }
    return new Values(each, sum);
  }

  private BigInteger value(OptionHolding option, Shock shock) {
    BigInteger forward = expiry.forwardAt(shock.multiplier());
    BigInteger volatility = option.volatility();
    return switch (shock.volatility()) {
      case NONE -> value(option, forward, volatility);
      case UP ->
          value(
              option,
              forward,
              timesTowardZero(volatility, risen).max(parameters.volShock().leastRisen()));
      case DOWN -> value(option, forward, timesTowardZero(volatility, fallen).max(BigInteger.ZERO));
      case LINEAR, ABS -> skewedValue(option, shock.volatility() == Scenario.Volatility.LINEAR);
    };
  }

  private BigInteger value(OptionHolding option, BigInteger forward, BigInteger volatility) {
    Black76.Prices prices = Black76.of(forward, option.strike(), volatility, rootOfYears, discount);
    return timesTowardZero(prices.of(option.isCall()), option.amount());
  }

  private Skewing skewing(boolean isLinear) {
    PmrmParameters.Skew skew = parameters.skew();
    BigInteger root = E18.ofBinary(rootOfYears, Q96.BITS);
    BigInteger cap =
        isLinear
            ? timesTowardZero(skew.linearCapSlope(), root).add(skew.linearCap())
            : timesTowardZero(skew.absCapSlope(), root).add(skew.absCap());
    BigInteger level = skew.kLevel().add(timesTowardZero(root, skew.kSlope()));
    // The venue divides by k, so that it must not be 0: the least number that is not stands for it.
    BigInteger k =
        timesTowardZero(timesTowardZero(root, skew.width()), level)
            .max(skew.leastK())
            .max(BigInteger.ONE);
    return new Skewing(cap, k);
  }

  private BigInteger skewedValue(OptionHolding option, boolean isLinear) {
    BigInteger distance = Functions.ln(option.strike(), expiry.forward());
    BigInteger volatility =
        skewing(isLinear).volatility(option, isLinear ? distance : distance.abs());
    return value(option, expiry.forward(), volatility);
  }

  /** How volatilities turn with the distance of the strike from the forward. */
  private record Skewing(BigInteger cap, BigInteger k) {

    BigInteger volatility(OptionHolding option, BigInteger distance) {
      BigInteger multiplier = E18.ONE.add(turn(distance)).max(BigInteger.ZERO);
      return timesTowardZero(option.volatility(), multiplier);
    }

    /** distance * cap / k, TowardZero, bounded by the cap of its side. */
    private BigInteger turn(BigInteger distance) {
      BigInteger turn = distance.multiply(cap).divide(k);
      return distance.signum() >= 0 ? turn.min(cap) : turn.max(cap.negate());
    }
  }
}
