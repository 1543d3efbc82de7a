/**
 * Values of the chain as texts.
 *
 * <p>May import the chain's values and the JDK.
 *
 * <p>Start with {@link io.plimsoll.node.text.Fields}.
 */
@NullMarked
package io.plimsoll.node.text;

import org.jspecify.annotations.NullMarked;
