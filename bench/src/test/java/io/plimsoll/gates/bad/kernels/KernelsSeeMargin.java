package io.plimsoll.gates.bad.kernels;

import io.plimsoll.gates.bad.margin.MarginSeesChain;

/** Looks down at a later layer. */
public record KernelsSeeMargin(MarginSeesChain later) {}
