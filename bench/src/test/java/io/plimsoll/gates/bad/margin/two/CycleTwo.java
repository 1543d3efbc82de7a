package io.plimsoll.gates.bad.margin.two;

import io.plimsoll.gates.bad.margin.one.CycleOne;
import org.jspecify.annotations.Nullable;

/** The other half. */
public record CycleTwo(@Nullable CycleOne other) {}
