package io.plimsoll.chain.block;

/** A block that a chain does not take; nothing has changed. */
public final class BlockRefused extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Why a block is refused. */
  public enum Reason {
    /** It does not follow the last one, or that one still waits. */
    ORDER,
    /** It is margined by a model that this node lacks; another node may take it. */
    MODEL_MISSING
  }

  private final Reason reason;

  /** Says why it does not follow. */
  public BlockRefused(String message) {
    this(Reason.ORDER, message);
  }

  /** Says why. */
  public BlockRefused(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** Why. */
  public Reason reason() {
    return reason;
  }
}
