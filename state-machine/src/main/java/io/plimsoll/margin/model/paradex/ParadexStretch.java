package io.plimsoll.margin.model.paradex;

import io.plimsoll.fixed.E18;
import io.plimsoll.margin.holding.Moving;
import io.plimsoll.margin.holding.Revaluation;
import io.plimsoll.margin.holding.Stretch;
import io.plimsoll.margin.rule.Band;
import java.math.BigInteger;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The net requirement of a {@link ParadexUnit} while the price of its coin moves. */
final class ParadexStretch {

  /** More 18th decimals of a dollar than the unit's own roundings come to. */
  private static final BigInteger ROUNDINGS = BigInteger.valueOf(1_000_000);

  private final ParadexUnit unit;
  private final Moving moving;
  private final List<BigInteger> amounts;
  private final List<BigInteger> today;
  private final SortedMap<BigInteger, List<BigInteger>> shocked = new TreeMap<>();

  ParadexStretch(ParadexUnit unit, Moving moving) {
    this.unit = unit;
    this.moving = moving;
    amounts = moving.amounts(at -> at.position().amount());
    today = moving.deviations(at -> at.quote().volatility(), 0);
    for (ParadexUnit.Scenario of : unit.scenarios()) {
      shocked.computeIfAbsent(
          of.shock(), shock -> moving.deviations(at -> unit.volatility(at, shock), 0));
    }
  }

  Band net(Stretch over) {
    Band notional = moving.notional(over, false);
    Band now = moving.options(over, E18.ONE, today, amounts);
    Band loss = Band.ZERO;
    for (ParadexUnit.Scenario of : unit.scenarios()) {
      List<BigInteger> deviations = shocked.getOrDefault(of.shock(), today);
      Band then = moving.options(over, E18.ONE.add(of.move()), deviations, amounts);
      loss = loss.max(now.minus(then).minus(notional.times(of.move())).times(of.weight()));
    }
    return loss.max(minimum(over)).within(ROUNDINGS);
  }

  private Band minimum(Stretch over) {
    Band net = Band.ZERO;
    Band gross = Band.ZERO;
    for (Revaluation at : moving.positions()) {
      boolean isOption = at.position().instrument().isOption();
      Band delta = isOption ? over.delta(at, over.today()) : over.notionalAtIndex(at.position());
      net = net.plus(delta);
      gross = gross.plus(delta.abs());
    }
    BigInteger half = unit.hedged().shiftRight(1);
    return net.abs().times(unit.unhedged().subtract(half)).plus(gross.times(half));
  }
}
