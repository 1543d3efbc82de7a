package io.plimsoll.gates.bad.node;

import io.plimsoll.gates.bad.bench.Last;

/** Looks down at a later layer. */
public record NodeSeesBench(Last later) {}
