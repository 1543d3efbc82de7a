package io.plimsoll.margin.model.paradex;

import io.plimsoll.fixed.E18;
import io.plimsoll.margin.holding.Moving;
import io.plimsoll.margin.holding.OptionStrips;
import io.plimsoll.margin.holding.Revaluation;
import io.plimsoll.margin.holding.Stretch;
import io.plimsoll.margin.rule.Band;
import java.math.BigInteger;
import java.util.SortedMap;
import java.util.TreeMap;

/** The net requirement of a {@link ParadexUnit} while the price of its coin moves. */
final class ParadexStretch {

  /** More 18th decimals of a dollar than the unit's own roundings come to. */
  private static final BigInteger ROUNDINGS = BigInteger.valueOf(1_000_000);

  private final ParadexUnit unit;
  private final Moving moving;
  private final OptionStrips.Shocked today;

  /** At the index. */
  private final OptionStrips.Shocked coins;

  private final SortedMap<BigInteger, OptionStrips.Shocked> shocked = new TreeMap<>();

  ParadexStretch(ParadexUnit unit, Moving moving) {
    this.unit = unit;
    this.moving = moving;
    OptionStrips options = moving.strip(at -> at.position().amount());
    today = options.unshocked();
    coins = moving.strip(moving::atIndex).unshocked();
    for (ParadexUnit.Scenario of : unit.scenarios()) {
      shocked.computeIfAbsent(
          of.shock(), shock -> options.shocked(at -> unit.volatility(at, shock), 0));
    }
  }

  Band net(Stretch over) {
    Band notional = moving.notional(over, false);
    Band now = today.value(over, E18.ONE);
    Band loss = Band.ZERO;
    for (ParadexUnit.Scenario of : unit.scenarios()) {
      OptionStrips.Shocked options = shocked.getOrDefault(of.shock(), today);
      Band then = options.value(over, E18.ONE.add(of.move()));
      loss = loss.max(now.minus(then).minus(notional.times(of.move())).times(of.weight()));
    }
    return loss.max(minimum(over)).within(ROUNDINGS);
  }

  private Band minimum(Stretch over) {
    Band net = Band.ZERO;
    Band gross = Band.ZERO;
    for (Revaluation at : moving.outrights()) {
      Band delta = over.notionalAtIndex(at.position());
      net = net.plus(delta);
      gross = gross.plus(delta.abs());
    }
    for (OptionStrips.Delta strip : coins.deltas(over)) {
      net = net.plus(strip.net());
      gross = gross.plus(strip.gross());
    }
    BigInteger half = unit.hedged().shiftRight(1);
    return net.abs().times(unit.unhedged().subtract(half)).plus(gross.times(half));
  }
}
