/**
 * Exact decimal text in and out of integers that carry a power of ten.
 *
 * <p>May import nothing else of Plimsoll.
 *
 * <p>Start reading at {@link io.plimsoll.fixed.text.Decimals}.
 */
package io.plimsoll.fixed.text;
