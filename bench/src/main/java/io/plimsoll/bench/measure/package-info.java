/**
 * What {@code plimsoll bench} does: starts the JMH suites of {@code bench/jmh} in a JVM of their
 * own, reads what they measured, forms ratios, and compares runs of one machine.
 *
 * <p>May import the node's machine and table; sees no suite, which stand on another class path.
 *
 * <p>Start with {@link io.plimsoll.bench.measure.Suite}, then {@link
 * io.plimsoll.bench.measure.Ratios}.
 */
@NullMarked
package io.plimsoll.bench.measure;

import org.jspecify.annotations.NullMarked;
