package io.plimsoll.margin.model.bybit;

import io.plimsoll.fixed.E18;
import io.plimsoll.margin.holding.Instrument;
import io.plimsoll.margin.holding.Moving;
import io.plimsoll.margin.holding.OptionStrips;
import io.plimsoll.margin.holding.Revaluation;
import io.plimsoll.margin.holding.Stretch;
import io.plimsoll.margin.model.ParameterSet;
import io.plimsoll.margin.rule.Band;
import io.plimsoll.margin.rule.Undecided;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The margin of a {@link BybitUnit} while the price of its coin moves. */
final class BybitStretch {

  /** More 18th decimals of a dollar than the unit's own roundings come to. */
  private static final BigInteger ROUNDINGS = BigInteger.valueOf(1_000_000);

  private final ParameterSet set;
  private final Moving moving;
  private final List<BigInteger> moves;
  private final OptionStrips.Shocked today;

  /** At the index. */
  private final OptionStrips.Shocked coins;

  private final List<OptionStrips.Shocked> shocked = new ArrayList<>();
  private final BigInteger shortOptions;
  private final BigInteger vegaSpread;

  BybitStretch(ParameterSet set, Moving moving) {
    this.set = set;
    this.moving = moving;
    moves = BybitUnit.moves(set);
    OptionStrips options = moving.strip(at -> at.position().amount());
    today = options.unshocked();
    coins = moving.strips(moving::atIndex).unshocked();
    for (int direction : BybitUnit.VOLATILITIES) {
      shocked.add(options.shocked(at -> BybitUnit.volatility(set, at, direction), 0));
    }
    shortOptions = BybitUnit.shortOptions(moving.options());
    vegaSpread = BybitUnit.spread(BybitUnit.byDays(moving.options(), moving.book().timeMs()));
  }

  Band margin(Stretch over) {
    Band notional = moving.notional(over, false);
    Band now = today.value(over, E18.ONE);
    Band loss = Band.ZERO;
    for (BigInteger move : moves) {
      for (OptionStrips.Shocked options : moving.options().isEmpty() ? List.of(today) : shocked) {
        Band then = options.value(over, E18.ONE.add(move));
        loss = loss.max(now.minus(then).minus(notional.times(move)));
      }
    }
    return loss.plus(contingencies(over)).within(ROUNDINGS);
  }

  private Band contingencies(Stretch over) {
    Band sum = part(over.moved(over.today()).times(shortOptions), "short_option_factor");
    sum = sum.plus(part(over.moved(over.today()).times(vegaSpread), "vega_spread_factor"));
    sum = sum.plus(part(deltaSpread(over), "delta_spread_factor"));
    sum = sum.plus(part(stableCoins(over), "stable_spread_factor"));
    Band futures = Band.ZERO;
    for (Revaluation at : moving.outrights()) {
      if (at.position().instrument().kind() != Instrument.Kind.SPOT) {
        futures = futures.plus(over.notionalAtIndex(at.position()).abs());
      }
    }
    return sum.plus(part(futures, "futures_factor"));
  }

  /** A parameter is asked for where it may count. */
  private Band part(Band dollars, String factor) {
    return dollars.most().signum() <= 0 ? Band.ZERO : dollars.times(set.natural(factor));
  }

  /** Of positions that are all linear or all inverse the hedges stay; else of one side alone. */
  private Band deltaSpread(Stretch over) {
    List<Revaluation> outrights = moving.outrights();
    boolean isInverse = outrights.stream().allMatch(at -> at.position().instrument().isInverse());
    boolean isLinear = outrights.stream().noneMatch(at -> at.position().instrument().isInverse());
    if (isInverse || isLinear) {
      BigInteger spread = BybitUnit.spread(BybitUnit.byDays(outrights, moving.book().timeMs()));
      Band price = isLinear ? over.moved(over.today()) : Band.constant(over.today());
      return price.times(spread);
    }
    SortedMap<Long, Band> net = new TreeMap<>();
    for (Revaluation at : outrights) {
      long days = BybitUnit.days(at, moving.book().timeMs());
      net.merge(days, over.notionalAtIndex(at.position()), Band::plus);
    }
    boolean isLong = net.values().stream().allMatch(of -> of.least().signum() >= 0);
    boolean isShort = net.values().stream().allMatch(of -> of.most().signum() <= 0);
    if (!isLong && !isShort) {
      throw new Undecided("linear and inverse futures of different expiries hedge one another");
    }
    return Band.ZERO;
  }

  private Band stableCoins(Stretch over) {
    SortedMap<String, Band> deltas = new TreeMap<>();
    for (Revaluation at : moving.outrights()) {
      String settlement = at.position().instrument().settlement();
      deltas.merge(settlement, over.notionalAtIndex(at.position()), Band::plus);
    }
    for (OptionStrips.Delta strip : coins.deltas(over)) {
      deltas.merge(strip.like().settlement(), strip.net(), Band::plus);
    }
    Band tether = deltas.getOrDefault("USDT", Band.ZERO);
    Band circle = deltas.getOrDefault("USDC", Band.ZERO);
    return tether.min(circle.negated()).max(tether.negated().min(circle)).positive();
  }
}
