package io.plimsoll.margin.model.bybit;

import static io.plimsoll.fixed.E18.timesTowardZero;

import io.plimsoll.fixed.E18;
import io.plimsoll.fixed.raw.Raw;
import io.plimsoll.margin.holding.Instrument;
import io.plimsoll.margin.holding.Instrument.Kind;
import io.plimsoll.margin.holding.Revaluation;
import io.plimsoll.margin.model.ParameterSet;
import io.plimsoll.margin.rule.Exact;
import io.plimsoll.margin.rule.Scan;
import io.plimsoll.margin.rule.TermShock;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** One base coin at Bybit. Amounts have 18 decimals, in dollars where nothing else is said. */
final class BybitUnit {

  private static final BigInteger HUNDRED = BigInteger.valueOf(100);
  private static final long MS_OF_A_DAY = 86_400_000;
  static final int[] VOLATILITIES = {1, 0, -1};
  private static final int MOST_POINTS = 101;

  private final ParameterSet set;
  private final List<Revaluation> positions;
  private final BigInteger index;
  private final long timeMs;
  private final List<String> names = new ArrayList<>();
  private final Scan scan;

  BybitUnit(
      ParameterSet set,
      List<Revaluation> positions,
      BigInteger index,
      long timeMs,
      List<BigInteger> totals) {
    this.set = set;
    this.positions = List.copyOf(positions);
    this.index = index;
    this.timeMs = timeMs;
    for (BigInteger move : moves(set)) {
      for (int direction : VOLATILITIES) {
        names.add(
            E18.text(move.multiply(HUNDRED))
                + "%"
                + (direction > 0 ? ", vol up" : direction < 0 ? ", vol down" : ""));
      }
    }
    scan = Scan.of(totals);
  }

  /** What a position gains at each move and each volatility. */
  static List<BigInteger> row(ParameterSet set, Revaluation position) {
    List<BigInteger> volatilities = new ArrayList<>();
    for (int direction : VOLATILITIES) {
      volatilities.add(volatility(set, position, direction));
    }
    List<BigInteger> row = new ArrayList<>();
    for (BigInteger move : moves(set)) {
      for (BigInteger volatility : volatilities) {
        row.add(position.quotedGain(position.quote().mark(), move, volatility, 0));
      }
    }
    return row;
  }

  /** Equally spaced moves of the price, from the largest fall on. */
  static List<BigInteger> moves(ParameterSet set) {
    BigInteger range = set.natural("price_range");
    int points = set.count("price_points", MOST_POINTS);
    if (points % 2 == 0) {
      throw new IllegalArgumentException(
          "parameter set " + set.name() + ": price_points must be odd");
    }
    int side = points / 2;
    List<BigInteger> moves = new ArrayList<>();
    for (int i = -side; i <= side; i++) {
      moves.add(
          range.multiply(BigInteger.valueOf(i)).divide(BigInteger.valueOf(Math.max(1, side))));
    }
    return moves;
  }

  static BigInteger volatility(ParameterSet set, Revaluation position, int direction) {
    BigInteger volatility = position.quote().volatility();
    if (!position.position().instrument().isOption()) {
      return volatility;
    }
    TermShock shock =
        new TermShock(
            set.natural("volatility_range_up"),
            set.natural("volatility_range_down"),
            set.natural("volatility_power"),
            set.natural("volatility_power"),
            BigInteger.ZERO);
    return shock.of(volatility, direction, position.seconds());
  }

  Scan scan() {
    return scan;
  }

  List<String> names() {
    return names;
  }

  BigInteger part(int cell, int position) {
    return positions.get(position).row(at -> row(set, at)).get(cell);
  }

  /**
   * The contingencies that are charged, by their names; a parameter is asked for where it counts.
   */
  SortedMap<String, BigInteger> contingencies() {
    SortedMap<String, BigInteger> out = new TreeMap<>();
    put(out, "short option contingency", shortOptions(positions), "short_option_factor");
    put(out, "vega spread contingency", spread(byDays(true)), "vega_spread_factor");
    put(out, "delta spread contingency", spread(byDays(false)), "delta_spread_factor");
    put(out, "USDT-USDC spread contingency", stableCoins(), "stable_spread_factor");
    put(out, "futures contingency", futures(), "futures_factor");
    return out;
  }

  /** An amount of coins, or of coins and days, times a factor and the index. */
  private void put(
      SortedMap<String, BigInteger> out, String name, BigInteger amount, String factor) {
    if (amount.signum() > 0) {
      out.put(name, contingency(amount, set.natural(factor), index));
    }
  }

  static BigInteger contingency(BigInteger amount, BigInteger factor, BigInteger index) {
    return Exact.ceil(amount.multiply(factor).multiply(index), E18.ONE.multiply(E18.ONE));
  }

  /** Options net short, of each strike and side of an expiry. */
  static BigInteger shortOptions(List<Revaluation> positions) {
    SortedMap<String, BigInteger> net = new TreeMap<>();
    for (Revaluation position : positions) {
      Instrument instrument = position.position().instrument();
      if (instrument.isOption()) {
        String series =
            instrument.expiryMs() + " " + instrument.strike() + " " + instrument.isCall();
        net.merge(series, position.position().amount(), BigInteger::add);
      }
    }
    BigInteger sum = BigInteger.ZERO;
    for (BigInteger amount : net.values()) {
      sum = sum.add(amount.min(BigInteger.ZERO).negate());
    }
    return sum;
  }

  private BigInteger futures() {
    BigInteger sum = BigInteger.ZERO;
    for (Revaluation position : positions) {
      Kind kind = position.position().instrument().kind();
      if (kind == Kind.PERPETUAL || kind == Kind.FUTURE) {
        sum = sum.add(position.position().amount().abs());
      }
    }
    return sum;
  }

  /** What deltas in USDT and in USDC hedge of one another, in coins. */
  private BigInteger stableCoins() {
    BigInteger tether = BigInteger.ZERO;
    BigInteger circle = BigInteger.ZERO;
    for (Revaluation position : positions) {
      String settlement = position.position().instrument().settlement();
      if (settlement.equals("USDT")) {
        tether = tether.add(position.delta());
      } else if (settlement.equals("USDC")) {
        circle = circle.add(position.delta());
      }
    }
    boolean hedge = tether.signum() * circle.signum() < 0;
    return hedge ? tether.abs().min(circle.abs()) : BigInteger.ZERO;
  }

  /** What is held of options, or of all else, by the days that are left. */
  private SortedMap<Long, BigInteger> byDays(boolean ofOptions) {
    return byDays(
        positions.stream()
            .filter(at -> at.position().instrument().isOption() == ofOptions)
            .toList(),
        timeMs);
  }

  /** What is held, by the days that are left. */
  static SortedMap<Long, BigInteger> byDays(List<Revaluation> positions, long timeMs) {
    SortedMap<Long, BigInteger> net = new TreeMap<>();
    for (Revaluation at : positions) {
      net.merge(days(at, timeMs), at.position().amount(), BigInteger::add);
    }
    return net;
  }

  static long days(Revaluation at, long timeMs) {
    return Raw.floorDiv(Math.max(0, at.position().instrument().expiryMs() - timeMs), MS_OF_A_DAY);
  }

  /**
   * What expiries hedge of one another, in coins times the days between them.
   *
   * <p>Nets from the nearest expiry on: what is open of one side meets the other side's next.
   */
  static BigInteger spread(SortedMap<Long, BigInteger> net) {
    List<Long> openDays = new ArrayList<>();
    List<BigInteger> open = new ArrayList<>();
    BigInteger sum = BigInteger.ZERO;
    for (var entry : net.entrySet()) {
      BigInteger left = entry.getValue();
      while (!open.isEmpty() && left.signum() * open.getFirst().signum() < 0) {
        BigInteger first = open.getFirst();
        BigInteger hedged = left.abs().min(first.abs());
        long days = entry.getKey() - openDays.getFirst();
        sum = sum.add(hedged.multiply(BigInteger.valueOf(days)));
        BigInteger signed = first.signum() > 0 ? hedged : hedged.negate();
        left = left.add(signed);
        open.set(0, first.subtract(signed));
        if (open.getFirst().signum() == 0) {
          open.removeFirst();
          openDays.removeFirst();
        }
      }
      if (left.signum() != 0) {
        open.add(left);
        openDays.add(entry.getKey());
      }
    }
    return sum;
  }

  /** The delta of all, in coins. */
  BigInteger delta() {
    BigInteger sum = BigInteger.ZERO;
    for (Revaluation position : positions) {
      sum = sum.add(position.delta());
    }
    return sum;
  }

  /** The delta of all, in dollars at the index. */
  BigInteger deltaDollars() {
    return timesTowardZero(delta(), index);
  }
}
