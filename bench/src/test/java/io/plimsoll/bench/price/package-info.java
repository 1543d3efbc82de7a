/**
 * Tests of prices and of the stated rules, against figures of the tables themselves and against an
 * independent computation in decimals.
 *
 * <p>May import everything that tests have.
 *
 * <p>Start reading at {@link io.plimsoll.bench.price.PricePathTest}.
 */
@NullMarked
package io.plimsoll.bench.price;

import org.jspecify.annotations.NullMarked;
