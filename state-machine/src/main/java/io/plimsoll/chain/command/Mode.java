package io.plimsoll.chain.command;

/** How a subaccount is margined. The code stands in canonical bytes and never changes. */
public enum Mode {
  /** Holds one market, ring-fenced. */
  ISOLATED(0),
  /** Positions share equity; requirements are added. */
  CROSS(1),
  /** Positions share equity; the requirement comes from scenarios. */
  PORTFOLIO(2);

  private final int code;

  Mode(int code) {
    this.code = code;
  }

  /** The number in canonical bytes. */
  public int code() {
    return code;
  }

  /**
   * The mode of a code.
   *
   * @throws IllegalArgumentException where no mode has it
   */
  public static Mode of(int code) {
    return switch (code) {
      case 0 -> ISOLATED;
      case 1 -> CROSS;
      case 2 -> PORTFOLIO;
      default -> throw new IllegalArgumentException("mode is " + code + "; it must be in 0..2");
    };
  }
}
