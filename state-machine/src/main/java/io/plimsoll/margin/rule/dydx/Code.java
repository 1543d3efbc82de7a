package io.plimsoll.margin.rule.dydx;

/** Why a rule gives no result, under the name that the venue has for it. */
public enum Code {
  /** A position may be changed towards zero only, and not beyond it. */
  INVALID_SIZE_DELTA("ErrInvalidPerpetualPositionSizeDelta"),
  /** A fill of nothing. */
  INVALID_FILL("ErrInvalidQuantumsForInsuranceFundDeltaCalculation"),
  /** One subaccount's market is liquidated once in a block. */
  ALREADY_LIQUIDATED("ErrSubaccountHasLiquidatedPerpetual"),
  /** The account has no such position. */
  NO_POSITION("ErrNoPerpetualPositionsToLiquidate"),
  /** More notional than a subaccount may have liquidated in a block. */
  NOTIONAL_LIMIT("ErrLiquidationExceedsSubaccountMaxNotionalLiquidated"),
  /** More insurance than a subaccount may use in a block. */
  INSURANCE_LIMIT("ErrLiquidationExceedsSubaccountMaxInsuranceLost"),
  /** The fund does not have what a fill takes from it. */
  FUND_TOO_SMALL("ErrInsuranceFundHasInsufficientFunds"),
  /** An update that the accounts may not make. */
  UPDATE_FAILED("ErrFailedToUpdateSubaccounts"),
  /** Two updates of one account cannot both be made. */
  ACCOUNT_TWICE("ErrNonUniqueUpdatesSubaccount"),
  /** A collateral pool cannot pay what moves out of it. */
  POOL_TOO_SMALL("ErrInsufficientFunds"),
  /** There is no such market. */
  UNKNOWN_MARKET("ErrPerpetualDoesNotExist"),
  /** A match has two sides. */
  MATCH_SIDES("ErrMatchUpdatesMustHaveTwoUpdates"),
  /** Each side of a match changes one position. */
  MATCH_POSITIONS("ErrMatchUpdatesMustUpdateOnePerp"),
  /** Both sides of a match are in one market. */
  MATCH_MARKETS("ErrMatchUpdatesMustBeSamePerpId"),
  /** What one side of a match takes the other gives. */
  MATCH_SIZES("ErrMatchUpdatesInvalidSize"),
  /** Open interest would be negative. */
  OPEN_INTEREST("ErrCannotModifyPerpOpenInterestForOIMF"),
  /** More leverage than the tier allows. */
  LEVERAGE_TOO_HIGH("ErrLeverageExceedsMaximum"),
  /** A tier without initial margin has no leverage to set. */
  NO_INITIAL_MARGIN("ErrInitialMarginPpmIsZero"),
  /** The account has less than initial margin under the leverage. */
  LEVERAGE_BREAKS_MARGIN("ErrLeverageViolatesMarginRequirements"),
  /** The venue's node would stop: a division by zero, or what it takes for impossible. */
  INVARIANT("INVARIANT_PANIC");

  private final String venueName;

  Code(String venueName) {
    this.venueName = venueName;
  }

  /** The venue's own name of it. */
  public String venueName() {
    return venueName;
  }
}
