package io.plimsoll.bench.scenario;

/**
 * A liquidity tier as dYdX has them.
 *
 * @param name such as Large-Cap
 * @param initialPpm initial margin in ppm of notional
 * @param maintenancePpm maintenance margin in ppm of the initial margin
 * @param openInterestLower open interest, in quanta, from which the initial margin grows
 * @param openInterestUpper open interest, in quanta, from which the initial margin is all of the
 *     notional; 0 switches this off
 */
public record Tier(
    String name,
    int initialPpm,
    int maintenancePpm,
    long openInterestLower,
    long openInterestUpper) {}
