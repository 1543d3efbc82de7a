package io.plimsoll.gates.bad.chain;

/** Static fields that change, each in its way. */
public final class StaticState {
  static long counter = 1;
  static final StringBuilder BUFFER = new StringBuilder();

  @SuppressWarnings("MutablePublicArray")
  public static final long[] EXPOSED = {1};

  private StaticState() {}
}
