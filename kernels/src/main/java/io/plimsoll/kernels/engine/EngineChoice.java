package io.plimsoll.kernels.engine;

/**
 * An engine that was made, and why it is this one. The deterministic modules write no log, so the
 * reason is handed over for the caller to show.
 *
 * @param engine the engine, which the caller closes
 * @param reason one line without its end, for instance what {@code auto} passed over and why
 */
public record EngineChoice(Engine engine, String reason) {}
