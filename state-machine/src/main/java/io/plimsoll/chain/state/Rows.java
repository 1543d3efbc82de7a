package io.plimsoll.chain.state;

import io.plimsoll.chain.codec.ByteReader;
import io.plimsoll.chain.codec.ByteWriter;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.margin.market.InstrumentKind;
import java.util.ArrayList;
import java.util.List;

/** The rows of the small tables and their canonical bytes. */
public final class Rows {

  private Rows() {}

  /** False after some 16,000 blocks at the largest price; an average of so many is one, too. */
  private static boolean hasRoom(long sum, long index) {
    return sum <= Long.MAX_VALUE - index;
  }

  /**
   * The chain itself.
   *
   * @param fundedUntilMs the last funding boundary that was paid
   */
  public record Chain(long chainId, long height, long timeMs, long fundedUntilMs) {

    static final class Codec implements RowTable.Codec<Integer, Chain> {
      @Override
      public Integer readKey(ByteReader in) {
        return in.u8();
      }

      @Override
      public void writeKey(Integer key, ByteWriter out) {
        out.u8(key);
      }

      @Override
      public void write(Chain row, ByteWriter out) {
        out.i64(row.chainId).i64(row.height).i64(row.timeMs).i64(row.fundedUntilMs);
      }

      @Override
      public Chain read(ByteReader in) {
        return new Chain(in.i64(), in.i64(), in.i64(), in.i64());
      }
    }
  }

  /** Roles of an address, a mask. */
  public record Roles(int mask) {

    static final class Codec implements RowTable.Codec<Address, Roles> {
      @Override
      public Address readKey(ByteReader in) {
        return Address.read(in);
      }

      @Override
      public void writeKey(Address key, ByteWriter out) {
        key.write(out);
      }

      @Override
      public void write(Roles row, ByteWriter out) {
        out.i32(row.mask);
      }

      @Override
      public Roles read(ByteReader in) {
        return new Roles(in.i32());
      }
    }
  }

  /** Key of a parameter: its code and what it belongs to. */
  public record ParameterKey(int code, int subject) implements Comparable<ParameterKey> {
    @Override
    public int compareTo(ParameterKey other) {
      int byCode = Integer.compare(code, other.code);
      return byCode != 0 ? byCode : Integer.compareUnsigned(subject, other.subject);
    }
  }

  /**
   * A change of a parameter.
   *
   * @param to the value at which it ends
   * @param startHeight height of the first block that sees it
   * @param rampBlocks over how many blocks it moves; 0 is at once
   */
  public record ParameterStep(long to, long startHeight, int rampBlocks) {}

  /**
   * A parameter on its way: each step goes on from where those before it are when it starts.
   *
   * @param from the value before the first step
   * @param steps in the order of their starts, of which no two are equal; never empty
   */
  public record ParameterPath(long from, List<ParameterStep> steps) {

    /** Copies the list. */
    public ParameterPath {
      steps = List.copyOf(steps);
    }

    static final class Codec implements RowTable.Codec<ParameterKey, ParameterPath> {
      @Override
      public ParameterKey readKey(ByteReader in) {
        return new ParameterKey(in.u16(), in.i32());
      }

      @Override
      public void writeKey(ParameterKey key, ByteWriter out) {
        out.u16(key.code).i32(key.subject);
      }

      @Override
      public void write(ParameterPath row, ByteWriter out) {
        out.i64(row.from).u8(row.steps.size());
        for (ParameterStep step : row.steps) {
          out.i64(step.to).i64(step.startHeight).i32(step.rampBlocks);
        }
      }

      @Override
      public ParameterPath read(ByteReader in) {
        long from = in.i64();
        int count = in.u8();
        List<ParameterStep> steps = new ArrayList<>();
        for (int i = 0; i < count; i++) {
          steps.add(new ParameterStep(in.i64(), in.i64(), in.i32()));
        }
        return new ParameterPath(from, steps);
      }
    }
  }

  /**
   * An underlying.
   *
   * @param activeFrom height of the first block that may use it
   * @param index mantissa of the last index price; 0 before the first
   * @param pricedAtMs its block time
   */
  public record Underlying(
      String name, int priceExponent, long activeFrom, long index, long pricedAtMs) {

    /** The same with a new price. */
    public Underlying priced(long newIndex, long nowMs) {
      return new Underlying(name, priceExponent, activeFrom, newIndex, nowMs);
    }

    static final class Codec implements RowTable.Codec<Integer, Underlying> {
      @Override
      public Integer readKey(ByteReader in) {
        return in.u16();
      }

      @Override
      public void writeKey(Integer key, ByteWriter out) {
        out.u16(key);
      }

      @Override
      public void write(Underlying row, ByteWriter out) {
        out.i32(row.priceExponent).i64(row.activeFrom).i64(row.index).i64(row.pricedAtMs);
        out.text(row.name);
      }

      @Override
      public Underlying read(ByteReader in) {
        int exponent = in.i32();
        long activeFrom = in.i64();
        long index = in.i64();
        long pricedAtMs = in.i64();
        return new Underlying(in.text(), exponent, activeFrom, index, pricedAtMs);
      }
    }
  }

  /**
   * A market.
   *
   * @param settleAtMs when all its positions are settled; 0 while it is not delisted
   * @param settlementSum sum of the index prices to average
   * @param settlementCount how many they are
   */
  public record Market(
      int underlying,
      boolean isolated,
      long multiplierNum,
      long multiplierDen,
      long activeFrom,
      long settleAtMs,
      long settlementSum,
      int settlementCount,
      boolean ended) {

    /** The same with an end. */
    public Market endingAt(long timeMs) {
      return new Market(
          underlying, isolated, multiplierNum, multiplierDen, activeFrom, timeMs, 0, 0, false);
    }

    /** The same with one more index price to average, where the sum has room for it. */
    public Market averaging(long index) {
      if (!hasRoom(settlementSum, index)) {
        return this;
      }
      return new Market(
          underlying,
          isolated,
          multiplierNum,
          multiplierDen,
          activeFrom,
          settleAtMs,
          settlementSum + index,
          settlementCount + 1,
          ended);
    }

    /** The same, at its end. */
    public Market end() {
      return new Market(
          underlying,
          isolated,
          multiplierNum,
          multiplierDen,
          activeFrom,
          settleAtMs,
          settlementSum,
          settlementCount,
          true);
    }

    static final class Codec implements RowTable.Codec<Integer, Market> {
      @Override
      public Integer readKey(ByteReader in) {
        return in.u16();
      }

      @Override
      public void writeKey(Integer key, ByteWriter out) {
        out.u16(key);
      }

      @Override
      public void write(Market row, ByteWriter out) {
        out.u16(row.underlying).u8(row.isolated ? 1 : 0);
        out.i64(row.multiplierNum).i64(row.multiplierDen).i64(row.activeFrom);
        out.i64(row.settleAtMs).i64(row.settlementSum).i32(row.settlementCount);
        out.u8(row.ended ? 1 : 0);
      }

      @Override
      public Market read(ByteReader in) {
        return new Market(
            in.u16(), in.bool(), in.i64(), in.i64(), in.i64(), in.i64(), in.i64(), in.i32(),
            in.bool());
      }
    }
  }

  /**
   * An instrument.
   *
   * @param strike mantissa of an option's strike; of an inverse perpetual or future the fixed
   *     amount of one lot, in quanta; else 0
   * @param openInterest lots held long, which are as many as are held short; 0 of a coin
   * @param fundingIndex what one lot long has paid since the start, in 10^-6 quanta
   * @param fundingPpm the rate of eight hours that longs pay, in ppm
   * @param mark mark price mantissa of a perpetual; 0 where none was reported
   * @param markedAtMs its block time
   */
  public record Instrument(
      int market,
      InstrumentKind kind,
      long expiryMs,
      long strike,
      long activeFrom,
      long openInterest,
      long fundingIndex,
      int fundingPpm,
      long mark,
      long markedAtMs,
      boolean ended) {

    /** The same with another open interest. */
    public Instrument withOpenInterest(long lots) {
      return new Instrument(
          market,
          kind,
          expiryMs,
          strike,
          activeFrom,
          lots,
          fundingIndex,
          fundingPpm,
          mark,
          markedAtMs,
          ended);
    }

    /** The same with another funding index. */
    public Instrument withFundingIndex(long index) {
      return new Instrument(
          market,
          kind,
          expiryMs,
          strike,
          activeFrom,
          openInterest,
          index,
          fundingPpm,
          mark,
          markedAtMs,
          ended);
    }

    /** The same with another funding rate. */
    public Instrument withFunding(int ppm) {
      return new Instrument(
          market,
          kind,
          expiryMs,
          strike,
          activeFrom,
          openInterest,
          fundingIndex,
          ppm,
          mark,
          markedAtMs,
          ended);
    }

    /** The same with another mark. */
    public Instrument withMark(long price, long nowMs) {
      return new Instrument(
          market,
          kind,
          expiryMs,
          strike,
          activeFrom,
          openInterest,
          fundingIndex,
          fundingPpm,
          price,
          nowMs,
          ended);
    }

    /** The same, at its end. */
    public Instrument end() {
      return new Instrument(
          market,
          kind,
          expiryMs,
          strike,
          activeFrom,
          0,
          fundingIndex,
          fundingPpm,
          mark,
          markedAtMs,
          true);
    }

    static final class OpenInterestColumn implements RowTable.Column<Instrument> {
      @Override
      public long of(Instrument row) {
        return row.openInterest;
      }

      @Override
      public Instrument with(Instrument row, long number) {
        return row.withOpenInterest(number);
      }
    }

    static final class Codec implements RowTable.Codec<Integer, Instrument> {
      @Override
      public Integer readKey(ByteReader in) {
        return in.i32();
      }

      @Override
      public void writeKey(Integer key, ByteWriter out) {
        out.i32(key);
      }

      @Override
      public void write(Instrument row, ByteWriter out) {
        out.u16(row.market).u8(row.kind.code()).i64(row.expiryMs).i64(row.strike);
        out.i64(row.activeFrom).i64(row.openInterest).i64(row.fundingIndex);
        out.i32(row.fundingPpm).i64(row.mark).i64(row.markedAtMs).u8(row.ended ? 1 : 0);
      }

      @Override
      public Instrument read(ByteReader in) {
        return new Instrument(
            in.u16(),
            InstrumentKind.of(in.u8()),
            in.i64(),
            in.i64(),
            in.i64(),
            in.i64(),
            in.i64(),
            in.i32(),
            in.i64(),
            in.i64(),
            in.bool());
      }
    }
  }

  /** Key of an expiry: its underlying and its time. */
  public record ExpiryKey(int underlying, long expiryMs) implements Comparable<ExpiryKey> {
    @Override
    public int compareTo(ExpiryKey other) {
      int byUnderlying = Integer.compare(underlying, other.underlying);
      return byUnderlying != 0 ? byUnderlying : Long.compare(expiryMs, other.expiryMs);
    }
  }

  /** The annual volatility of an option, in ppm, and the time of the block that reported it. */
  public record Volatility(int instrument, long volPpm, long pricedAtMs) {}

  /**
   * The prices of an expiry.
   *
   * @param forward mantissa; 0 before the first
   * @param pricedAtMs block time of the forward and the rate
   * @param volatilities in the order of their instruments
   */
  public record Expiry(
      long forward,
      int ratePpm,
      long pricedAtMs,
      long settlementSum,
      int settlementCount,
      List<Volatility> volatilities) {

    /** Copies the list. */
    public Expiry {
      volatilities = List.copyOf(volatilities);
    }

    /** The same with new prices; a volatility that is missing stays as it was, with its time. */
    public Expiry priced(Command.ExpiryPrices prices, long nowMs) {
      return new Expiry(
          prices.forward(),
          prices.ratePpm(),
          nowMs,
          settlementSum,
          settlementCount,
          merged(prices.volatilities(), nowMs));
    }

    /** The same with one more index price to average, where the sum has room for it. */
    public Expiry averaging(long index) {
      if (!hasRoom(settlementSum, index)) {
        return this;
      }
      return new Expiry(
          forward, ratePpm, pricedAtMs, settlementSum + index, settlementCount + 1, volatilities);
    }

    private List<Volatility> merged(List<Command.Volatility> news, long nowMs) {
      List<Volatility> old = volatilities;
      List<Volatility> merged = new ArrayList<>(old.size());
      int o = 0;
      for (Command.Volatility volatility : news) {
        while (o < old.size() && old.get(o).instrument() < volatility.instrument()) {
          merged.add(old.get(o++));
        }
        if (o < old.size() && old.get(o).instrument() == volatility.instrument()) {
          o++;
        }
        merged.add(new Volatility(volatility.instrument(), volatility.volPpm(), nowMs));
      }
      while (o < old.size()) {
        merged.add(old.get(o++));
      }
      return merged;
    }

    static final class Codec implements RowTable.Codec<ExpiryKey, Expiry> {
      @Override
      public ExpiryKey readKey(ByteReader in) {
        return new ExpiryKey(in.u16(), in.i64());
      }

      @Override
      public void writeKey(ExpiryKey key, ByteWriter out) {
        out.u16(key.underlying).i64(key.expiryMs);
      }

      @Override
      public void write(Expiry row, ByteWriter out) {
        out.i64(row.forward).i32(row.ratePpm).i64(row.pricedAtMs);
        out.i64(row.settlementSum).i32(row.settlementCount).i32(row.volatilities.size());
        for (Volatility volatility : row.volatilities) {
          out.i32(volatility.instrument()).i64(volatility.volPpm());
          out.i64(volatility.pricedAtMs());
        }
      }

      @Override
      public Expiry read(ByteReader in) {
        long forward = in.i64();
        int ratePpm = in.i32();
        long pricedAtMs = in.i64();
        long sum = in.i64();
        int count = in.i32();
        int volatilityCount = in.i32();
        List<Volatility> volatilities = new ArrayList<>();
        for (int i = 0; i < volatilityCount; i++) {
          volatilities.add(new Volatility(in.i32(), in.i64(), in.i64()));
        }
        return new Expiry(forward, ratePpm, pricedAtMs, sum, count, volatilities);
      }
    }
  }

  /**
   * A collateral pool, in quanta. Cash and quote balances of its subaccounts, its clearing balance,
   * its fund and its fees add to its balance.
   *
   * @param balance what was brought in, less what was taken out
   * @param clearing what one side has paid and the other has not yet taken, and rounding dust
   * @param fund insurance fund
   * @param fees collected
   */
  public record Pool(long balance, long clearing, long fund, long fees) {

    /** The same with more, or less, of each. */
    public Pool plus(long moreBalance, long moreClearing, long moreFund, long moreFees) {
      return new Pool(
          Math.addExact(balance, moreBalance),
          Math.addExact(clearing, moreClearing),
          Math.addExact(fund, moreFund),
          Math.addExact(fees, moreFees));
    }
  }

  /**
   * An asset beside USD: the coin of an underlying.
   *
   * @param quantumExponent a quantum is 10 to this coins
   * @param instrument of kind spot, whose lots are its quanta
   */
  public record Asset(String name, int quantumExponent, int underlying, int instrument) {

    static final class Codec implements RowTable.Codec<Integer, Asset> {
      @Override
      public Integer readKey(ByteReader in) {
        return in.u16();
      }

      @Override
      public void writeKey(Integer key, ByteWriter out) {
        out.u16(key);
      }

      @Override
      public void write(Asset row, ByteWriter out) {
        out.i32(row.quantumExponent).u16(row.underlying).i32(row.instrument).text(row.name);
      }

      @Override
      public Asset read(ByteReader in) {
        int exponent = in.i32();
        int underlying = in.u16();
        int instrument = in.i32();
        return new Asset(in.text(), exponent, underlying, instrument);
      }
    }
  }

  /**
   * The coins of an asset, in its quanta. What subaccounts hold of it, quote balances of inverse
   * positions, its clearing balance and its fees add to its balance.
   *
   * @param balance what was brought in, less what was taken out
   * @param clearing what one side has paid and the other has not yet taken, and rounding dust
   * @param fees collected
   */
  public record CoinPool(long balance, long clearing, long fees) {

    static final class Codec implements RowTable.Codec<Integer, CoinPool> {
      @Override
      public Integer readKey(ByteReader in) {
        return in.u16();
      }

      @Override
      public void writeKey(Integer key, ByteWriter out) {
        out.u16(key);
      }

      @Override
      public void write(CoinPool row, ByteWriter out) {
        out.i64(row.balance).i64(row.clearing).i64(row.fees);
      }

      @Override
      public CoinPool read(ByteReader in) {
        return new CoinPool(in.i64(), in.i64(), in.i64());
      }
    }
  }

  /**
   * What a liquidation policy remembers of a subaccount between blocks.
   *
   * @param policy number of the policy that does
   * @param since when it began: Drift's, a height; Hyperliquid's last partial order, block time in
   *     ms
   * @param freed Drift: shortage that has been covered since, in quanta
   */
  public record Liquidation(int policy, long since, long freed) {

    static final class Codec implements RowTable.Codec<SubaccountId, Liquidation> {
      @Override
      public SubaccountId readKey(ByteReader in) {
        return SubaccountId.read(in);
      }

      @Override
      public void writeKey(SubaccountId key, ByteWriter out) {
        key.write(out);
      }

      @Override
      public void write(Liquidation row, ByteWriter out) {
        out.u8(row.policy).i64(row.since).i64(row.freed);
      }

      @Override
      public Liquidation read(ByteReader in) {
        return new Liquidation(in.u8(), in.i64(), in.i64());
      }
    }
  }

  /**
   * An auction of a subaccount.
   *
   * @param insolvent whether who takes it is paid
   * @param startHeight height of the block in which it, or its insolvent phase, began
   * @param reserved cash that bidders paid in it, which is not for sale, in quanta
   */
  public record Auction(boolean insolvent, long startHeight, long reserved) {

    static final class Codec implements RowTable.Codec<SubaccountId, Auction> {
      @Override
      public SubaccountId readKey(ByteReader in) {
        return SubaccountId.read(in);
      }

      @Override
      public void writeKey(SubaccountId key, ByteWriter out) {
        key.write(out);
      }

      @Override
      public void write(Auction row, ByteWriter out) {
        out.u8(row.insolvent ? 1 : 0).i64(row.startHeight).i64(row.reserved);
      }

      @Override
      public Auction read(ByteReader in) {
        return new Auction(in.bool(), in.i64(), in.i64());
      }
    }
  }
}
