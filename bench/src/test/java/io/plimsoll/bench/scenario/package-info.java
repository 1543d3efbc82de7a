/**
 * Tests of scenario files: the shipped one, every refusal, and scenarios on other prices.
 *
 * <p>May import everything that tests have.
 *
 * <p>Start reading at {@link io.plimsoll.bench.scenario.ScenarioTest}.
 */
@NullMarked
package io.plimsoll.bench.scenario;

import org.jspecify.annotations.NullMarked;
