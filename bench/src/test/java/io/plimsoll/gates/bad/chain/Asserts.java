package io.plimsoll.gates.bad.chain;

/** An assertion that a flag switches. */
final class Asserts {

  private Asserts() {}

  static long positive(long value) {
    assert value > 0 : value;
    return value;
  }
}
