package io.plimsoll.margin.model.bybit;

import io.plimsoll.fixed.E18;
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
import java.math.BigInteger;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Bybit's portfolio margin, in dollars: for each base coin maintenance = maximum loss +
 * contingencies, and initial = a factor times that, Ceil. A stable coin counts as its index says.
 */
public final class BybitModel implements HoldingModel {

  /** The unit of base coins without values of their own. */
  public static final String OTHER = "OTHER";

  private final ParameterSet set;
  private final SortedMap<String, ParameterSet> units = new TreeMap<>();

  /** A model with the values of each base coin. */
  public BybitModel(ParameterSet set) {
    this.set = set;
    set.units().forEach(coin -> units.put(coin, set.part(coin)));
  }

  /** The values of a coin, or of those without values of their own. */
  private ParameterSet own(String coin) {
    ParameterSet own = units.getOrDefault(coin, units.get(OTHER));
    return own == null ? set.partOr(coin, OTHER) : own;
  }

  @Override
  public String name() {
    return "bybit";
  }

  @Override
  public Set<Property> properties() {
    return EnumSet.of(
        Property.ORDER_INDEPENDENT, Property.HOMOGENEOUS, Property.MONOTONE_IN_SCENARIOS);
  }

  @Override
  public Terms terms() {
    return Terms.any(
        "all of one coin in each scenario, futures, options and their expiries",
        "hedges between coins");
  }

  @Override
  public ParameterSet parameters() {
    return set;
  }

  @Override
  public boolean covers(Instrument instrument) {
    return coins(instrument.underlying()) == Coins.RISK;
  }

  @Override
  public Coins coins(String coin) {
    return units.containsKey(coin) || units.containsKey(OTHER) ? Coins.RISK : Coins.NOTHING;
  }

  @Override
  public Assessment assess(Valued book) {
    Holdings holdings = book.holdings();
    AssessmentBuilder out = new AssessmentBuilder();
    BigInteger equity = book.equity();
    SortedMap<String, List<Revaluation>> byCoin = book.byUnderlying();
    BigInteger initial = BigInteger.ZERO;
    BigInteger maintenance = BigInteger.ZERO;
    for (Map.Entry<String, List<Revaluation>> entry : byCoin.entrySet()) {
      String coin = entry.getKey();
      ParameterSet own = own(coin);
      out.used(own);
      List<BigInteger> totals = book.totals(coin, at -> BybitUnit.row(own, at));
      BybitUnit unit =
          new BybitUnit(own, entry.getValue(), holdings.index(coin), holdings.timeMs(), totals);
      BigInteger margin = unit(out, coin, unit, entry.getValue());
      maintenance = maintenance.add(margin);
      initial = initial.add(Exact.ceil(margin.multiply(own.natural("initial_factor")), E18.ONE));
    }
    return out.build(equity, initial, maintenance);
  }

  private static BigInteger unit(
      AssessmentBuilder out, String coin, BybitUnit unit, List<Revaluation> positions) {
    String driver = unit.names().get(unit.scan().worst());
    BigInteger sum = out.part(coin + " maximum loss", unit.scan().loss(), "USD", driver);
    for (Map.Entry<String, BigInteger> part : unit.contingencies().entrySet()) {
      sum = sum.add(out.part(coin + " " + part.getKey(), part.getValue(), "USD", ""));
    }
    out.driver(coin, unit.scan(), unit.names(), "USD");
    for (int i = 0; i < positions.size(); i++) {
      String symbol = positions.get(i).position().instrument().symbol();
      out.contribution(symbol, coin, unit.part(unit.scan().worst(), i));
    }
    return sum;
  }

  @Override
  public Headroom headroom(Holdings book, String coin) {
    Moving moving = new Moving(book, coin);
    Assessment rest = assess(moving.rest());
    Band fixed = Band.constant(rest.equity().subtract(rest.maintenance()));
    if (moving.positions().isEmpty()) {
      return over -> fixed.plus(moving.balance(over));
    }
    BybitStretch unit = new BybitStretch(own(coin), moving);
    return over ->
        fixed.plus(moving.balance(over)).plus(moving.gained(over)).minus(unit.margin(over));
  }

  @Override
  public boolean canOpen(Assessment of) {
    return of.equity().compareTo(of.initial()) >= 0;
  }

  /** Where the maintenance margin reaches the equity. */
  @Override
  public boolean isLiquidatable(Assessment of) {
    return of.maintenance().signum() > 0 && of.maintenance().compareTo(of.equity()) >= 0;
  }
}
