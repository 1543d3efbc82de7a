package io.plimsoll.gates.bad.chain;

/** Division of longs outside of raw arithmetic. */
final class Divides {

  private Divides() {}

  static long quotient(long a, long b) {
    return a / b;
  }

  static long remainder(long a, long b) {
    return a % b;
  }

  static long otherName(long a, long b) {
    return Math.floorDiv(a, b);
  }

  static int ofInts(int a, int b) {
    return Math.floorMod(a, b) + a / b;
  }
}
