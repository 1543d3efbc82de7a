/**
 * What an operator sees of a node: structured logs and metrics.
 *
 * <p>May import the JDK and the JSON writer alone.
 *
 * <p>Start with {@link io.plimsoll.node.server.watch.EventLogger}.
 */
@NullMarked
package io.plimsoll.node.server.watch;

import org.jspecify.annotations.NullMarked;
