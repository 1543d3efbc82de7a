package io.plimsoll.gates.bad.kernels.simd;

/** Stands for the SIMD engine. */
public record Simd() {}
