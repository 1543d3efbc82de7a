/**
 * Models over whole books as models of a chain: an account of lots and quanta becomes a book at 18
 * decimals, and what a model says of it becomes requirements in quanta.
 *
 * <p>May import fixed-point and the other packages of {@code margin}; no model.
 *
 * <p>Start with {@link io.plimsoll.margin.model.venue.VenueModel}.
 */
@NullMarked
package io.plimsoll.margin.model.venue;

import org.jspecify.annotations.NullMarked;
