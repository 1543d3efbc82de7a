/**
 * What may be asked of the chain, as values, and their canonical bytes.
 *
 * <p>May import {@code chain.codec} and what instruments are.
 *
 * <p>Start with {@link io.plimsoll.chain.command.Command}.
 */
@NullMarked
package io.plimsoll.chain.command;

import org.jspecify.annotations.NullMarked;
