package io.plimsoll.margin.rule.drift;

import java.math.BigInteger;

/**
 * A position in a perpetual, with its open orders.
 *
 * @param base size in 10^-9, signed
 * @param quote what it has taken less what it has paid, in 10^-6, signed
 * @param openBids size of all open bids in 10^-9, at least 0
 * @param openAsks size of all open asks in 10^-9, at most 0
 * @param openOrders how many orders are open
 * @param funding the cumulative funding that it is settled to, in 10^-9 per base unit
 */
public record PerpPosition(
    BigInteger base,
    BigInteger quote,
    BigInteger openBids,
    BigInteger openAsks,
    int openOrders,
    BigInteger funding) {}
