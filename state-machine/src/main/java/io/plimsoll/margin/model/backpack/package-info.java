/**
 * Backpack's cross margin: requirements that grow with the root of the exposure, and collateral
 * that counts for less the more of it there is.
 *
 * <p>May import fixed-point and the other packages of {@code margin}; a model never sees another
 * model.
 *
 * <p>Start with {@link io.plimsoll.margin.model.backpack.BackpackModel}.
 *
 * <p>Covers the net equity, margin fraction and account-wide fractions of Backpack's guide (read
 * November 2026) and the forms of its API: margin functions {@code sqrt} with base and factor,
 * collateral kinds {@code identity} and {@code inverseSqrt}. The formula of the latter is not
 * documented: it is that of the exchange whose shape the API has, on the notional.
 *
 * <p>Its factors are live values of the API, of which none were to be had: they are required
 * parameters. Does not cover open orders, lending beyond what is borrowed, and the backstop.
 */
@NullMarked
package io.plimsoll.margin.model.backpack;

import org.jspecify.annotations.NullMarked;
