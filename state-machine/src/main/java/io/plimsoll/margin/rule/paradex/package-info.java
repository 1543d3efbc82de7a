/**
 * Rules of Paradex that its documentation shows by an example, each a function of its arguments
 * alone. Numbers have 18 decimals.
 *
 * <p>May import fixed-point.
 */
@NullMarked
package io.plimsoll.margin.rule.paradex;

import org.jspecify.annotations.NullMarked;
