/**
 * Secret keys in encrypted files, as Ethereum's clients and wallets keep them.
 *
 * <p>May import the signatures of {@code node.auth}; Bouncy Castle does the ciphers.
 *
 * <p>Start with {@link io.plimsoll.node.keys.Keystore}.
 */
@NullMarked
package io.plimsoll.node.keys;

import org.jspecify.annotations.NullMarked;
