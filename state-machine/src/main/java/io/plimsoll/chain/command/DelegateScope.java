package io.plimsoll.chain.command;

/**
 * What an owner lets a delegate do with its subaccounts. No scope lets collateral leave them for
 * somebody else's, or the chain. The code stands in canonical bytes and never changes.
 */
public enum DelegateScope {
  /** Modes, quotes: all that an owner may do but to move collateral. */
  TRADE(1),
  /** That, and moving collateral between the owner's subaccounts. */
  TRADE_AND_TRANSFER(2);

  private final int code;

  DelegateScope(int code) {
    this.code = code;
  }

  /** The number in canonical bytes. */
  public int code() {
    return code;
  }

  /** Whether who has this scope may do what needs another. */
  public boolean covers(DelegateScope needed) {
    return code >= needed.code;
  }

  /**
   * The scope of a code.
   *
   * @throws IllegalArgumentException where none has it
   */
  public static DelegateScope of(int code) {
    return switch (code) {
      case 1 -> TRADE;
      case 2 -> TRADE_AND_TRANSFER;
      default -> throw new IllegalArgumentException("there is no scope " + code);
    };
  }
}
