package io.plimsoll.kernels.option;

/** The right to buy or to sell. */
public enum OptionKind {
  /** Pays max(0, S - K). */
  CALL,
  /** Pays max(0, K - S). */
  PUT
}
