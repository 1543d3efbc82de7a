/**
 * The service over real sockets: what it answers, who writes, what it refuses.
 *
 * <p>May import all of the module, gRPC's client and JUnit.
 *
 * <p>Start with {@link io.plimsoll.node.grpc.ChainServerTest}.
 */
@NullMarked
package io.plimsoll.node.grpc;

import org.jspecify.annotations.NullMarked;
