/**
 * Tests of {@code evm.cli}.
 *
 * <p>May import everything.
 *
 * <p>Start with {@link io.plimsoll.node.evm.cli.EvmCommandTest}.
 */
@NullMarked
package io.plimsoll.node.evm.cli;

import org.jspecify.annotations.NullMarked;
