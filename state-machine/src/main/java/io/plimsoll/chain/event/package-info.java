/**
 * What happened in a block, as values, and their canonical bytes.
 *
 * <p>May import {@code chain.codec} and {@code chain.command}.
 *
 * <p>Start with {@link io.plimsoll.chain.event.Event}.
 */
@NullMarked
package io.plimsoll.chain.event;

import org.jspecify.annotations.NullMarked;
