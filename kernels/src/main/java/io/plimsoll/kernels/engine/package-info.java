/**
 * What a caller sees of the numeric engines: the interface, the factory, and the difference that a
 * shadow engine reports.
 *
 * <p>May import the batches; the factory alone names the engines' classes.
 *
 * <p>Start reading at {@link io.plimsoll.kernels.engine.Engine}.
 */
@NullMarked
package io.plimsoll.kernels.engine;

import org.jspecify.annotations.NullMarked;
