package io.plimsoll.kernels.engine;

import io.plimsoll.kernels.scalar.ScalarEngine;
import io.plimsoll.kernels.simd.SimdEngine;

/** Makes engines by name. */
public final class Engines {

  private static final String NAMES = "auto, scalar, simd, shadow";

  private Engines() {}

  /**
   * Makes the engine of a name:
   *
   * <ul>
   *   <li>{@code scalar}: plain loops on the calling thread.
   *   <li>{@code simd}: vector instructions, {@code threads} threads.
   *   <li>{@code shadow}: runs both and throws {@link EngineMismatch} where they differ.
   *   <li>{@code auto}: {@code simd} where this machine's vectors are wide enough to help and a
   *       short known-answer run proves it, else {@code scalar}.
   * </ul>
   *
   * @param threads the number of threads, the calling one among them, at least 1
   * @throws IllegalArgumentException where there is no such engine, or {@code threads} is less than
   *     1
   */
  public static Engine create(String name, int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads is " + threads + "; it must be at least 1");
    }
    return switch (name) {
      case "scalar" -> new ScalarEngine();
      case "simd" -> new SimdEngine(threads);
      case "shadow" -> new ShadowEngine("shadow", new SimdEngine(threads), new ScalarEngine());
      case "auto" -> proven(threads);
      case "tornado" ->
          throw new IllegalArgumentException(
              "this build has no device engine, so there is no engine 'tornado'; choose one of "
                  + NAMES);
      default ->
          throw new IllegalArgumentException(
              "there is no engine '" + name + "'; choose one of " + NAMES);
    };
  }

  private static Engine proven(int threads) {
    Engine scalar = new ScalarEngine();
    if (!SimdEngine.helps()) {
      return scalar;
    }
    Engine simd = new SimdEngine(threads);
    if (KnownAnswers.provedBy(simd, scalar)) {
      return simd;
    }
    simd.close();
    return scalar;
  }
}
