package io.plimsoll.margin.rule.drift;

import java.math.BigInteger;

/**
 * A token that can be lent, borrowed and held as collateral.
 *
 * @param initialAssetWeight weight of a deposit to open, in 10^-4
 * @param maintenanceAssetWeight weight of a deposit to stay, in 10^-4
 * @param initialLiabilityWeight weight of a debt to open, in 10^-4, at least 10,000
 * @param maintenanceLiabilityWeight weight of a debt to stay, in 10^-4, at least 10,000
 * @param imfFactor size factor in 10^-6; 0 switches size off
 * @param decimals of the token
 * @param scaleStart value of all deposits, in 10^-6, from which on the initial weight falls; 0
 *     switches that off
 * @param depositBalance all deposits, in 10^-9, before interest
 * @param depositInterest what a deposit has grown to, in 10^-10
 */
public record SpotMarket(
    long initialAssetWeight,
    long maintenanceAssetWeight,
    long initialLiabilityWeight,
    long maintenanceLiabilityWeight,
    long imfFactor,
    int decimals,
    BigInteger scaleStart,
    BigInteger depositBalance,
    BigInteger depositInterest) {}
