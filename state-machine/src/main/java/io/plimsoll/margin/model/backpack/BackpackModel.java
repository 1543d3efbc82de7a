package io.plimsoll.margin.model.backpack;

import io.plimsoll.fixed.E18;
import io.plimsoll.fixed.fn.Q96;
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
import java.math.BigInteger;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * Backpack's margin, in dollars:
 *
 * <pre>
 *   equity      = collateral + unrealised profit + unsettled - borrowed
 *   requirement = sum over underlyings of |n| * max(base, factor * sqrt(|n|)), n the net notional
 * </pre>
 *
 * <p>for the initial and the maintenance margin, each with its own base and factor. The account's
 * fraction, which is the mean of the positions' weighted by notional, is below the equity's part of
 * the exposure exactly where the equity is above the sum, so that nothing is divided.
 */
public final class BackpackModel implements HoldingModel {

  /** More 18th decimals of a dollar than the model's own roundings come to. */
  private static final BigInteger ROUNDINGS = BigInteger.valueOf(1_000_000);

  private final ParameterSet set;

  /** A model with one set for all markets. */
  public BackpackModel(ParameterSet set) {
    this.set = set;
  }

  @Override
  public String name() {
    return "backpack";
  }

  @Override
  public Set<Property> properties() {
    return EnumSet.of(Property.ORDER_INDEPENDENT);
  }

  @Override
  public Terms terms() {
    return Terms.linear(
        "USDC",
        "gains and losses of all positions pay for one another; margins are added",
        "hedges between positions, options, inverse instruments");
  }

  @Override
  public ParameterSet parameters() {
    return set;
  }

  @Override
  public boolean covers(Instrument instrument) {
    return !instrument.isOption()
        && !instrument.isInverse()
        && instrument.kind() != Instrument.Kind.SPOT
        && set.has("initial_" + instrument.underlying() + "_base");
  }

  @Override
  public Coins coins(String coin) {
    return set.has("collateral_" + coin + "_weight") ? Coins.COLLATERAL : Coins.NOTHING;
  }

  @Override
  public Assessment assess(Valued book) {
    Holdings holdings = book.holdings();
    AssessmentBuilder out = new AssessmentBuilder();
    out.used(set);
    BigInteger equity = BigInteger.ZERO;
    for (Map.Entry<String, Balance> entry : holdings.balances().entrySet()) {
      equity = equity.add(collateral(out, holdings, entry.getKey(), entry.getValue()));
    }
    equity = equity.add(out.part("unsettled", holdings.charge("unsettled"), "USD", "of the book"));
    SortedMap<String, BigInteger> exposures = new TreeMap<>();
    for (Revaluation at : book.positions()) {
      Instrument instrument = at.position().instrument();
      if (instrument.isOption() || instrument.isInverse()) {
        throw new IllegalArgumentException(
            instrument.symbol() + " is not covered: it must be linear and no option");
      }
      if (instrument.kind() == Instrument.Kind.SPOT) {
        throw new IllegalArgumentException(
            instrument.symbol() + " is not covered as a position: coins are balances");
      }
      BigInteger price = holdings.index(instrument.settlement());
      equity = equity.add(Exact.floor(at.profit().multiply(price), E18.ONE));
      exposures.merge(
          instrument.underlying(),
          Exact.floor(at.markValue().multiply(price), E18.ONE),
          BigInteger::add);
    }
    BigInteger initial = BigInteger.ZERO;
    BigInteger maintenance = BigInteger.ZERO;
    for (Map.Entry<String, BigInteger> entry : exposures.entrySet()) {
      BigInteger notional = entry.getValue().abs();
      initial = initial.add(part(out, entry.getKey(), "initial", notional));
      maintenance = maintenance.add(part(out, entry.getKey(), "maintenance", notional));
    }
    return out.build(equity, initial, maintenance);
  }

  private BigInteger part(
      AssessmentBuilder out, String underlying, String kind, BigInteger notional) {
    String key = kind + "_" + underlying;
    BigInteger fraction =
        fraction(set.natural(key + "_base"), set.natural(key + "_factor"), notional);
    return out.part(
        underlying + " " + kind,
        Exact.ceil(notional.multiply(fraction), E18.ONE),
        "USD",
        E18.text(fraction) + " of " + E18.text(notional));
  }

  /** max(base, factor * sqrt(notional)), Ceil. */
  static BigInteger fraction(BigInteger base, BigInteger factor, BigInteger notional) {
    BigInteger square = Exact.ceil(factor.pow(2).multiply(notional), E18.ONE);
    BigInteger root = square.sqrt();
    return base.max(root.pow(2).equals(square) ? root : root.add(BigInteger.ONE));
  }

  private BigInteger collateral(
      AssessmentBuilder out, Holdings holdings, String asset, Balance balance) {
    BigInteger price = holdings.index(asset);
    BigInteger value = Exact.floor(balance.amount().multiply(price), E18.ONE);
    BigInteger counted =
        value.signum() > 0 ? Exact.floor(value.multiply(weight(asset, value)), E18.ONE) : value;
    BigInteger owed = Exact.ceil(balance.borrowed().multiply(price), E18.ONE);
    return out.part(
        asset + " collateral",
        counted.subtract(owed),
        "USD",
        E18.text(value) + " held, " + E18.text(owed) + " owed");
  }

  private BigInteger weight(String asset, BigInteger value) {
    BigInteger weight = set.natural("collateral_" + asset + "_weight");
    String penalty = "collateral_" + asset + "_penalty";
    return set.has(penalty)
        ? inverseRoot(
            weight, set.natural("collateral_" + asset + "_base"), set.natural(penalty), value)
        : weight;
  }

  /** min(weight, base / (1 + penalty * sqrt(value))), Floor. */
  static BigInteger inverseRoot(
      BigInteger weight, BigInteger base, BigInteger penalty, BigInteger value) {
    BigInteger root = Q96.sqrt(value, E18.ONE);
    BigInteger divisor = Q96.ONE.multiply(E18.ONE).add(penalty.multiply(root));
    BigInteger scaled = base.multiply(E18.ONE).shiftLeft(Q96.BITS);
    return weight.min(Exact.floor(scaled, divisor));
  }

  @Override
  public Headroom headroom(Holdings book, String coin) {
    Moving moving = new Moving(book, coin);
    Assessment rest = assess(moving.rest());
    Band fixed = Band.constant(rest.equity().subtract(rest.maintenance()));
    Balance balance = book.balance(coin);
    return over -> {
      Band equity = fixed.plus(moving.gained(over)).plus(collateral(over, coin, balance));
      Band exposure = Band.ZERO;
      for (Revaluation at : moving.outrights()) {
        BigInteger price = book.index(at.position().instrument().settlement());
        exposure = exposure.plus(over.notional(at.position(), at.quote()).times(price));
      }
      return equity.minus(maintenance(coin, exposure.abs())).within(ROUNDINGS);
    };
  }

  /** It bends upwards with the notional. */
  private Band maintenance(String coin, Band notional) {
    if (notional.most().signum() <= 0) {
      return Band.ZERO;
    }
    BigInteger base = set.natural("maintenance_" + coin + "_base");
    BigInteger factor = set.natural("maintenance_" + coin + "_factor");
    UnaryOperator<BigInteger> of =
        size ->
            Exact.ceil(
                size.max(BigInteger.ZERO)
                    .multiply(fraction(base, factor, size.max(BigInteger.ZERO))),
                E18.ONE);
    BigInteger least = of.apply(notional.least());
    return new Band(least, least, of.apply(notional.highNear()), of.apply(notional.highFar()));
  }

  /** What is held bends downwards with its value: it counts for less the more of it there is. */
  private Band collateral(Stretch over, String coin, Balance balance) {
    Band price = over.moved(over.today());
    Band value = price.times(balance.amount());
    if (balance.amount().signum() > 0) {
      UnaryOperator<BigInteger> counted =
          size -> Exact.floor(size.multiply(weight(coin, size)), E18.ONE);
      BigInteger near = counted.apply(value.lowNear());
      BigInteger far = counted.apply(value.lowFar());
      BigInteger most = counted.apply(value.most()).max(near).max(far);
      value = new Band(near, far, most, most);
    }
    return value.minus(price.times(balance.borrowed())).within(ROUNDINGS);
  }

  @Override
  public boolean canOpen(Assessment of) {
    return of.equity().compareTo(of.initial()) > 0;
  }

  @Override
  public boolean isLiquidatable(Assessment of) {
    return of.maintenance().signum() > 0 && of.equity().compareTo(of.maintenance()) < 0;
  }
}
