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
   * A position was closed against an opposite holder at its bankruptcy price.
   *
   * @param lots signed change of the subaccount's lots
   * @param quote what the subaccount took (positive) or paid
   * @param notional index value of the lots
   * @param holderGave what the holder gave up against the mark
   */
  record Deleveraged(
      SubaccountId subaccount,
      SubaccountId holder,
      int instrument,
      long lots,
      long quote,
      long notional,
      long holderGave)
      implements Event {
    @Override
    public void write(ByteWriter out) {
      out.u8(10);
      subaccount.write(out);
      holder.write(out);
      out.i32(instrument).i64(lots).i64(quote).i64(notional).i64(holderGave);
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
