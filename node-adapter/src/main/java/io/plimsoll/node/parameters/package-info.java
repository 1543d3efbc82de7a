/**
 * Models' parameter sets: the files that ship with the product, and how such a file is read.
 *
 * <p>May import the JSON library, {@code io.plimsoll.margin} and {@code chain.model}.
 *
 * <p>Start with {@link io.plimsoll.node.parameters.ParameterFiles}; {@link
 * io.plimsoll.node.parameters.Models} makes a model of a set.
 */
@NullMarked
package io.plimsoll.node.parameters;

import org.jspecify.annotations.NullMarked;
