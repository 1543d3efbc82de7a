package io.plimsoll.node.evm.rpc;

/** Values of hexadecimal digits, by a table: a negative one stands for what is no digit. */
final class Digits {

  private static final byte[] VALUES = new byte[128];

  static {
    for (int i = 0; i < VALUES.length; i++) {
      VALUES[i] = (byte) Character.digit(i, 16);
    }
  }

  private Digits() {}

  /** The value of a digit, negative where it is none, and so when it is shifted and joined. */
  static int of(char digit) {
    return digit < VALUES.length ? VALUES[digit] : -1;
  }
}
