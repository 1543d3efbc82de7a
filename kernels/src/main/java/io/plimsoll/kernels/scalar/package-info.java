/**
 * The scalar engine: plain loops over the bodies, and the law that every other engine must equal.
 *
 * <p>May import io.plimsoll.fixed, the bodies, the batches and the engine's interface.
 *
 * <p>Start reading at {@link io.plimsoll.kernels.scalar.ScalarEngine}.
 */
@NullMarked
package io.plimsoll.kernels.scalar;

import org.jspecify.annotations.NullMarked;
