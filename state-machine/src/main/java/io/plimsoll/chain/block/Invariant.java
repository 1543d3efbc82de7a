package io.plimsoll.chain.block;

/** What must hold after each block. A number is never used again for something else. */
public enum Invariant {
  /** No money appears or vanishes. */
  MONEY_CONSERVED(
      1, "in each pool cash + quote balances + clearing + fund + fees equal the balance"),
  /** Every long lot has its short one. */
  LOTS_BALANCED(2, "the lots of each instrument that is no coin add to 0"),
  /** Open interest is what is held. */
  OPEN_INTEREST_HELD(3, "open interest is the sum of the lots held long; coins have none"),
  /** Insurance funds never owe. */
  FUND_NOT_NEGATIVE(4, "no insurance fund is negative"),
  /** Pools never owe to the world. */
  POOL_NOT_NEGATIVE(5, "no pool's balance is negative"),
  /** Positions stand in their order and none is empty. */
  POSITIONS_IN_ORDER(6, "positions are not empty and sorted by underlying and instrument"),
  /** Nothing is held of what has ended. */
  NOTHING_ENDED_HELD(7, "no position is in an instrument that has ended"),
  /** An option's premium is in cash, and so is what was paid for a coin. */
  OPTIONS_WITHOUT_BALANCE(8, "positions in options and coins have no quote balance"),
  /** Positions lie in the pool of their market. */
  POOL_OF_MARKET(9, "a subaccount with positions is in the pool of their markets"),
  /** Isolated subaccounts hold one market, and coins as collateral. */
  ONE_MARKET_WHERE_ISOLATED(10, "a subaccount of mode isolated holds one market beside coins"),
  /** A subaccount never holds more positions than a leaf can. */
  POSITIONS_WITHIN_LEAF(11, "a subaccount has at most 65,535 positions"),
  /** Funds and fees are cash, not a claim on what bankrupt subaccounts owe. */
  FUND_AND_FEES_IN_CASH(12, "each pool's balance covers its fund and its fees"),
  /** No coin appears or vanishes. */
  COINS_CONSERVED(
      13, "of each asset coins held + inverse quote balances + clearing + fees equal the balance"),
  /** Fees in coins are there, and an asset never owes to the world. */
  COIN_FEES_THERE(14, "each asset's fees are not negative and its balance covers them"),
  /** Nobody is turned round by being closed out. */
  CLOSES_WHAT_IS_HELD(20, "what is closed out of a subaccount is at most what it holds"),
  /** Who is safe is left alone. */
  LIQUIDATED_ARE_BELOW(21, "who is liquidated is below its maintenance margin"),
  /** Nobody owes unseen. */
  DEBTS_NOTED(25, "who has no positions and negative cash is noted with what it owes"),
  /** What is taken from others is owed by somebody. */
  SHARED_IS_OWED(26, "a pool shares at most what subaccounts owe in it"),
  /** Power over prices belongs to who has the role. */
  POWER_OF_REPORTERS(30, "whoever has a reporter's power is a reporter"),
  /** Samples wait for their tick in order. */
  SAMPLES_IN_ORDER(31, "premium samples lie in order between the last tick and the last boundary"),
  /** A sequence number is given once. */
  WITHDRAWALS_IN_SEQUENCE(35, "a withdrawal's number is in 1 to the last one that was given"),
  /** A trade has a maker and a taker. */
  VOLUMES_HAVE_TWO_SIDES(36, "on each day makers have traded what takers have, all in all");

  private final int number;
  private final String sentence;

  Invariant(int number, String sentence) {
    this.number = number;
    this.sentence = sentence;
  }

  /** Its number. */
  public int number() {
    return number;
  }

  /** What must hold. */
  public String sentence() {
    return sentence;
  }

  /** What stops the block: a fault of this program. */
  public InvariantBroken broken(String where) {
    return new InvariantBroken(this, where);
  }
}
