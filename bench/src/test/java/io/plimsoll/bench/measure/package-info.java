/**
 * Tests of what {@code plimsoll bench} makes of figures. No test here measures time.
 *
 * <p>May import what it tests.
 *
 * <p>Start with {@code RatiosTest}.
 */
@NullMarked
package io.plimsoll.bench.measure;

import org.jspecify.annotations.NullMarked;
