/**
 * The simulator: one scenario's books on a chain for each experiment and mode, block by block.
 *
 * <p>May import all modules, and of this one the prices, the scenario and the report.
 *
 * <p>Start with {@link io.plimsoll.bench.simulate.Simulation}.
 */
@NullMarked
package io.plimsoll.bench.simulate;

import org.jspecify.annotations.NullMarked;
