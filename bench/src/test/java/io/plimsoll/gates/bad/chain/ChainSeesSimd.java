package io.plimsoll.gates.bad.chain;

import io.plimsoll.gates.bad.kernels.simd.Simd;

/** Takes an engine by its class. */
public record ChainSeesSimd(Simd engine) {}
