package io.plimsoll.margin.model.okx;

import static io.plimsoll.fixed.E18.timesTowardZero;

import io.plimsoll.fixed.E18;
import io.plimsoll.fixed.fn.Q96;
import io.plimsoll.margin.holding.Instrument;
import io.plimsoll.margin.holding.Revaluation;
import io.plimsoll.margin.model.ParameterSet;
import io.plimsoll.margin.rule.Black76;
import io.plimsoll.margin.rule.Exact;
import io.plimsoll.margin.rule.Scan;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One risk unit of OKX: an underlying. Amounts have 18 decimals, in dollars. */
final class OkxUnit {

  private static final BigInteger HUNDRED = BigInteger.valueOf(100);
  static final BigInteger SECONDS_OF_A_DAY = BigInteger.valueOf(86_400);
  static final int[] VOLATILITIES = {1, 0, -1};

  /** Stable coins that hedge one another, in the order in which they do. */
  static final List<List<String>> PEGS =
      List.of(List.of("USDT", "USD"), List.of("USDT", "USDC"), List.of("USDC", "USD"));

  private final ParameterSet set;
  private final List<Revaluation> positions;
  private final BigInteger index;
  private final Function<String, BigInteger> coins;
  private final boolean hasOptions;
  private final List<String> names = new ArrayList<>();
  private final List<BigInteger> totals;
  private final Scan scan;

  // What a row holds after the matrix: in the extreme fall and rise, and of an option a day later,
  // under a move of its volatility alone, and its value.
  private static final int EXTREME_FALL = 0;
  private static final int EXTREME_RISE = 1;
  private static final int DAY = 2;
  private static final int SHIFTED = 3;
  private static final int VALUE = 4;

  /**
   * A unit.
   *
   * @param index price of the underlying in dollars
   * @param coins price in dollars of what its instruments are quoted in
   * @param totals of all positions, as {@link #row} has it of each
   */
  OkxUnit(
      ParameterSet set,
      List<Revaluation> positions,
      BigInteger index,
      Function<String, BigInteger> coins,
      List<BigInteger> totals) {
    this.set = set;
    this.positions = List.copyOf(positions);
    this.index = index;
    this.coins = coins;
    this.totals = totals;
    hasOptions = positions.stream().anyMatch(p -> p.position().instrument().isOption());
    for (BigInteger move : moves(set)) {
      for (int volatility : VOLATILITIES) {
        names.add(
            E18.text(move.multiply(HUNDRED))
                + "%"
                + (volatility > 0 ? ", vol up" : volatility < 0 ? ", vol down" : ""));
      }
    }
    scan = Scan.of(totals.subList(0, names.size()));
  }

  /** What a position gains in each cell of the matrix, and five numbers more, in dollars. */
  static List<BigInteger> row(
      ParameterSet set, Revaluation at, BigInteger index, Function<String, BigInteger> coins) {
    List<BigInteger> volatilities = new ArrayList<>();
    for (int direction : VOLATILITIES) {
      volatilities.add(volatility(set, at, direction));
    }
    BigInteger coin = coin(at, coins);
    List<BigInteger> row = new ArrayList<>();
    for (BigInteger move : moves(set)) {
      for (BigInteger volatility : volatilities) {
        row.add(gain(at, coin, index, move, volatility, 0));
      }
    }
    BigInteger today = at.quote().volatility();
    BigInteger extreme = extremeMove(set);
    row.add(gain(at, coin, index, extreme.negate(), today, 0));
    row.add(gain(at, coin, index, extreme, today, 0));
    boolean isOption = at.position().instrument().isOption();
    if (isOption) {
      BigInteger shifted = today.add(byDays(set, "mr3_volatility_points", at.seconds()));
      long day = SECONDS_OF_A_DAY.longValueExact();
      row.add(gain(at, coin, index, BigInteger.ZERO, today, day));
      row.add(gain(at, coin, index, BigInteger.ZERO, shifted, 0));
      row.add(Exact.floor(at.quotedValue().multiply(coin), E18.ONE));
    } else {
      row.addAll(List.of(BigInteger.ZERO, BigInteger.ZERO, BigInteger.ZERO));
    }
    return row;
  }

  private BigInteger total(int after) {
    return totals.get(names.size() + after);
  }

  private BigInteger part(int after, Revaluation at) {
    return at.row(each -> row(set, each, index, coins)).get(names.size() + after);
  }

  /** Moves of the price, from the largest fall on. */
  static List<BigInteger> moves(ParameterSet set) {
    List<BigInteger> sizes = set.decimals("mr1_moves");
    List<BigInteger> moves = new ArrayList<>();
    for (int i = sizes.size() - 1; i >= 0; i--) {
      if (sizes.get(i).signum() > 0) {
        moves.add(sizes.get(i).negate());
      }
    }
    moves.addAll(sizes);
    return moves;
  }

  /**
   * The gain in dollars: of all but options on the index, which the venue moves, of options on
   * their forward.
   */
  private static BigInteger gain(
      Revaluation position,
      BigInteger coin,
      BigInteger index,
      BigInteger move,
      BigInteger volatility,
      long elapsed) {
    BigInteger gain = position.quotedGain(index, move, volatility, elapsed);
    boolean isOption = position.position().instrument().isOption();
    return isOption ? Exact.floor(gain.multiply(coin), E18.ONE) : gain;
  }

  private BigInteger dollars(Revaluation position, BigInteger amount) {
    return Exact.floor(amount.multiply(coin(position, coins)), E18.ONE);
  }

  /** Price of what a position is quoted in: of an inverse one dollars. */
  private static BigInteger coin(Revaluation position, Function<String, BigInteger> coins) {
    Instrument instrument = position.position().instrument();
    return instrument.isInverse() ? E18.ONE : coins.apply(instrument.settlement());
  }

  static BigInteger volatility(ParameterSet set, Revaluation position, int direction) {
    BigInteger volatility = position.quote().volatility();
    if (!position.position().instrument().isOption() || direction == 0) {
      return volatility;
    }
    BigInteger shock = byDays(set, "mr1_volatility_points", position.seconds());
    return volatility.add(direction > 0 ? shock : shock.negate()).max(BigInteger.ZERO);
  }

  /** The value of the first row whose days are not fewer than the time left. */
  static BigInteger byDays(ParameterSet set, String key, long seconds) {
    BigInteger days = E18.of(seconds).divide(SECONDS_OF_A_DAY);
    for (List<@Nullable BigInteger> row : set.table(key, 2)) {
      BigInteger value = row.get(1);
      BigInteger most = row.getFirst();
      if (value != null && (most == null || days.compareTo(most) <= 0)) {
        return value;
      }
    }
    throw new IllegalArgumentException(
        "parameter set " + set.name() + ": " + key + " has no row for " + E18.text(days) + " days");
  }

  Scan scan() {
    return scan;
  }

  List<String> names() {
    return names;
  }

  BigInteger part(int cell, int position) {
    return positions.get(position).row(each -> row(set, each, index, coins)).get(cell);
  }

  /** A day's decay of the options, where it loses. */
  BigInteger mr2() {
    return total(DAY).negate().max(BigInteger.ZERO);
  }

  /** Each expiry's change under a move of its volatility alone; expiries are not netted. */
  BigInteger mr3() {
    SortedMap<Long, BigInteger> changes = new TreeMap<>();
    for (Revaluation position : positions) {
      long expiry = position.position().instrument().expiryMs();
      changes.merge(expiry, part(SHIFTED, position), BigInteger::add);
    }
    return magnitudes(changes);
  }

  /** Each expiry's delta at a move that grows with its time, at least that of a perpetual. */
  BigInteger mr4() {
    SortedMap<Long, BigInteger> charges = new TreeMap<>();
    SortedMap<Long, BigInteger> moves = new TreeMap<>();
    for (Revaluation position : positions) {
      long expiry = position.position().instrument().expiryMs();
      charges.merge(expiry, delta(position), BigInteger::add);
      moves.put(expiry, basisMove(set, position.seconds()));
    }
    BigInteger sum = BigInteger.ZERO;
    for (var entry : charges.entrySet()) {
      BigInteger move = moves.getOrDefault(entry.getKey(), BigInteger.ZERO);
      sum = sum.add(Exact.ceil(entry.getValue().abs().multiply(move), E18.ONE));
    }
    return sum;
  }

  static BigInteger basisMove(ParameterSet set, long seconds) {
    BigInteger least = set.natural("mr4_swap_rate");
    if (seconds == 0) {
      return least;
    }
    BigInteger exponent =
        timesTowardZero(set.natural("mr4_annualised_move"), Black76.years(seconds));
    BigInteger growth = E18.ofBinary(Q96.exp(E18.toBinaryFloor(exponent, Q96.BITS)), Q96.BITS);
    return growth.subtract(E18.ONE).max(least);
  }

  /** Each expiry's value of options times its time and a move of the rate. */
  BigInteger mr5() {
    if (!hasOptions) {
      return BigInteger.ZERO;
    }
    BigInteger rate = set.natural("mr5_rate_move");
    SortedMap<Long, BigInteger> changes = new TreeMap<>();
    for (Revaluation position : positions) {
      if (position.position().instrument().isOption()) {
        BigInteger value = part(VALUE, position);
        BigInteger weighted = timesTowardZero(value, Black76.years(position.seconds()));
        changes.merge(
            position.position().instrument().expiryMs(),
            timesTowardZero(weighted, rate),
            BigInteger::add);
      }
    }
    return magnitudes(changes);
  }

  private static BigInteger magnitudes(SortedMap<Long, BigInteger> changes) {
    return changes.values().stream().map(BigInteger::abs).reduce(BigInteger.ZERO, BigInteger::add);
  }

  /** A part of the loss in a move that is a multiple of the largest. */
  BigInteger mr6() {
    List<BigInteger> outcomes = List.of(total(EXTREME_FALL), total(EXTREME_RISE));
    return timesTowardZero(Scan.of(outcomes).loss(), set.natural("mr6_weight"));
  }

  static BigInteger extremeMove(ParameterSet set) {
    return timesTowardZero(
        set.decimals("mr1_moves").stream().reduce(BigInteger.ZERO, BigInteger::max),
        set.natural("mr6_multiple"));
  }

  /** What closing costs: a part of each position's delta, in tiers that cost more. */
  BigInteger mr7() {
    BigInteger sum = BigInteger.ZERO;
    for (Revaluation position : positions) {
      sum = sum.add(delta(position).abs());
    }
    BigInteger raw = Exact.ceil(sum.multiply(set.natural("mr7_rate")), E18.ONE);
    return set.tiers("mr7_tiers").ceil(raw);
  }

  /** Delta in dollars, at the mark; of an option at its forward. */
  private BigInteger delta(Revaluation position) {
    BigInteger price =
        position.position().instrument().isOption()
            ? position.quote().forward()
            : position.quote().mark();
    return dollars(position, timesTowardZero(position.delta(), price));
  }

  /**
   * What hedges across stable coins cost, should one lose its peg: USDT-USD, USDT-USDC, USDC-USD.
   */
  BigInteger mr9() {
    SortedMap<String, BigInteger> deltas = new TreeMap<>();
    for (Revaluation position : positions) {
      boolean inverse = position.position().instrument().isInverse();
      String coin = inverse ? "USD" : position.position().instrument().settlement();
      deltas.merge(coin, delta(position), BigInteger::add);
    }
    BigInteger sum = BigInteger.ZERO;
    for (List<String> pair : PEGS) {
      BigInteger hedged = hedged(deltas, pair.getFirst(), pair.get(1));
      if (hedged.signum() > 0) {
        String key = "mr9_" + pair.getFirst() + "_" + pair.get(1);
        sum = sum.add(set.tiers(key).ceil(hedged));
      }
    }
    return sum;
  }

  /** Takes from both what they hedge of one another. */
  private static BigInteger hedged(SortedMap<String, BigInteger> deltas, String one, String other) {
    BigInteger a = deltas.getOrDefault(one, BigInteger.ZERO);
    BigInteger b = deltas.getOrDefault(other, BigInteger.ZERO);
    if (a.signum() * b.signum() >= 0) {
      return BigInteger.ZERO;
    }
    BigInteger size = a.abs().min(b.abs());
    BigInteger signed = a.signum() > 0 ? size : size.negate();
    deltas.put(one, a.subtract(signed));
    deltas.put(other, b.add(signed));
    return size;
  }
}
