package io.plimsoll.margin.model.deribit;

import static io.plimsoll.fixed.E18.timesTowardZero;

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
import io.plimsoll.margin.rule.Scan;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Deribit's portfolio margin. Each currency pays for itself:
 *
 * <pre>
 *   matrix      = worst loss to nine decimals + roll shock + delta shock + correlation contingency
 *   initial     = matrix + charges, to nine decimals
 *   maintenance = mm_factor * matrix
 * </pre>
 *
 * <p>The sums of all currencies are in dollars, at the index; of equity Floor and of requirements
 * Ceil.
 */
public final class DeribitModel implements HoldingModel {

  /** Below it amounts of dollars have no size in coins, at 18 decimals. */
  private static final BigInteger LEAST_INDEX = BigInteger.TEN.pow(6);

  private final ParameterSet set;
  private final SortedMap<String, DeribitParameters> parameters = new TreeMap<>();

  /**
   * A model of the currencies that a set has values of.
   *
   * @throws IllegalArgumentException where one lacks a value
   */
  public DeribitModel(ParameterSet set) {
    this.set = set;
    for (String coin : set.units()) {
      parameters.put(coin, DeribitParameters.of(set.part(coin)));
    }
  }

  @Override
  public String name() {
    return "deribit";
  }

  @Override
  public Set<Property> properties() {
    return EnumSet.of(Property.ORDER_INDEPENDENT, Property.MONOTONE_IN_SCENARIOS);
  }

  @Override
  public Terms terms() {
    return Terms.inverse(
        "all of one coin in each scenario; gains count in part",
        "other coins and cash, which pay for nothing of it");
  }

  @Override
  public ParameterSet parameters() {
    return set;
  }

  @Override
  public boolean covers(Instrument instrument) {
    return instrument.isInverse() && parameters.containsKey(instrument.underlying());
  }

  @Override
  public Coins coins(String coin) {
    return parameters.containsKey(coin) ? Coins.COLLATERAL : Coins.NOTHING;
  }

  @Override
  public boolean countsCash() {
    return false;
  }

  /** Of several currencies what leaves as much as that one leaves that leaves least. */
  @Override
  public BigInteger toOpen(Holdings book, Assessment of) {
    return of.pools().size() == 1 ? of.initial() : compared(book, of, Assessment.Pool::initial);
  }

  @Override
  public BigInteger toStay(Holdings book, Assessment of) {
    return of.pools().size() == 1
        ? of.maintenance()
        : compared(book, of, Assessment.Pool::maintenance);
  }

  private static BigInteger compared(
      Holdings book, Assessment of, Function<Assessment.Pool, BigInteger> margin) {
    BigInteger least = null;
    for (Assessment.Pool pool : of.pools()) {
      BigInteger free = pool.equity().subtract(margin.apply(pool));
      BigInteger dollars = Exact.floor(free.multiply(book.index(pool.asset())), E18.ONE);
      least = least == null ? dollars : least.min(dollars);
    }
    return of.equity().subtract(Objects.requireNonNull(least));
  }

  @Override
  public Assessment assess(Valued book) {
    Holdings holdings = book.holdings();
    SortedMap<String, List<Revaluation>> byCoin = new TreeMap<>();
    for (String asset : holdings.balances().keySet()) {
      if (parameters.containsKey(asset)) {
        byCoin.put(asset, new ArrayList<>());
      }
    }
    for (Revaluation at : book.positions()) {
      requireCovered(at);
      String underlying = at.position().instrument().underlying();
      byCoin.computeIfAbsent(underlying, coin -> new ArrayList<>()).add(at);
    }
    Sum sum = new Sum();
    byCoin.forEach((coin, positions) -> {
      sum.add(book, Objects.requireNonNull(parameters.get(coin)), coin, positions);
      sum.out.used(set.part(coin));
    });
    return sum.out.build(sum.equityUsd, sum.initialUsd, sum.maintenanceUsd);
  }

  private void requireCovered(Revaluation at) {
    Instrument instrument = at.position().instrument();
    if (!instrument.isInverse() || !parameters.containsKey(instrument.underlying())) {
      throw new IllegalArgumentException(
          instrument.symbol()
              + " is not covered: it must be inverse, on one of "
              + parameters.keySet());
    }
  }

  /** Adds currencies. */
  private static final class Sum {

    private final AssessmentBuilder out = new AssessmentBuilder();
    private BigInteger equityUsd = BigInteger.ZERO;
    private BigInteger initialUsd = BigInteger.ZERO;
    private BigInteger maintenanceUsd = BigInteger.ZERO;

    void add(Valued book, DeribitParameters of, String coin, List<Revaluation> positions) {
      Holdings holdings = book.holdings();
      BigInteger index = holdings.index(coin);
      if (index.compareTo(LEAST_INDEX) < 0) {
        throw new IllegalArgumentException(
            coin + " is not covered: its index " + E18.text(index) + " is too small");
      }
      DeribitUnit unit =
          new DeribitUnit(of, positions, index, book.totals(coin, at -> DeribitUnit.row(of, at)));
      Scan scan = unit.scan();
      BigInteger correlation = holdings.charge(coin + ".correlation_contingency");
      BigInteger matrix =
          part(coin, "worst loss", unit.worst(), unit.names().get(scan.worst()))
              .add(part(coin, "roll shock", unit.rollShock(), "delta of each expiry"))
              .add(part(coin, "delta shock", unit.deltaShock(), "delta of all expiries"))
              .add(part(coin, "correlation contingency", correlation, "of the book"));
      BigInteger initial = matrix;
      for (String charge : List.of("mmp_margin", "spot_margin", "open_orders_margin")) {
        BigInteger amount = holdings.charge(coin + "." + charge);
        initial = initial.add(part(coin, charge, amount, "of the book"));
      }
      initial = DeribitUnit.nineDecimals(initial);
      BigInteger maintenance = timesTowardZero(matrix, of.maintenanceFactor());
      BigInteger equity = equity(holdings, coin, positions);
      out.pool(new Assessment.Pool(coin, coin, equity, initial, maintenance));
      equityUsd = equityUsd.add(Exact.floor(equity.multiply(index), E18.ONE));
      initialUsd = initialUsd.add(Exact.ceil(initial.multiply(index), E18.ONE));
      maintenanceUsd = maintenanceUsd.add(Exact.ceil(maintenance.multiply(index), E18.ONE));
      out.driver(coin, scan, unit.names(), coin);
      for (int i = 0; i < positions.size(); i++) {
        String symbol = positions.get(i).position().instrument().symbol();
        out.contribution(symbol, coin, unit.part(scan.worst(), i));
      }
    }

    private BigInteger part(String coin, String name, BigInteger amount, String inputs) {
      return out.part(coin + " " + name, amount, coin, inputs);
    }

    /** Balance, futures' profit since their entry, and the value of options at their marks. */
    private static BigInteger equity(Holdings holdings, String coin, List<Revaluation> positions) {
      BigInteger equity = holdings.balance(coin).net();
      for (Revaluation position : positions) {
        equity =
            equity.add(
                position.position().instrument().isOption()
                    ? position.markValue()
                    : position.profit());
      }
      return equity;
    }
  }

  @Override
  public Headroom headroom(Holdings book, String coin) {
    Moving moving = new Moving(book, coin);
    moving.positions().forEach(this::requireCovered);
    BigInteger others = null;
    for (Assessment.Pool pool : assess(moving.rest()).pools()) {
      // A book without currencies has one pool of another name, with nothing in it.
      if (parameters.containsKey(pool.name())) {
        BigInteger free = pool.equity().subtract(pool.maintenance());
        BigInteger dollars = Exact.floor(free.multiply(book.index(pool.asset())), E18.ONE);
        others = others == null ? dollars : others.min(dollars);
      }
    }
    // A currency without a pool moves nothing, and an account without one has nothing to lose.
    Band fixed = Band.constant(others == null ? E18.ONE : others);
    DeribitParameters own = parameters.get(coin);
    boolean isHeld = book.balances().containsKey(coin) || !moving.positions().isEmpty();
    if (own == null || !isHeld) {
      return over -> fixed;
    }
    DeribitStretch unit = new DeribitStretch(own, moving, coin);
    boolean isAlone = others == null;
    return over -> isAlone ? unit.headroom(over) : unit.headroom(over).min(fixed);
  }

  /** Where each currency's equity reaches its initial margin. */
  @Override
  public boolean canOpen(Assessment of) {
    return of.pools().stream().allMatch(pool -> pool.equity().compareTo(pool.initial()) >= 0);
  }

  /** Where a currency's maintenance margin is more than its equity. */
  @Override
  public boolean isLiquidatable(Assessment of) {
    return of.pools().stream().anyMatch(pool -> pool.maintenance().compareTo(pool.equity()) > 0);
  }
}
