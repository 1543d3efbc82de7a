/**
 * Derive's two managers over a book as a person holds it: the portfolio margin PMRM_2 of one
 * underlying, and the standard manager.
 *
 * <p>May import fixed-point and the other packages of {@code margin}; a model never sees another
 * model.
 *
 * <p>Start with {@link io.plimsoll.margin.model.derive.DeriveModel}; the formulas are in {@code
 * margin.rule.derive}.
 *
 * <p>Covers what these rules cover, from derivexyz/v2-core at commit 7736900d3957 (21 January
 * 2026), with the parameters that its tests run with; those of the chain are set by its governance.
 * A book states no confidence in prices, so that there is no charge for a lack of it, and no rate,
 * which is a parameter. Cash is what the book has in USDC; an inverse instrument counts as the
 * linear one of the same amount, since the venue has no other.
 */
@NullMarked
package io.plimsoll.margin.model.derive;

import org.jspecify.annotations.NullMarked;
