/**
 * Files that appear whole or not at all.
 *
 * <p>May import the JDK alone.
 *
 * <p>Start with {@link io.plimsoll.node.file.PartialFile}.
 */
@NullMarked
package io.plimsoll.node.file;

import org.jspecify.annotations.NullMarked;
