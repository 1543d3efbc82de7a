package io.plimsoll.margin.model.okx;

import io.plimsoll.fixed.E18;
import io.plimsoll.margin.holding.Instrument;
import io.plimsoll.margin.holding.Moving;
import io.plimsoll.margin.holding.Revaluation;
import io.plimsoll.margin.holding.Stretch;
import io.plimsoll.margin.model.ParameterSet;
import io.plimsoll.margin.rule.Band;
import io.plimsoll.margin.rule.Black76;
import io.plimsoll.margin.rule.Exact;
import io.plimsoll.margin.rule.OptionBand;
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
  private final List<BigInteger> amounts;
  private final List<BigInteger> today;
  private final List<BigInteger> tomorrow;
  private final List<BigInteger> shifted;
  private final List<List<BigInteger>> shocked = new ArrayList<>();

  OkxStretch(ParameterSet set, Moving moving) {
    this.set = set;
    this.moving = moving;
    moves = OkxUnit.moves(set);
    amounts =
        moving.amounts(at -> Exact.floor(at.position().amount().multiply(price(at)), E18.ONE));
    today = moving.deviations(at -> at.quote().volatility(), 0);
    long day = OkxUnit.SECONDS_OF_A_DAY.longValueExact();
    tomorrow = moving.deviations(at -> at.quote().volatility(), day);
    shifted =
        moving.deviations(
            at ->
                at.quote()
                    .volatility()
                    .add(OkxUnit.byDays(set, "mr3_volatility_points", at.seconds())),
            0);
    for (int direction : OkxUnit.VOLATILITIES) {
      shocked.add(moving.deviations(at -> OkxUnit.volatility(set, at, direction), 0));
    }
  }

  /** Price of what a position is quoted in: of an inverse one dollars. */
  private BigInteger price(Revaluation at) {
    Instrument instrument = at.position().instrument();
    return instrument.isInverse() ? E18.ONE : moving.book().index(instrument.settlement());
  }

  Band margin(Stretch over) {
    Band now = moving.options(over, E18.ONE, today, amounts);
    Band notional = moving.notional(over, true);
    boolean hasOptions = !moving.options().isEmpty();
    Band stress = Band.ZERO;
    for (BigInteger move : moves) {
      for (List<BigInteger> deviations : hasOptions ? shocked : List.of(today)) {
        stress = stress.max(loss(over, now, notional, move, deviations));
      }
    }
    if (hasOptions) {
      stress = stress.max(now.minus(moving.options(over, E18.ONE, tomorrow, amounts)));
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
    for (Revaluation at : moving.positions()) {
      Instrument instrument = at.position().instrument();
      Band delta = delta(over, at);
      byPeg.merge(instrument.isInverse() ? "USD" : instrument.settlement(), delta, Band::plus);
      byExpiry.merge(instrument.expiryMs(), delta, Band::plus);
      sizes = sizes.plus(delta.abs());
    }
    stress = stress.plus(basis(byExpiry)).plus(pegs(byPeg));
    Band closing = sizes.times(set.natural("mr7_rate")).tiers(set.tiers("mr7_tiers"));
    return stress.max(closing).within(ROUNDINGS);
  }

  private Band loss(
      Stretch over, Band now, Band notional, BigInteger move, List<BigInteger> deviations) {
    Band then = moving.options(over, E18.ONE.add(move), deviations, amounts);
    return now.minus(then).minus(notional.times(move));
  }

  private Band delta(Stretch over, Revaluation at) {
    Band delta =
        at.position().instrument().isOption()
            ? over.delta(at, at.quote().forward())
            : over.notional(at.position(), at.quote());
    return delta.times(price(at));
  }

  /** MR3: of each expiry what a move of its volatility changes. */
  private Band termStructure(Stretch over) {
    SortedMap<Long, OptionBand> changes = new TreeMap<>();
    for (int i = 0; i < amounts.size(); i++) {
      Revaluation at = moving.options().get(i);
      OptionBand sum =
          changes.computeIfAbsent(
              at.position().instrument().expiryMs(), expiry -> new OptionBand());
      over.add(sum, at, amounts.get(i), E18.ONE, shifted.get(i));
      over.add(sum, at, amounts.get(i).negate(), E18.ONE, today.get(i));
    }
    return sizes(changes);
  }

  /** MR5: of each expiry its value times its time and a move of the rate. */
  private Band rates(Stretch over) {
    BigInteger rate = set.natural("mr5_rate_move");
    SortedMap<Long, OptionBand> changes = new TreeMap<>();
    for (int i = 0; i < amounts.size(); i++) {
      Revaluation at = moving.options().get(i);
      BigInteger part = Black76.years(at.seconds()).multiply(rate);
      BigInteger weight = Exact.floor(amounts.get(i).multiply(part), E18.ONE.multiply(E18.ONE));
      OptionBand sum =
          changes.computeIfAbsent(
              at.position().instrument().expiryMs(), expiry -> new OptionBand());
      over.add(sum, at, weight, E18.ONE, today.get(i));
    }
    return sizes(changes);
  }

  private static Band sizes(SortedMap<Long, OptionBand> changes) {
    Band sum = Band.ZERO;
    for (OptionBand change : changes.values()) {
      sum = sum.plus(change.band().abs());
    }
    return sum;
  }

  /** MR4. */
  private Band basis(SortedMap<Long, Band> byExpiry) {
    SortedMap<Long, BigInteger> rates = new TreeMap<>();
    for (Revaluation at : moving.positions()) {
      rates.put(at.position().instrument().expiryMs(), OkxUnit.basisMove(set, at.seconds()));
    }
    Band sum = Band.ZERO;
    for (Map.Entry<Long, Band> entry : byExpiry.entrySet()) {
      BigInteger rate = rates.getOrDefault(entry.getKey(), BigInteger.ZERO);
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
