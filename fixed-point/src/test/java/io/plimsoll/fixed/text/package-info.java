/**
 * Tests of exact decimal text.
 *
 * <p>May import the module, JUnit, and the samples of {@code io.plimsoll.fixed}.
 *
 * <p>Start reading at {@link io.plimsoll.fixed.text.DecimalsTest}.
 */
package io.plimsoll.fixed.text;
