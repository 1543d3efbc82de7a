package io.plimsoll.gates.bad.chain;

import io.plimsoll.gates.bad.kernels.device.Device;

/** Knows that a device computes. */
public record ChainSeesDevice(Device device) {}
