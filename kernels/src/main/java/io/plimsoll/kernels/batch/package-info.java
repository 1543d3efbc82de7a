/**
 * What goes into an engine and what comes out of it, as columns of primitives.
 *
 * <p>May import io.plimsoll.kernels.scenario and java.lang, java.util; computes nothing.
 *
 * <p>Start reading at {@link io.plimsoll.kernels.batch.PricingBatch}, which becomes {@link
 * io.plimsoll.kernels.batch.RiskArrays}; with these a {@link io.plimsoll.kernels.batch.Revaluation}
 * becomes a {@link io.plimsoll.kernels.batch.LossTable}.
 */
@NullMarked
package io.plimsoll.kernels.batch;

import org.jspecify.annotations.NullMarked;
