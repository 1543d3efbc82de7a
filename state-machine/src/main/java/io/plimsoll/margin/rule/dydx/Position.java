package io.plimsoll.margin.rule.dydx;

import java.math.BigInteger;

/**
 * A position of an account.
 *
 * @param market id of the market
 * @param size signed, in base quanta
 * @param quote collateral that is kept in the position, signed, in quote quanta
 * @param fundingIndex the market's index up to which funding is settled
 */
public record Position(long market, BigInteger size, BigInteger quote, BigInteger fundingIndex) {}
