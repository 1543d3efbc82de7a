package io.plimsoll.gates.bad.chain;

/** A thread in the core. */
public record ThreadInChain(Thread worker) {}
