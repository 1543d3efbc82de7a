/**
 * Integers as numbers: checked arithmetic, products divided without losing a bit, 128-bit sums.
 *
 * <p>May import the packages below it and nothing else of Plimsoll.
 *
 * <p>Start reading at {@link io.plimsoll.fixed.MulDiv}; {@link io.plimsoll.fixed.Rounding} has the
 * directions.
 */
package io.plimsoll.fixed;
