/**
 * Tests of the package of the same name.
 *
 * <p>May import everything of the server.
 *
 * <p>Start with the test of the class at which that package says to start.
 */
package io.plimsoll.node.server.pool;
