package io.plimsoll.margin.rule;

/** Says why nothing is known of a function over a stretch of prices. */
public final class Undecided extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** With a reason, as a sentence. */
  public Undecided(String reason) {
    super(reason);
  }
}
