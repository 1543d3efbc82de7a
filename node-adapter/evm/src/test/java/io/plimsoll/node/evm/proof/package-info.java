/**
 * Tests of {@code evm.proof}.
 *
 * <p>May import everything.
 *
 * <p>Start anywhere.
 */
@NullMarked
package io.plimsoll.node.evm.proof;

import org.jspecify.annotations.NullMarked;
