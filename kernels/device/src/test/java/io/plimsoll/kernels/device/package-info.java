/**
 * Tests of the device engine with a worker in plain Java that can be told to fail.
 *
 * <p>May import everything that the engine may, and chains whose blocks it computes.
 *
 * <p>Start reading at FaultTest.
 */
@NullMarked
package io.plimsoll.kernels.device;

import org.jspecify.annotations.NullMarked;
