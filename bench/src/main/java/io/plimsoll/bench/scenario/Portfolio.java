package io.plimsoll.bench.scenario;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Parameters of portfolio margin.
 *
 * @param stepsPerSide regular price moves on each side of 0 in the stress matrix
 * @param maintenancePpm maintenance margin in ppm of the initial margin
 * @param model the parameter set that margins the mode in place of the stress matrix, one that
 *     ships or a file beside the scenario's; null for the matrix
 * @param gateQuanta least equity with which a subaccount may enter the mode
 * @param underlyings one for each market
 * @param correlations credit between pairs; pairs that are not named get none
 */
public record Portfolio(
    int stepsPerSide,
    int maintenancePpm,
    @Nullable String model,
    long gateQuanta,
    List<Underlying> underlyings,
    List<Correlation> correlations) {

  /** Copies the lists. */
  public Portfolio {
    underlyings = List.copyOf(underlyings);
    correlations = List.copyOf(correlations);
  }

  /**
   * The stress of one underlying, all in ppm.
   *
   * @param symbol of the market
   * @param rangePpm largest regular price move
   * @param volUpPpm relative rise of volatility
   * @param volDownPpm relative fall of volatility
   * @param extremeMovePpm extreme price move
   * @param extremeWeightPpm weight of the extreme moves
   * @param basisPpm add-on on matched linear notional
   * @param liquidityPpm add-on on net linear notional
   * @param optionLiquidityPpm add-on on the options' gross index value
   * @param optionMinimumPpm least stress requirement, of short options' index value
   */
  public record Underlying(
      String symbol,
      int rangePpm,
      int volUpPpm,
      int volDownPpm,
      int extremeMovePpm,
      int extremeWeightPpm,
      int basisPpm,
      int liquidityPpm,
      int optionLiquidityPpm,
      int optionMinimumPpm) {}

  /**
   * The correlation of two underlyings' losses in ppm; 1e6 adds them in full.
   *
   * @param one symbol
   * @param other symbol
   * @param sameWayPpm where both worst moves have one sign
   * @param oppositePpm where the worst moves have opposite signs
   */
  public record Correlation(String one, String other, int sameWayPpm, int oppositePpm) {}
}
