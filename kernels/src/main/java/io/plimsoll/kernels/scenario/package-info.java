/**
 * What is shocked, as data: scenarios and the sets they form, and the generic stress matrix.
 *
 * <p>May import java.lang and java.util; knows no instrument, no engine and no margin model.
 *
 * <p>Start reading at {@link io.plimsoll.kernels.scenario.ScenarioSet}.
 */
@NullMarked
package io.plimsoll.kernels.scenario;

import org.jspecify.annotations.NullMarked;
