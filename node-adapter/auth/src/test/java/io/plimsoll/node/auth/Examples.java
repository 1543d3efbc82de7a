package io.plimsoll.node.auth;

import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.Authenticated;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.DelegateScope;
import io.plimsoll.chain.command.Mode;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.margin.market.InstrumentKind;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A command of each kind, with numbers of both signs and at the edges. */
final class Examples {

  static final long CHAIN_ID = 7;
  static final SigningKey COW = key("cow");
  static final SigningKey DOG = key("dog");
  static final SigningKey CAT = key("cat");
  static final Authenticated.Once ONCE = new Authenticated.Once(3, 1_700_000_000_000L);

  private static final SubaccountId OWN = new SubaccountId(COW.address(), -1);
  private static final SubaccountId OTHER = new SubaccountId(DOG.address(), 128_000);
  private static final Address ADDRESS = new Address(-2, 1L << 63, -1);

  private Examples() {}

  /** Secret keys that nobody else should use: hashes of words. */
  static SigningKey key(String word) {
    return new SigningKey(Keccak.hash(word.getBytes(StandardCharsets.US_ASCII)));
  }

  private static final Command.Prices PRICES =
      new Command.Prices(
          1,
          10_000_000_000L,
          List.of(new Command.Mark(1, 5), new Command.Mark(2, Long.MAX_VALUE)),
          List.of(
              new Command.ExpiryPrices(
                  1_700_000_000_000L, 7, -1, List.of(new Command.Volatility(5, 600_000))),
              new Command.ExpiryPrices(Long.MIN_VALUE, 0, 0, List.of())));

  static Command.Order order(SubaccountId whose, boolean bid) {
    return new Command.Order(
        CHAIN_ID, whose, 2, bid, 40, 3_000_000, 1_700_000_000_000L, -9, 500, !bid);
  }

  static Command.FillOrders fillOrders() {
    return new Command.FillOrders(
        new Command.SignedOrder(COW.address(), order(OWN, true)),
        new Command.SignedOrder(DOG.address(), order(OTHER, false)),
        10,
        2_900_000,
        11,
        -5);
  }

  static List<Command> all() {
    return List.of(
        new Command.GrantRole(ADDRESS, 31),
        new Command.ChangeParameter(Parameter.FUNDING_DEFAULT_PPM, 2, -100, 7, 3),
        new Command.ListUnderlying(1, "BTC", -5),
        new Command.ListMarket(1, 1, true, 1, 1_000),
        new Command.ListInstrument(4, 1, InstrumentKind.INVERSE_PUT, 1_700_000_000_000L, 5),
        new Command.DelistMarket(3, 1_700_000_000_000L),
        new Command.Deposit(OWN, 1),
        new Command.Withdraw(OWN, Long.MAX_VALUE),
        new Command.Transfer(OWN, OTHER, 1_000_000),
        new Command.SetMode(OWN, Mode.PORTFOLIO),
        new Command.Fill(OWN, OTHER, 1, 10, 3, -4, 5),
        new Command.LiquidityQuote(OWN, 1, true, 6, 7),
        PRICES,
        new Command.Funding(1, -375),
        new Command.SetReporterPower(ADDRESS, 1_000_000_000),
        new Command.ConfidentPrices(PRICES, 12),
        new Command.PremiumVote(1, -1),
        new Command.SetBackstop(OWN, 0, false),
        new Command.FundInsurance(65_535, 9),
        new Command.ListAsset(1, "W BTC~", -8, 1, 21, 21),
        new Command.DepositAsset(OWN, 1, 2),
        new Command.WithdrawAsset(OWN, 1, 2),
        new Command.TransferAsset(OWN, OTHER, 1, 2),
        new Command.DepositFrom(OWN, Command.USD, 4, ADDRESS),
        new Command.WithdrawTo(OWN, 1, 5, ADDRESS),
        new Command.ForgetWithdrawal(6),
        new Command.WithdrawFund(0, Command.Purse.FEES, 3),
        new Command.Liquidate(OTHER, 1, 2, 3, OWN),
        new Command.Bid(OTHER, OWN, 1_000_000, -8),
        new Command.GrantDelegate(ADDRESS, DelegateScope.TRADE_AND_TRANSFER, 1_700_000_000_000L),
        new Command.RevokeDelegate(ADDRESS),
        new Command.Reserve(OWN, 1, 2, 3, 4, 5, -6),
        new Command.SetLeverage(OWN, 1, 100_000),
        fillOrders(),
        new Command.CancelOrder(OWN, -1, 1_700_000_000_000L));
  }

  /** As the cow sends it. */
  static Authenticated once(Command command) {
    return new Authenticated(COW.address(), command, ONCE);
  }

  static SignedCommand signed(Command command) {
    Authenticator authenticator = new Authenticator(CHAIN_ID);
    return command instanceof Command.FillOrders
        ? authenticator.sign(once(command), COW, COW, DOG)
        : authenticator.sign(once(command), COW);
  }
}
