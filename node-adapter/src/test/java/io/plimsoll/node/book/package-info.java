/**
 * Books in files: those that are right, and those that are none.
 *
 * <p>May import everything that the package may.
 *
 * <p>Start with {@code BookFileTest}.
 */
package io.plimsoll.node.book;
