/**
 * Proofs and checks of the bodies.
 *
 * <p>May import the bodies' package-private methods, the references, and JUnit.
 *
 * <p>Start reading at {@link io.plimsoll.kernels.body.Black76ProofTest}.
 */
package io.plimsoll.kernels.body;
