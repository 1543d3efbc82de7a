/**
 * Tests of {@link io.plimsoll.node.file.PartialFile}.
 *
 * <p>May import what they test and the test libraries.
 *
 * <p>Start with {@link io.plimsoll.node.file.PartialFileTest}.
 */
@NullMarked
package io.plimsoll.node.file;

import org.jspecify.annotations.NullMarked;
