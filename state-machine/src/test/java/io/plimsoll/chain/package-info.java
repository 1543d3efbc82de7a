/**
 * The chain from outside: blocks in, results and roots out.
 *
 * <p>May import everything of the state machine.
 *
 * <p>Start with {@code MarginChainTest}.
 */
package io.plimsoll.chain;
