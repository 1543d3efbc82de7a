/**
 * Tests of the simulator: what it writes, again, by another engine, and from its own logs.
 *
 * <p>May import all of this module and the chain.
 *
 * <p>Start with {@link io.plimsoll.bench.simulate.SimulationTest}.
 */
@NullMarked
package io.plimsoll.bench.simulate;

import org.jspecify.annotations.NullMarked;
