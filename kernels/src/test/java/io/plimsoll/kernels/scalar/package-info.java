/**
 * Tests of what only the law's own package sees.
 *
 * <p>May import everything in the module and JUnit.
 *
 * <p>Start reading at {@link io.plimsoll.kernels.scalar.DivisorTest}.
 */
@NullMarked
package io.plimsoll.kernels.scalar;

import org.jspecify.annotations.NullMarked;
