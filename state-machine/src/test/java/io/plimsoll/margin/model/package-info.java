/**
 * What holds for the margin models whatever the market and the book, from seeds.
 *
 * <p>May import {@code margin} and kernels; never anything of a chain.
 *
 * <p>Start with {@code ModelPropertiesTest}.
 */
package io.plimsoll.margin.model;
