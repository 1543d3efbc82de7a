/**
 * {@code plimsoll node} and {@code plimsoll config}: a node with all that it is made of.
 *
 * <p>May import everything of the server.
 *
 * <p>Start with {@link io.plimsoll.node.server.cli.NodeCommand}.
 */
@NullMarked
package io.plimsoll.node.server.cli;

import org.jspecify.annotations.NullMarked;
