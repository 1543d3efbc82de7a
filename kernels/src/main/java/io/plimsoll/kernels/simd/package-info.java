/**
 * The SIMD engine: the same results as the scalar engine by vector instructions on several threads.
 *
 * <p>May import jdk.incubator.vector, java.util.concurrent, and what the scalar engine may, with
 * that engine's laws, which it falls back to for rare rows and instruments.
 *
 * <p>Start reading at {@link io.plimsoll.kernels.simd.SimdEngine}.
 */
@NullMarked
package io.plimsoll.kernels.simd;

import org.jspecify.annotations.NullMarked;
