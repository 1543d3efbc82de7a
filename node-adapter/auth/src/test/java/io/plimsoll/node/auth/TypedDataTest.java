package io.plimsoll.node.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.chain.codec.ByteReader;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.Command;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is hashed and signed is what EIP-712 says, and it stays so. */
class TypedDataTest {

  private static final HexFormat HEX = HexFormat.of();

  private static Address address(String hex) {
    return Address.read(new ByteReader(HEX.parseHex(hex)));
  }

  /** The types of the example in EIP-712. */
  record Person(String name, Address wallet) {}

  record Mail(Person from, Person to, String contents) {}

  private static final Mail MAIL =
      new Mail(
          new Person("Cow", address("cd2a3d9f938e13cd947ec05abc7fe734df8dd826")),
          new Person("Bob", address("bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb")),
          "Hello, Bob!");
  private static final TypedData.Domain DOMAIN =
      new TypedData.Domain(
          "Ether Mail", "1", 1, address("cccccccccccccccccccccccccccccccccccccccc"));

  @Test
  void theExampleOfTheStandard() {
    TypedData.Value mail = TypedData.Value.of(MAIL);
    assertEquals(
        "Mail(Person from,Person to,string contents)Person(string name,address wallet)",
        mail.struct().encodeType());
    assertEquals(
        "c52c0ee5d84264471806290a3f2c4cecfc5490626bf912d01f240d7a274b371e",
        HEX.formatHex(mail.hash()));
    assertEquals(
        "f2cee375fa42b42143804025fc449deafd50cc031ca257e0b194a650a912090f",
        HEX.formatHex(DOMAIN.separator()));
    byte[] digest = DOMAIN.digest(mail.hash());
    assertEquals(
        "be609aee343fb3c4b28e1df9e632fca64fcfaede20f02e86244efddf30957bd2", HEX.formatHex(digest));
    Signature signature = Examples.COW.sign(digest);
    assertEquals(address("cd2a3d9f938e13cd947ec05abc7fe734df8dd826"), Examples.COW.address());
    assertEquals(28, signature.parity());
    assertEquals(
        "7299936d304c153f6443dfa05f40ff007d72911b6f72307f996231605b91562",
        signature.s().toString(16));
  }

  /** A renamed component of a command is another type, which no wallet's signature would fit. */
  @Test
  void typesAreAsTheyWere() throws IOException {
    try (InputStream in = getClass().getResourceAsStream("command-types.txt")) {
      assertNotNull(in);
      String lines = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
      assertEquals(lines.lines().toList(), CommandTypes.all());
    }
  }

  @Test
  void thereIsAnExampleOfEachCommand() {
    Set<Class<?>> kinds = new HashSet<>(List.of(Command.class.getPermittedSubclasses()));
    kinds.remove(Command.Genesis.class);
    Examples.all().forEach(command -> kinds.remove(command.getClass()));
    assertEquals(Set.of(), kinds);
  }

  /** What a wallet shows of a command says all of it. */
  @Test
  void aCommandIsReadOfWhatAWalletShows() {
    for (Command command : Examples.all()) {
      Map<String, Object> message =
          plain(CommandTypes.forWallet(7, Examples.once(command)).get("message"));
      assertNotNull(message.remove("once"));
      assertEquals(command, CommandTypes.read(command.getClass().getSimpleName(), message));
    }
    assertEquals(Examples.all().size(), CommandTypes.names().size());
  }

  @SuppressWarnings("unchecked") // A message has names.
  private static Map<String, Object> plain(@Nullable Object message) {
    assertNotNull(message);
    return new TreeMap<>((Map<String, Object>) message);
  }

  @Test
  void whatIsMissingUnknownOrOfAnotherTypeIsNamed() {
    Map<String, Object> withdraw = new TreeMap<>();
    refuses("from is missing; it must be an object", "Withdraw", withdraw);
    Map<String, Object> from = new TreeMap<>();
    withdraw.put("from", from);
    refuses("from.owner is missing; it must be text", "Withdraw", withdraw);
    from.put("owner", "0x1");
    refuses("from.owner is 0x1; it must be 0x and 40", "Withdraw", withdraw);
    from.put("owner", "0x" + "aB".repeat(20));
    from.put("number", -1L);
    refuses("from.number is -1; it must be a whole number in 0..4294967295", "Withdraw", withdraw);
    from.put("number", 4_294_967_295L);
    withdraw.put("amount", "9223372036854775808");
    refuses("amount is 9223372036854775808; it must be", "Withdraw", withdraw);
    withdraw.put("amount", 1.5);
    refuses("amount is 1.5; it must be a whole number", "Withdraw", withdraw);
    withdraw.put("amount", 7);
    withdraw.put("once", true);
    refuses("once is no member; there are from, amount", "Withdraw", withdraw);
    withdraw.remove("once");
    Command.Withdraw read = (Command.Withdraw) CommandTypes.read("Withdraw", withdraw);
    assertEquals(-1, read.from().number());
    refuses("there is no such command", "Genesis", withdraw);
    Map<String, Object> mode = new TreeMap<>();
    mode.put("subaccount", from);
    mode.put("mode", "portfolio");
    refuses("mode is portfolio; it must be one of [ISOLATED, CROSS, PORTFOLIO]", "SetMode", mode);
    Map<String, Object> prices = new TreeMap<>();
    prices.put("underlying", 1);
    prices.put("index", "1");
    prices.put("marks", List.of(List.of()));
    prices.put("expiries", List.of());
    refuses("marks[0] is a list; it must be an object", "Prices", prices);
  }

  private static void refuses(String message, String name, Map<String, Object> members) {
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class, () -> CommandTypes.read(name, members), message);
    assertTrue(String.valueOf(refused.getMessage()).startsWith(message), refused::getMessage);
  }

  /** Each member counts: no two of the examples, or of chains, have one digest. */
  @Test
  void digestsDiffer() {
    Set<String> digests = new HashSet<>();
    for (Command command : Examples.all()) {
      digests.add(Arrays.toString(CommandTypes.digest(7, Examples.once(command))));
      digests.add(Arrays.toString(CommandTypes.digest(8, Examples.once(command))));
    }
    assertEquals(2 * Examples.all().size(), digests.size());
  }
}
