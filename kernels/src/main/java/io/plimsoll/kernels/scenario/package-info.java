/**
 * What is shocked, as data: scenarios, the sets they form, and the generic stress matrix.
 *
 * <p>May import java.lang, java.util and io.plimsoll.fixed; knows no instrument, engine or model.
 *
 * <p>Start reading at {@link io.plimsoll.kernels.scenario.Scenario}, then {@link
 * io.plimsoll.kernels.scenario.ScenarioSet}.
 */
@NullMarked
package io.plimsoll.kernels.scenario;

import org.jspecify.annotations.NullMarked;
