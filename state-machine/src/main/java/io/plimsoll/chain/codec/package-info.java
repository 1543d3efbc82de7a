/**
 * Fixed-width big-endian bytes: how commands, events and state are written canonically.
 *
 * <p>May import nothing of this project.
 *
 * <p>Start with {@link io.plimsoll.chain.codec.ByteWriter}.
 */
@NullMarked
package io.plimsoll.chain.codec;

import org.jspecify.annotations.NullMarked;
