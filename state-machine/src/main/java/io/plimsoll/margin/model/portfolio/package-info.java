/**
 * The generic portfolio margin: a stress matrix for each underlying, add-ons, and credit for losses
 * that do not all happen together.
 *
 * <p>May import fixed-point, kernels and {@code margin}, but no other model.
 *
 * <p>Start with {@link io.plimsoll.margin.model.portfolio.PortfolioModel}, which blocks run; {@link
 * io.plimsoll.margin.model.portfolio.StressModel} answers for a book at 18 decimals.
 *
 * <p>Covers section 4 and section 8 of the project's requirements; their hedge and their book are
 * reproduced, with the add-ons and the correlation that their figures imply. No venue's.
 */
@NullMarked
package io.plimsoll.margin.model.portfolio;

import org.jspecify.annotations.NullMarked;
