package io.plimsoll.bench.jmh;

import io.plimsoll.kernels.engine.Engine;
import io.plimsoll.kernels.engine.Engines;

/** An engine with its threads, as the suites' parameters write it: {@code simd:2}. */
final class EngineName {

  private EngineName() {}

  static Engine create(String text) {
    int colon = text.indexOf(':');
    return Engines.create(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
  }
}
