/**
 * Tests of the comparison of results, and of topics under inputs that nobody means well.
 *
 * <p>May import the JSON library.
 *
 * <p>Start with {@code ConformanceTest}.
 */
@NullMarked
package io.plimsoll.node.conformance;

import org.jspecify.annotations.NullMarked;
