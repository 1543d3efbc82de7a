package io.plimsoll.margin.model.paradex;

import static io.plimsoll.fixed.E18.timesTowardZero;

import io.plimsoll.fixed.E18;
import io.plimsoll.margin.holding.Revaluation;
import io.plimsoll.margin.model.ParameterSet;
import io.plimsoll.margin.rule.Exact;
import io.plimsoll.margin.rule.TermShock;
import io.plimsoll.margin.rule.paradex.DeltaRisk;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One coin's scenarios at Paradex. Numbers have 18 decimals. */
final class ParadexUnit {

  private static final BigInteger HUNDRED = BigInteger.valueOf(100);
  private static final long SECONDS_OF_A_DAY = 86_400;
  private static final int MOST_DAYS = 365;

  private final List<Scenario> scenarios;
  private final BigInteger unhedged;
  private final BigInteger hedged;
  private final TermShock term;
  private final BigInteger leastRise;
  private final long leastSeconds;

  /** A move of the price, a relative one of volatilities, and the weight of what is lost. */
  record Scenario(BigInteger move, BigInteger shock, BigInteger weight) {

    String name() {
      return percent(move) + ", vol " + percent(shock) + " at " + percent(weight);
    }

    private static String percent(BigInteger of) {
      return E18.text(of.multiply(HUNDRED)) + "%";
    }
  }

  /** A coin's values, and those of the account. */
  ParadexUnit(ParameterSet own, ParameterSet account) {
    scenarios = scenarios(own);
    unhedged = own.natural("unhedged_factor");
    hedged = own.natural("hedged_factor");
    if (hedged.compareTo(unhedged.shiftLeft(1)) > 0) {
      throw new IllegalArgumentException(
          "parameter set "
              + own.name()
              + ": hedged_factor of "
              + own.unit()
              + " must be at most twice unhedged_factor, or a hedge would cost more than none");
    }
    term =
        new TermShock(
            BigInteger.ZERO,
            BigInteger.ZERO,
            account.natural("short_vega_power"),
            account.natural("long_vega_power"),
            BigInteger.ZERO);
    leastRise = account.natural("min_vol_shock_up");
    leastSeconds = account.count("dte_floor_days", MOST_DAYS) * SECONDS_OF_A_DAY;
  }

  private static List<Scenario> scenarios(ParameterSet own) {
    List<Scenario> all = new ArrayList<>();
    for (List<@Nullable BigInteger> row : own.table("scenarios", 3)) {
      BigInteger move = row.get(0);
      BigInteger shock = row.get(1);
      BigInteger weight = row.get(2);
      if (move == null || shock == null || weight == null || weight.signum() < 0) {
        throw new IllegalArgumentException(
            "parameter set " + own.name() + ": scenarios of " + own.unit() + " must be numbers");
      }
      all.add(new Scenario(move, shock, weight));
    }
    return all;
  }

  List<Scenario> scenarios() {
    return scenarios;
  }

  List<String> names() {
    return scenarios.stream().map(Scenario::name).toList();
  }

  /** What a position gains in each scenario, at its weight, Floor. */
  List<BigInteger> row(Revaluation at) {
    SortedMap<BigInteger, BigInteger> volatilities = new TreeMap<>();
    List<BigInteger> row = new ArrayList<>();
    for (Scenario of : scenarios) {
      BigInteger volatility =
          volatilities.computeIfAbsent(of.shock(), shock -> volatility(at, shock));
      BigInteger gain = at.quotedGain(at.quote().mark(), of.move(), volatility, 0);
      row.add(Exact.floor(gain.multiply(of.weight()), E18.ONE));
    }
    return row;
  }

  /** The volatility after a shock that counts more the nearer the expiry is. */
  BigInteger volatility(Revaluation at, BigInteger shock) {
    BigInteger volatility = at.quote().volatility();
    if (!at.position().instrument().isOption()) {
      return volatility;
    }
    BigInteger change = timesTowardZero(shock, term.scale(Math.max(leastSeconds, at.seconds())));
    BigInteger least = shock.signum() > 0 ? change.max(leastRise) : change;
    return timesTowardZero(volatility, E18.ONE.add(least).max(BigInteger.ZERO));
  }

  /** What deltas require at least, in USD. */
  BigInteger minimum(List<Revaluation> positions, BigInteger index) {
    return minimum(DeltaRisk.of(positions.stream().map(Revaluation::delta).toList()), index);
  }

  /** The same of deltas that are known. */
  BigInteger minimum(DeltaRisk deltas, BigInteger index) {
    return deltas.minimum(unhedged, hedged, index);
  }

  BigInteger unhedged() {
    return unhedged;
  }

  BigInteger hedged() {
    return hedged;
  }
}
