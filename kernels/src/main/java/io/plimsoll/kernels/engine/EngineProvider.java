package io.plimsoll.kernels.engine;

/**
 * An engine that lives in another jar, found by {@link java.util.ServiceLoader} through {@code
 * META-INF/services/io.plimsoll.kernels.engine.EngineProvider}. Which providers are there cannot
 * show in a result, because engines give equal bits.
 */
public interface EngineProvider {

  /** The name by which {@link Engines#create} makes the engine, for instance {@code tornado}. */
  String name();

  /**
   * Whether the engine can be made here, and why or why not, in less than a few seconds. Does not
   * throw: what is missing is a reason. {@link Engines#statuses} asks for the known answers
   * afterwards, so this need not.
   */
  EngineStatus status();

  /**
   * Makes the engine.
   *
   * @param threads the number of threads, the calling one among them, at least 1
   * @throws IllegalStateException where it cannot be made after all, with the reason
   */
  Engine create(int threads);
}
