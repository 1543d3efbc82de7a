package io.plimsoll.margin.rule.dydx;

/** What becomes of an update; the names are the venue's. */
public enum UpdateResult {
  /** It may be made. */
  SUCCESS,
  /** The account covered its initial margin, and would not. */
  NEWLY_UNDERCOLLATERALIZED,
  /** The account does not cover its initial margin, and would not be safer. */
  STILL_UNDERCOLLATERALIZED,
  /** Nothing leaves a pool for a while after an account of it was bankrupt or the chain stood. */
  WITHDRAWALS_AND_TRANSFERS_BLOCKED,
  /** It would mix an isolated market with another one. */
  VIOLATES_ISOLATED_CONSTRAINTS
}
