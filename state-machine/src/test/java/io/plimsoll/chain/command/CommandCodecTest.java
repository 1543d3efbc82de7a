package io.plimsoll.chain.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.chain.codec.MalformedBytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Every byte string is one command or none, and every command is one byte string. */
class CommandCodecTest {

  private static final int EACH = 400;

  private final Random random = random();

  private static Random random() {
    long seed = Long.getLong("plimsoll.seed", 51);
    System.out.println("CommandCodecTest: -Dplimsoll.seed=" + seed);
    return new Random(seed);
  }

  /** Whether bytes are a command, in which case encoding it must give the bytes back. */
  private static boolean isCommand(byte[] bytes) {
    Authenticated decoded;
    try {
      decoded = CommandCodec.decode(bytes);
    } catch (MalformedBytes e) {
      return false;
    }
    assertArrayEquals(bytes, CommandCodec.encode(decoded), () -> "" + decoded);
    return true;
  }

  @Test
  void everyCommandReadsBack() {
    AnyCommand any = new AnyCommand(random);
    TreeSet<Integer> kinds = new TreeSet<>();
    for (int kind = 0; kind < AnyCommand.KINDS; kind++) {
      for (int i = 0; i < EACH; i++) {
        Authenticated command = any.of(kind);
        byte[] bytes = CommandCodec.encode(command);
        assertEquals(command, CommandCodec.decode(bytes));
        assertArrayEquals(bytes, CommandCodec.encode(CommandCodec.decode(bytes)));
        kinds.add((int) bytes[1]);
      }
    }
    // Those that count once begin with a number of their own.
    assertEquals(Command.class.getPermittedSubclasses().length + 1, kinds.size());
  }

  /** A command's bytes say where they end, so none is the beginning of another. */
  @Test
  void noLengthButItsOwnIsACommand() {
    AnyCommand any = new AnyCommand(random);
    for (int kind = 0; kind < AnyCommand.KINDS; kind++) {
      byte[] bytes = CommandCodec.encode(any.of(kind));
      for (int length = 0; length < bytes.length; length++) {
        byte[] cut = Arrays.copyOf(bytes, length);
        assertThrows(MalformedBytes.class, () -> CommandCodec.decode(cut));
      }
      byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
      assertThrows(MalformedBytes.class, () -> CommandCodec.decode(longer));
    }
  }

  @Test
  void mutatedBytesAreACommandOrNone() {
    AnyCommand any = new AnyCommand(random);
    int commands = 0;
    int tried = 0;
    for (int kind = 0; kind < AnyCommand.KINDS; kind++) {
      for (int i = 0; i < 5 * EACH; i++) {
        commands += isCommand(any.mutated(CommandCodec.encode(any.of(kind)))) ? 1 : 0;
        tried++;
      }
    }
    assertTrue(commands > tried / 10 && commands < tried * 9 / 10, commands + " of " + tried);
  }

  @Test
  void anyBytesAreACommandOrNone() {
    int commands = 0;
    for (int i = 0; i < 60_000; i++) {
      byte[] bytes = new byte[random.nextInt(90)];
      random.nextBytes(bytes);
      if (bytes.length > 1 && random.nextInt(8) > 0) {
        // Mostly a head that leads on.
        bytes[0] = CommandCodec.VERSION;
        bytes[1] = (byte) random.nextInt(21);
      }
      commands += isCommand(bytes) ? 1 : 0;
    }
    assertTrue(commands > 30, commands + " were commands");
  }

  @Test
  void codesThatNothingHasAreRefused() {
    Address sender = Address.ofNumber(1);
    SubaccountId of = new SubaccountId(sender, 0);
    byte[] mode =
        CommandCodec.encode(new Authenticated(sender, new Command.SetMode(of, Mode.CROSS)));
    byte[] quote =
        CommandCodec.encode(
            new Authenticated(sender, new Command.LiquidityQuote(of, 1, true, 1, 1)));
    int side = 2 + 20 + SubaccountId.BYTES + Integer.BYTES;
    for (int value = 0; value < 256; value++) {
      mode[mode.length - 1] = (byte) value;
      quote[side] = (byte) value;
      assertEquals(value < Mode.values().length, isCommand(mode), "mode " + value);
      assertEquals(value < 2, isCommand(quote), "side " + value);
    }
  }

  /** What would not fit its bytes is refused, and not cut down to another command. */
  @Test
  void aCommandWithoutBytesIsRefused() {
    List<Command.Mark> many = Collections.nCopies(65_536, new Command.Mark(1, 1));
    List<Command> bad = new ArrayList<>();
    bad.add(new Command.DelistMarket(65_536, 1));
    bad.add(new Command.DelistMarket(-1, 1));
    bad.add(new Command.FundInsurance(65_536, 1));
    bad.add(new Command.ListMarket(1, 65_536, false, 1, 1));
    bad.add(new Command.ListUnderlying(1, "x".repeat(256), 0));
    bad.add(new Command.ListUnderlying(1, "caf\u00e9", 0));
    bad.add(new Command.ListUnderlying(1, "a\nb", 0));
    bad.add(new Command.Prices(1, 1, many, List.of()));
    for (Command command : bad) {
      Authenticated of = new Authenticated(Address.ofNumber(1), command);
      assertThrows(IllegalArgumentException.class, () -> CommandCodec.encode(of));
    }
    Command most = new Command.Prices(1, 1, many.subList(0, 65_535), List.of());
    assertTrue(isCommand(CommandCodec.encode(new Authenticated(Address.ofNumber(1), most))));
  }
}
