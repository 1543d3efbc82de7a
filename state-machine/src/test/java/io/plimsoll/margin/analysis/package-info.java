/**
 * Questions about books, on books of whose answers the digits are worked out by hand.
 *
 * <p>May import everything that the package may, models too.
 *
 * <p>Start with {@code TradeTest}.
 */
package io.plimsoll.margin.analysis;
