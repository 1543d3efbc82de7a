/**
 * Tests of what only the law's own package sees.
 *
 * <p>May import everything in the module and JUnit.
 *
 * <p>Start reading at {@link io.plimsoll.kernels.scalar.RatioTest}.
 */
@NullMarked
package io.plimsoll.kernels.scalar;

import org.jspecify.annotations.NullMarked;
