/**
 * The chain that a node makes by itself, to try things on: its markets, traders and prices.
 *
 * <p>May import {@code run} and the state machine.
 *
 * <p>Start with {@link io.plimsoll.node.server.dev.DevScenario}.
 */
@NullMarked
package io.plimsoll.node.server.dev;

import org.jspecify.annotations.NullMarked;
