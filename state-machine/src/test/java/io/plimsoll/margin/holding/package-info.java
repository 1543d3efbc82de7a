/**
 * Books as people hold them: the venues' names, and what a position gains.
 *
 * <p>May import everything that the package may.
 *
 * <p>Start with {@code NotationTest}; {@code Books} builds books for the tests of models.
 */
package io.plimsoll.margin.holding;
