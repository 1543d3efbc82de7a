/**
 * Which margin models over whole books a chain may choose beside its own, and by which numbers.
 *
 * <p>May import {@code chain.root} for its hash, and {@code margin.model}.
 *
 * <p>Start with {@link io.plimsoll.chain.model.ModelCatalogue}.
 */
@NullMarked
package io.plimsoll.chain.model;

import org.jspecify.annotations.NullMarked;
