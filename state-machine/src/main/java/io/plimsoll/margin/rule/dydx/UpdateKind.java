package io.plimsoll.margin.rule.dydx;

/** What updates are made for. */
public enum UpdateKind {
  /** Collateral goes out. */
  WITHDRAWAL,
  /** Collateral goes to another account. */
  TRANSFER,
  /** Collateral comes in. */
  DEPOSIT,
  /** A trade of two accounts. */
  MATCH,
  /** A question what would be. */
  COLLATERAL_CHECK;

  /** Whether the gate of {@link Gate} is before it. */
  public boolean isGated() {
    return this == WITHDRAWAL || this == TRANSFER;
  }
}
