/**
 * Tests of {@code evm.follow}.
 *
 * <p>May import everything.
 *
 * <p>Start anywhere.
 */
@NullMarked
package io.plimsoll.node.evm.follow;

import org.jspecify.annotations.NullMarked;
