package io.plimsoll.margin.model.deribit;

import io.plimsoll.fixed.E18;
import io.plimsoll.margin.holding.Moving;
import io.plimsoll.margin.holding.OptionStrips;
import io.plimsoll.margin.holding.Revaluation;
import io.plimsoll.margin.holding.Stretch;
import io.plimsoll.margin.rule.Band;
import io.plimsoll.margin.rule.Exact;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Equity less maintenance margin of a currency at Deribit while its price moves, in dollars: what
 * is so many coins at the venue, times the price. So inverse futures are constants, and the loss of
 * an inverse option is one of values on its forward.
 */
final class DeribitStretch {

  private final DeribitParameters of;
  private final Moving moving;
  private final BigInteger correlation;
  private final List<BigInteger> moves;
  private final OptionStrips.Shocked today;
  private final OptionStrips.Shocked byExpiry;
  private final List<OptionStrips.Shocked> shocked = new ArrayList<>();

  /** By expiry. */
  private final SortedMap<Long, BigInteger> rollMoves = new TreeMap<>();

  DeribitStretch(DeribitParameters of, Moving moving, String coin) {
    this.of = of;
    this.moving = moving;
    correlation = moving.book().charge(coin + ".correlation_contingency");
    moves = DeribitUnit.moves(of);
    OptionStrips options = moving.strip(moving::atIndex);
    today = options.unshocked();
    byExpiry = moving.strips(moving::atIndex).unshocked();
    for (int direction : DeribitUnit.VOLATILITIES) {
      shocked.add(
          options.shocked(
              at -> of.volatility().of(at.quote().volatility(), direction, at.seconds()), 0));
    }
    for (Revaluation at : moving.positions()) {
      rollMoves.computeIfAbsent(
          at.position().instrument().expiryMs(), _ -> DeribitUnit.rollMove(of, at.seconds()));
    }
  }

  Band headroom(Stretch over) {
    SortedMap<Long, Band> deltas = deltas(over);
    Band matrix =
        worst(over)
            .plus(rollShock(deltas))
            .plus(deltaShock(over, deltas))
            .plus(over.moved(over.today()).times(correlation));
    return moving
        .balance(over)
        .plus(moving.gained(over))
        .minus(matrix.times(of.maintenanceFactor()))
        .within(nineDecimals(over));
  }

  /** The worst loss is rounded to nine decimals of a coin. */
  private static BigInteger nineDecimals(Stretch over) {
    return over.near().max(over.far()).divide(BigInteger.TEN.pow(9)).add(BigInteger.TEN);
  }

  /** What a move gains. */
  private Band gain(Stretch over, Band now, BigInteger move, OptionStrips.Shocked options) {
    BigInteger after = E18.ONE.add(move);
    Band futures = moving.notional(over, true).over(move, after);
    if (moving.options().isEmpty()) {
      return futures;
    }
    Band then = options.value(over, after).over(E18.ONE, after);
    return then.minus(now).plus(futures);
  }

  private Band worst(Stretch over) {
    Band now = today.value(over, E18.ONE);
    Band loss = Band.ZERO;
    for (BigInteger move : moves) {
      for (OptionStrips.Shocked options : moving.options().isEmpty() ? List.of(today) : shocked) {
        loss = loss.max(gain(over, now, move, options).negated());
      }
    }
    for (BigInteger move : of.extendedMoves()) {
      BigInteger end = DeribitUnit.end(of, move);
      BigInteger numerator =
          of.extendedFactor().multiply(of.priceRange()).multiply(E18.ONE.add(move));
      BigInteger denominator = move.abs().multiply(end).multiply(E18.ONE);
      Band part = gain(over, now, move, shocked.getFirst()).over(numerator, denominator);
      BigInteger dampener = E18.overTowardZero(DeribitUnit.dampener(of, move), end);
      loss = loss.max(part.negated().minus(Band.constant(dampener)));
    }
    return loss.within(over.near().max(over.far()).shiftRight(50).add(BigInteger.TEN));
  }

  /** By expiry. */
  private SortedMap<Long, Band> deltas(Stretch over) {
    SortedMap<Long, Band> deltas = new TreeMap<>();
    for (Revaluation at : moving.outrights()) {
      long expiry = at.position().instrument().expiryMs();
      deltas.merge(expiry, over.notionalAtIndex(at.position()), Band::plus);
    }
    for (OptionStrips.Delta strip : byExpiry.deltas(over)) {
      deltas.merge(strip.like().expiryMs(), strip.net(), Band::plus);
    }
    return deltas;
  }

  private Band rollShock(SortedMap<Long, Band> deltas) {
    Band sum = Band.ZERO;
    for (Map.Entry<Long, Band> entry : deltas.entrySet()) {
      BigInteger move = rollMoves.getOrDefault(entry.getKey(), BigInteger.ZERO);
      sum = sum.plus(entry.getValue().abs().times(move));
    }
    return sum;
  }

  /** The delta at a move that grows with it: of both the least and the most are taken. */
  private Band deltaShock(Stretch over, SortedMap<Long, Band> deltas) {
    Band delta = Band.ZERO;
    for (Band of : deltas.values()) {
      delta = delta.plus(of);
    }
    Band size = delta.abs();
    BigInteger least = move(size.least(), over.near().max(over.far()), false);
    BigInteger most = move(size.most(), over.near().min(over.far()), true);
    return size.timesBetween(least, most.max(least));
  }

  private BigInteger move(BigInteger dollars, BigInteger price, boolean up) {
    BigInteger beyond = dollars.subtract(of.deltaThreshold()).max(BigInteger.ZERO);
    BigInteger numerator = beyond.multiply(of.deltaIncrement());
    BigInteger move = up ? Exact.ceil(numerator, price) : Exact.floor(numerator, price);
    BigInteger unit = up ? BigInteger.TEN : BigInteger.TEN.negate();
    return move.add(unit).max(BigInteger.ZERO).min(of.mostDeltaShock());
  }
}
