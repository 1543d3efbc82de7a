/**
 * Tests of the functions against decimals of fifty digits and more.
 *
 * <p>May import the module, its samples and oracle, JUnit and big-math.
 *
 * <p>Start with {@link io.plimsoll.fixed.fn.LnTest}; {@link io.plimsoll.fixed.fn.Exact} is the
 * truth and {@link io.plimsoll.fixed.fn.Largest} measures.
 */
package io.plimsoll.fixed.fn;
