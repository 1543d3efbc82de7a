/**
 * Tests of checked and 128-bit arithmetic against the JDK's numbers without limits.
 *
 * <p>May import the module and JUnit; the samples and the oracle here serve its other tests too.
 *
 * <p>Start reading at {@link io.plimsoll.fixed.MulDivTest}.
 */
package io.plimsoll.fixed;
