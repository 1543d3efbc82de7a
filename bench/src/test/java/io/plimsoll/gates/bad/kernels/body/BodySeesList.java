package io.plimsoll.gates.bad.kernels.body;

import java.util.List;

/** A body that needs a collection. */
public record BodySeesList(List<Long> values) {}
