package io.plimsoll.chain.event;

import io.plimsoll.chain.codec.ByteWriter;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.command.SubaccountId;

/**
 * Something that happened in a block. Amounts are in quanta, sizes in lots, prices are mantissas.
 * Each kind writes its number and its fields, fixed-width; the bytes of a phase's events make the
 * phase's digest.
 */
public sealed interface Event {

  /** Writes the canonical bytes. */
  void write(ByteWriter out);

  /** A parameter moved to a value. */
  record ParameterMoved(Parameter parameter, int subject, long value) implements Event {
    @Override
    public void write(ByteWriter out) {
      out.u8(1).u16(parameter.code()).i32(subject).i64(value);
    }
  }

  /** An index price was taken. */
  record IndexMoved(int underlying, long price) implements Event {
    @Override
    public void write(ByteWriter out) {
      out.u8(2).u16(underlying).i64(price);
    }
  }

  /** A perpetual's funding index moved; 10^-6 quanta a lot, positive where longs pay. */
  record FundingMoved(int instrument, long delta) implements Event {
    @Override
    public void write(ByteWriter out) {
      out.u8(3).i32(instrument).i64(delta);
    }
  }

  /** An instrument came to its end at a price. */
  record InstrumentEnded(int instrument, long price) implements Event {
    @Override
    public void write(ByteWriter out) {
      out.u8(4).i32(instrument).i64(price);
    }
  }

  /** A position was settled. */
  record Settled(SubaccountId subaccount, int instrument, long lots, long payment)
      implements Event {
    @Override
    public void write(ByteWriter out) {
      out.u8(5);
      subaccount.write(out);
      out.i32(instrument).i64(lots).i64(payment);
    }
  }

  /** A market ended. */
  record MarketEnded(int market) implements Event {
    @Override
    public void write(ByteWriter out) {
      out.u8(6).u16(market);
    }
  }

  /** A trade was made. */
  record Traded(
      SubaccountId buyer, SubaccountId seller, int instrument, long lots, long price, long quote)
      implements Event {

    /** The number in front of its bytes. */
    static final int NUMBER = 7;

    @Override
    public void write(ByteWriter out) {
      out.u8(NUMBER);
      buyer.write(out);
      seller.write(out);
      out.i32(instrument).i64(lots).i64(price).i64(quote);
    }
  }

  /**
   * A subaccount was found to be below its maintenance margin and liquidation took it up.
   *
   * @param drivingUnit number of the underlying id that loses most, -1 where the model has none
   * @param drivingScenario index of the scenario, -1 where the model has none
   */
  record LiquidationStarted(
      SubaccountId subaccount, long equity, long maintenance, int drivingUnit, int drivingScenario)
      implements Event {
    @Override
    public void write(ByteWriter out) {
      out.u8(8);
      subaccount.write(out);
      out.i64(equity).i64(maintenance).i32(drivingUnit).i32(drivingScenario);
    }
  }

  /**
   * A part of a position was closed by liquidation.
   *
   * @param lots signed change of the subaccount's lots
   * @param quote what the subaccount took (positive) or paid
   * @param notional index value of the lots
   * @param penalty to the insurance fund
   * @param fundPaid what the insurance fund paid
   * @param backstop whether a backstop took it
   */
  record LiquidationFill(
      SubaccountId subaccount,
      SubaccountId maker,
      int instrument,
      long lots,
      long quote,
      long notional,
      long penalty,
      long fundPaid,
      boolean backstop)
      implements Event {
    @Override
    public void write(ByteWriter out) {
      out.u8(9);
      subaccount.write(out);
      maker.write(out);
      out.i32(instrument).i64(lots).i64(quote).i64(notional).i64(penalty).i64(fundPaid);
      out.u8(backstop ? 1 : 0);
    }
  }

  /**
   * A position was closed against an opposite holder, at the price of the policy.
   *
   * @param lots signed change of the subaccount's lots
   * @param quote what the subaccount took (positive) or paid
   * @param notional index value of the lots
   * @param holderGave what the holder gave up against the mark
   * @param standing of the holder when those of its side were ranked, the first time in the block
   */
  record Deleveraged(
      SubaccountId subaccount,
      SubaccountId holder,
      int instrument,
      long lots,
      long quote,
      long notional,
      long holderGave,
      Standing standing)
      implements Event {
    @Override
    public void write(ByteWriter out) {
      // Number 10 was this event without the standing.
      out.u8(40);
      subaccount.write(out);
      holder.write(out);
      out.i32(instrument).i64(lots).i64(quote).i64(notional).i64(holderGave);
      standing.write(out);
    }
  }

  /**
   * A position of a bankrupt subaccount was to be closed and nobody took any of it.
   *
   * @param lots that it holds, signed
   * @param visited how many holders were asked
   */
  record DeleveragedNothing(SubaccountId subaccount, int instrument, long lots, long visited)
      implements Event {
    @Override
    public void write(ByteWriter out) {
      out.u8(41);
      subaccount.write(out);
      out.i32(instrument).i64(lots).i64(visited);
    }
  }

  /**
   * A subaccount was found to owe money after deleveraging, for the first time or again.
   *
   * @param market in which it was lost; -1 where no position says it
   * @param owed its negative equity
   */
  record DebtSeen(SubaccountId subaccount, int pool, int market, long owed) implements Event {
    @Override
    public void write(ByteWriter out) {
      out.u8(42);
      subaccount.write(out);
      out.u16(pool).i32(market).i64(owed);
    }
  }

  /**
   * A debt that was overdue was paid, or a part of it.
   *
   * @param fromFund what the insurance fund paid
   * @param fromFees what the fees collected paid
   * @param shared what others pay for it
   * @param instrument through whose funding they do; -1 where they pay cash
   * @param perLot what each lot pays, long or short, in 10^-6 quanta; 0 where cash is paid
   */
  record LossShared(
      SubaccountId subaccount,
      int pool,
      long fromFund,
      long fromFees,
      long shared,
      int instrument,
      long perLot)
      implements Event {
    @Override
    public void write(ByteWriter out) {
      out.u8(43);
      subaccount.write(out);
      out.u16(pool).i64(fromFund).i64(fromFees).i64(shared).i32(instrument).i64(perLot);
    }
  }

  /** A subaccount paid for a loss that is shared by cash. */
  record CashShared(SubaccountId subaccount, int pool, long amount) implements Event {
    @Override
    public void write(ByteWriter out) {
      out.u8(44);
      subaccount.write(out);
      out.u16(pool).i64(amount);
    }
  }

  /**
   * Two holders of a market in final settlement were closed against each other at its price.
   *
   * @param quote what the buyer, who was short, paid
   */
  record FinallySettled(
      SubaccountId buyer, SubaccountId seller, int instrument, long lots, long quote)
      implements Event {
    @Override
    public void write(ByteWriter out) {
      out.u8(46);
      buyer.write(out);
      seller.write(out);
      out.i32(instrument).i64(lots).i64(quote);
    }
  }

  /** The chain stood still before this block, for so long that withdrawals wait. */
  record OutageSeen(long ms) implements Event {
    @Override
    public void write(ByteWriter out) {
      out.u8(45).i64(ms);
    }
  }

  /**
   * A subaccount without positions owed money.
   *
   * @param paid what the insurance fund paid of it
   * @param left what it still owes
   */
  record NegativeCashCovered(SubaccountId subaccount, int pool, long paid, long left)
      implements Event {
    @Override
    public void write(ByteWriter out) {
      out.u8(11);
      subaccount.write(out);
      out.u16(pool).i64(paid).i64(left);
    }
  }

  /** A liquidation quote was not used because its maker could not bear it. */
  record QuoteRefused(SubaccountId maker, int instrument, long lots) implements Event {
    @Override
    public void write(ByteWriter out) {
      out.u8(12);
      maker.write(out);
      out.i32(instrument).i64(lots);
    }
  }

  /** What a reporter may be outvoted about. */
  enum Reported {
    /** The index of an underlying. */
    INDEX(0),
    /** The mark of a perpetual. */
    MARK(1),
    /** The forward of an expiry. */
    FORWARD(2),
    /** The discount rate of an expiry, in ppm. */
    RATE(3),
    /** The volatility of an option, in ppm. */
    VOLATILITY(4),
    /** The reported funding rate of a perpetual, in ppm. */
    FUNDING(5),
    /** A premium vote, in ppm. */
    PREMIUM(6);

    private final int code;

    Reported(int code) {
      this.code = code;
    }

    /** Its number in canonical bytes. */
    public int code() {
      return code;
    }
  }

  /**
   * A report was further from the median than {@code OUTVOTED_PPM}.
   *
   * @param subject underlying of an index, a forward or a rate; else the instrument
   * @param expiryMs of a forward or a rate, else 0
   * @param distancePpm from the median: in ppm of it, Floor; for what is in ppm itself the
   *     difference
   */
  record Outvoted(
      Address reporter,
      Reported what,
      int subject,
      long expiryMs,
      long reported,
      long median,
      long distancePpm)
      implements Event {
    @Override
    public void write(ByteWriter out) {
      out.u8(50);
      reporter.write(out);
      out.u8(what.code()).i32(subject).i64(expiryMs).i64(reported).i64(median).i64(distancePpm);
    }
  }

  /**
   * Reports had less power than the quorum, so nothing of them was taken.
   *
   * @param subject as in {@link Outvoted}
   * @param reported their power
   * @param all the power of all reporters
   */
  record QuorumMissed(Reported what, int subject, long expiryMs, long reported, long all)
      implements Event {
    @Override
    public void write(ByteWriter out) {
      out.u8(51).u8(what.code()).i32(subject).i64(expiryMs).i64(reported).i64(all);
    }
  }

  /**
   * The band has refused so many medians in a row that the underlying is reduce-only from now on,
   * or the limit fell to what was refused before this block.
   *
   * @param refused the last of them; 0 where the limit fell
   * @param index the last index that was taken
   */
  record BreakerTripped(int underlying, long refused, long index, int blocks) implements Event {
    @Override
    public void write(ByteWriter out) {
      out.u8(52).u16(underlying).i64(refused).i64(index).i32(blocks);
    }
  }

  /** A price was taken after the breaker had tripped, or its limit rose or is off. */
  record BreakerReset(int underlying, long index, int blocks) implements Event {
    @Override
    public void write(ByteWriter out) {
      out.u8(53).u16(underlying).i64(index).i32(blocks);
    }
  }

  /** The confidence of an index is another one now; 0 where none was reported. */
  record ConfidenceMoved(int underlying, long confidence) implements Event {
    @Override
    public void write(ByteWriter out) {
      out.u8(54).u16(underlying).i64(confidence);
    }
  }

  /**
   * A perpetual's funding rate was made of premium samples.
   *
   * @param atMs the tick
   * @param samples how many there were
   * @param premiumPpm what the policy made of them
   * @param ratePpm of eight hours, which longs pay
   */
  record FundingTicked(int instrument, long atMs, int samples, int premiumPpm, int ratePpm)
      implements Event {
    @Override
    public void write(ByteWriter out) {
      out.u8(55).i32(instrument).i64(atMs).i32(samples).i32(premiumPpm).i32(ratePpm);
    }
  }

  /**
   * Funding of a position was settled, up to an index.
   *
   * @param paid by it, or taken where negative, in quanta of what the instrument settles in: -Floor
   *     of what was due. The subaccount's cash moves with one Floor for all positions that settle
   *     in the same, so it may pay less than all these together by less than one quantum each
   * @param index that it has paid up to, in 10^-6 quanta a lot
   */
  record FundingSettled(SubaccountId subaccount, int instrument, long paid, long index)
      implements Event {

    /** The number in front of its bytes. */
    static final int NUMBER = 56;

    @Override
    public void write(ByteWriter out) {
      out.u8(NUMBER);
      subaccount.write(out);
      out.i32(instrument).i64(paid).i64(index);
    }
  }

  /**
   * A signed order was filled.
   *
   * @param lots by this fill
   * @param filled by all of them
   */
  record OrderFilled(SubaccountId subaccount, long id, long lots, long filled) implements Event {
    @Override
    public void write(ByteWriter out) {
      out.u8(61);
      subaccount.write(out);
      out.i64(id).i64(lots).i64(filled);
    }
  }

  /** Orders are reserved for no more, and whoever keeps them should cancel them. */
  record ReserveReleased(
      SubaccountId subaccount, int instrument, long bidLots, long askLots, int orders)
      implements Event {
    @Override
    public void write(ByteWriter out) {
      out.u8(60);
      subaccount.write(out);
      out.i32(instrument).i64(bidLots).i64(askLots).i32(orders);
    }
  }

  /** The insurance fund could not pay what a liquidation fill would have needed. */
  record FundTooSmall(SubaccountId subaccount, int instrument, long lots, long needed)
      implements Event {
    @Override
    public void write(ByteWriter out) {
      out.u8(13);
      subaccount.write(out);
      out.i32(instrument).i64(lots).i64(needed);
    }
  }

  /**
   * Why liquidation offers a position: the choice of the step that follows.
   *
   * @param rule number of the rule that chose, see {@link Choice}
   * @param lots signed change of the subaccount's lots, at most
   * @param price the worst that it may trade at
   * @param maintenance margin of the subaccount before
   * @param left maintenance margin that is left, as the rule compared it
   * @param cost what the rule held against it, or 0
   */
  record LiquidationOrder(
      SubaccountId subaccount,
      int instrument,
      Choice rule,
      long lots,
      long price,
      long maintenance,
      long left,
      long cost)
      implements Event {
    @Override
    public void write(ByteWriter out) {
      out.u8(30);
      subaccount.write(out);
      out.i32(instrument).u8(rule.code()).i64(lots).i64(price);
      out.i64(maintenance).i64(left).i64(cost);
    }
  }

  /** Rules by which liquidation chooses a position and a size. */
  enum Choice {
    /** The position without which the maintenance margin is least. */
    LEAST_LEFT(1),
    /** The lots that release most maintenance margin for what they cost. */
    MOST_FOR_COST(2),
    /** dYdX: the position whose turn it is, at its fillable price. */
    FILLABLE(3),
    /** Hyperliquid: a market order for all of it, or a slice. */
    MARKET_ORDER(4),
    /** Drift: what covers the share of the shortage that is due. */
    SHORTAGE(5);

    private final int code;

    Choice(int code) {
      this.code = code;
    }

    /** The number in canonical bytes. */
    public int code() {
      return code;
    }
  }

  /**
   * A keeper was paid for a liquidation, out of its penalty; it comes before the fill.
   *
   * @param penalty what the subaccount pays in all
   * @param fee what of it the keeper gets; the fund gets the rest
   */
  record KeeperPaid(SubaccountId keeper, SubaccountId subaccount, long penalty, long fee)
      implements Event {
    @Override
    public void write(ByteWriter out) {
      out.u8(31);
      keeper.write(out);
      subaccount.write(out);
      out.i64(penalty).i64(fee);
    }
  }

  /** A fill was not made because of a limit of its policy; nor were those after it. */
  record LiquidationLimited(SubaccountId subaccount, int instrument, long lots, Limit limit)
      implements Event {
    @Override
    public void write(ByteWriter out) {
      out.u8(32);
      subaccount.write(out);
      out.i32(instrument).i64(lots).u8(limit.code());
    }
  }

  /** What keeps a liquidation's fill from being made. */
  enum Limit {
    /** What of a subaccount may be liquidated in a block. */
    LIQUIDATED(1),
    /** What a subaccount may take from the insurance fund in a block. */
    INSURED(2),
    /** The price is worse than the bankruptcy price, and no fund stands behind the policy. */
    BANKRUPTCY_PRICE(3);

    private final int code;

    Limit(int code) {
      this.code = code;
    }

    /** The number in canonical bytes. */
    public int code() {
      return code;
    }
  }

  /**
   * A backstop took a position with its part of the margin, at the bankruptcy price.
   *
   * @param lots signed change of the subaccount's lots
   * @param quote what the subaccount took (positive) or paid
   * @param margin what the backstop got beside the position's value
   */
  record BackstopTook(
      SubaccountId subaccount,
      SubaccountId backstop,
      int instrument,
      long lots,
      long quote,
      long margin)
      implements Event {
    @Override
    public void write(ByteWriter out) {
      out.u8(33);
      subaccount.write(out);
      backstop.write(out);
      out.i32(instrument).i64(lots).i64(quote).i64(margin);
    }
  }

  /**
   * How much of a position a liquidator may take, and at what fees.
   *
   * @param shortage what the subaccount lacks to its maintenance margin with the buffer
   * @param shareTenThousandths the part of it that may be covered now, in 10^-4
   * @param liquidatorFeePpm how far the price is from the mark
   * @param fundFeePpm what of the quote goes to the insurance fund
   * @param lots signed change of the subaccount's lots, at most
   */
  record TransferSized(
      SubaccountId subaccount,
      int instrument,
      long shortage,
      long shareTenThousandths,
      long liquidatorFeePpm,
      long fundFeePpm,
      long lots)
      implements Event {
    @Override
    public void write(ByteWriter out) {
      out.u8(34);
      subaccount.write(out);
      out.i32(instrument).i64(shortage).i64(shareTenThousandths);
      out.i64(liquidatorFeePpm).i64(fundFeePpm).i64(lots);
    }
  }

  /** Liquidation, or an auction, let a subaccount go. */
  record LiquidationEnded(SubaccountId subaccount, long equity, long maintenance) implements Event {
    @Override
    public void write(ByteWriter out) {
      out.u8(35);
      subaccount.write(out);
      out.i64(equity).i64(maintenance);
    }
  }

  /**
   * A subaccount came under auction, or its auction became insolvent.
   *
   * @param fee that it paid to the insurance fund
   */
  record AuctionStarted(
      SubaccountId subaccount, boolean insolvent, long equity, long maintenance, long fee)
      implements Event {
    @Override
    public void write(ByteWriter out) {
      out.u8(36);
      subaccount.write(out);
      out.u8(insolvent ? 1 : 0).i64(equity).i64(maintenance).i64(fee);
    }
  }

  /** A position, or a part of one, went to a bidder at the mark. */
  record AuctionLeg(SubaccountId subaccount, SubaccountId bidder, int instrument, long lots)
      implements Event {
    @Override
    public void write(ByteWriter out) {
      out.u8(37);
      subaccount.write(out);
      bidder.write(out);
      out.i32(instrument).i64(lots);
    }
  }

  /**
   * A bid was taken; its legs came before it.
   *
   * @param portionPpm of the portfolio
   * @param price of all of it, in quanta, negative where who takes it is paid
   * @param paid what the bidder paid to the subaccount
   * @param fundPaid what the insurance fund paid to the bidder
   * @param moved cash that went to the bidder with the portion, less what it paid
   */
  record AuctionBid(
      SubaccountId subaccount,
      SubaccountId bidder,
      long portionPpm,
      long price,
      long paid,
      long fundPaid,
      long moved,
      boolean backstop)
      implements Event {
    @Override
    public void write(ByteWriter out) {
      out.u8(38);
      subaccount.write(out);
      bidder.write(out);
      out.i64(portionPpm).i64(price).i64(paid).i64(fundPaid).i64(moved).u8(backstop ? 1 : 0);
    }
  }

  /**
   * Something has left the chain and is to be paid elsewhere.
   *
   * @param sequence its number in the table of withdrawals
   * @param asset a coin's id, or -1 for USD
   */
  record WithdrawalNoted(
      long sequence, SubaccountId subaccount, Address recipient, int asset, long amount)
      implements Event {
    @Override
    public void write(ByteWriter out) {
      out.u8(70).i64(sequence);
      subaccount.write(out);
      recipient.write(out);
      out.i32(asset).i64(amount);
    }
  }

  /**
   * What was brought from elsewhere for a subaccount was not taken; a withdrawal to who has paid it
   * comes next.
   *
   * @param asset a coin's id, or -1 for USD
   * @param code number of the result that a deposit of it has
   */
  record DepositReturned(SubaccountId to, int asset, long amount, int code) implements Event {
    @Override
    public void write(ByteWriter out) {
      out.u8(71);
      to.write(out);
      out.i32(asset).i64(amount).i32(code);
    }
  }
}
