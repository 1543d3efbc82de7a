package io.plimsoll.gates.bad.fixed;

import io.plimsoll.gates.bad.kernels.KernelsSeeMargin;

/** Looks down at a later layer. */
public record FixedSeesKernels(KernelsSeeMargin later) {}
