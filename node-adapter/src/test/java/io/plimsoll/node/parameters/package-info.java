/**
 * Parameter sets: those that ship, and files that are none.
 *
 * <p>May import everything that the package may.
 *
 * <p>Start with {@code ParameterFilesTest}.
 */
package io.plimsoll.node.parameters;
