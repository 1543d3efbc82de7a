/**
 * What a caller sees of the numeric engines: the interface, the factory with the reasons for its
 * choice, the known answers, the difference that a shadow engine reports, and the door for engines
 * of other jars.
 *
 * <p>May import the batches; the factory alone names the engines' classes.
 *
 * <p>Start reading at {@link io.plimsoll.kernels.engine.Engine}.
 */
@NullMarked
package io.plimsoll.kernels.engine;

import org.jspecify.annotations.NullMarked;
