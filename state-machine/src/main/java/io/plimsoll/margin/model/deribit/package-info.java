/**
 * Deribit's portfolio margin, segregated by currency (S:PM).
 *
 * <p>May import fixed-point and the other packages of {@code margin}; a model never sees another
 * model.
 *
 * <p>Start with {@link io.plimsoll.margin.model.deribit.DeribitModel}.
 *
 * <p>Covers inverse perpetuals, futures and options, from docs.deribit.com ({@code
 * private/pme/simulate}, response of 17 June 2024), support.deribit.com 25944756247837 and a live
 * response for ETH of February 2026: the risk matrix of nine moves and three volatilities, the
 * extended table with its dampener, roll shock, delta shock, and where what is rounded. Two
 * responses are reproduced to their last digit, both of futures alone. The delta shock's formula is
 * deduced from the names of its parameters; that of the extended table, of the rounding and of the
 * offset of gains from the responses.
 *
 * <p>Does not cover cross collateral (X:PM), the USDC-settled portfolio, the correlation
 * contingency (a book may state it as a charge), and fees. The margin of open orders and of market
 * maker protection rests on what a book does not hold: it is a charge that the book states.
 */
@NullMarked
package io.plimsoll.margin.model.deribit;

import org.jspecify.annotations.NullMarked;
