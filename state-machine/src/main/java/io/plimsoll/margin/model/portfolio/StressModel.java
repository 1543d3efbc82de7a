package io.plimsoll.margin.model.portfolio;

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
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * The generic portfolio margin at 18 decimals, the wide entry of {@link PortfolioModel}: for each
 * underlying the worst of a matrix of moves and volatilities and of extremes at a weight, at least
 * a minimum for short options; aggregated with correlations; and add-ons for matched and for net
 * notional and for options.
 */
public final class StressModel implements HoldingModel {

  private static final BigInteger HUNDRED = BigInteger.valueOf(100);
  private static final BigInteger E36 = E18.ONE.multiply(E18.ONE);

  private final ParameterSet set;

  /** A model with one set for all underlyings, whose names end its keys. */
  public StressModel(ParameterSet set) {
    this.set = set;
  }

  @Override
  public String name() {
    return "portfolio";
  }

  /** One underlying's result: what is lost, and whether by a fall or a rise of the price. */
  record Stress(String underlying, BigInteger loss, int direction) {}

  /** A cell of the matrix: the move, the direction of volatilities, and the weight. */
  record Cell(BigInteger move, int direction, BigInteger weight) {

    String name() {
      String vol = direction > 0 ? ", vol up" : direction < 0 ? ", vol down" : "";
      String part = weight.equals(E18.ONE) ? "" : " at " + E18.text(weight);
      return E18.text(move.multiply(HUNDRED)) + "%" + vol + part;
    }
  }

  @Override
  public Set<Property> properties() {
    return EnumSet.of(
        Property.ORDER_INDEPENDENT, Property.HOMOGENEOUS, Property.MONOTONE_IN_SCENARIOS);
  }

  @Override
  public Terms terms() {
    return Terms.any(
        "all of one coin in each scenario, and losses of different coins by their correlation",
        "skew and term structure of volatility");
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
    return set.has("moves_" + coin) ? Coins.RISK : Coins.NOTHING;
  }

  @Override
  public Assessment assess(Valued book) {
    Holdings holdings = book.holdings();
    AssessmentBuilder out = new AssessmentBuilder();
    out.used(set);
    BigInteger equity = book.equity();
    SortedMap<String, List<Revaluation>> byUnderlying = book.byUnderlying();
    List<Stress> stresses = new ArrayList<>();
    BigInteger addOns = BigInteger.ZERO;
    for (Map.Entry<String, List<Revaluation>> entry : byUnderlying.entrySet()) {
      BigInteger index = holdings.index(entry.getKey());
      stresses.add(stress(out, book, entry.getKey(), entry.getValue(), index));
      addOns = addOns.add(addOns(out, entry.getKey(), entry.getValue(), index));
    }
    BigInteger initial = aggregate(out, stresses).add(addOns);
    BigInteger maintenance =
        Exact.ceil(initial.multiply(set.natural("maintenance_fraction")), E18.ONE);
    return out.build(equity, initial, maintenance);
  }

  private List<Cell> cells(String underlying) {
    List<Cell> cells = new ArrayList<>();
    for (BigInteger move : set.decimals("moves_" + underlying)) {
      for (int direction : new int[] {1, 0, -1}) {
        cells.add(new Cell(move, direction, E18.ONE));
      }
    }
    if (set.has("extremes_" + underlying)) {
      for (List<@Nullable BigInteger> row : set.table("extremes_" + underlying, 2)) {
        BigInteger move = row.get(0);
        BigInteger weight = row.get(1);
        if (move == null || weight == null) {
          throw new IllegalArgumentException("extremes of " + underlying + " must be numbers");
        }
        cells.add(new Cell(move, 0, weight));
      }
    }
    return cells;
  }

  private Stress stress(
      AssessmentBuilder out,
      Valued book,
      String underlying,
      List<Revaluation> positions,
      BigInteger index) {
    List<Cell> cells = cells(underlying);
    Scan scan = Scan.of(book.totals(underlying, at -> row(cells, at)));
    List<String> names = cells.stream().map(Cell::name).toList();
    BigInteger least = shortOptionMinimum(positions, index);
    BigInteger loss = scan.loss().max(least);
    out.part(underlying + " stress", loss, "USD", names.get(scan.worst()));
    out.driver(underlying, scan, names, "USD");
    for (int i = 0; i < positions.size(); i++) {
      String symbol = positions.get(i).position().instrument().symbol();
      out.contribution(
          symbol, underlying, positions.get(i).row(at -> row(cells, at)).get(scan.worst()));
    }
    return new Stress(underlying, loss, cells.get(scan.worst()).move().signum());
  }

  /** What a position gains in each cell, at the cell's weight. */
  private List<BigInteger> row(List<Cell> cells, Revaluation at) {
    BigInteger fallen = volatility(set, at, -1);
    BigInteger risen = volatility(set, at, 1);
    List<BigInteger> row = new ArrayList<>();
    for (Cell cell : cells) {
      BigInteger volatility =
          cell.direction() > 0 ? risen : cell.direction() < 0 ? fallen : at.quote().volatility();
      BigInteger gain = at.quotedGain(at.quote().mark(), cell.move(), volatility, 0);
      row.add(Exact.floor(gain.multiply(cell.weight()), E18.ONE));
    }
    return row;
  }

  static BigInteger volatility(ParameterSet set, Revaluation position, int direction) {
    BigInteger volatility = position.quote().volatility();
    if (direction == 0 || !position.position().instrument().isOption()) {
      return volatility;
    }
    BigInteger change =
        direction > 0 ? set.natural("volatility_up") : set.natural("volatility_down").negate();
    return timesTowardZero(volatility, E18.ONE.add(change)).max(BigInteger.ZERO);
  }

  private BigInteger shortOptionMinimum(List<Revaluation> positions, BigInteger index) {
    BigInteger shorts = BigInteger.ZERO;
    for (Revaluation position : positions) {
      if (position.position().instrument().isOption()) {
        shorts = shorts.add(position.position().amount().min(BigInteger.ZERO).negate());
      }
    }
    return shorts.signum() == 0
        ? BigInteger.ZERO
        : Exact.ceil(shorts.multiply(index).multiply(set.natural("short_option_minimum")), E36);
  }

  private BigInteger addOns(
      AssessmentBuilder out, String underlying, List<Revaluation> positions, BigInteger index) {
    BigInteger longs = BigInteger.ZERO;
    BigInteger shorts = BigInteger.ZERO;
    BigInteger options = BigInteger.ZERO;
    for (Revaluation position : positions) {
      BigInteger amount = position.position().amount();
      if (position.position().instrument().isOption()) {
        options = options.add(timesTowardZero(amount.abs(), index));
      } else {
        BigInteger notional = timesTowardZero(amount, position.quote().mark());
        longs = longs.add(notional.max(BigInteger.ZERO));
        shorts = shorts.subtract(notional.min(BigInteger.ZERO));
      }
    }
    return addOn(out, underlying, "basis", longs.min(shorts), "basis_rate")
        .add(addOn(out, underlying, "liquidity", longs.subtract(shorts).abs(), "liquidity_rate"))
        .add(addOn(out, underlying, "option liquidity", options, "option_liquidity_rate"));
  }

  private BigInteger addOn(
      AssessmentBuilder out, String underlying, String name, BigInteger notional, String rate) {
    BigInteger amount =
        notional.signum() == 0
            ? BigInteger.ZERO
            : Exact.ceil(notional.multiply(set.natural(rate)), E18.ONE);
    return out.part(underlying + " " + name, amount, "USD", "of " + E18.text(notional));
  }

  /** sqrt(sum a^2 + 2 sum rho a b), Ceil, and at most the sum. */
  private BigInteger aggregate(AssessmentBuilder out, List<Stress> stresses) {
    BigInteger sum = BigInteger.ZERO;
    BigInteger square = BigInteger.ZERO;
    for (int i = 0; i < stresses.size(); i++) {
      Stress one = stresses.get(i);
      sum = sum.add(one.loss());
      square = square.add(one.loss().pow(2).multiply(E18.ONE));
      for (int j = 0; j < i; j++) {
        BigInteger rho = correlation(stresses.get(j), one);
        BigInteger product = stresses.get(j).loss().multiply(one.loss());
        square = square.add(product.multiply(rho).shiftLeft(1));
      }
    }
    BigInteger squared = Exact.ceil(square.max(BigInteger.ZERO), E18.ONE);
    BigInteger root = squared.sqrt();
    BigInteger total = (root.pow(2).equals(squared) ? root : root.add(BigInteger.ONE)).min(sum);
    out.part("correlation credit", total.subtract(sum), "USD", "of " + E18.text(sum));
    return total;
  }

  /** For moves of one direction, of both, or the larger where one does not move. */
  private BigInteger correlation(Stress one, Stress other) {
    return correlation(set, one, other);
  }

  /** The first is that of the underlying whose name comes first. */
  static BigInteger correlation(ParameterSet set, Stress earlier, Stress later) {
    List<BigInteger> both =
        set.decimals("correlation_" + earlier.underlying() + "_" + later.underlying());
    if (both.size() != 2) {
      throw new IllegalArgumentException(
          "a correlation has two numbers, for moves of one direction and of both");
    }
    return switch (earlier.direction() * later.direction()) {
      case 1 -> both.get(0);
      case -1 -> both.get(1);
      default -> both.get(0).max(both.get(1));
    };
  }

  @Override
  public Headroom headroom(Holdings book, String coin) {
    Moving moving = new Moving(book, coin);
    Holdings rest = moving.rest();
    Band equity = Band.constant(assess(rest).equity());
    if (moving.positions().isEmpty()) {
      Band fixed = equity.minus(Band.constant(assess(rest).maintenance()));
      return over -> fixed.plus(moving.balance(over));
    }
    AssessmentBuilder unseen = new AssessmentBuilder();
    Valued others = Valued.of(rest);
    List<Stress> stresses = new ArrayList<>();
    BigInteger addOns = BigInteger.ZERO;
    for (Map.Entry<String, List<Revaluation>> entry : others.byUnderlying().entrySet()) {
      BigInteger index = rest.index(entry.getKey());
      stresses.add(stress(unseen, others, entry.getKey(), entry.getValue(), index));
      addOns = addOns.add(addOns(unseen, entry.getKey(), entry.getValue(), index));
    }
    StressStretch unit = new StressStretch(set, coin, cells(coin), moving, stresses);
    Band fixed = Band.constant(addOns);
    BigInteger fraction = set.natural("maintenance_fraction");
    return over ->
        equity
            .plus(moving.balance(over))
            .plus(moving.gained(over))
            .minus(unit.initial(over).plus(fixed).times(fraction));
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
