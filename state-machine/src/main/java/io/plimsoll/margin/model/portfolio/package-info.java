/**
 * The generic portfolio margin: a stress matrix for each underlying, add-ons, and credit for losses
 * that do not all happen together.
 *
 * <p>May import fixed-point, kernels and {@code margin}, but no other model.
 *
 * <p>Start with {@link io.plimsoll.margin.model.portfolio.PortfolioModel}.
 */
@NullMarked
package io.plimsoll.margin.model.portfolio;

import org.jspecify.annotations.NullMarked;
