/**
 * Tests of the doctor.
 *
 * <p>May import what it tests.
 *
 * <p>Start with {@code MachineTest}.
 */
@NullMarked
package io.plimsoll.node.doctor;

import org.jspecify.annotations.NullMarked;
