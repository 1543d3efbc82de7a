package io.plimsoll.gates.bad.chain;

import java.util.ServiceLoader;

/** A chain that asks the class path. */
final class LooksUp {

  private LooksUp() {}

  static boolean some() {
    return ServiceLoader.load(Runnable.class).findFirst().isPresent();
  }
}
