package io.plimsoll.gates.bad.bench;

/** The last layer. */
public record Last() {}
