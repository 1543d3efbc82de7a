package io.plimsoll.bench.scenario;

/**
 * How accounts below maintenance are liquidated.
 *
 * @param penaltyPpm of the quote, to the insurance fund
 * @param slippagePpm how far from the mark a liquidation order may trade
 * @param backstopSpreadPpm how far from the mark a backstop takes a position
 * @param portionPpm part of a position that one step closes
 * @param portionMinimumQuanta notional at or below which a step closes all of a position
 * @param stepsPerBlock at most
 * @param deleveragingHolders opposite holders visited to deleverage one position
 */
public record LiquidationRules(
    int penaltyPpm,
    int slippagePpm,
    int backstopSpreadPpm,
    int portionPpm,
    long portionMinimumQuanta,
    int stepsPerBlock,
    int deleveragingHolders) {}
