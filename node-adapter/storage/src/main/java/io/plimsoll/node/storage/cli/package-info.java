/**
 * {@code plimsoll db}: what an operator does with a chain on disk while no node runs on it.
 *
 * <p>May import the storage and the command line's root.
 *
 * <p>Start with {@link io.plimsoll.node.storage.cli.DbCommand}.
 */
@NullMarked
package io.plimsoll.node.storage.cli;

import org.jspecify.annotations.NullMarked;
