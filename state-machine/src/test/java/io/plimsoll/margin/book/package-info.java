/**
 * What an account holds.
 *
 * <p>May import {@code io.plimsoll.margin.book} and what that may import.
 *
 * <p>Start with {@code PositionsTest}.
 */
package io.plimsoll.margin.book;
