package io.plimsoll.chain.block;

/**
 * What became of a command. Numbers stand on chain and are never changed or used again; ranges are
 * topics. A command that fails changes nothing, see {@link #changesNothing}.
 */
public enum ResultCode {
  /** Done. */
  OK(0, "done"),

  /** The bytes are not a command. */
  MALFORMED(100, "the bytes are not the canonical form of a command"),
  /** The first command of the chain must be its genesis, and there is one only. */
  GENESIS_MISPLACED(101, "genesis is the first command of the first block, and only that"),
  /** The block has all the commands that it may have. */
  TOO_MANY_COMMANDS(102, "the block has more commands than it may"),
  /** With this command, or one before it, the block has more bytes than it may. */
  TOO_MANY_BYTES(110, "the block has more bytes than it may, from this command or an earlier one"),

  /** The sender has had that nonce, or a larger one. */
  NONCE_USED(120, "the sender has had that nonce or a larger one"),
  /** The command has expired. */
  COMMAND_EXPIRED(121, "the command has expired"),
  /** The command's expiry is further after its nonce than it may be. */
  EXPIRY_TOO_FAR(122, "the command's expiry is further after its nonce than it may be"),
  /** The chain remembers the nonces of as many senders as it may. */
  TOO_MANY_SENDERS(123, "the chain remembers the nonces of as many senders as it may"),
  /** A nonce is a time, and this one is further ahead than it may be. */
  NONCE_TOO_FAR(124, "the nonce, which is a time, is further ahead than it may be"),

  /** The sender lacks the role that the command needs. */
  NOT_AUTHORISED(200, "the sender lacks the role that the command needs"),
  /** The sender does not own the subaccount. */
  NOT_OWNER(201, "the sender does not own the subaccount"),
  /** The owner's grant to the sender does not reach that far. */
  OUTSIDE_SCOPE(210, "the owner's grant to the sender does not reach that far"),
  /** The owner's grant to the sender has expired. */
  GRANT_EXPIRED(211, "the owner's grant to the sender has expired"),
  /** The owner has as many delegates as it may. */
  TOO_MANY_DELEGATES(212, "the owner has as many delegates as it may"),
  /** A grant is to its owner, or expires before it begins. */
  GRANT_OUT_OF_RANGE(213, "the grant is to its owner, or its expiry is not ahead"),
  /** There is no such grant. */
  UNKNOWN_GRANT(214, "the owner has granted the address nothing"),

  /** An amount or a size is zero, negative or too large. */
  AMOUNT_OUT_OF_RANGE(300, "an amount or a size is zero, negative or too large"),
  /** The subaccount has less free collateral than that. */
  INSUFFICIENT_COLLATERAL(301, "the subaccount has less free collateral than that"),
  /** A holder of a stale market cannot take collateral out. */
  WITHDRAWAL_WHILE_STALE(302, "a price of the subaccount's positions is stale"),
  /** The two subaccounts are the same. */
  SAME_SUBACCOUNT(303, "both subaccounts are the same"),
  /** A fee is above its limit, or the two fees add to less than 0. */
  FEE_OUT_OF_RANGE(304, "a fee is above its limit, or both add to less than 0"),
  /** The fees are not those of the tiers of a maker and a taker. */
  FEE_NOT_OF_TIER(305, "the fees are not those that the tiers of a maker and a taker say"),
  /** The asset has all the deposits that it may have. */
  ABOVE_DEPOSIT_CAP(310, "the asset would have more deposits than its cap"),
  /** The chain has as many underlyings as it may. */
  TOO_MANY_UNDERLYINGS(340, "the chain has as many underlyings as it may"),
  /** The chain has as many markets as it may. */
  TOO_MANY_MARKETS(341, "the chain has as many markets as it may"),
  /** The underlying has as many instruments as it may. */
  TOO_MANY_INSTRUMENTS(342, "the underlying has as many instruments as it may"),
  /** Instruments times scenarios would be more than they may. */
  TOO_MANY_CELLS(343, "instruments times scenarios would be more than they may"),
  /** A lot is worth too little for any unit of risk arrays. */
  LOT_TOO_SMALL(344, "a lot is worth too little for any unit of risk arrays"),
  /** A position of the market's largest size would leave the range of risk arrays. */
  LIMIT_TOO_LARGE(345, "the position limit times a lot's largest change is out of range"),
  /** A new subaccount's number is larger than it may be. */
  SUBACCOUNT_OUT_OF_RANGE(346, "a new subaccount's number is larger than it may be"),

  /** A bankrupt subaccount was seen in the pool a short time ago. */
  WITHDRAWAL_AFTER_LOSS(330, "a bankrupt subaccount was seen in the pool a short time ago"),
  /** The chain stood still a short time ago. */
  WITHDRAWAL_AFTER_OUTAGE(331, "the chain stood still a short time ago"),
  /** The pool's insolvent subaccounts need more than its fund has. */
  WITHDRAWAL_WHILE_INSOLVENT(332, "what is insolvent in the pool needs more than its fund has"),
  /** A part of the notional must stay. */
  WITHDRAWAL_OF_PROFIT(333, "the subaccount would keep less than its part of the notional"),
  /** A loss is being shared by those in the pool. */
  WITHDRAWAL_WHILE_SHARING(334, "a loss is being shared by those in the pool"),
  /** Open debts or the floor need what would be taken out of the fund. */
  FUND_NEEDED(335, "open debts or its floor need what the fund would pay out"),
  /** The fund, the fees or the pool have less than that. */
  FUND_INSUFFICIENT(336, "the fund, the fees or the pool have less than that"),

  /** The chain keeps no withdrawals to be paid elsewhere. */
  WITHDRAWALS_NOT_KEPT(350, "the chain keeps no withdrawals to be paid elsewhere"),
  /** As many withdrawals wait to be paid elsewhere as may. */
  TOO_MANY_WITHDRAWALS(351, "as many withdrawals wait to be paid elsewhere as may"),
  /** Nobody elsewhere has the address. */
  RECIPIENT_OUT_OF_RANGE(352, "nobody elsewhere has the zero address"),
  /** No such withdrawal waits. */
  UNKNOWN_WITHDRAWAL(353, "no such withdrawal waits to be paid elsewhere"),

  /** There is no such underlying, or it is not active yet. */
  UNKNOWN_UNDERLYING(400, "there is no such underlying, or it is not active yet"),
  /** There is no such market, or it is not active yet. */
  UNKNOWN_MARKET(401, "there is no such market, or it is not active yet"),
  /** There is no such instrument, or it is not active yet. */
  UNKNOWN_INSTRUMENT(402, "there is no such instrument, or it is not active yet"),
  /** There is no such pool. */
  UNKNOWN_POOL(403, "there is no such pool"),
  /** The id is taken. */
  ALREADY_LISTED(404, "the id is taken"),
  /** A listing's field is outside of its range. */
  LISTING_OUT_OF_RANGE(405, "a field of the listing is outside of its range"),
  /**
   * A parameter's value, subject, height or ramp is outside of its range, or it has as many changes
   * ahead as it may.
   */
  PARAMETER_OUT_OF_RANGE(406, "the parameter's value, subject, height or ramp is out of range"),
  /** The market has ended or is about to. */
  MARKET_ENDED(407, "the market has ended"),
  /** There is no such asset, it is not active yet, or the underlying has none. */
  UNKNOWN_ASSET(410, "there is no such asset, it is not active yet, or the underlying has none"),
  /** A market whose lots are coins that subaccounts hold cannot end. */
  MARKET_OF_ASSET(411, "the market's lots are an asset's coins, so it cannot end"),

  /** A model named by its number would serve before those who lack it have had notice. */
  MODEL_TOO_SOON(412, "the model would serve before the blocks of notice that its number needs"),

  /** A price of the position is stale. */
  POSITION_STALE(320, "a price of the position is stale"),
  /** A part is not between 1 ppm and all. */
  PORTION_OUT_OF_RANGE(321, "a part is not between 1 ppm and all"),

  /** A price is zero, negative or too large. */
  PRICE_OUT_OF_RANGE(500, "a price is zero, negative or too large"),
  /** A price is outside of the band around the last one. */
  PRICE_OUTSIDE_BAND(501, "the price is outside of the band around the last one"),
  /** The underlying has its prices of this block already. */
  DUPLICATE_PRICES(502, "the underlying has its prices of this block already"),
  /** A volatility or a rate is outside of its range. */
  RATE_OUT_OF_RANGE(503, "a volatility or a rate is outside of its range"),
  /** The instrument has no price yet. */
  NO_PRICE(504, "the instrument has no price yet"),
  /** Too few reporters spoke for the price or the rate to move. */
  BELOW_QUORUM(520, "the block's reports have less power than the quorum"),
  /** The address is no reporter. */
  NOT_A_REPORTER(521, "the address is no reporter"),
  /** The chain has all the reporters that it may have. */
  TOO_MANY_REPORTERS(522, "the chain has as many reporters as it may"),
  /** A reporter's power is outside of its range. */
  POWER_OUT_OF_RANGE(523, "a reporter's power is outside of its range"),
  /** A confidence interval is negative or too large. */
  CONFIDENCE_OUT_OF_RANGE(524, "a confidence interval is negative or wider than any price"),
  /** The market does not make its funding of that. */
  FUNDING_NOT_FROM_THIS(525, "the market's funding policy does not use this report"),
  /** The reporter has spoken already. */
  DUPLICATE_REPORT(526, "the reporter has said this already"),

  /** The subaccount would have less equity than its initial margin. */
  BELOW_INITIAL_MARGIN(600, "the subaccount would have less equity than its initial margin"),
  /** The subaccount's mode or its other positions forbid the market. */
  MARKET_NOT_ALLOWED(601, "the subaccount's mode or its other positions forbid the market"),
  /** The instrument may only be reduced. */
  REDUCE_ONLY(602, "the instrument or the subaccount may only be reduced"),
  /** The position would be larger than it may. */
  POSITION_TOO_LARGE(603, "the position would be larger than it may"),
  /** The subaccount would have more positions than it may. */
  TOO_MANY_POSITIONS(604, "the subaccount would have more positions than it may"),
  /** Equity is below the least that a subaccount with positions may have. */
  BELOW_MINIMUM_EQUITY(
      605, "the subaccount's equity is below the least with which it may have positions"),
  /** Equity is below the portfolio gate. */
  BELOW_PORTFOLIO_GATE(606, "the subaccount's equity is below the portfolio gate"),
  /** The new mode would leave the subaccount below its initial margin. */
  MODE_BELOW_INITIAL_MARGIN(607, "the new mode would leave less equity than its initial margin"),
  /** The two sides of a fill are one subaccount. */
  SELF_TRADE(608, "both sides of the fill are one subaccount"),
  /** The subaccount cannot act as this pool's backstop. */
  BACKSTOP_NOT_ALLOWED(609, "the subaccount's positions or cash are bound to another pool"),
  /** The subaccount was below its initial margin, and would become no safer. */
  STILL_BELOW_INITIAL_MARGIN(
      611, "the subaccount is below its initial margin and would become no safer"),
  /** The subaccount takes USD only, or coins would make it less safe. */
  ASSET_NOT_ALLOWED(610, "the subaccount's market takes USD alone, or it would be less safe"),

  /** The subaccount has its maintenance margin. */
  NOT_LIQUIDATABLE(620, "the subaccount has its maintenance margin"),
  /** The subaccount has no position in the instrument. */
  NO_POSITION(621, "the subaccount has no position in the instrument"),
  /** The chain's liquidation policy has no use for the command. */
  NOT_OF_POLICY(622, "the liquidation policy takes no such command"),
  /** The block has all the liquidations by keepers that it may have. */
  TOO_MANY_LIQUIDATIONS(623, "the block has all the liquidations by keepers that it may have"),
  /** The price is worse for the subaccount than it may be. */
  LIQUIDATION_PRICE_TOO_BAD(624, "the price is worse for the subaccount than it may be"),
  /** The insurance fund cannot pay what the price lacks. */
  FUND_TOO_SMALL(625, "the insurance fund cannot pay what the price is worse than bankruptcy"),
  /** A subaccount under auction can do nothing but receive. */
  UNDER_AUCTION(626, "the subaccount is under auction"),
  /** The subaccount is not under auction. */
  NO_AUCTION(627, "the subaccount is not under auction"),
  /** The auction asks for more than the bid's limit. */
  BID_TOO_LOW(628, "the auction asks for more than the bid's limit"),
  /** The policy lets nothing be taken now. */
  NOTHING_TO_TAKE(629, "the policy lets nothing of it be taken now"),
  /** The chain would have more positions than it may. */
  TOO_MANY_POSITIONS_IN_ALL(640, "the chain would have more positions than it may"),
  /** The market would have more open interest than it may. */
  OPEN_INTEREST_TOO_LARGE(641, "the market would have more open interest than it may"),
  /** The subaccount has reserves in as many instruments as it may. */
  TOO_MANY_RESERVES(642, "the subaccount has reserves in as many instruments as it may"),
  /** The subaccount would have more open orders than its equity allows. */
  TOO_MANY_ORDERS(643, "the subaccount would have more open orders than its equity allows"),
  /** A margin fraction is below the market's own, or above all. */
  LEVERAGE_OUT_OF_RANGE(644, "the margin fraction is below the market's own, or above all"),
  /** The subaccount has set as many margin fractions as it may. */
  TOO_MANY_LEVERAGES(645, "the subaccount has set as many margin fractions as it may"),
  /** Open orders are reserved in instruments that settle in USD alone. */
  NOT_RESERVABLE(654, "open orders are reserved in instruments that settle in USD alone"),
  /** An order was signed for another chain. */
  ORDER_OF_ANOTHER_CHAIN(646, "an order was signed for another chain"),
  /** The orders are not a bid and an ask of one instrument. */
  ORDERS_DO_NOT_MATCH(647, "the orders are not a bid and an ask of one instrument"),
  /** An order has expired. */
  ORDER_EXPIRED(648, "the order has expired"),
  /** The price is worse than an order allows. */
  BEYOND_ORDER_PRICE(649, "the price is worse than an order allows"),
  /** An order has less left than that, or was cancelled. */
  ORDER_FILLED(650, "an order has fewer lots left than that, or was cancelled"),
  /** An order that only reduces would do more. */
  NOT_REDUCING(651, "an order that may only reduce a position would do more"),
  /** A fee is above what an order allows. */
  FEE_ABOVE_ORDER(652, "a fee is above what an order allows"),
  /** The subaccount has as many signed orders remembered as it may. */
  TOO_MANY_SIGNED_ORDERS(653, "the subaccount has as many signed orders remembered as it may");

  private final int number;
  private final String sentence;

  ResultCode(int number, String sentence) {
    this.number = number;
    this.sentence = sentence;
  }

  /**
   * Whether a command that gets it has changed nothing, its nonce apart, and happened nowhere. Not
   * so a report that was heard and decided on with all others: it may count for the breaker and
   * stand in events.
   */
  public boolean changesNothing() {
    return this != OK && this != BELOW_QUORUM && this != PRICE_OUTSIDE_BAND;
  }

  /** The number on chain. */
  public int number() {
    return number;
  }

  /** What it means. */
  public String sentence() {
    return sentence;
  }
}
