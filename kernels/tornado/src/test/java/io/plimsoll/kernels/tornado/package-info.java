/**
 * Tests with a real worker on whatever device TornadoVM finds; PoCL makes one of any CPU.
 *
 * <p>May import everything that the worker may, and the books of the device engine's tests.
 *
 * <p>Start reading at TornadoBooksTest.
 */
@NullMarked
package io.plimsoll.kernels.tornado;

import org.jspecify.annotations.NullMarked;
