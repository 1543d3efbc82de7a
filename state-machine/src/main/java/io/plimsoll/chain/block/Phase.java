package io.plimsoll.chain.block;

/** The phases of a block, in their order. Each has a digest of what happened in it. */
public enum Phase {
  /** Parameters on their way take another step. */
  PARAMETERS,
  /** Prices and funding rates. */
  PRICES,
  /** Funding boundaries crossed. */
  FUNDING,
  /** What has come to its end is settled. */
  EXPIRIES,
  /** All instruments are priced under all scenarios. */
  RISK_ARRAYS,
  /** All other commands, each checked against limits and margin as it is applied. */
  COMMANDS,
  /** All subaccounts are evaluated. */
  REMARGIN,
  /** Subaccounts below their maintenance margin are closed out. */
  LIQUIDATE,
  /** Bankrupt subaccounts are closed against opposite holders. */
  DELEVERAGE
}
