/**
 * One port for HTTP and WebSocket: calls, what happens, health and metrics. Limits what a client
 * may send and how long it may take.
 *
 * <p>May import {@code rpc}, {@code run}, {@code watch} and Helidon.
 *
 * <p>Start with {@link io.plimsoll.node.server.http.HttpServer}.
 */
@NullMarked
package io.plimsoll.node.server.http;

import org.jspecify.annotations.NullMarked;
