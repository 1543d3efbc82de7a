/**
 * What a node is told: by flags, the environment, a file, or not at all.
 *
 * <p>May import the command line's failures and the YAML reader.
 *
 * <p>Start with {@link io.plimsoll.node.server.config.Setting}.
 */
@NullMarked
package io.plimsoll.node.server.config;

import org.jspecify.annotations.NullMarked;
