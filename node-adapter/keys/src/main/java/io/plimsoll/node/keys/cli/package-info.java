/**
 * {@code plimsoll keys}: makes keys, lists them, and signs with them.
 *
 * <p>May import the keystore, signatures and the command line's root.
 *
 * <p>Start with {@link io.plimsoll.node.keys.cli.KeysCommand}.
 */
@NullMarked
package io.plimsoll.node.keys.cli;

import org.jspecify.annotations.NullMarked;
