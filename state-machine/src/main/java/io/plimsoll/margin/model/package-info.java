/**
 * What a margin model is and what it returns; each model has a package of its own below this one.
 *
 * <p>May import fixed-point, kernels and the other packages of {@code margin}; a model never sees
 * another model.
 *
 * <p>Start with {@link io.plimsoll.margin.model.MarginModel}.
 */
@NullMarked
package io.plimsoll.margin.model;

import org.jspecify.annotations.NullMarked;
