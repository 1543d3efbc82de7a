package io.plimsoll.chain.command;

import io.plimsoll.margin.market.InstrumentKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** Random commands of every kind, most of whose fields are at the edges of their bytes. */
public final class AnyCommand {

  /** How many kinds there are. */
  public static final int KINDS = 17;

  private final Random random;
  private final Supplier<Address> addresses;

  /** Commands about any addresses. */
  public AnyCommand(Random random) {
    this.random = random;
    addresses = () -> new Address(anyLong(), anyLong(), anyInt());
  }

  /** Commands about these addresses, so that some of them mean something to a chain. */
  public AnyCommand(Random random, List<Address> known) {
    this.random = random;
    addresses = () -> known.get(random.nextInt(known.size()));
  }

  private long anyLong() {
    return switch (random.nextInt(8)) {
      case 0 -> random.nextLong();
      case 1 -> 0;
      case 2 -> Long.MAX_VALUE - random.nextInt(2);
      case 3 -> Long.MIN_VALUE + random.nextInt(2);
      case 4 -> -1;
      default -> (1L << random.nextInt(64)) + random.nextInt(3) - 1;
    };
  }

  private int anyInt() {
    return random.nextBoolean() ? (int) anyLong() : random.nextInt(12);
  }

  private int anyId() {
    return switch (random.nextInt(4)) {
      case 0 -> random.nextInt(1 << 16);
      case 1 -> 0xffff;
      default -> random.nextInt(12);
    };
  }

  private SubaccountId subaccount() {
    return new SubaccountId(addresses.get(), random.nextBoolean() ? 0 : anyInt());
  }

  private <T> T any(T[] of) {
    return of[random.nextInt(of.length)];
  }

  private <T> List<T> list(Supplier<T> of) {
    List<T> list = new ArrayList<>();
    int size = random.nextInt(4);
    for (int i = 0; i < size; i++) {
      list.add(of.get());
    }
    return list;
  }

  private String text() {
    int length = random.nextInt(4) == 0 ? 255 : random.nextInt(6);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append((char) (0x20 + random.nextInt(0x5f)));
    }
    return text.toString();
  }

  /** A command of a kind, 0 to {@link #KINDS} - 1. */
  public Authenticated of(int kind) {
    return new Authenticated(addresses.get(), command(kind));
  }

  private Command command(int kind) {
    return switch (kind) {
      case 0 -> new Command.Genesis(anyLong(), addresses.get());
      case 1 -> new Command.GrantRole(addresses.get(), anyInt());
      case 2 ->
          new Command.ChangeParameter(
              any(Parameter.values()), anyInt(), anyLong(), anyLong(), anyInt());
      case 3 -> new Command.ListUnderlying(anyId(), text(), anyInt());
      case 4 ->
          new Command.ListMarket(anyId(), anyId(), random.nextBoolean(), anyLong(), anyLong());
      case 5 ->
          new Command.ListInstrument(
              anyInt(), anyId(), any(InstrumentKind.values()), anyLong(), anyLong());
      case 6 -> new Command.DelistMarket(anyId(), anyLong());
      case 7 -> new Command.Deposit(subaccount(), anyLong());
      case 8 -> new Command.Withdraw(subaccount(), anyLong());
      case 9 -> new Command.Transfer(subaccount(), subaccount(), anyLong());
      case 10 -> new Command.SetMode(subaccount(), any(Mode.values()));
      case 11 ->
          new Command.Fill(
              subaccount(), subaccount(), anyInt(), anyLong(), anyLong(), anyLong(), anyLong());
      case 12 ->
          new Command.LiquidityQuote(
              subaccount(), anyInt(), random.nextBoolean(), anyLong(), anyLong());
      case 13 ->
          new Command.Prices(
              anyId(),
              anyLong(),
              list(() -> new Command.Mark(anyInt(), anyLong())),
              list(this::expiry));
      case 14 -> new Command.Funding(anyInt(), anyInt());
      case 15 -> new Command.SetBackstop(subaccount(), anyId(), random.nextBoolean());
      case 16 -> new Command.FundInsurance(anyId(), anyLong());
      default -> throw new IllegalArgumentException("kind " + kind);
    };
  }

  private Command.ExpiryPrices expiry() {
    return new Command.ExpiryPrices(
        anyLong(), anyLong(), anyInt(), list(() -> new Command.Volatility(anyInt(), anyLong())));
  }

  /** Bytes near given ones: bits turned, bytes set, cut, added, moved or taken twice. */
  public byte[] mutated(byte[] bytes) {
    int at = random.nextInt(bytes.length + 1);
    int other = random.nextInt(bytes.length + 1);
    byte[] out = bytes.clone();
    switch (random.nextInt(6)) {
      case 0 -> out = Arrays.copyOf(bytes, at);
      case 1 -> out = Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(4));
      case 2 -> out[random.nextInt(out.length)] ^= (byte) (1 << random.nextInt(8));
      case 3 -> out[random.nextInt(out.length)] = any(new Byte[] {0, 1, 127, -128, -1});
      case 4 -> {
        out = Arrays.copyOf(bytes, at + bytes.length - other);
        System.arraycopy(bytes, other, out, at, bytes.length - other);
      }
      default -> random.nextBytes(out);
    }
    return out;
  }
}
