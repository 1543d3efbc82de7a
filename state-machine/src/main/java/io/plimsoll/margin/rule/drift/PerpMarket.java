package io.plimsoll.margin.rule.drift;

import java.math.BigInteger;

/**
 * What margin asks about a perpetual's market.
 *
 * @param contract what it pays
 * @param highestPrice highest price of a {@link Contract#PREDICTION}, in 10^-6
 * @param initialRatio margin ratio to open, in 10^-4
 * @param maintenanceRatio margin ratio to stay, in 10^-4
 * @param imfFactor size factor of the ratio, in 10^-6
 * @param profitImfFactor size factor of the weight of unrealised profit, in 10^-6
 * @param profitInitialWeight weight of unrealised profit to open, in 10^-4
 * @param profitMaintenanceWeight weight of unrealised profit to stay, in 10^-4
 * @param maxImbalance profit of all users together, in 10^-6, from which on profit counts less to
 *     open; 0 switches that off
 * @param netUserProfit profit of all users together, in 10^-6, signed
 * @param fundingLong cumulative funding of longs, in 10^-9 per base unit, signed
 * @param fundingShort cumulative funding of shorts, in 10^-9 per base unit, signed
 */
public record PerpMarket(
    Contract contract,
    long highestPrice,
    long initialRatio,
    long maintenanceRatio,
    long imfFactor,
    long profitImfFactor,
    long profitInitialWeight,
    long profitMaintenanceWeight,
    BigInteger maxImbalance,
    BigInteger netUserProfit,
    BigInteger fundingLong,
    BigInteger fundingShort) {}
