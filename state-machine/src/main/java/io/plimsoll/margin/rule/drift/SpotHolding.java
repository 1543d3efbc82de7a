package io.plimsoll.margin.rule.drift;

import java.math.BigInteger;

/**
 * Tokens that an account has or owes, with its open orders in them. All amounts are in the token's
 * smallest unit.
 *
 * @param amount above zero where they are had, below where they are owed
 * @param openBids amount of all open bids, at least 0
 * @param openAsks amount of all open asks, at most 0
 * @param openOrders how many orders are open
 */
public record SpotHolding(
    BigInteger amount, BigInteger openBids, BigInteger openAsks, int openOrders) {}
