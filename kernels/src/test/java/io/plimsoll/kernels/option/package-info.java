/**
 * Single options against references of fifty digits, and against real chains.
 *
 * <p>May import the references, the seeds and JUnit.
 *
 * <p>Start reading at {@link io.plimsoll.kernels.option.GreeksTest}.
 */
package io.plimsoll.kernels.option;
