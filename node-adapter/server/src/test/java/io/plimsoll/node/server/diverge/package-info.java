/**
 * Chains that differ in each way, and what is found of them.
 *
 * <p>May import all of the module and JUnit.
 *
 * <p>Start with {@link io.plimsoll.node.server.diverge.DivergeCommandTest}.
 */
@NullMarked
package io.plimsoll.node.server.diverge;

import org.jspecify.annotations.NullMarked;
