/**
 * Tests of dYdX's model.
 *
 * <p>May import what the model may.
 *
 * <p>Start with {@link io.plimsoll.margin.model.dydx.DydxModelTest}.
 */
@NullMarked
package io.plimsoll.margin.model.dydx;

import org.jspecify.annotations.NullMarked;
