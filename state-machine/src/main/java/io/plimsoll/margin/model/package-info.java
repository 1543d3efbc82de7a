/**
 * What a margin model is and what it returns; each model has a package of its own below this one.
 *
 * <p>May import fixed-point, kernels and the other packages of {@code margin}; a model never sees
 * another model.
 *
 * <p>Start with {@link io.plimsoll.margin.model.MarginModel}, which a chain runs in ppm and quanta,
 * or {@link io.plimsoll.margin.model.HoldingModel}, which answers for a book at 18 decimals. Both
 * are entries of one model: its folder holds its parameters, which are a {@link
 * io.plimsoll.margin.model.ParameterSet} of decimal texts that a file or a command gives, its
 * formulas, and its own predicates. What several models need lies in {@code margin.rule} and {@code
 * margin.holding}. {@code margin.model.venue} lets any of the latter serve a chain, one account at
 * a time; a model that is to serve many gets a block entry beside the wide one, held equal to it by
 * tests, as the rules' twins are.
 */
@NullMarked
package io.plimsoll.margin.model;

import org.jspecify.annotations.NullMarked;
