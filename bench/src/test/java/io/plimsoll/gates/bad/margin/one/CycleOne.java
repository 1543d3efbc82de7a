package io.plimsoll.gates.bad.margin.one;

import io.plimsoll.gates.bad.margin.two.CycleTwo;

/** Half of a cycle. */
public record CycleOne(CycleTwo other) {}
