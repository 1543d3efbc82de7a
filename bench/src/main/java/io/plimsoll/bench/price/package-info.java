/**
 * Prices of the past and what history does not give: tables of hourly candles, the path of an index
 * between them, and the stated rules for volatility, basis and funding.
 *
 * <p>May import the JDK alone. Nothing here uses floating point, so that every machine gets the
 * same prices to the last digit.
 *
 * <p>Start reading at {@link io.plimsoll.bench.price.PriceTable}, then {@link
 * io.plimsoll.bench.price.PricePath} and {@link io.plimsoll.bench.price.Assumptions}.
 */
@NullMarked
package io.plimsoll.bench.price;

import org.jspecify.annotations.NullMarked;
