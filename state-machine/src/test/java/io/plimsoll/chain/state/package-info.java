/**
 * Tests of the state's leaves.
 *
 * <p>May import what it tests.
 *
 * <p>Start with {@link io.plimsoll.chain.state.LeafTest}.
 */
package io.plimsoll.chain.state;
