package io.plimsoll.gates.bad.fixed.raw;

import java.util.List;

/** Raw arithmetic that needs a collection. */
public record RawSeesUtil(List<Long> values) {}
