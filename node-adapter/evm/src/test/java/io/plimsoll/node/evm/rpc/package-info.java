/**
 * Tests of {@code evm.rpc}.
 *
 * <p>May import everything.
 *
 * <p>Start anywhere.
 */
@NullMarked
package io.plimsoll.node.evm.rpc;

import org.jspecify.annotations.NullMarked;
