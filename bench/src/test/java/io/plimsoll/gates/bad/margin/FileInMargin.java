package io.plimsoll.gates.bad.margin;

import java.nio.file.Path;

/** A file in the core. */
public record FileInMargin(Path file) {}
