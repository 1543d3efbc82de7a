/**
 * How a node bears many questions beside its blocks, measured by the profile {@code load}.
 *
 * <p>May import everything of the server.
 *
 * <p>Start with {@link io.plimsoll.node.server.load.LoadRun}.
 */
package io.plimsoll.node.server.load;
