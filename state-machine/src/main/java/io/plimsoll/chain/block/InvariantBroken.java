package io.plimsoll.chain.block;

/** An {@link Invariant} does not hold: a fault of this program, so the block is not published. */
public final class InvariantBroken extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Invariant invariant;

  /** Names the invariant and where it is broken. */
  public InvariantBroken(Invariant invariant, String where) {
    super("invariant " + invariant.number() + " (" + invariant.sentence() + "): " + where);
    this.invariant = invariant;
  }

  /** The invariant that does not hold. */
  public Invariant invariant() {
    return invariant;
  }
}
