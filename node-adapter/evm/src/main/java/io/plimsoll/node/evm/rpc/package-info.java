/**
 * What an Ethereum node says, over HTTP: calls, and answers read as a stream straight to bytes.
 *
 * <p>May import the chain's values and the JSON reader.
 *
 * <p>Start with {@link io.plimsoll.node.evm.rpc.RpcClient}.
 */
@NullMarked
package io.plimsoll.node.evm.rpc;

import org.jspecify.annotations.NullMarked;
