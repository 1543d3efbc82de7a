package io.plimsoll.gates.bad.kernels.body;

/** What a device cannot run. */
final class NotForDevices {

  private NotForDevices() {}

  static long[] allocate(int size) {
    return new long[size];
  }

  static long refuse(long value) {
    if (value < 0) {
      throw new IllegalArgumentException();
    }
    return value;
  }

  static long recurse(long value) {
    return value <= 0 ? 0 : recurse(value - 1);
  }

  static int call(Object value) {
    return value.hashCode();
  }
}
