/**
 * Tests of Drift's model.
 *
 * <p>May import what the model may.
 *
 * <p>Start with {@link io.plimsoll.margin.model.drift.DriftModelTest}.
 */
@NullMarked
package io.plimsoll.margin.model.drift;

import org.jspecify.annotations.NullMarked;
