package io.plimsoll.margin.model.deribit;

import static io.plimsoll.fixed.E18.overTowardZero;
import static io.plimsoll.fixed.E18.timesTowardZero;

import io.plimsoll.fixed.E18;
import io.plimsoll.fixed.fn.Q96;
import io.plimsoll.margin.holding.Revaluation;
import io.plimsoll.margin.rule.Black76;
import io.plimsoll.margin.rule.Exact;
import io.plimsoll.margin.rule.Scan;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** One currency at Deribit. Numbers have 18 decimals, in coins of it. */
final class DeribitUnit {

  private static final BigInteger NINE_DECIMALS = BigInteger.TEN.pow(9);
  static final int[] VOLATILITIES = {1, 0, -1};

  private final DeribitParameters parameters;
  private final List<Revaluation> positions;
  private final BigInteger index;
  private final List<String> names = new ArrayList<>();
  private final List<BigInteger> gains = new ArrayList<>();
  private final Scan scan;

  /**
   * A currency.
   *
   * @param index price of the coin in dollars
   * @param totals what all positions gain in each cell, as {@link #row} has it of each
   */
  DeribitUnit(
      DeribitParameters parameters,
      List<Revaluation> positions,
      BigInteger index,
      List<BigInteger> totals) {
    this.parameters = parameters;
    this.positions = List.copyOf(positions);
    this.index = index;
    int cell = 0;
    for (BigInteger move : moves(parameters)) {
      for (int volatility : VOLATILITIES) {
        names.add(name(move, volatility));
        gains.add(offset(at(totals, cell++)));
      }
    }
    for (BigInteger move : parameters.extendedMoves()) {
      names.add(name(move, 1) + ", extended");
      gains.add(offset(dampened(move, at(totals, cell++))));
    }
    scan = Scan.of(gains);
  }

  /** A currency of which nothing is held has no totals. */
  private static BigInteger at(List<BigInteger> totals, int cell) {
    return totals.isEmpty() ? BigInteger.ZERO : totals.get(cell);
  }

  /**
   * What a position gains in each cell of the matrix, and of the extended table: there a part of
   * the gain, so small that a future loses what it does at the end of the range.
   */
  static List<BigInteger> row(DeribitParameters of, Revaluation position) {
    List<BigInteger> shocked = new ArrayList<>();
    for (int volatility : VOLATILITIES) {
      shocked.add(shocked(of, position, volatility));
    }
    List<BigInteger> row = new ArrayList<>();
    for (BigInteger move : moves(of)) {
      for (BigInteger volatility : shocked) {
        row.add(position.gain(move, volatility));
      }
    }
    for (BigInteger move : of.extendedMoves()) {
      BigInteger gain = position.gain(move, shocked.getFirst());
      BigInteger numerator =
          of.extendedFactor().multiply(of.priceRange()).multiply(E18.ONE.add(move));
      BigInteger denominator = move.abs().multiply(end(of, move)).multiply(E18.ONE);
      row.add(Exact.floor(gain.multiply(numerator), denominator));
    }
    return row;
  }

  /** What the end of the range multiplies the price with. */
  static BigInteger end(DeribitParameters of, BigInteger move) {
    return E18.ONE.add(signed(of.priceRange(), move));
  }

  /** Of the matrix, from the largest fall on. */
  static List<BigInteger> moves(DeribitParameters of) {
    List<BigInteger> moves = new ArrayList<>();
    for (int b = -of.buckets(); b <= of.buckets(); b++) {
      BigInteger all = of.priceRange().multiply(BigInteger.valueOf(b));
      moves.add(all.divide(BigInteger.valueOf(of.buckets())));
    }
    return moves;
  }

  /** Of what is gained beyond the range nothing up to the dampener, which grows with the move. */
  private BigInteger dampened(BigInteger move, BigInteger sum) {
    BigInteger divisor = timesTowardZero(end(parameters, move), index);
    BigInteger dampener = overTowardZero(dampener(parameters, move), divisor);
    return signed(sum.abs().subtract(dampener).max(BigInteger.ZERO), sum);
  }

  /** In dollars, before the end of the range is in it. */
  static BigInteger dampener(DeribitParameters of, BigInteger move) {
    BigInteger beyond = overTowardZero(move.abs(), of.priceRange()).max(E18.ONE);
    return timesTowardZero(beyond.subtract(E18.ONE), of.extendedDampener());
  }

  static BigInteger signed(BigInteger size, BigInteger like) {
    return like.signum() < 0 ? size.negate() : size;
  }

  private static BigInteger shocked(DeribitParameters of, Revaluation position, int direction) {
    BigInteger volatility = position.quote().volatility();
    return position.position().instrument().isOption()
        ? of.volatility().of(volatility, direction, position.seconds())
        : volatility;
  }

  /** Of a gain a part counts, up to a bound; a loss counts in full. */
  private BigInteger offset(BigInteger gain) {
    if (gain.signum() <= 0) {
      return gain;
    }
    BigInteger most = overTowardZero(parameters.mostGain(), index);
    return timesTowardZero(gain, parameters.gainOffset()).min(most);
  }

  private static String name(BigInteger move, int volatility) {
    String vol = volatility > 0 ? ", vol up" : volatility < 0 ? ", vol down" : "";
    return E18.text(move.multiply(BigInteger.valueOf(100))) + "%" + vol;
  }

  /** What is gained in each cell of the matrix, then of the extended table. */
  List<BigInteger> gains() {
    return gains;
  }

  /** What a position gains in a cell, before dampener and offset. */
  BigInteger part(int cell, int position) {
    return positions.get(position).row(at -> row(parameters, at)).get(cell);
  }

  Scan scan() {
    return scan;
  }

  List<String> names() {
    return names;
  }

  /** The worst loss, to nine decimals. */
  BigInteger worst() {
    return nineDecimals(scan.loss());
  }

  /** To the nearest ninth decimal, at a half to the even one. */
  static BigInteger nineDecimals(BigInteger value) {
    return Exact.halfEven(value, NINE_DECIMALS).multiply(NINE_DECIMALS);
  }

  /** Each expiry's delta at a move that grows with its time; expiries are not netted. */
  BigInteger rollShock() {
    SortedMap<Long, BigInteger> deltas = new TreeMap<>();
    SortedMap<Long, Long> seconds = new TreeMap<>();
    for (Revaluation position : positions) {
      long expiry = position.position().instrument().expiryMs();
      deltas.merge(expiry, position.delta(), BigInteger::add);
      seconds.put(expiry, position.seconds());
    }
    BigInteger sum = BigInteger.ZERO;
    for (var entry : deltas.entrySet()) {
      BigInteger move = rollMove(parameters, seconds.getOrDefault(entry.getKey(), 0L));
      sum = sum.add(timesTowardZero(entry.getValue().abs(), move));
    }
    return sum;
  }

  static BigInteger rollMove(DeribitParameters of, long seconds) {
    BigInteger exponent = timesTowardZero(of.annualisedMove(), Black76.years(seconds));
    BigInteger growth = E18.ofBinary(Q96.exp(E18.toBinaryFloor(exponent, Q96.BITS)), Q96.BITS);
    return growth.subtract(E18.ONE).max(of.leastMove());
  }

  /** The whole delta at a move that grows with what it is above a threshold. */
  BigInteger deltaShock() {
    BigInteger delta = BigInteger.ZERO;
    for (Revaluation position : positions) {
      delta = delta.add(position.delta());
    }
    return deltaShock(parameters, delta.abs(), index);
  }

  static BigInteger deltaShock(DeribitParameters of, BigInteger size, BigInteger index) {
    return timesTowardZero(deltaShockMove(of, size, index), size);
  }

  static BigInteger deltaShockMove(DeribitParameters of, BigInteger size, BigInteger index) {
    BigInteger beyond =
        size.subtract(overTowardZero(of.deltaThreshold(), index)).max(BigInteger.ZERO);
    return timesTowardZero(beyond, of.deltaIncrement()).min(of.mostDeltaShock());
  }
}
