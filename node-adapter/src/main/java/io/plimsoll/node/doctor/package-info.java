/**
 * What this machine is and whether Plimsoll works on it: processor, memory, JDK, engines.
 *
 * <p>May import the kernels' engines. Writes nothing; the command line shows it.
 *
 * <p>Start with {@link io.plimsoll.node.doctor.Diagnosis}.
 */
@NullMarked
package io.plimsoll.node.doctor;

import org.jspecify.annotations.NullMarked;
