/**
 * Tests of the kernels: each engine against the others, and all against slow, exact models that
 * share no arithmetic with them.
 *
 * <p>May import everything in the module, JUnit and big-math.
 *
 * <p>Start reading at {@link io.plimsoll.kernels.EnginesAgreeTest}; {@link
 * io.plimsoll.kernels.Throughput} is a program, not a test.
 */
@NullMarked
package io.plimsoll.kernels;

import org.jspecify.annotations.NullMarked;
