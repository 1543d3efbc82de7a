package io.plimsoll.node.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

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
import java.util.Set;
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
