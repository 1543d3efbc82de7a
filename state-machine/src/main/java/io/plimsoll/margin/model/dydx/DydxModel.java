package io.plimsoll.margin.model.dydx;

import io.plimsoll.fixed.E18;
import io.plimsoll.margin.holding.Balance;
import io.plimsoll.margin.holding.Holdings;
import io.plimsoll.margin.holding.Instrument;
import io.plimsoll.margin.holding.Moving;
import io.plimsoll.margin.holding.Revaluation;
import io.plimsoll.margin.holding.Stretch;
import io.plimsoll.margin.holding.Valued;
import io.plimsoll.margin.model.Assessment;
import io.plimsoll.margin.model.AssessmentBuilder;
import io.plimsoll.margin.model.Headroom;
import io.plimsoll.margin.model.HoldingModel;
import io.plimsoll.margin.model.ParameterSet;
import io.plimsoll.margin.model.Property;
import io.plimsoll.margin.model.Terms;
import io.plimsoll.margin.rule.Band;
import io.plimsoll.margin.rule.Exact;
import io.plimsoll.margin.rule.OpenInterest;
import io.plimsoll.margin.rule.PositionMargin;
import java.math.BigInteger;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * dYdX v4's margin, in USDC:
 *
 * <pre>
 *   equity      = USDC + sum of profits
 *   initial     = sum of Ceil(|n| * fraction), which grows with open interest
 *   maintenance = sum of Ceil(Ceil(|n| * initial fraction before that) * part)
 * </pre>
 *
 * <p>with n the notional at the price, TowardZero. Roundings are to a millionth of a USDC.
 */
public final class DydxModel implements HoldingModel {

  private static final String CASH = "USDC";

  /** Of a market the number of its tier, whose values are those of the unit of that number. */
  private static final String TIER = "tier";

  /** One quantum at 18 decimals. */
  private static final BigInteger QUANTUM = BigInteger.TEN.pow(12);

  private final ParameterSet set;

  /** A model with the values of each market. */
  public DydxModel(ParameterSet set) {
    this.set = set;
  }

  @Override
  public String name() {
    return "dydx";
  }

  @Override
  public Set<Property> properties() {
    return EnumSet.of(Property.ORDER_INDEPENDENT, Property.HOMOGENEOUS, Property.SUBADDITIVE);
  }

  @Override
  public Terms terms() {
    return Terms.linear(
        CASH,
        "gains and losses of all positions pay for one another; margins are added",
        "hedges between markets, options, futures, other collateral");
  }

  /** A market's fractions in ppm. */
  private record Tier(BigInteger initial, BigInteger scaled, BigInteger part) {}

  /** A market's own values. */
  private ParameterSet market(String coin) {
    if (!set.units().contains(coin)) {
      throw new IllegalArgumentException(
          "parameter set " + set.name() + " has no values of " + coin);
    }
    return set.part(coin);
  }

  /** The values that have a market's fractions: its own, or those of its tier. */
  private ParameterSet fractions(ParameterSet own) {
    return own.has(TIER) ? set.part(TIER + "_" + E18.text(own.natural(TIER))) : own;
  }

  private Tier tier(String coin) {
    ParameterSet own = market(coin);
    ParameterSet tier = fractions(own);
    BigInteger initial = ppm(tier, "initial_fraction");
    BigInteger upper = tier.natural("upper_cap");
    BigInteger scaled =
        upper.signum() == 0
            ? initial
            : OpenInterest.scaledPpm(
                initial, own.natural("open_interest"), tier.natural("lower_cap"), upper);
    return new Tier(initial, scaled, ppm(tier, "maintenance_part"));
  }

  /** An isolated market is held alone. */
  private void requireAlone(String coin, Valued book) {
    boolean isAlone =
        book.positions().stream()
            .allMatch(at -> at.position().instrument().underlying().equals(coin));
    if (isIsolated(market(coin)) && !isAlone) {
      throw new IllegalArgumentException(
          coin + " is an isolated market: an account that holds it holds no other");
    }
  }

  private static boolean isIsolated(ParameterSet own) {
    return own.has("isolated") && own.natural("isolated").signum() > 0;
  }

  private static BigInteger ppm(ParameterSet of, String key) {
    BigInteger[] parts = of.natural(key).divideAndRemainder(QUANTUM);
    if (parts[1].signum() != 0 || parts[0].compareTo(Exact.MILLION) > 0) {
      throw new IllegalArgumentException(
          "parameter set " + of.name() + ": " + key + " must be at most 1, with 6 decimals");
    }
    return parts[0];
  }

  @Override
  public ParameterSet parameters() {
    return set;
  }

  @Override
  public boolean covers(Instrument instrument) {
    String coin = instrument.underlying();
    return instrument.kind() == Instrument.Kind.PERPETUAL
        && !instrument.isInverse()
        && !coin.startsWith(TIER)
        && (set.has(coin + "." + TIER) || set.has(coin + ".initial_fraction"));
  }

  @Override
  public Coins coins(String coin) {
    return Coins.NOTHING;
  }

  @Override
  public Assessment assess(Valued book) {
    Holdings holdings = book.holdings();
    AssessmentBuilder out = new AssessmentBuilder();
    BigInteger cash = holdings.index(CASH);
    BigInteger equity = BigInteger.ZERO;
    for (Map.Entry<String, Balance> entry : holdings.balances().entrySet()) {
      BigInteger net = entry.getValue().net();
      if (!entry.getKey().equals(CASH) && net.signum() != 0) {
        throw new IllegalArgumentException(
            entry.getKey() + " is not covered: the venue's collateral is " + CASH);
      }
      equity = equity.add(net);
    }
    BigInteger initial = BigInteger.ZERO;
    BigInteger maintenance = BigInteger.ZERO;
    for (Revaluation at : book.positions()) {
      Instrument instrument = at.position().instrument();
      if (instrument.kind() != Instrument.Kind.PERPETUAL || instrument.isInverse()) {
        throw new IllegalArgumentException(
            instrument.symbol() + " is not covered: it must be a linear perpetual");
      }
      ParameterSet own = market(instrument.underlying());
      out.used(own);
      out.used(fractions(own));
      requireAlone(instrument.underlying(), book);
      Tier tier = tier(instrument.underlying());
      equity = equity.add(at.profit());
      BigInteger size = at.markValue().abs().divide(QUANTUM);
      BigInteger opens = PositionMargin.initial(size, tier.scaled()).multiply(QUANTUM);
      BigInteger kept =
          PositionMargin.maintenance(size, tier.initial(), tier.part()).multiply(QUANTUM);
      String said = percent(tier.scaled()) + " of " + E18.text(size.multiply(QUANTUM));
      initial = initial.add(out.part(instrument.symbol() + " initial", opens, CASH, said));
      maintenance = maintenance.add(out.part(instrument.symbol() + " maintenance", kept, CASH, ""));
    }
    return out.build(floor(equity, cash), ceil(initial, cash), ceil(maintenance, cash));
  }

  private static String percent(BigInteger ppm) {
    return E18.text(ppm.multiply(QUANTUM).multiply(BigInteger.valueOf(100))) + "%";
  }

  private static BigInteger floor(BigInteger amount, BigInteger price) {
    return Exact.floor(amount.multiply(price), E18.ONE);
  }

  private static BigInteger ceil(BigInteger amount, BigInteger price) {
    return Exact.ceil(amount.multiply(price), E18.ONE);
  }

  @Override
  public boolean canOpen(Assessment of) {
    return of.equity().compareTo(of.initial()) >= 0;
  }

  @Override
  public boolean isLiquidatable(Assessment of) {
    return of.maintenance().signum() > 0 && of.maintenance().compareTo(of.equity()) > 0;
  }

  @Override
  public Headroom headroom(Holdings book, String coin) {
    assess(book);
    Moving moving = new Moving(book, coin);
    Assessment rest = assess(moving.rest());
    Band fixed = Band.constant(rest.equity().subtract(rest.maintenance()));
    BigInteger price = book.index(CASH);
    return over -> fixed.plus(moving.gained(over)).minus(maintenance(over, moving, price));
  }

  /** Cut to a quantum it is less, and risen to one twice it is more, by at most two quanta. */
  private Band maintenance(Stretch over, Moving moving, BigInteger price) {
    Band sum = Band.ZERO;
    for (Revaluation at : moving.outrights()) {
      Tier tier = tier(at.position().instrument().underlying());
      BigInteger fraction = tier.initial().multiply(tier.part());
      Band exact =
          over.notional(at.position(), at.quote())
              .abs()
              .over(fraction, Exact.MILLION.multiply(Exact.MILLION));
      Band rounding = Band.between(QUANTUM.negate(), QUANTUM.shiftLeft(1));
      sum = sum.plus(exact.plus(rounding).times(price));
    }
    return sum.within(BigInteger.valueOf(1_000));
  }
}
