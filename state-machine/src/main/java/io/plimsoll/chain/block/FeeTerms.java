package io.plimsoll.chain.block;

/**
 * What an owner's fills cost by what it has traded, where {@code FEE_POLICY} is that of tiers.
 *
 * @param tier 0 for who has reached none, else 1 to 8
 * @param makerPpm fee as maker in ppm of a quote, a rebate where negative; a market's largest fee
 *     bounds both
 * @param takerPpm fee as taker in ppm of a quote
 * @param maker quanta that it has traded as maker in 30 days
 * @param taker quanta that it has traded as taker in 30 days
 * @param all quanta that all have traded in 30 days, each trade counted once
 */
public record FeeTerms(int tier, int makerPpm, int takerPpm, long maker, long taker, long all) {}
