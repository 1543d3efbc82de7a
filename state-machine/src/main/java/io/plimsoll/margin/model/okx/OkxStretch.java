package io.plimsoll.margin.model.okx;

import io.plimsoll.fixed.E18;
import io.plimsoll.margin.holding.Instrument;
import io.plimsoll.margin.holding.Moving;
import io.plimsoll.margin.holding.OptionStrips;
import io.plimsoll.margin.holding.Revaluation;
import io.plimsoll.margin.holding.Stretch;
import io.plimsoll.margin.model.ParameterSet;
import io.plimsoll.margin.rule.Band;
import io.plimsoll.margin.rule.Black76;
import io.plimsoll.margin.rule.Exact;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The margin of an {@link OkxUnit} while the price of its underlying moves. */
final class OkxStretch {

  /** More 18th decimals of a dollar than the unit's own roundings come to. */
  private static final BigInteger ROUNDINGS = BigInteger.valueOf(1_000_000);

  private final ParameterSet set;
  private final Moving moving;
  private final List<BigInteger> moves;
  private final OptionStrips.Shocked today;
  private final OptionStrips.Shocked tomorrow;
  private final OptionStrips.Shocked shifted;

  /** Today's by expiry. */
  private final OptionStrips.Shocked apart;

  private final List<OptionStrips.Shocked> shocked = new ArrayList<>();

  /** MR4's move, by expiry. */
  private final SortedMap<Long, BigInteger> basisMoves = new TreeMap<>();

  /** Each option times its time and a move of the rate. */
  private final OptionStrips.Shocked earning;

  OkxStretch(ParameterSet set, Moving moving) {
    this.set = set;
    this.moving = moving;
    moves = OkxUnit.moves(set);
    boolean hasOptions = !moving.options().isEmpty();
    OptionStrips options = moving.strip(this::amount);
    today = options.unshocked();
    OptionStrips strips = moving.strips(this::amount);
    apart = strips.unshocked();
    long day = OkxUnit.SECONDS_OF_A_DAY.longValueExact();
    tomorrow = options.shocked(at -> at.quote().volatility(), day);
    shifted =
        strips.shocked(
            at ->
                at.quote()
                    .volatility()
                    .add(OkxUnit.byDays(set, "mr3_volatility_points", at.seconds())),
            0);
    for (int direction : OkxUnit.VOLATILITIES) {
      shocked.add(options.shocked(at -> OkxUnit.volatility(set, at, direction), 0));
    }
    BigInteger rate = hasOptions ? set.natural("mr5_rate_move") : BigInteger.ZERO;
    earning = moving.strips(at -> earned(at, rate)).unshocked();
    for (Revaluation at : moving.positions()) {
      basisMoves.computeIfAbsent(
          at.position().instrument().expiryMs(), _ -> OkxUnit.basisMove(set, at.seconds()));
    }
  }

  private BigInteger amount(Revaluation at) {
    return Exact.floor(at.position().amount().multiply(price(at)), E18.ONE);
  }

  private BigInteger earned(Revaluation at, BigInteger rate) {
    BigInteger part = Black76.years(at.seconds()).multiply(rate);
    return Exact.floor(amount(at).multiply(part), E18.ONE.multiply(E18.ONE));
  }

  /** Price of what a position is quoted in: of an inverse one dollars. */
  private BigInteger price(Revaluation at) {
    Instrument instrument = at.position().instrument();
    return instrument.isInverse() ? E18.ONE : moving.book().index(instrument.settlement());
  }

  Band margin(Stretch over) {
    Band now = today.value(over, E18.ONE);
    Band notional = moving.notional(over, true);
    boolean hasOptions = !moving.options().isEmpty();
    Band stress = Band.ZERO;
    for (BigInteger move : moves) {
      for (OptionStrips.Shocked options : hasOptions ? shocked : List.of(today)) {
        stress = stress.max(loss(over, now, notional, move, options));
      }
    }
    if (hasOptions) {
      stress = stress.max(now.minus(tomorrow.value(over, E18.ONE)));
    }
    BigInteger extreme = OkxUnit.extremeMove(set);
    Band most =
        loss(over, now, notional, extreme.negate(), today)
            .max(loss(over, now, notional, extreme, today))
            .positive();
    stress = stress.max(most.times(set.natural("mr6_weight")));
    if (hasOptions) {
      stress = stress.plus(termStructure(over)).plus(rates(over));
    }
    SortedMap<String, Band> byPeg = new TreeMap<>();
    SortedMap<Long, Band> byExpiry = new TreeMap<>();
    Band sizes = Band.ZERO;
    for (Revaluation at : moving.outrights()) {
      Band delta = over.notional(at.position(), at.quote()).times(price(at));
      Instrument instrument = at.position().instrument();
      byPeg.merge(peg(instrument), delta, Band::plus);
      byExpiry.merge(instrument.expiryMs(), delta, Band::plus);
      sizes = sizes.plus(delta.abs());
    }
    for (OptionStrips.Delta strip : apart.deltas(over)) {
      byPeg.merge(peg(strip.like()), strip.net(), Band::plus);
      byExpiry.merge(strip.like().expiryMs(), strip.net(), Band::plus);
      sizes = sizes.plus(strip.gross());
    }
    stress = stress.plus(basis(byExpiry)).plus(pegs(byPeg));
    Band closing = sizes.times(set.natural("mr7_rate")).tiers(set.tiers("mr7_tiers"));
    return stress.max(closing).within(ROUNDINGS);
  }

  private static String peg(Instrument of) {
    return of.isInverse() ? "USD" : of.settlement();
  }

  private static Band loss(
      Stretch over, Band now, Band notional, BigInteger move, OptionStrips.Shocked options) {
    return now.minus(options.value(over, E18.ONE.add(move))).minus(notional.times(move));
  }

  /** MR3: of each expiry what a move of its volatility changes. */
  private Band termStructure(Stretch over) {
    SortedMap<Long, Band> changes = shifted.values(over);
    apart.values(over).forEach((expiry, now) -> changes.merge(expiry, now.negated(), Band::plus));
    return sizes(changes);
  }

  /** MR5: of each expiry its value times its time and a move of the rate. */
  private Band rates(Stretch over) {
    return sizes(earning.values(over));
  }

  private static Band sizes(SortedMap<Long, Band> changes) {
    Band sum = Band.ZERO;
    for (Band change : changes.values()) {
      sum = sum.plus(change.abs());
    }
    return sum;
  }

  /** MR4. */
  private Band basis(SortedMap<Long, Band> byExpiry) {
    Band sum = Band.ZERO;
    for (Map.Entry<Long, Band> entry : byExpiry.entrySet()) {
      BigInteger rate = basisMoves.getOrDefault(entry.getKey(), BigInteger.ZERO);
      sum = sum.plus(entry.getValue().abs().times(rate));
    }
    return sum;
  }

  /** MR9: what stable coins hedge of one another, pair by pair. */
  private Band pegs(SortedMap<String, Band> byPeg) {
    Band sum = Band.ZERO;
    for (List<String> pair : OkxUnit.PEGS) {
      Band one = byPeg.getOrDefault(pair.getFirst(), Band.ZERO);
      Band other = byPeg.getOrDefault(pair.get(1), Band.ZERO);
      Band bought = one.min(other.negated()).positive();
      Band sold = one.negated().min(other).positive();
      byPeg.put(pair.getFirst(), one.minus(bought).plus(sold));
      byPeg.put(pair.get(1), other.plus(bought).minus(sold));
      Band hedged = bought.plus(sold);
      if (hedged.most().signum() > 0) {
        String key = "mr9_" + pair.getFirst() + "_" + pair.get(1);
        sum = sum.plus(hedged.tiers(set.tiers(key)));
      }
    }
    return sum;
  }
}
