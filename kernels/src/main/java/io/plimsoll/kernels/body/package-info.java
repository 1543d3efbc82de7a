/**
 * The arithmetic of one cell, as static methods over primitives that any engine or device can run.
 *
 * <p>May import io.plimsoll.fixed.raw, io.plimsoll.fixed.fn and java.lang; loops and memory belong
 * to the engines. Nothing here throws, allocates or calls itself.
 *
 * <p>Start reading at {@link io.plimsoll.kernels.body.Black76Body}.
 */
package io.plimsoll.kernels.body;
