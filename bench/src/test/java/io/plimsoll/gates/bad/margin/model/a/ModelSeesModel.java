package io.plimsoll.gates.bad.margin.model.a;

import io.plimsoll.gates.bad.margin.model.b.OtherModel;

/** A model that leans on another. */
public record ModelSeesModel(OtherModel other) {}
