/**
 * Tests of wrapping arithmetic and of the long division that everything else builds upon.
 *
 * <p>May import the module, JUnit, and the samples and oracle of {@code io.plimsoll.fixed}.
 *
 * <p>Start reading at {@link io.plimsoll.fixed.raw.RawTest}.
 */
package io.plimsoll.fixed.raw;
