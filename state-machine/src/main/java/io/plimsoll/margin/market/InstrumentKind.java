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
  PUT(3),
  /** A coin itself: lots are the coin's quanta, a balance of it is a position. */
  SPOT(4),
  /** A perpetual whose lot is a fixed amount of USD and which settles in the underlying's coin. */
  INVERSE_PERPETUAL(5),
  /** A dated future of that kind. */
  INVERSE_FUTURE(6),
  /** A European call that is paid for and settles in the underlying's coin. */
  INVERSE_CALL(7),
  /** A European put that is paid for and settles in the underlying's coin. */
  INVERSE_PUT(8);

  private final int code;

  InstrumentKind(int code) {
    this.code = code;
  }

  /** The number in canonical bytes. */
  public int code() {
    return code;
  }

  /** Whether it is no option: its value moves with a price alone. */
  public boolean isLinear() {
    return !isOption();
  }

  /** Whether it has a strike. */
  public boolean isOption() {
    return isCall() || this == PUT || this == INVERSE_PUT;
  }

  /** Whether it is an option that pays above its strike. */
  public boolean isCall() {
    return this == CALL || this == INVERSE_CALL;
  }

  /** Whether it has no expiry and pays funding. */
  public boolean isPerpetual() {
    return this == PERPETUAL || this == INVERSE_PERPETUAL;
  }

  /** Whether premiums, balances, fees, funding and settlement are in the underlying's coin. */
  public boolean isInverse() {
    return code >= INVERSE_PERPETUAL.code;
  }

  /** Whether its value is a number of coins: a coin itself, or what settles in it. */
  public boolean isInCoins() {
    return code >= SPOT.code;
  }

  /** Whether a lot is a fixed amount of USD. */
  public boolean isFixedAmount() {
    return this == INVERSE_PERPETUAL || this == INVERSE_FUTURE;
  }

  /** Whether a position keeps what was paid for it as a quote balance until it is closed. */
  public boolean keepsBalance() {
    return isLinear() && this != SPOT;
  }

  /** Whether it is settled at an expiry. */
  public boolean expires() {
    return !isPerpetual() && this != SPOT;
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
    throw new IllegalArgumentException("instrument kind is " + code + "; it must be in 0..8");
  }
}
