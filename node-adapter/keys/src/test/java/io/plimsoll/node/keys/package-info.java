/**
 * Key files beside the definition's own, web3j's, damaged ones and bombs.
 *
 * <p>May import web3j's keystore, as a peer, and JUnit.
 *
 * <p>Start with {@link io.plimsoll.node.keys.KeyFileTest}.
 */
@NullMarked
package io.plimsoll.node.keys;

import org.jspecify.annotations.NullMarked;
