/**
 * What a margin model may know of the world in one block: instruments, prices, rates, risk arrays.
 *
 * <p>May import fixed-point and kernels; never anything of a chain.
 *
 * <p>Start with {@link io.plimsoll.margin.market.MarketData}.
 */
@NullMarked
package io.plimsoll.margin.market;

import org.jspecify.annotations.NullMarked;
