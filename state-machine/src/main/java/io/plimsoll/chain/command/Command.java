package io.plimsoll.chain.command;

import io.plimsoll.margin.market.InstrumentKind;
import java.util.List;

/**
 * What a block may ask for. Amounts are in quanta (10^-6 USD), sizes in lots, prices are mantissas
 * with the exponent of their underlying, ratios are ppm, times are block time in milliseconds.
 */
public sealed interface Command {

  /** What stands for USD where a command names an asset that may be a coin. */
  int USD = -1;

  /** First command of the first block: names the chain and its first governor. */
  record Genesis(long chainId, Address governor) implements Command {}

  /** Sets the roles of an address, a mask of {@link Role#bit}s; governors only. */
  record GrantRole(Address address, int roles) implements Command {}

  /**
   * Sets a parameter from a height on, at the earliest the next one, in equal steps over a number
   * of blocks. Changes that start earlier stay; those that were to start with it or later are
   * replaced. Governors only.
   */
  record ChangeParameter(
      Parameter parameter, int subject, long value, long activationHeight, int rampBlocks)
      implements Command {}

  /** Lists an underlying; its prices are mantissa * 10^exponent USD. Governors only. */
  record ListUnderlying(int id, String name, int priceExponent) implements Command {}

  /**
   * Lists a market on an underlying; the value of one lot is price * multiplierNum / multiplierDen
   * quanta. An isolated market has a collateral pool of its own. Governors only.
   */
  record ListMarket(
      int id, int underlying, boolean isolated, long multiplierNum, long multiplierDen)
      implements Command {}

  /**
   * Lists an instrument of a market; 0 where it has no expiry or strike. An inverse perpetual or
   * future has in the strike's place the fixed amount of one lot in quanta, and an inverse
   * instrument's underlying must have a coin. Governors only.
   */
  record ListInstrument(int id, int market, InstrumentKind kind, long expiryMs, long strike)
      implements Command {}

  /** Ends a market: all its positions are settled at a time. Governors only. */
  record DelistMarket(int market, long settleAtMs) implements Command {}

  /** Says that collateral came in; custodians only. */
  record Deposit(SubaccountId to, long amount) implements Command {}

  /** Takes collateral out; the owner only, and no delegate. */
  record Withdraw(SubaccountId from, long amount) implements Command {}

  /**
   * Moves collateral between two subaccounts; the owner of the first only, or a delegate where the
   * owner has both.
   */
  record Transfer(SubaccountId from, SubaccountId to, long amount) implements Command {}

  /** Chooses how a subaccount is margined; the owner or a delegate. */
  record SetMode(SubaccountId subaccount, Mode mode) implements Command {}

  /** A trade; a negative fee is a rebate. Matchers only. */
  record Fill(
      SubaccountId buyer,
      SubaccountId seller,
      int instrument,
      long lots,
      long price,
      long buyerFee,
      long sellerFee)
      implements Command {}

  /**
   * An offer to liquidations in this block; the owner of the maker or a delegate.
   *
   * @param bid whether the maker buys
   */
  record LiquidityQuote(SubaccountId maker, int instrument, boolean bid, long lots, long price)
      implements Command {}

  /** Prices of one underlying; reporters only. What is missing stays as it was. */
  record Prices(int underlying, long index, List<Mark> marks, List<ExpiryPrices> expiries)
      implements Command {

    /** Copies the lists. */
    public Prices {
      marks = List.copyOf(marks);
      expiries = List.copyOf(expiries);
    }
  }

  /** The mark price of a perpetual. */
  record Mark(int instrument, long price) {}

  /**
   * The prices of one expiry.
   *
   * @param forward mantissa
   * @param ratePpm annual discount rate, continuously compounded, in ppm, 0 to 1e6
   */
  record ExpiryPrices(long expiryMs, long forward, int ratePpm, List<Volatility> volatilities) {

    /** Copies the list. */
    public ExpiryPrices {
      volatilities = List.copyOf(volatilities);
    }
  }

  /** The annual volatility of an option, in ppm. */
  record Volatility(int instrument, long volPpm) {}

  /** The rate that longs pay to shorts over eight hours, in ppm, signed; reporters only. */
  record Funding(int instrument, int ratePpm) implements Command {}

  /**
   * Sets what a reporter's reports weigh in a median; governors only.
   *
   * @param power 1 to 1e9; 1 is what every reporter has at first
   */
  record SetReporterPower(Address reporter, long power) implements Command {}

  /**
   * Prices of one underlying and how certain its index is; reporters only.
   *
   * @param confidence half the width of the interval around the index, a mantissa of its exponent
   */
  record ConfidentPrices(Prices prices, long confidence) implements Command {}

  /**
   * What a reporter says of a perpetual's premium over its index in the present sampling interval,
   * in ppm; reporters only.
   */
  record PremiumVote(int instrument, int premiumPpm) implements Command {}

  /**
   * Makes a subaccount a backstop of a pool, or ends that; governors only.
   *
   * @param pool 0 is the cross pool, else the isolated market's id
   */
  record SetBackstop(SubaccountId subaccount, int pool, boolean active) implements Command {}

  /** Pays into the insurance fund of a pool; custodians only. */
  record FundInsurance(int pool, long amount) implements Command {}

  /**
   * Lists the coin of an underlying, which can then be held as collateral, and the cross market and
   * the instrument of kind spot that stand for it: a lot is one quantum of the coin, 10 to the
   * exponent coins. Governors only.
   */
  record ListAsset(
      int id, String name, int quantumExponent, int underlying, int market, int instrument)
      implements Command {}

  /** Says that coins came in, in quanta of the asset; custodians only. */
  record DepositAsset(SubaccountId to, int asset, long amount) implements Command {}

  /** Takes coins out, in quanta of the asset; the owner only, and no delegate. */
  record WithdrawAsset(SubaccountId from, int asset, long amount) implements Command {}

  /**
   * Moves coins between two subaccounts; the owner of the first only, or a delegate where the owner
   * has both.
   */
  record TransferAsset(SubaccountId from, SubaccountId to, int asset, long amount)
      implements Command {}

  /** Takes money out of the insurance fund or the fees of a pool; custodians and governors only. */
  record WithdrawFund(int pool, Purse purse, long amount) implements Command {}

  /** What a pool holds that is nobody's. */
  enum Purse {
    /** The insurance fund. */
    FUND(0),
    /** The fees collected. */
    FEES(1);

    private final int code;

    Purse(int code) {
      this.code = code;
    }

    /** The number in canonical bytes. */
    public int code() {
      return code;
    }

    /**
     * The purse of a code.
     *
     * @throws IllegalArgumentException where none has it
     */
    public static Purse of(int code) {
      return switch (code) {
        case 0 -> FUND;
        case 1 -> FEES;
        default -> throw new IllegalArgumentException("there is no purse " + code);
      };
    }
  }

  /**
   * Closes lots of a subaccount below its maintenance margin against the sender's own; keepers who
   * own the keeper's subaccount only.
   *
   * @param lots the most that the keeper takes, without a sign
   * @param price what the keeper pays for a long at most, or takes for a short at least
   */
  record Liquidate(
      SubaccountId subaccount, int instrument, long lots, long price, SubaccountId keeper)
      implements Command {}

  /**
   * Takes a part of a subaccount under auction; the owner of the bidder only.
   *
   * @param portionPpm of all that the subaccount has, in ppm; less where less is for sale
   * @param most that the bidder pays, in quanta; where it is negative the bidder is paid at least
   *     that
   */
  record Bid(SubaccountId subaccount, SubaccountId bidder, int portionPpm, long most)
      implements Command {}

  /**
   * Lets an address act for all subaccounts of the sender until a block time, in the place of what
   * it was granted before.
   */
  record GrantDelegate(Address delegate, DelegateScope scope, long expiresMs) implements Command {}

  /**
   * Says what a subaccount's open orders in an instrument are: all lots that its bids would buy and
   * the highest of their prices, all that its asks would sell and the lowest, in the place of what
   * was said before; a side without lots has price 0. Matchers only, but all zeros, which release,
   * the owner or a delegate too.
   *
   * @param orders how many they are
   */
  record Reserve(
      SubaccountId subaccount,
      int instrument,
      long bidLots,
      long bidPrice,
      long askLots,
      long askPrice,
      int orders)
      implements Command {

    /** Whether nothing is left reserved. */
    public boolean isRelease() {
      return bidLots == 0 && askLots == 0;
    }
  }

  /**
   * Sets the least initial margin fraction of a subaccount's positions in a market, at least the
   * market's own, 0 for none; the owner or a delegate.
   */
  record SetLeverage(SubaccountId subaccount, int market, int ppm) implements Command {}

  /**
   * What a subaccount is ready to do until a block time.
   *
   * @param chainId of the chain for which it was signed
   * @param bid whether it buys
   * @param lots all that may be filled
   * @param price mantissa of the highest price for a bid, of the lowest for an ask
   * @param expiresMs block time from which on it is not filled
   * @param id a number of the subaccount's own; orders with one number are one order, whose fills
   *     count for all of them, and it is never used again for a later expiry
   * @param maxFeePpm the largest fee, in ppm of the quote
   * @param reduceOnly whether it may only make the position smaller
   */
  record Order(
      long chainId,
      SubaccountId subaccount,
      int instrument,
      boolean bid,
      long lots,
      long price,
      long expiresMs,
      long id,
      int maxFeePpm,
      boolean reduceOnly) {}

  /**
   * An order and the address that was found to have signed it: what turns bytes into authenticated
   * commands verifies the signature and writes down whose it is, as it does with the sender.
   */
  record SignedOrder(Address signer, Order order) {}

  /**
   * A trade on two signed orders, which anybody may bring; each is signed by the owner of its
   * subaccount or a delegate. A negative fee is a rebate.
   */
  record FillOrders(
      SignedOrder buy, SignedOrder sell, long lots, long price, long buyerFee, long sellerFee)
      implements Command {}

  /**
   * Ends a signed order, of whatever content, until a block time, which is the order's own expiry
   * or later; the owner or a delegate.
   */
  record CancelOrder(SubaccountId subaccount, long id, long untilMs) implements Command {}

  /**
   * Says that money came in elsewhere for a subaccount; custodians only, on a chain that keeps
   * withdrawals. What the chain does not take, for whatever reason, goes back to who has paid it as
   * a withdrawal, so that it lies nowhere.
   *
   * @param asset a coin's id, or {@link #USD}
   * @param payer who has paid it elsewhere
   */
  record DepositFrom(SubaccountId to, int asset, long amount, Address payer) implements Command {}

  /**
   * Takes collateral or coins out to be paid elsewhere, to somebody; the owner only, on a chain
   * that keeps withdrawals.
   *
   * @param asset a coin's id, or {@link #USD}
   */
  record WithdrawTo(SubaccountId from, int asset, long amount, Address recipient)
      implements Command {}

  /** Forgets a withdrawal that was paid; custodians only. */
  record ForgetWithdrawal(long sequence) implements Command {}

  /** Takes a grant of the sender back. */
  record RevokeDelegate(Address delegate) implements Command {}
}
