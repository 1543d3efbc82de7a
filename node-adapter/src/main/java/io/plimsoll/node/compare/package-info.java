/**
 * One book under many models, side by side, and the page that shows it.
 *
 * <p>May import the margin packages, {@code node.parameters} and JSON.
 *
 * <p>Start with {@link io.plimsoll.node.compare.Comparison}.
 */
@NullMarked
package io.plimsoll.node.compare;

import org.jspecify.annotations.NullMarked;
