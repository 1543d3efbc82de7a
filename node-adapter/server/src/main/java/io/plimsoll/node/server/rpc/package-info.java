/**
 * JSON-RPC 2.0: bytes in, bytes out, whatever carries them. Every byte that comes in is hostile.
 *
 * <p>May import {@code run}, {@code watch}, the storage, the state machine and the JSON library.
 *
 * <p>Start with {@link io.plimsoll.node.server.rpc.Dispatcher}.
 */
@NullMarked
package io.plimsoll.node.server.rpc;

import org.jspecify.annotations.NullMarked;
