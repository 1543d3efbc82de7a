package io.plimsoll.gates.bad.chain;

/** Floating point in each place where it can hide. */
final class Floats {
  double field;

  private Floats() {}

  static long parameter(float value) {
    return Float.floatToIntBits(value);
  }

  static long hidden(long value) {
    return (long) (value * 1e-6);
  }

  static boolean constant(Object value) {
    return value.equals(0.5);
  }

  static Object array() {
    return new double[1];
  }
}
