/**
 * What the server's tests share: a node in a temporary folder.
 *
 * <p>May import everything of the server.
 *
 * <p>Start with {@link io.plimsoll.node.server.TestNode}.
 */
package io.plimsoll.node.server;
