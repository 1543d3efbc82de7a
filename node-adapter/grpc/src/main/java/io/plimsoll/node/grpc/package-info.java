/**
 * The chain on a socket, for a process in another language beside which it runs.
 *
 * <p>May import the chain, its storage, gRPC, and the classes made of {@code chain.proto}.
 *
 * <p>Start with {@link io.plimsoll.node.grpc.ChainServer}.
 */
@NullMarked
package io.plimsoll.node.grpc;

import org.jspecify.annotations.NullMarked;
