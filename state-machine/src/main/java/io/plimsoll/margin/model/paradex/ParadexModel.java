package io.plimsoll.margin.model.paradex;

import io.plimsoll.fixed.E18;
import io.plimsoll.margin.holding.Balance;
import io.plimsoll.margin.holding.Holdings;
import io.plimsoll.margin.holding.Instrument;
import io.plimsoll.margin.holding.Moving;
import io.plimsoll.margin.holding.Revaluation;
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
import io.plimsoll.margin.rule.Scan;
import java.math.BigInteger;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Paradex's portfolio margin, in dollars:
 *
 * <pre>
 *   net         = sum over coins of max(worst weighted loss, minimum by delta)
 *   initial     = net + funding provision + fee provision
 *   maintenance = part * net + funding provision + fee provision
 * </pre>
 *
 * <p>Equity is cash, profits, and options at their marks.
 */
public final class ParadexModel implements HoldingModel {

  private static final String CASH = "USDC";

  private final ParameterSet set;
  private final ParameterSet account;
  private final SortedMap<String, ParadexUnit> units = new TreeMap<>();

  /**
   * A model with the values of each coin, and with those of {@code account} for all.
   *
   * @throws IllegalArgumentException where a coin lacks a value
   */
  public ParadexModel(ParameterSet set) {
    this.set = set;
    account = set.part("account");
    for (String coin : set.units()) {
      if (!coin.equals("account")) {
        units.put(coin, new ParadexUnit(set.part(coin), account));
      }
    }
  }

  @Override
  public String name() {
    return "paradex";
  }

  @Override
  public Set<Property> properties() {
    return EnumSet.of(
        Property.ORDER_INDEPENDENT,
        Property.HOMOGENEOUS,
        Property.SUBADDITIVE,
        Property.MONOTONE_IN_SCENARIOS);
  }

  @Override
  public Terms terms() {
    return Terms.linear(
        CASH,
        "all of one coin in each scenario, and deltas but for a minimum",
        "hedges between coins, skew and term structure of volatility, collateral but " + CASH);
  }

  private ParadexUnit unit(String coin) {
    ParadexUnit unit = units.get(coin);
    if (unit == null) {
      throw new IllegalArgumentException(
          "parameter set " + set.name() + " has no values of " + coin);
    }
    return unit;
  }

  @Override
  public ParameterSet parameters() {
    return set;
  }

  @Override
  public boolean covers(Instrument instrument) {
    boolean isKnown = instrument.isOption() || instrument.kind() == Instrument.Kind.PERPETUAL;
    return isKnown && !instrument.isInverse() && units.containsKey(instrument.underlying());
  }

  @Override
  public Coins coins(String coin) {
    return Coins.NOTHING;
  }

  @Override
  public Assessment assess(Valued book) {
    Holdings holdings = book.holdings();
    AssessmentBuilder out = new AssessmentBuilder();
    out.used(account);
    for (Map.Entry<String, Balance> entry : holdings.balances().entrySet()) {
      if (!entry.getKey().equals(CASH) && entry.getValue().net().signum() != 0) {
        throw new IllegalArgumentException(
            entry.getKey() + " is not covered: the venue's collateral is " + CASH);
      }
    }
    BigInteger initial = BigInteger.ZERO;
    BigInteger maintenance = BigInteger.ZERO;
    BigInteger part = account.natural("maintenance_part");
    for (Map.Entry<String, List<Revaluation>> entry : book.byUnderlying().entrySet()) {
      BigInteger net = net(out, book, entry.getKey(), entry.getValue());
      initial = initial.add(net);
      maintenance = maintenance.add(Exact.ceil(net.multiply(part), E18.ONE));
    }
    BigInteger provisions = provisions(holdings, out);
    return out.build(book.equity(), initial.add(provisions), maintenance.add(provisions));
  }

  private static BigInteger provisions(Holdings holdings, AssessmentBuilder out) {
    BigInteger sum = BigInteger.ZERO;
    for (String charge : List.of("funding_provision", "fee_provision")) {
      String name = charge.replace('_', ' ');
      sum = sum.add(out.part(name, holdings.charge(charge), "USD", "of the book"));
    }
    return sum;
  }

  private BigInteger net(
      AssessmentBuilder out, Valued book, String coin, List<Revaluation> positions) {
    for (Revaluation at : positions) {
      Instrument instrument = at.position().instrument();
      boolean isKnown = instrument.isOption() || instrument.kind() == Instrument.Kind.PERPETUAL;
      if (!isKnown || instrument.isInverse()) {
        throw new IllegalArgumentException(
            instrument.symbol() + " is not covered: it must be a linear perpetual or option");
      }
    }
    ParadexUnit unit = unit(coin);
    out.used(set.part(coin));
    Scan scan = Scan.of(book.totals(coin, unit::row));
    List<String> names = unit.names();
    BigInteger loss = out.part(coin + " SCAN risk", scan.loss(), "USD", names.get(scan.worst()));
    BigInteger minimum = unit.minimum(positions, book.holdings().index(coin));
    BigInteger more = minimum.subtract(loss).max(BigInteger.ZERO);
    out.part(
        coin + " minimum beyond it", more, "USD", "minimum " + E18.text(minimum) + " by delta");
    out.driver(coin, scan, names, "USD");
    for (Revaluation at : positions) {
      BigInteger gain = at.row(unit::row).get(scan.worst());
      out.contribution(at.position().instrument().symbol(), coin, gain);
    }
    return loss.add(more);
  }

  @Override
  public Headroom headroom(Holdings book, String coin) {
    assess(book);
    Moving moving = new Moving(book, coin);
    Assessment rest = assess(moving.rest());
    Band fixed = Band.constant(rest.equity().subtract(rest.maintenance()));
    if (moving.positions().isEmpty()) {
      return over -> fixed.plus(moving.balance(over));
    }
    ParadexStretch unit = new ParadexStretch(unit(coin), moving);
    BigInteger part = account.natural("maintenance_part");
    return over -> fixed.plus(moving.gained(over)).minus(unit.net(over).times(part));
  }

  @Override
  public boolean canOpen(Assessment of) {
    return of.equity().compareTo(of.initial()) >= 0;
  }

  @Override
  public boolean isLiquidatable(Assessment of) {
    return of.maintenance().signum() > 0 && of.maintenance().compareTo(of.equity()) > 0;
  }
}
