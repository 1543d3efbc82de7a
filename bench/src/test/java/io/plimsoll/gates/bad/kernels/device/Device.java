package io.plimsoll.gates.bad.kernels.device;

/** Stands for the device engine. */
public record Device() {}
