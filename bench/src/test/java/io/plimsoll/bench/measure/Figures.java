package io.plimsoll.bench.measure;

import java.util.List;

/** Made-up figures. */
final class Figures {

  private Figures() {}

  static Measurement limit(String name, int threads, double ns) {
    return new Measurement(Suite.LIMITS, name, "", 0, threads, ns, 0, 0);
  }

  static Measurement revalued(String engine, int rows, double ns, double errorNs) {
    return new Measurement(Suite.REVALUE, "revalue", engine, rows, 1, ns, errorNs, 16);
  }

  static Measurement price(String name, String engine, double ns) {
    return new Measurement(Suite.PRICE, name, engine, 0, 1, ns, 0, 0);
  }

  static Measurement remargined(String name, String engine, double ns) {
    return new Measurement(Suite.REMARGIN, name, engine, 1_000_000, 1, ns, 0, 0);
  }

  static Measurement onDevice(String name, String engine, double ns) {
    return new Measurement(Suite.DEVICE, name, engine, 1_000_000, 1, ns, 0, 0);
  }

  static Measurement held(String name, String engine, double bytes) {
    return new Measurement(Suite.MEMORY, name, engine, 1_000_000, 1, 1, 0, bytes);
  }

  static Run run(Measurement... results) {
    return new Run(
        "2026-01-02T03:04:05Z", "Chip, 2 cores", "25", "abc", "", "short", List.of(results));
  }
}
