package io.plimsoll.chain.command;

import io.plimsoll.chain.codec.ByteReader;
import io.plimsoll.chain.codec.ByteWriter;
import io.plimsoll.chain.codec.MalformedBytes;
import io.plimsoll.margin.market.InstrumentKind;
import java.util.ArrayList;
import java.util.List;

/**
 * Canonical bytes of authenticated commands: version (1 byte), kind (1), sender (20), then the
 * fields in their order, fixed-width and big-endian. One that counts once has 70 for its kind, and
 * nonce (8), expiry (8) and its own kind (1) before the fields. One command has one form.
 */
public final class CommandCodec {

  /** The version that is written and the only one that is read. */
  public static final int VERSION = 1;

  /** The kind of a {@link Command.Fill}, which {@link FillReader} reads in place. */
  static final int FILL = 14;

  /** Where the kind would be of a command that counts once. */
  private static final int ONCE = 70;

  private static final int MOST = 0xffff;
  private static final int MOST_TEXT = 0xff;

  private CommandCodec() {}

  /** Whether bytes are those of a command that counts once, as far as their first two say. */
  public static boolean countsOnce(byte[] bytes) {
    return bytes.length > 2 && bytes[0] == VERSION && bytes[1] == ONCE;
  }

  /**
   * Writes a command.
   *
   * @throws IllegalArgumentException where it has no bytes: an id of an underlying, a market or a
   *     pool is outside of 0..65,535, a list is longer than that, a name is not at most 255
   *     characters of printable ASCII, or a nonce is below 1
   */
  public static byte[] encode(Authenticated of) {
    ByteWriter out = new ByteWriter();
    int kind = kind(of.command());
    Authenticated.Once once = of.once();
    out.u8(VERSION).u8(once == null ? kind : ONCE);
    of.sender().write(out);
    if (once != null) {
      out.i64(nonce(once.nonce())).i64(once.expiresMs()).u8(kind);
    }
    write(of.command(), out);
    return out.toBytes();
  }

  private static long nonce(long nonce) {
    if (nonce < 1) {
      throw new IllegalArgumentException("a nonce is 1 or more");
    }
    return nonce;
  }

  private static int kind(Command command) {
    return switch (command) {
      case Command.Genesis c -> 0;
      case Command.GrantRole c -> 1;
      case Command.ChangeParameter c -> 2;
      case Command.ListUnderlying c -> 3;
      case Command.ListMarket c -> 4;
      case Command.ListInstrument c -> 5;
      case Command.DelistMarket c -> 6;
      case Command.Deposit c -> 10;
      case Command.Withdraw c -> 11;
      case Command.Transfer c -> 12;
      case Command.SetMode c -> 13;
      case Command.Fill c -> FILL;
      case Command.LiquidityQuote c -> 15;
      case Command.Prices c -> 16;
      case Command.Funding c -> 17;
      case Command.SetBackstop c -> 18;
      case Command.FundInsurance c -> 19;
      case Command.ListAsset c -> 20;
      case Command.DepositAsset c -> 21;
      case Command.WithdrawAsset c -> 22;
      case Command.TransferAsset c -> 23;
      case Command.DepositFrom c -> 24;
      case Command.WithdrawTo c -> 25;
      case Command.ForgetWithdrawal c -> 26;
      case Command.WithdrawFund c -> 40;
      case Command.Liquidate c -> 30;
      case Command.Bid c -> 31;
      case Command.SetReporterPower c -> 50;
      case Command.ConfidentPrices c -> 51;
      case Command.PremiumVote c -> 52;
      case Command.GrantDelegate c -> 60;
      case Command.RevokeDelegate c -> 61;
      case Command.Reserve c -> 62;
      case Command.SetLeverage c -> 63;
      case Command.FillOrders c -> 64;
      case Command.CancelOrder c -> 65;
    };
  }

  private static void write(Command command, ByteWriter out) {
    switch (command) {
      case Command.Genesis c -> writeGenesis(c, out);
      case Command.GrantRole c -> writeRole(c, out);
      case Command.ChangeParameter c ->
          out.u16(c.parameter().code())
              .i32(c.subject())
              .i64(c.value())
              .i64(c.activationHeight())
              .i32(c.rampBlocks());
      case Command.ListUnderlying c ->
          out.u16(id(c.id())).i32(c.priceExponent()).text(name(c.name()));
      case Command.ListMarket c ->
          out.u16(id(c.id()))
              .u16(id(c.underlying()))
              .u8(c.isolated() ? 1 : 0)
              .i64(c.multiplierNum())
              .i64(c.multiplierDen());
      case Command.ListInstrument c ->
          out.i32(c.id()).u16(id(c.market())).u8(c.kind().code()).i64(c.expiryMs()).i64(c.strike());
      case Command.DelistMarket c -> out.u16(id(c.market())).i64(c.settleAtMs());
      case Command.Deposit c -> {
        c.to().write(out);
        out.i64(c.amount());
      }
      case Command.Withdraw c -> {
        c.from().write(out);
        out.i64(c.amount());
      }
      case Command.Transfer c -> writeTransfer(c, out);
      case Command.SetMode c -> writeMode(c, out);
      case Command.Fill c -> writeTrade(c, out);
      case Command.LiquidityQuote c -> writeQuote(c, out);
      case Command.Prices c -> writePrices(c, out);
      case Command.Funding c -> out.i32(c.instrument()).i32(c.ratePpm());
      case Command.SetBackstop c -> writeBackstop(c, out);
      case Command.FundInsurance c -> out.u16(id(c.pool())).i64(c.amount());
      case Command.ListAsset c -> writeAsset(c, out);
      case Command.DepositAsset c -> writeCoins(c.to(), c.asset(), c.amount(), out);
      case Command.WithdrawAsset c -> writeCoins(c.from(), c.asset(), c.amount(), out);
      case Command.TransferAsset c -> writeCoinTransfer(c, out);
      case Command.DepositFrom c -> writeOutside(c.to(), c.asset(), c.amount(), c.payer(), out);
      case Command.WithdrawTo c ->
          writeOutside(c.from(), c.asset(), c.amount(), c.recipient(), out);
      case Command.ForgetWithdrawal c -> out.i64(c.sequence());
      case Command.WithdrawFund c -> out.u16(id(c.pool())).u8(c.purse().code()).i64(c.amount());
      case Command.Liquidate c -> writeLiquidation(c, out);
      case Command.Bid c -> writeBid(c, out);
      case Command.SetReporterPower c -> writePower(c, out);
      case Command.ConfidentPrices c -> writeConfident(c, out);
      case Command.PremiumVote c -> out.i32(c.instrument()).i32(c.premiumPpm());
      case Command.GrantDelegate c -> writeGrant(c, out);
      case Command.RevokeDelegate c -> c.delegate().write(out);
      case Command.Reserve c -> writeReserve(c, out);
      case Command.SetLeverage c -> writeLeverage(c, out);
      case Command.FillOrders c -> writeFill(c, out);
      case Command.CancelOrder c -> writeCancel(c, out);
    }
  }

  private static void writeGenesis(Command.Genesis c, ByteWriter out) {
    out.i64(c.chainId());
    c.governor().write(out);
  }

  private static void writeRole(Command.GrantRole c, ByteWriter out) {
    c.address().write(out);
    out.i32(c.roles());
  }

  private static void writeTransfer(Command.Transfer c, ByteWriter out) {
    c.from().write(out);
    c.to().write(out);
    out.i64(c.amount());
  }

  private static void writeMode(Command.SetMode c, ByteWriter out) {
    c.subaccount().write(out);
    out.u8(c.mode().code());
  }

  private static void writeTrade(Command.Fill c, ByteWriter out) {
    c.buyer().write(out);
    c.seller().write(out);
    out.i32(c.instrument()).i64(c.lots()).i64(c.price());
    out.i64(c.buyerFee()).i64(c.sellerFee());
  }

  private static void writeQuote(Command.LiquidityQuote c, ByteWriter out) {
    c.maker().write(out);
    out.i32(c.instrument()).u8(c.bid() ? 1 : 0).i64(c.lots()).i64(c.price());
  }

  private static void writeBackstop(Command.SetBackstop c, ByteWriter out) {
    c.subaccount().write(out);
    out.u16(id(c.pool())).u8(c.active() ? 1 : 0);
  }

  private static void writeCoinTransfer(Command.TransferAsset c, ByteWriter out) {
    c.from().write(out);
    writeCoins(c.to(), c.asset(), c.amount(), out);
  }

  private static void writeLiquidation(Command.Liquidate c, ByteWriter out) {
    c.subaccount().write(out);
    out.i32(c.instrument()).i64(c.lots()).i64(c.price());
    c.keeper().write(out);
  }

  private static void writeBid(Command.Bid c, ByteWriter out) {
    c.subaccount().write(out);
    c.bidder().write(out);
    out.i32(c.portionPpm()).i64(c.most());
  }

  private static void writePower(Command.SetReporterPower c, ByteWriter out) {
    c.reporter().write(out);
    out.i64(c.power());
  }

  private static void writeConfident(Command.ConfidentPrices c, ByteWriter out) {
    out.i64(c.confidence());
    writePrices(c.prices(), out);
  }

  private static void writeAsset(Command.ListAsset list, ByteWriter out) {
    out.u16(id(list.id())).i32(list.quantumExponent()).u16(id(list.underlying()));
    out.u16(id(list.market())).i32(list.instrument()).text(name(list.name()));
  }

  private static void writeCoins(SubaccountId of, int asset, long amount, ByteWriter out) {
    of.write(out);
    out.u16(id(asset)).i64(amount);
  }

  private static void writeOutside(
      SubaccountId of, int asset, long amount, Address elsewhere, ByteWriter out) {
    of.write(out);
    out.i32(usdOrId(asset)).i64(amount);
    elsewhere.write(out);
  }

  private static int usdOrId(int asset) {
    return asset == Command.USD ? asset : id(asset);
  }

  private static void writeGrant(Command.GrantDelegate grant, ByteWriter out) {
    grant.delegate().write(out);
    out.u8(grant.scope().code()).i64(grant.expiresMs());
  }

  private static void writeReserve(Command.Reserve reserve, ByteWriter out) {
    reserve.subaccount().write(out);
    out.i32(reserve.instrument()).i64(reserve.bidLots()).i64(reserve.bidPrice());
    out.i64(reserve.askLots()).i64(reserve.askPrice()).i32(reserve.orders());
  }

  private static void writeLeverage(Command.SetLeverage set, ByteWriter out) {
    set.subaccount().write(out);
    out.u16(id(set.market())).i32(set.ppm());
  }

  private static void writeFill(Command.FillOrders fill, ByteWriter out) {
    writeOrder(fill.buy(), out);
    writeOrder(fill.sell(), out);
    out.i64(fill.lots()).i64(fill.price()).i64(fill.buyerFee()).i64(fill.sellerFee());
  }

  private static void writeCancel(Command.CancelOrder cancel, ByteWriter out) {
    cancel.subaccount().write(out);
    out.i64(cancel.id()).i64(cancel.untilMs());
  }

  private static void writeOrder(Command.SignedOrder signed, ByteWriter out) {
    Command.Order order = signed.order();
    signed.signer().write(out);
    out.i64(order.chainId());
    order.subaccount().write(out);
    out.i32(order.instrument()).u8(order.bid() ? 1 : 0).i64(order.lots()).i64(order.price());
    out.i64(order.expiresMs()).i64(order.id()).i32(order.maxFeePpm());
    out.u8(order.reduceOnly() ? 1 : 0);
  }

  private static Command.SignedOrder readOrder(ByteReader in) {
    return new Command.SignedOrder(
        Address.read(in),
        new Command.Order(
            in.i64(),
            SubaccountId.read(in),
            in.i32(),
            in.bool(),
            in.i64(),
            in.i64(),
            in.i64(),
            in.i64(),
            in.i32(),
            in.bool()));
  }

  private static void writePrices(Command.Prices prices, ByteWriter out) {
    out.u16(id(prices.underlying())).i64(prices.index()).u16(count(prices.marks()));
    for (Command.Mark mark : prices.marks()) {
      out.i32(mark.instrument()).i64(mark.price());
    }
    out.u16(count(prices.expiries()));
    for (Command.ExpiryPrices expiry : prices.expiries()) {
      out.i64(expiry.expiryMs()).i64(expiry.forward()).i32(expiry.ratePpm());
      out.u16(count(expiry.volatilities()));
      for (Command.Volatility volatility : expiry.volatilities()) {
        out.i32(volatility.instrument()).i64(volatility.volPpm());
      }
    }
  }

  private static int id(int id) {
    if (id < 0 || id > MOST) {
      throw new IllegalArgumentException("an id is " + id + "; it must be in 0.." + MOST);
    }
    return id;
  }

  private static int count(List<?> list) {
    if (list.size() > MOST) {
      throw new IllegalArgumentException(
          "a list has " + list.size() + " entries; the most are " + MOST);
    }
    return list.size();
  }

  private static String name(String name) {
    if (name.length() > MOST_TEXT || !name.chars().allMatch(c -> c >= 0x20 && c <= 0x7e)) {
      throw new IllegalArgumentException(
          "a name must be at most " + MOST_TEXT + " characters of printable ASCII");
    }
    return name;
  }

  /**
   * Reads a command.
   *
   * @throws MalformedBytes where the bytes are not the canonical form of a command
   */
  public static Authenticated decode(byte[] bytes) {
    ByteReader in = new ByteReader(bytes);
    int version = in.u8();
    if (version != VERSION) {
      throw new MalformedBytes("version is " + version + "; it must be " + VERSION);
    }
    int kind = in.u8();
    Address sender = Address.read(in);
    Authenticated.Once once = null;
    Command command;
    try {
      if (kind == ONCE) {
        once = new Authenticated.Once(nonce(in.i64()), in.i64());
        kind = in.u8();
      }
      command = read(kind, in);
    } catch (IllegalArgumentException e) {
      throw new MalformedBytes(String.valueOf(e.getMessage()));
    }
    in.end();
    return new Authenticated(sender, command, once);
  }

  private static Command read(int kind, ByteReader in) {
    return switch (kind) {
      case 0 -> new Command.Genesis(in.i64(), Address.read(in));
      case 1 -> new Command.GrantRole(Address.read(in), in.i32());
      case 2 ->
          new Command.ChangeParameter(
              Parameter.of(in.u16()), in.i32(), in.i64(), in.i64(), in.i32());
      case 3 -> readUnderlying(in);
      case 4 -> new Command.ListMarket(in.u16(), in.u16(), in.bool(), in.i64(), in.i64());
      case 5 ->
          new Command.ListInstrument(
              in.i32(), in.u16(), InstrumentKind.of(in.u8()), in.i64(), in.i64());
      case 6 -> new Command.DelistMarket(in.u16(), in.i64());
      case 10 -> new Command.Deposit(SubaccountId.read(in), in.i64());
      case 11 -> new Command.Withdraw(SubaccountId.read(in), in.i64());
      case 12 -> new Command.Transfer(SubaccountId.read(in), SubaccountId.read(in), in.i64());
      case 13 -> new Command.SetMode(SubaccountId.read(in), Mode.of(in.u8()));
      case FILL ->
          new Command.Fill(
              SubaccountId.read(in),
              SubaccountId.read(in),
              in.i32(),
              in.i64(),
              in.i64(),
              in.i64(),
              in.i64());
      case 15 ->
          new Command.LiquidityQuote(
              SubaccountId.read(in), in.i32(), in.bool(), in.i64(), in.i64());
      case 16 -> readPrices(in);
      case 17 -> new Command.Funding(in.i32(), in.i32());
      case 18 -> new Command.SetBackstop(SubaccountId.read(in), in.u16(), in.bool());
      case 19 -> new Command.FundInsurance(in.u16(), in.i64());
      case 20 -> readAsset(in);
      case 21 -> new Command.DepositAsset(SubaccountId.read(in), in.u16(), in.i64());
      case 22 -> new Command.WithdrawAsset(SubaccountId.read(in), in.u16(), in.i64());
      case 23 ->
          new Command.TransferAsset(
              SubaccountId.read(in), SubaccountId.read(in), in.u16(), in.i64());
      case 24 ->
          new Command.DepositFrom(
              SubaccountId.read(in), usdOrId(in.i32()), in.i64(), Address.read(in));
      case 25 ->
          new Command.WithdrawTo(
              SubaccountId.read(in), usdOrId(in.i32()), in.i64(), Address.read(in));
      case 26 -> new Command.ForgetWithdrawal(in.i64());
      case 40 -> new Command.WithdrawFund(in.u16(), Command.Purse.of(in.u8()), in.i64());
      case 30 ->
          new Command.Liquidate(
              SubaccountId.read(in), in.i32(), in.i64(), in.i64(), SubaccountId.read(in));
      case 31 -> new Command.Bid(SubaccountId.read(in), SubaccountId.read(in), in.i32(), in.i64());
      case 50 -> new Command.SetReporterPower(Address.read(in), in.i64());
      case 51 -> readConfidentPrices(in);
      case 52 -> new Command.PremiumVote(in.i32(), in.i32());
      case 60 -> new Command.GrantDelegate(Address.read(in), DelegateScope.of(in.u8()), in.i64());
      case 61 -> new Command.RevokeDelegate(Address.read(in));
      case 62 ->
          new Command.Reserve(
              SubaccountId.read(in), in.i32(), in.i64(), in.i64(), in.i64(), in.i64(), in.i32());
      case 63 -> new Command.SetLeverage(SubaccountId.read(in), in.u16(), in.i32());
      case 64 ->
          new Command.FillOrders(
              readOrder(in), readOrder(in), in.i64(), in.i64(), in.i64(), in.i64());
      case 65 -> new Command.CancelOrder(SubaccountId.read(in), in.i64(), in.i64());
      default -> throw new MalformedBytes("there is no command of kind " + kind);
    };
  }

  private static Command readUnderlying(ByteReader in) {
    int id = in.u16();
    int exponent = in.i32();
    return new Command.ListUnderlying(id, in.text(), exponent);
  }

  private static Command readAsset(ByteReader in) {
    int id = in.u16();
    int exponent = in.i32();
    int underlying = in.u16();
    int market = in.u16();
    int instrument = in.i32();
    return new Command.ListAsset(id, in.text(), exponent, underlying, market, instrument);
  }

  private static Command readConfidentPrices(ByteReader in) {
    long confidence = in.i64();
    return new Command.ConfidentPrices(readPrices(in), confidence);
  }

  private static Command.Prices readPrices(ByteReader in) {
    int underlying = in.u16();
    long index = in.i64();
    int markCount = in.u16();
    List<Command.Mark> marks = new ArrayList<>();
    for (int i = 0; i < markCount; i++) {
      marks.add(new Command.Mark(in.i32(), in.i64()));
    }
    int expiryCount = in.u16();
    List<Command.ExpiryPrices> expiries = new ArrayList<>();
    for (int i = 0; i < expiryCount; i++) {
      long expiryMs = in.i64();
      long forward = in.i64();
      int ratePpm = in.i32();
      int volatilityCount = in.u16();
      List<Command.Volatility> volatilities = new ArrayList<>();
      for (int v = 0; v < volatilityCount; v++) {
        volatilities.add(new Command.Volatility(in.i32(), in.i64()));
      }
      expiries.add(new Command.ExpiryPrices(expiryMs, forward, ratePpm, volatilities));
    }
    return new Command.Prices(underlying, index, marks, expiries);
  }
}
