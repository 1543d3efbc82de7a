/**
 * What goes into an engine and what comes out of it, as columns of primitives; the tables of
 * results with the law by which an entry follows from profits and losses.
 *
 * <p>May import io.plimsoll.kernels.scenario, io.plimsoll.fixed and java.lang, java.util.
 *
 * <p>Start reading at {@link io.plimsoll.kernels.batch.PricingBatch}, which becomes {@link
 * io.plimsoll.kernels.batch.RiskArrays}; with these a {@link io.plimsoll.kernels.batch.Revaluation}
 * becomes a {@link io.plimsoll.kernels.batch.LossTable} or, with {@link
 * io.plimsoll.kernels.batch.AccountRows}, a {@link io.plimsoll.kernels.batch.TailTable}.
 */
@NullMarked
package io.plimsoll.kernels.batch;

import org.jspecify.annotations.NullMarked;
