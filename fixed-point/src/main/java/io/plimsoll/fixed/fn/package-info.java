/**
 * Functions of numbers in integers, each with a stated domain, scale and error bound.
 *
 * <p>May import {@code fixed.raw}. In names Qn is a number times 2^n.
 *
 * <p>Start with {@link io.plimsoll.fixed.fn.Ln}.
 */
package io.plimsoll.fixed.fn;
