package io.plimsoll.margin.model.deribit;

import io.plimsoll.margin.model.ParameterSet;
import io.plimsoll.margin.rule.TermShock;
import java.math.BigInteger;
import java.util.List;

/**
 * Deribit's parameters of one currency, under the names of its API. Numbers have 18 decimals.
 *
 * @param priceRange of the matrix, such as 0.16
 * @param buckets moves on each side of none
 * @param volatility moves of volatilities
 * @param extendedMoves beyond the range
 * @param extendedFactor of the extended table
 * @param extendedDampener in dollars
 * @param deltaThreshold in dollars, from which the delta shock grows
 * @param deltaIncrement by how much for a coin
 * @param mostDeltaShock at most
 * @param annualisedMove of the roll shock
 * @param leastMove of the roll shock
 * @param gainOffset part of a gain that counts
 * @param mostGain in dollars, of what counts
 * @param maintenanceFactor of the matrix
 */
record DeribitParameters(
    BigInteger priceRange,
    int buckets,
    TermShock volatility,
    List<BigInteger> extendedMoves,
    BigInteger extendedFactor,
    BigInteger extendedDampener,
    BigInteger deltaThreshold,
    BigInteger deltaIncrement,
    BigInteger mostDeltaShock,
    BigInteger annualisedMove,
    BigInteger leastMove,
    BigInteger gainOffset,
    BigInteger mostGain,
    BigInteger maintenanceFactor) {

  private static final int MOST_BUCKETS = 50;

  static DeribitParameters of(ParameterSet set) {
    return new DeribitParameters(
        set.natural("price_range"),
        set.count("buckets_count", MOST_BUCKETS),
        new TermShock(
            set.natural("volatility_range_up"),
            set.natural("volatility_range_down"),
            set.natural("short_term_vega_power"),
            set.natural("long_term_vega_power"),
            set.natural("min_volatility_for_shock_up")),
        set.decimals("extended_table_moves"),
        set.natural("extended_table_factor"),
        set.natural("extended_dampener"),
        set.natural("delta_total_liq_shock_threshold"),
        set.natural("m_inc"),
        set.natural("max_delta_shock"),
        set.natural("annualised_move_risk"),
        set.natural("min_annualised_move"),
        set.natural("pnl_offset"),
        set.natural("max_offsetable_pnl"),
        set.natural("mm_factor"));
  }
}
