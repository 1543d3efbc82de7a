/**
 * Tests of {@code evm.validate}.
 *
 * <p>May import everything.
 *
 * <p>Start with {@link io.plimsoll.node.evm.validate.SignedFileTest}.
 */
@NullMarked
package io.plimsoll.node.evm.validate;

import org.jspecify.annotations.NullMarked;
