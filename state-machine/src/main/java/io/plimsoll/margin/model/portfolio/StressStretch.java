package io.plimsoll.margin.model.portfolio;

import static java.util.Objects.requireNonNull;

import io.plimsoll.fixed.E18;
import io.plimsoll.margin.holding.Moving;
import io.plimsoll.margin.holding.OptionStrips;
import io.plimsoll.margin.holding.Revaluation;
import io.plimsoll.margin.holding.Stretch;
import io.plimsoll.margin.model.ParameterSet;
import io.plimsoll.margin.model.portfolio.StressModel.Cell;
import io.plimsoll.margin.model.portfolio.StressModel.Stress;
import io.plimsoll.margin.rule.Band;
import io.plimsoll.margin.rule.Exact;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** What {@link StressModel} requires initially while the price of one underlying moves. */
final class StressStretch {

  /** More 18th decimals of a dollar than the model's own roundings come to. */
  private static final BigInteger ROUNDINGS = BigInteger.valueOf(1_000_000);

  private final ParameterSet set;
  private final String coin;
  private final List<Cell> cells;
  private final Moving moving;
  private final List<Stress> others;
  private final List<BigInteger> amounts;
  private final SortedMap<Integer, OptionStrips.Shocked> shocked = new TreeMap<>();

  /**
   * A model's underlying.
   *
   * @param others the stress of all others, which do not move
   */
  StressStretch(
      ParameterSet set, String coin, List<Cell> cells, Moving moving, List<Stress> others) {
    this.set = set;
    this.coin = coin;
    this.cells = cells;
    this.moving = moving;
    this.others = others;
    amounts = moving.options().stream().map(at -> at.position().amount()).toList();
    OptionStrips options = moving.strip(at -> at.position().amount());
    for (int direction = -1; direction <= 1; direction++) {
      int way = direction;
      shocked.put(way, options.shocked(at -> StressModel.volatility(set, at, way), 0));
    }
  }

  /** Of all underlyings, and the moving one's add-ons. */
  Band initial(Stretch over) {
    Band notional = moving.notional(over, false);
    Band now = options(over, E18.ONE, 0);
    List<Band> losses = new ArrayList<>();
    Band loss = Band.ZERO;
    for (Cell cell : cells) {
      Band then = options(over, E18.ONE.add(cell.move()), cell.direction());
      Band lost = now.minus(then).minus(notional.times(cell.move())).times(cell.weight());
      losses.add(lost);
      loss = loss.max(lost);
    }
    loss = loss.max(minimum(over)).within(ROUNDINGS);
    return aggregate(loss, losses).plus(addOns(over)).within(ROUNDINGS);
  }

  private Band options(Stretch over, BigInteger multiplier, int direction) {
    return requireNonNull(shocked.get(direction)).value(over, multiplier);
  }

  private Band minimum(Stretch over) {
    BigInteger shorts = BigInteger.ZERO;
    for (BigInteger amount : amounts) {
      shorts = shorts.subtract(amount.min(BigInteger.ZERO));
    }
    return shorts.signum() == 0
        ? Band.ZERO
        : over.moved(over.today()).times(shorts).times(set.natural("short_option_minimum"));
  }

  private Band addOns(Stretch over) {
    Band longs = Band.ZERO;
    Band shorts = Band.ZERO;
    for (Revaluation at : moving.outrights()) {
      Band notional = over.notional(at.position(), at.quote());
      boolean isLong = at.position().amount().signum() > 0;
      longs = isLong ? longs.plus(notional) : longs;
      shorts = isLong ? shorts : shorts.minus(notional);
    }
    BigInteger held = BigInteger.ZERO;
    for (BigInteger amount : amounts) {
      held = held.add(amount.abs());
    }
    return part(longs.min(shorts).positive(), "basis_rate")
        .plus(part(longs.minus(shorts).abs(), "liquidity_rate"))
        .plus(part(over.moved(over.today()).times(held), "option_liquidity_rate"));
  }

  private Band part(Band notional, String rate) {
    return notional.most().signum() <= 0 ? Band.ZERO : notional.times(set.natural(rate));
  }

  /** By the correlations of each direction in which the worst scenario may be. */
  private Band aggregate(Band loss, List<Band> losses) {
    if (others.isEmpty()) {
      return loss;
    }
    BigInteger sum = BigInteger.ZERO;
    BigInteger square = BigInteger.ZERO;
    for (int i = 0; i < others.size(); i++) {
      Stress later = others.get(i);
      sum = sum.add(later.loss());
      square = square.add(later.loss().pow(2).multiply(E18.ONE));
      for (int j = 0; j < i; j++) {
        Stress earlier = others.get(j);
        BigInteger rho = StressModel.correlation(set, earlier, later);
        square = square.add(earlier.loss().multiply(later.loss()).multiply(rho).shiftLeft(1));
      }
    }
    Band all = null;
    for (int direction = -1; direction <= 1; direction++) {
      if (mayDrive(direction, losses)) {
        Band root = root(loss, direction, square);
        all = all == null ? root : all.or(root);
      }
    }
    Band added = loss.plus(Band.constant(sum));
    return all == null ? added : all.min(added);
  }

  private boolean mayDrive(int direction, List<Band> losses) {
    for (int i = 0; i < cells.size(); i++) {
      Band own = losses.get(i);
      if (cells.get(i).move().signum() == direction
          && losses.stream().noneMatch(other -> own.isBelow(other))) {
        return true;
      }
    }
    return false;
  }

  /**
   * sqrt(loss^2 + 2 b loss + c), with c the others' square. It bends upwards where c is at least
   * b^2; else, and where b is negative, only its ends are looked at.
   */
  private Band root(Band loss, int direction, BigInteger c) {
    BigInteger b = BigInteger.ZERO;
    Stress own = new Stress(coin, BigInteger.ZERO, direction);
    for (Stress other : others) {
      boolean isFirst = other.underlying().compareTo(coin) < 0;
      BigInteger rho =
          isFirst
              ? StressModel.correlation(set, other, own)
              : StressModel.correlation(set, own, other);
      b = b.add(other.loss().multiply(rho));
    }
    BigInteger least = loss.least().max(BigInteger.ZERO);
    BigInteger most = loss.most();
    if (b.signum() < 0) {
      BigInteger large = root(least, b, c, 1).max(root(most, b, c, 1));
      return Band.between(BigInteger.ZERO, large);
    }
    boolean bends = c.multiply(E18.ONE).compareTo(b.pow(2)) >= 0;
    BigInteger low = root(least, b, c, -1);
    BigInteger large = root(most, b, c, 1);
    return bends
        ? new Band(low, low, root(loss.highNear(), b, c, 1), root(loss.highFar(), b, c, 1))
        : Band.between(low, large);
  }

  /** With a unit more or less than the nearest root. */
  private static BigInteger root(BigInteger loss, BigInteger b, BigInteger c, int slack) {
    BigInteger square = loss.pow(2).multiply(E18.ONE).add(loss.multiply(b).shiftLeft(1)).add(c);
    BigInteger whole = Exact.ceil(square.max(BigInteger.ZERO), E18.ONE);
    return whole.sqrt().add(BigInteger.valueOf(2L * slack)).max(BigInteger.ZERO);
  }
}
