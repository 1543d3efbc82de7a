package io.plimsoll.chain.fuzz;

import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.Authenticated;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.CommandCodec;
import io.plimsoll.chain.command.Mode;
import io.plimsoll.chain.command.Parameter;
import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.margin.market.InstrumentKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Makes the bytes of a command out of choices: most are ones that a chain of {@link FuzzChain} can
 * take, some name what is not there or leave a range, some have bytes changed, some are any bytes.
 */
final class FuzzCommands {

  private static final int MOST_RAW = 80;
  private static final int KINDS = 24;

  private final Choices choices;

  FuzzCommands(Choices choices) {
    this.choices = choices;
  }

  /** The next command's bytes. */
  byte[] next() {
    int how = choices.below(16);
    if (how == 15) {
      return choices.take(choices.below(MOST_RAW));
    }
    Authenticated command = command(choices.below(KINDS));
    byte[] bytes = CommandCodec.encode(command);
    return how == 14 ? changed(bytes) : bytes;
  }

  private byte[] changed(byte[] bytes) {
    if (choices.once(4)) {
      return Arrays.copyOf(bytes, choices.below(Math.min(256, 2 * bytes.length)));
    }
    for (int i = choices.below(3); i >= 0; i--) {
      bytes[choices.u16() % bytes.length] ^= (byte) choices.u8();
    }
    return bytes;
  }

  /** Trades and prices come more often than what governance does. */
  private Authenticated command(int kind) {
    return switch (kind) {
      case 0, 1, 2, 3, 4, 5 -> byRole(fill());
      case 6, 7, 8 -> byRole(prices());
      case 9, 10 -> byRole(parameter());
      case 11, 12 -> byOwner(quote());
      case 13, 14 -> byOwner(withdraw());
      case 15 -> byOwner(new Command.Transfer(subaccount(), subaccount(), choices.number()));
      case 16 -> byRole(new Command.Deposit(subaccount(), choices.number()));
      case 17, 18 -> byOwner(new Command.SetMode(subaccount(), Mode.of(choices.below(3))));
      case 19 -> byRole(new Command.Funding(instrument(), (int) choices.number()));
      case 20, 21 -> byRole(ofPool());
      default -> byRole(governed(choices.below(6)));
    };
  }

  private Command governed(int kind) {
    return switch (kind) {
      case 0 -> new Command.Genesis(choices.u8(), address());
      case 1 -> new Command.GrantRole(address(), (int) choices.number());
      case 2 -> listUnderlying();
      case 3 -> listMarket();
      case 4 -> listInstrument();
      default -> new Command.DelistMarket(market(), time());
    };
  }

  private Command ofPool() {
    int pool = choices.once(2) ? FuzzChain.LUNA : choices.below(5);
    return choices.once(2)
        ? new Command.FundInsurance(pool, choices.number())
        : new Command.SetBackstop(subaccount(), pool, !choices.once(3));
  }

  private Authenticated byRole(Command command) {
    return new Authenticated(choices.once(16) ? address() : FuzzChain.ADMIN, command);
  }

  private Authenticated byOwner(Command command) {
    Address owner =
        switch (command) {
          case Command.Withdraw c -> c.from().owner();
          case Command.Transfer c -> c.from().owner();
          case Command.SetMode c -> c.subaccount().owner();
          case Command.LiquidityQuote c -> c.maker().owner();
          default -> FuzzChain.ADMIN;
        };
    return new Authenticated(choices.once(16) ? address() : owner, command);
  }

  private Address address() {
    return choices.once(8)
        ? FuzzChain.ADMIN
        : Address.ofNumber(1 + choices.below(FuzzChain.HOLDERS + 2));
  }

  private SubaccountId subaccount() {
    return new SubaccountId(address(), choices.once(16) ? choices.u8() : 0);
  }

  private Command withdraw() {
    return new Command.Withdraw(subaccount(), choices.number());
  }

  private int underlying() {
    return 1 + choices.below(5);
  }

  private int market() {
    return 1 + choices.below(6);
  }

  private int instrument() {
    return 1 + choices.below(10);
  }

  private long time() {
    return switch (choices.below(4)) {
      case 0 -> FuzzChain.EXPIRY_MS;
      case 1 -> FuzzChain.START_MS + choices.u16() * 60_000L;
      case 2 -> FuzzChain.EXPIRY_MS + (choices.u16() - 32_768L) * 1_000;
      default -> choices.number();
    };
  }

  private long price(int underlying) {
    return choices.near(FuzzChain.price(underlying));
  }

  private Command listUnderlying() {
    int length = choices.below(6);
    return new Command.ListUnderlying(
        underlying(), "UNDER".substring(0, Math.min(length, 5)), choices.below(24) - 12);
  }

  private Command listMarket() {
    long num = choices.once(4) ? choices.number() : 1 + choices.below(4);
    long den = choices.once(4) ? choices.number() : 1_000;
    return new Command.ListMarket(market(), underlying(), choices.once(3), num, den);
  }

  private Command listInstrument() {
    InstrumentKind kind = InstrumentKind.of(choices.below(4));
    boolean fits = !choices.once(8);
    long expiryMs = fits && !kind.expires() ? 0 : time();
    long strike = fits && kind.isLinear() ? 0 : price(FuzzChain.BTC);
    return new Command.ListInstrument(instrument(), market(), kind, expiryMs, strike);
  }

  private Command parameter() {
    Parameter[] all = Parameter.values();
    Parameter parameter = all[choices.below(all.length)];
    int subject =
        switch (parameter.scope()) {
          case CHAIN -> 0;
          case UNDERLYING -> underlying();
          case PAIR -> Parameter.pair(underlying(), underlying());
          case MARKET -> market();
        };
    long value = choices.once(2) ? choices.near(parameter.initially()) : choices.number();
    int ramp = choices.once(4) ? (int) choices.number() : choices.below(4);
    long height = choices.once(4) ? choices.number() : choices.below(8);
    return new Command.ChangeParameter(parameter, subject, value, height, ramp);
  }

  private Command fill() {
    int instrument = instrument();
    long price = price(FuzzChain.underlyingOf(instrument));
    long lots = choices.once(4) ? choices.number() : 1 + choices.u8() * 16L;
    long fee = choices.once(3) ? choices.number() : 0;
    long rebate = choices.once(2) ? -fee : 0;
    return new Command.Fill(subaccount(), subaccount(), instrument, lots, price, fee, rebate);
  }

  private Command quote() {
    int instrument = instrument();
    long price = price(FuzzChain.underlyingOf(instrument));
    return new Command.LiquidityQuote(
        subaccount(), instrument, choices.once(2), choices.number(), price);
  }

  private Command prices() {
    int underlying = underlying();
    long index = price(underlying);
    List<Command.Mark> marks = new ArrayList<>();
    if (choices.once(3)) {
      marks.add(new Command.Mark(choices.once(8) ? instrument() : underlying, price(underlying)));
    }
    List<Command.ExpiryPrices> expiries = new ArrayList<>();
    if (choices.once(2)) {
      List<Command.Volatility> volatilities = new ArrayList<>();
      for (int id = FuzzChain.BTC_CALL; id <= FuzzChain.BTC_PUT; id++) {
        if (choices.once(2)) {
          volatilities.add(new Command.Volatility(id, choices.near(600_000)));
        }
      }
      int ratePpm = choices.once(8) ? (int) choices.number() : choices.u8() * 100;
      long expiryMs = choices.once(8) ? time() : FuzzChain.EXPIRY_MS;
      expiries.add(new Command.ExpiryPrices(expiryMs, price(underlying), ratePpm, volatilities));
    }
    return new Command.Prices(underlying, index, marks, expiries);
  }
}
