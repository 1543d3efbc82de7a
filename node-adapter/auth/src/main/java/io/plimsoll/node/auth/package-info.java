/**
 * From signed bytes to an authenticated command, or to a code: EIP-712 over secp256k1.
 *
 * <p>May import the chain's commands; Bouncy Castle is seen by two classes alone.
 *
 * <p>Start with {@link io.plimsoll.node.auth.Authenticator}.
 */
@NullMarked
package io.plimsoll.node.auth;

import org.jspecify.annotations.NullMarked;
