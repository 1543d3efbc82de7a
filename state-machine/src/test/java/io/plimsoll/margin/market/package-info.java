/**
 * What a margin model may know of the world in one block, and what of it has moved.
 *
 * <p>May import {@code io.plimsoll.margin.market} and what that may import.
 *
 * <p>Start with {@code MarketChangesTest}.
 */
package io.plimsoll.margin.market;
