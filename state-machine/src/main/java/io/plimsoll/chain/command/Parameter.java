package io.plimsoll.chain.command;

/**
 * What governance may set. A parameter is a number for the chain, an underlying, a pair of
 * underlyings, a market, an asset or a pool. The code stands in canonical bytes and never changes.
 */
public enum Parameter {
  /**
   * Model of mode isolated: 1 is the tiered one, 2 the portfolio one; another is one over whole
   * books, by its {@code chain.model.ModelId}.
   */
  ISOLATED_MODEL(1, Scope.CHAIN, 1, 1, 2),
  /** Model of mode cross. */
  CROSS_MODEL(2, Scope.CHAIN, 1, 1, 2),
  /** Model of mode portfolio. */
  PORTFOLIO_MODEL(3, Scope.CHAIN, 2, 1, 2),
  /** Least equity, in quanta, with which a subaccount may enter mode portfolio. */
  PORTFOLIO_GATE(4, Scope.CHAIN, 0, 0, Limits.AMOUNT),
  /** Maintenance margin of the portfolio model, in ppm of its initial margin. */
  PORTFOLIO_MAINTENANCE_PPM(5, Scope.CHAIN, 800_000, 1, Limits.ONE_PPM),
  /** Liquidation steps in a block. */
  LIQUIDATION_STEPS(6, Scope.CHAIN, 1_000, 1, 1_000_000),
  /** Opposite holders visited to deleverage one position. */
  DELEVERAGING_HOLDERS(7, Scope.CHAIN, 64, 1, 1_000_000),
  /** Funding boundaries that one block may cross. */
  FUNDING_BOUNDARIES(8, Scope.CHAIN, 48, 1, 10_000),
  /** Least equity, in quanta, of a subaccount that opens a position. */
  MINIMUM_EQUITY(9, Scope.CHAIN, 0, 0, Limits.AMOUNT),
  /** Age in milliseconds after which a price is stale. */
  STALE_AFTER_MS(10, Scope.CHAIN, 600_000, 1, Limits.AMOUNT),
  /** Regular price moves on each side of 0 in a stress matrix. */
  STRESS_STEPS(11, Scope.CHAIN, 3, 1, 50),
  /** Positions in one subaccount. */
  POSITIONS(12, Scope.CHAIN, 128, 1, 10_000),
  /** Commands in one block. */
  COMMANDS(13, Scope.CHAIN, 1_000_000, 1, 10_000_000),
  /**
   * Blocks from a command that gives a mode a model by its number to the first that such a model
   * may margin, so that what nobody has can be taken back before it stops the chain.
   */
  MODEL_NOTICE(14, Scope.CHAIN, 64, 1, 1_000_000),
  /** How subaccounts are liquidated: 1 house, 2 dYdX, 3 Drift, 4 Derive, 5 Hyperliquid. */
  LIQUIDATION_POLICY(30, Scope.CHAIN, 1, 1, 5),
  /**
   * How far above its maintenance margin liquidation leaves a subaccount, in ppm of that; 0 sells
   * in portions until it is no longer below.
   */
  LIQUIDATION_BUFFER_PPM(31, Scope.CHAIN, 0, 0, Limits.ONE_PPM),
  /**
   * Under a scenario model, sizes of each position that are compared by the maintenance margin that
   * they release for what they cost: all, a half, a quarter and so on; 0 compares whole positions
   * by the margin that is left alone.
   */
  LIQUIDATION_SIZES(32, Scope.CHAIN, 0, 0, 16),
  /** Liquidations by keepers in a block. */
  KEEPER_LIQUIDATIONS(33, Scope.CHAIN, 1_000, 0, 1_000_000),
  /** What a keeper gets of a penalty, in ppm of it. */
  KEEPER_FEE_PPM(34, Scope.CHAIN, 500_000, 0, Limits.ONE_PPM),
  /** dYdX: which candidate and which of its positions comes first, modulo how many there are. */
  LIQUIDATION_START(35, Scope.CHAIN, 0, 0, Limits.AMOUNT),
  /**
   * dYdX: how far the fillable price falls at most, in ppm of the position's maintenance margin.
   */
  FILLABLE_SPREAD_PPM(36, Scope.CHAIN, 100_000, 1, Limits.ONE_PPM),
  /** dYdX: how fast it falls as the account loses its margin, in ppm. */
  FILLABLE_ADJUSTMENT_PPM(37, Scope.CHAIN, Limits.ONE_PPM, Limits.ONE_PPM, 1_000_000_000),
  /** dYdX: what one subaccount may have liquidated in a block, in quanta. */
  SUBACCOUNT_LIQUIDATED(38, Scope.CHAIN, 100_000_000_000_000L, 0, Limits.AMOUNT),
  /** dYdX: what one subaccount may take from the insurance fund in a block, in quanta. */
  SUBACCOUNT_INSURED(39, Scope.CHAIN, 100_000_000_000_000L, 0, Limits.AMOUNT),
  /** How what is bankrupt is closed: 1 ranked, 2 as Hyperliquid, 3 as dYdX, 4 not at all. */
  DELEVERAGING_POLICY(40, Scope.CHAIN, 1, 1, 4),
  /** Bankrupt subaccounts that are taken up for deleveraging in one block. */
  DELEVERAGING_ATTEMPTS(41, Scope.CHAIN, 100_000, 1, 1_000_000),
  /** Opposite holders visited in one block, for all positions together. */
  DELEVERAGING_VISITS(42, Scope.CHAIN, 10_000_000, 1, 1_000_000_000),
  /** Where dYdX's walk over the holders in key order starts; it goes around. */
  DELEVERAGING_START(43, Scope.CHAIN, 0, 0, Limits.INDEX),
  /** By how many holders the start of that walk moves with each block. */
  DELEVERAGING_STRIDE(44, Scope.CHAIN, 0, 0, Limits.INDEX),
  /**
   * What becomes of a debt that lasts: 1 it waits, 2 it is shared through funding, 3 it is shared
   * by cash, 4 opposite holders alone bear it.
   */
  LOSS_POLICY(45, Scope.CHAIN, 1, 1, 4),
  /** Blocks after the one in which a debt was first seen before it is overdue. */
  LOSS_AFTER_BLOCKS(46, Scope.CHAIN, 10, 0, 100_000_000),
  /** Debts paid and subaccounts that pay for them, in one block. */
  LOSS_ACCOUNTS(47, Scope.CHAIN, 10_000, 1, 1_000_000),
  /** Blocks for which nothing leaves a pool after a loss or the chain after an outage; 0: never. */
  GATE_BLOCKS(48, Scope.CHAIN, 0, 0, 100_000_000),
  /** Time between two blocks from which it was an outage, in milliseconds; 0: never. */
  OUTAGE_MS(49, Scope.CHAIN, 0, 0, Limits.AMOUNT),
  /** Most addresses with the role of a reporter. */
  REPORTERS(50, Scope.CHAIN, 64, 1, 256),
  /** Most sampling boundaries, the last ones, of which one block takes samples in a market. */
  PREMIUM_SAMPLES(51, Scope.CHAIN, 60, 1, 1_000),
  /** Positions in all subaccounts together, from which on nobody opens one. */
  TOTAL_POSITIONS(60, Scope.CHAIN, 100_000_000, 1, 1_000_000_000),
  /** Listed instruments times scenarios. */
  RISK_CELLS(61, Scope.CHAIN, 10_000_000, 1, 1_000_000_000),
  /** Markets that have not ended. */
  MARKETS(62, Scope.CHAIN, 10_000, 1, 65_536),
  /** Listed underlyings. */
  UNDERLYINGS(63, Scope.CHAIN, 1_000, 1, 65_536),
  /** Bytes of all commands of a block. */
  BLOCK_BYTES(64, Scope.CHAIN, 1L << 28, 1_024, 1L << 31),
  /** Largest number that a new subaccount may have. */
  SUBACCOUNT_NUMBER(65, Scope.CHAIN, 128_000, 0, 0xffff_ffffL),
  /** Delegates of one owner. */
  DELEGATES(66, Scope.CHAIN, 16, 0, 1_000),
  /** Instruments for which one subaccount may have open orders reserved. */
  RESERVES(67, Scope.CHAIN, 128, 0, 10_000),
  /** Signed orders of one subaccount that are remembered until they expire. */
  SIGNED_ORDERS(69, Scope.CHAIN, 200, 0, 10_000),
  /** Signed orders that a block forgets after their expiry; the next one goes on. */
  FORGOTTEN_ORDERS(165, Scope.CHAIN, 10_000, 1, 1_000_000),
  /** How far the expiry of a command that counts once may be after its nonce, in milliseconds. */
  ONCE_AHEAD_MS(170, Scope.CHAIN, 86_400_000, 1_000, 31_536_000_000L),
  /** Senders whose nonces are remembered, before others than owners and roles are refused. */
  SENDERS(171, Scope.CHAIN, 1_000_000, 0, 100_000_000),
  /** Senders that a block forgets after that; the next one goes on. */
  FORGOTTEN_SENDERS(172, Scope.CHAIN, 10_000, 1, 1_000_000),

  /**
   * Withdrawals that wait to be paid elsewhere, each a row, before more are refused; 0: no rows.
   */
  WITHDRAWALS(173, Scope.CHAIN, 0, 0, 100_000_000),

  /**
   * Fees of fills: 0 what the matcher says, within a market's largest; 1 those of tiers, by what
   * owners have traded in 30 days.
   */
  FEE_POLICY(174, Scope.CHAIN, 0, 0, 1),
  /** Tiers: fee of a maker who has reached none, in ppm of the quote; negative is a rebate. */
  FEE_MAKER_PPM(175, Scope.CHAIN, 100, -Limits.ONE_PPM, Limits.ONE_PPM),
  /** Tiers: fee of a taker who has reached none, in ppm of the quote. */
  FEE_TAKER_PPM(176, Scope.CHAIN, 500, 0, Limits.ONE_PPM),
  /** Owners that a block forgets when all that they traded is too long ago; the next goes on. */
  FORGOTTEN_VOLUMES(177, Scope.CHAIN, 10_000, 1, 1_000_000),

  /** How a mode charges open orders: 0 not; 1 the worse of all bids or all asks filled. */
  RESERVE_CHARGE(68, Scope.MODE, 0, 0, 1),

  /** Equity, in quanta, from which a tier of the most open orders is reached. */
  ORDER_TIER_EQUITY(166, Scope.TIER, Limits.AMOUNT, 0, Limits.AMOUNT),
  /** Open orders of a subaccount in a tier; below the lowest tier there is no limit. */
  ORDER_TIER_ORDERS(167, Scope.TIER, 0, 0, Limits.AMOUNT),

  /** Quanta that an owner must have traded in 30 days to be in a tier of fees. */
  FEE_TIER_VOLUME(178, Scope.TIER, 0, 0, Limits.AMOUNT),
  /** The same in ppm of what all have traded; a tier that asks for nothing is none. */
  FEE_TIER_SHARE_PPM(179, Scope.TIER, 0, 0, Limits.ONE_PPM),
  /** What it must have traded as maker, in ppm of what all have traded. */
  FEE_TIER_MAKER_SHARE_PPM(180, Scope.TIER, 0, 0, Limits.ONE_PPM),
  /** Fee of a maker in a tier, in ppm of the quote; negative is a rebate. */
  FEE_TIER_MAKER_PPM(181, Scope.TIER, 0, -Limits.ONE_PPM, Limits.ONE_PPM),
  /** Fee of a taker in a tier, in ppm of the quote. */
  FEE_TIER_TAKER_PPM(182, Scope.TIER, 0, 0, Limits.ONE_PPM),

  /** Largest regular price move of an underlying, in ppm. */
  RANGE_PPM(101, Scope.UNDERLYING, 150_000, 0, Limits.ONE_PPM),
  /** Relative rise of volatility, in ppm. */
  VOL_UP_PPM(102, Scope.UNDERLYING, 300_000, 0, 100_000_000),
  /** Relative fall of volatility, in ppm. */
  VOL_DOWN_PPM(103, Scope.UNDERLYING, 250_000, 0, Limits.ONE_PPM),
  /** Extreme price move, in ppm. */
  EXTREME_MOVE_PPM(104, Scope.UNDERLYING, 250_000, 0, Limits.ONE_PPM),
  /** Weight of the extreme moves, in ppm. */
  EXTREME_WEIGHT_PPM(105, Scope.UNDERLYING, 350_000, 0, Limits.ONE_PPM),
  /** Basis add-on, in ppm of matched linear notional. */
  BASIS_PPM(106, Scope.UNDERLYING, 3_000, 0, Limits.ONE_PPM),
  /** Liquidity add-on, in ppm of net linear notional. */
  LIQUIDITY_PPM(107, Scope.UNDERLYING, 3_000, 0, Limits.ONE_PPM),
  /** Liquidity add-on of options, in ppm of their gross index value. */
  OPTION_LIQUIDITY_PPM(108, Scope.UNDERLYING, 0, 0, Limits.ONE_PPM),
  /** Least stress requirement, in ppm of short options' index value. */
  OPTION_MINIMUM_PPM(109, Scope.UNDERLYING, 0, 0, Limits.ONE_PPM),
  /** Relative price move allowed for each minute since the last price, in ppm. */
  BAND_PPM(110, Scope.UNDERLYING, 200_000, 1, 1_000_000_000),
  /** Milliseconds before an expiry whose index prices are averaged. */
  SETTLEMENT_WINDOW_MS(111, Scope.UNDERLYING, 1_800_000, 1, 86_400_000),
  /** Part of all reporters' power, in ppm, below which a price or a rate does not move. */
  QUORUM_PPM(150, Scope.UNDERLYING, 0, 0, Limits.ONE_PPM),
  /** Age in milliseconds after which this underlying's prices are stale; 0: as the chain says. */
  OWN_STALE_AFTER_MS(151, Scope.UNDERLYING, 0, 0, Limits.AMOUNT),
  /** Distance from the median, in ppm of it, beyond which a report is named in an event. */
  OUTVOTED_PPM(152, Scope.UNDERLYING, 10_000, 0, Limits.ONE_PPM),
  /** Medians in a row refused by the band after which an underlying is reduce-only; 0: never. */
  BREAKER_BLOCKS(153, Scope.UNDERLYING, 3, 0, 1_000),
  /** An uncertain index: 0 counts as it is, 1 is reduce-only, 2 raises the initial margin. */
  CONFIDENCE_POLICY(154, Scope.UNDERLYING, 0, 0, 2),
  /** Confidence in ppm of the index, Ceil, above which the index is uncertain. */
  CONFIDENCE_LIMIT_PPM(155, Scope.UNDERLYING, 20_000, 0, Limits.ONE_PPM),
  /** Initial margin of an uncertain index, in ppm of confidence / index * notional. */
  CONFIDENCE_FACTOR_PPM(156, Scope.UNDERLYING, Limits.ONE_PPM, 0, 100 * Limits.ONE_PPM),
  /** Listed instruments of all markets on an underlying, which are one risk unit. */
  UNIT_INSTRUMENTS(160, Scope.UNDERLYING, 10_000, 1, 1_000_000),

  /** Hyperliquid: equity in ppm of maintenance margin below which a backstop takes it all. */
  BACKSTOP_MARGIN_PPM(130, Scope.CHAIN, 666_666, 0, Limits.ONE_PPM),
  /** Hyperliquid: milliseconds after a partial order in which orders are for whole positions. */
  PARTIAL_COOLDOWN_MS(131, Scope.CHAIN, 30_000, 0, 86_400_000),
  /** Drift: part of a shortage that may be covered at once, in ppm, to hundreds. */
  FIRST_SHARE_PPM(132, Scope.CHAIN, 100_000, 0, Limits.ONE_PPM),
  /** Drift: blocks in which that part grows to all; 0 is at once. */
  SHARE_BLOCKS(133, Scope.CHAIN, 150, 0, 1_000_000_000),
  /** Drift: blocks after which the liquidator's fee begins to grow. */
  FEE_GRACE_BLOCKS(134, Scope.CHAIN, 1_500, 0, 1_000_000_000),
  /** Drift: how much it grows in a block then, in ppm. */
  FEE_GROWTH_PPM(135, Scope.CHAIN, 1, 0, 1_000),
  /** Derive: where an auction starts, in ppm of the portfolio's value. */
  AUCTION_START_PPM(136, Scope.CHAIN, 980_000, 0, Limits.ONE_PPM),
  /** Derive: where its fast phase ends and its slow one starts, at most where it starts. */
  AUCTION_TURN_PPM(137, Scope.CHAIN, 800_000, 0, Limits.ONE_PPM),
  /** Derive: blocks of the fast phase. */
  AUCTION_FAST_BLOCKS(138, Scope.CHAIN, 900, 1, 1_000_000_000),
  /** Derive: blocks of the slow phase, at the end of which the price is 0. */
  AUCTION_SLOW_BLOCKS(139, Scope.CHAIN, 10_000, 1, 1_000_000_000),

  /** Correlation of losses when both worst moves have one sign, in ppm; 1e6 gives no credit. */
  SAME_WAY_PPM(201, Scope.PAIR, Limits.ONE_PPM, 0, Limits.ONE_PPM),
  /** Correlation of losses when the worst moves have opposite signs, in ppm. */
  OPPOSITE_PPM(202, Scope.PAIR, Limits.ONE_PPM, 0, Limits.ONE_PPM),

  /** Initial margin fraction, in ppm. */
  INITIAL_PPM(301, Scope.MARKET, Limits.ONE_PPM, 0, Limits.ONE_PPM),
  /** Maintenance margin in ppm of the unscaled initial margin. */
  MAINTENANCE_PPM(302, Scope.MARKET, Limits.ONE_PPM, 0, Limits.ONE_PPM),
  /** Open interest, in quanta, from which the initial margin grows. */
  LOWER_CAP(303, Scope.MARKET, 0, 0, Limits.AMOUNT),
  /** Open interest, in quanta, from which the initial margin is all; 0 switches this off. */
  UPPER_CAP(304, Scope.MARKET, 0, 0, Limits.AMOUNT),
  /** Most lots of one position. */
  POSITION_LOTS(305, Scope.MARKET, Limits.AMOUNT, 1, Limits.AMOUNT),
  /** Liquidation penalty, in ppm of the quote paid or taken. */
  PENALTY_PPM(306, Scope.MARKET, 15_000, 0, Limits.ONE_PPM),
  /** How far from the mark a liquidation order may trade, in ppm. */
  SLIPPAGE_PPM(307, Scope.MARKET, 50_000, 0, Limits.ONE_PPM),
  /** How far from the mark a backstop takes a position, in ppm. */
  BACKSTOP_SPREAD_PPM(308, Scope.MARKET, 20_000, 0, Limits.ONE_PPM),
  /** Part of a position that one liquidation step closes, in ppm. */
  PORTION_PPM(309, Scope.MARKET, Limits.ONE_PPM, 1, Limits.ONE_PPM),
  /** Notional, in quanta, at or below which a step closes all of a position. */
  PORTION_MINIMUM(310, Scope.MARKET, 0, 0, Limits.AMOUNT),
  /** Initial margin of a short option at the money, in ppm of the index value. */
  SHORT_OPTION_PPM(311, Scope.MARKET, 150_000, 0, Limits.ONE_PPM),
  /** Least initial margin of a short option, in ppm of the index value. */
  SHORT_OPTION_FLOOR_PPM(312, Scope.MARKET, 100_000, 0, Limits.ONE_PPM),
  /** Largest fee of a fill, in ppm of its quote. */
  FEE_PPM(313, Scope.MARKET, 10_000, 0, Limits.ONE_PPM),
  /** 0: a perpetual's margin uses the index; 1: its mark. */
  MARK_SOURCE(314, Scope.MARKET, 0, 0, 1),
  /** How a delisted market ends: 1 all at once, 2 between its holders, whom it bankrupts first. */
  FINAL_SETTLEMENT(340, Scope.MARKET, 1, 1, 2),
  /** Most that the fund pays for subaccounts of a market, in quanta, all told. */
  CLAIM_CAP(341, Scope.MARKET, Limits.AMOUNT, 0, Limits.AMOUNT),

  /** Part of the fees of fills that goes to the insurance fund, in ppm. */
  FUND_SHARE_PPM(345, Scope.POOL, 0, 0, Limits.ONE_PPM),
  /** Insurance fund, in quanta, above which fees and penalties are fees. */
  FUND_CAP(346, Scope.POOL, Limits.AMOUNT, 0, Limits.AMOUNT),
  /** Insurance fund, in quanta, that nobody may take out. */
  FUND_FLOOR(347, Scope.POOL, 0, 0, Limits.AMOUNT),
  /** 1: nothing leaves the pool while what is insolvent needs more than its fund has. */
  INSOLVENCY_GATE(348, Scope.POOL, 0, 0, 1),
  /** Part of its notional, in ppm, that a subaccount must keep as equity when it withdraws. */
  PROFIT_GATE_PPM(349, Scope.POOL, 0, 0, Limits.ONE_PPM),
  /** Funding: 0 the reported rate, 1 dYdX's premium samples, 2 the mark's average premium. */
  FUNDING_POLICY(350, Scope.MARKET, 0, 0, 2),
  /** Seconds from one funding tick to the next, where premiums are sampled. */
  FUNDING_TICK_S(351, Scope.MARKET, 3_600, 60, 28_800),
  /** Seconds from one premium sample to the next. */
  PREMIUM_SAMPLE_S(352, Scope.MARKET, 60, 10, 3_600),
  /** Samples of dYdX's policy: 0 reporters vote, 1 the mark over the index. */
  PREMIUM_SOURCE(353, Scope.MARKET, 0, 0, 1),
  /** Part of a tick's samples, in ppm, that is removed at each end under dYdX's policy. */
  PREMIUM_TAIL_PPM(354, Scope.MARKET, 0, 0, Limits.ONE_PPM / 2),
  /** Rate of eight hours, in ppm, where there is no premium. */
  FUNDING_DEFAULT_PPM(355, Scope.MARKET, 0, -100_000, 100_000),
  /** Largest funding rate, in ppm of initial less maintenance margin fraction. */
  FUNDING_CLAMP_PPM(356, Scope.MARKET, 6_000_000, 0, 1_000_000_000),
  /** Largest premium, in ppm of initial less maintenance margin fraction. */
  PREMIUM_CLAMP_PPM(357, Scope.MARKET, 60_000_000, 0, 1_000_000_000),
  /** How near the average premium must be to the default rate for that to be paid, in ppm. */
  FUNDING_SPREAD_PPM(358, Scope.MARKET, 500, 0, 100_000),
  /** Lots held long in all instruments of a market that fills may reach; at first no limit. */
  OPEN_LOTS(360, Scope.MARKET, Limits.AMOUNT, 0, Limits.AMOUNT),
  /** What each open order is charged beside what it may lose, in quanta. */
  ORDER_RESERVE(361, Scope.MARKET, 0, 0, 1L << 40),
  /**
   * What linear positions require where requirements are sums over positions: 0 as dYdX, the
   * initial fraction growing with open interest; 1 as Drift, both growing with the position's size.
   */
  MARGIN_POLICY(362, Scope.MARKET, 0, 0, 1),
  /** Drift: how fast they grow with the root of the size in coins, in 10^-6. */
  SIZE_FACTOR(363, Scope.MARKET, 0, 0, Limits.ONE_PPM),
  /** Drift: what a position's unrealised profit counts for to open, in ppm of it. */
  PROFIT_INITIAL_PPM(364, Scope.MARKET, Limits.ONE_PPM, 0, Limits.ONE_PPM),
  /** Drift: what it counts for to stay, in ppm of it. */
  PROFIT_MAINTENANCE_PPM(365, Scope.MARKET, Limits.ONE_PPM, 0, Limits.ONE_PPM),
  /** Drift: how fast what counts to open falls with the root of the profit, in 10^-6. */
  PROFIT_SIZE_FACTOR(366, Scope.MARKET, 0, 0, Limits.ONE_PPM),
  /** Drift: most of a position's profit that counts to open, in quanta; at first no limit. */
  PROFIT_CAP(367, Scope.MARKET, Limits.AMOUNT, 0, Limits.AMOUNT),

  /** Derive: blocks in which an insolvent auction's price falls to the whole margin. */
  AUCTION_INSOLVENT_BLOCKS(330, Scope.CHAIN, 1_000, 1, 1_000_000_000),
  /** Derive: value in quanta below which a portfolio is sold whole. */
  AUCTION_CUTOFF(331, Scope.CHAIN, 0, 0, Limits.AMOUNT),
  /** Derive: fee to the fund when an auction starts, in ppm of what is for sale. */
  AUCTION_FEE_PPM(332, Scope.CHAIN, 0, 0, 100_000),
  /** Derive: price in ppm of the portfolio's value from which on backstops bid. */
  AUCTION_BACKSTOP_PPM(333, Scope.CHAIN, 800_000, 0, Limits.ONE_PPM),

  /** Initial margin of coins held or owed, in ppm of their value. */
  HAIRCUT_PPM(401, Scope.ASSET, Limits.ONE_PPM, 0, Limits.ONE_PPM),
  /** Maintenance margin of coins held or owed, in ppm of their value. */
  HAIRCUT_MAINTENANCE_PPM(402, Scope.ASSET, Limits.ONE_PPM, 1, Limits.ONE_PPM),
  /** How many quanta of one subaccount's coins have these haircuts. */
  HAIRCUT_CAP(403, Scope.ASSET, Limits.AMOUNT, 0, Limits.AMOUNT),
  /** Initial and maintenance margin of the coins above that, in ppm of their value. */
  HAIRCUT_ABOVE_PPM(404, Scope.ASSET, Limits.ONE_PPM, 1, Limits.ONE_PPM),
  /** Quanta of the asset that all subaccounts together may bring in. */
  DEPOSIT_CAP(405, Scope.ASSET, Limits.AMOUNT, 0, Limits.AMOUNT),
  /**
   * 1: initial margin takes coins held at the lower, coins owed at the higher of the mark and the
   * index's average over five minutes.
   */
  STRICT_PRICE(406, Scope.ASSET, 0, 0, 1);

  /** What a parameter belongs to. */
  public enum Scope {
    /** The chain; the subject is 0. */
    CHAIN,
    /** An underlying; the subject is its id. */
    UNDERLYING,
    /** Two underlyings; the subject is the lower id * 65,536 + the higher one. */
    PAIR,
    /** A market; the subject is its id. */
    MARKET,
    /** An asset; the subject is its id. */
    ASSET,
    /** A collateral pool; the subject is 0 or the id of its isolated market. */
    POOL,
    /** A mode; the subject is its code. */
    MODE,
    /** A step of a ladder; the subject is in 0..7. */
    TIER
  }

  private static final class Limits {
    static final long AMOUNT = 1L << 60;
    static final long INDEX = 1L << 31;
    static final long ONE_PPM = 1_000_000;
    static final int MODEL_ID_BITS = 61;
  }

  private final int code;
  private final Scope scope;
  private final long initially;
  private final long least;
  private final long most;

  Parameter(int code, Scope scope, long initially, long least, long most) {
    this.code = code;
    this.scope = scope;
    this.initially = initially;
    this.least = least;
    this.most = most;
  }

  /** The number in canonical bytes. */
  public int code() {
    return code;
  }

  /** What it belongs to. */
  public Scope scope() {
    return scope;
  }

  /** The value while nobody has set it. */
  public long initially() {
    return initially;
  }

  /** Whether a value is in its range. */
  public boolean allows(long value) {
    return (value >= least && value <= most)
        || (namesModel() && value >> Limits.MODEL_ID_BITS == 1);
  }

  /**
   * Whether its value names a model, so that nothing lies between two values: at the end of a ramp
   * the one takes the other's place.
   */
  public boolean namesModel() {
    return this == ISOLATED_MODEL || this == CROSS_MODEL || this == PORTFOLIO_MODEL;
  }

  /** The subject of a pair of underlyings. */
  public static int pair(int one, int other) {
    return (Math.min(one, other) << Short.SIZE) | Math.max(one, other);
  }

  /**
   * The parameter of a code.
   *
   * @throws IllegalArgumentException where none has it
   */
  public static Parameter of(int code) {
    for (Parameter parameter : values()) {
      if (parameter.code == code) {
        return parameter;
      }
    }
    throw new IllegalArgumentException("there is no parameter " + code);
  }
}
