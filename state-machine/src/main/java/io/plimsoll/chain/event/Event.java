package io.plimsoll.chain.event;

import io.plimsoll.chain.codec.ByteWriter;
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
}
