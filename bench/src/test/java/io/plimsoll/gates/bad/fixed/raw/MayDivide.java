package io.plimsoll.gates.bad.fixed.raw;

/** Here division has its home. */
final class MayDivide {

  private MayDivide() {}

  static long quotient(long a, long b) {
    return a / b + Math.floorMod(a, b);
  }
}
