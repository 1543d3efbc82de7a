package io.plimsoll.gates.bad.margin.model.b;

/** The other model. */
public record OtherModel() {}
