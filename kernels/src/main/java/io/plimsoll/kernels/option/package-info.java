/**
 * One European option at a time, for those who look at it: price, sensitivities, implied
 * volatility; linear and inverse.
 *
 * <p>May import io.plimsoll.fixed and the bodies; deterministic, and the prices are the engines' to
 * the bit.
 *
 * <p>Start reading at {@link io.plimsoll.kernels.option.Black76}.
 */
@NullMarked
package io.plimsoll.kernels.option;

import org.jspecify.annotations.NullMarked;
