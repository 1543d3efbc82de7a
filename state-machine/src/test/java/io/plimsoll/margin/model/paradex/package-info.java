/**
 * Tests of Paradex's model.
 *
 * <p>May import what the model may.
 *
 * <p>Start with {@link io.plimsoll.margin.model.paradex.ParadexModelTest}.
 */
@NullMarked
package io.plimsoll.margin.model.paradex;

import org.jspecify.annotations.NullMarked;
