package io.plimsoll.margin.market;

/** What an instrument is. The code stands in canonical bytes and never changes its meaning. */
public enum InstrumentKind {
  /** A linear contract without expiry, held near the index by funding. */
  PERPETUAL(0),
  /** A linear contract settled at an expiry. */
  FUTURE(1),
  /** A European call, settled in cash at its expiry. */
  CALL(2),
  /** A European put, settled in cash at its expiry. */
  PUT(3);

  private final int code;

  InstrumentKind(int code) {
    this.code = code;
  }

  /** The number in canonical bytes. */
  public int code() {
    return code;
  }

  /** Whether the value of a lot is its price. */
  public boolean isLinear() {
    return this == PERPETUAL || this == FUTURE;
  }

  /** Whether it is settled at an expiry. */
  public boolean expires() {
    return this != PERPETUAL;
  }

  /**
   * The kind of a code.
   *
   * @throws IllegalArgumentException where no kind has it
   */
  public static InstrumentKind of(int code) {
    for (InstrumentKind kind : values()) {
      if (kind.code == code) {
        return kind;
      }
    }
    throw new IllegalArgumentException("instrument kind is " + code + "; it must be in 0..3");
  }
}
