package io.plimsoll.gates.bad.kernels.scalar;

import jdk.incubator.vector.LongVector;

/** Lanes outside of the SIMD engine. */
public record VectorsElsewhere(LongVector lanes) {}
