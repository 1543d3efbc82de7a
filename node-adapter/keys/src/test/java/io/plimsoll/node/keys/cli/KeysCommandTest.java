package io.plimsoll.node.keys.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.chain.codec.ByteReader;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.Authenticated;
import io.plimsoll.chain.command.Command;
import io.plimsoll.chain.command.CommandCodec;
import io.plimsoll.chain.command.SubaccountId;
import io.plimsoll.node.auth.AuthCode;
import io.plimsoll.node.auth.Authenticator;
import io.plimsoll.node.auth.SigningKey;
import io.plimsoll.node.cli.Failure;
import io.plimsoll.node.cli.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class KeysCommandTest {

  private static final HexFormat HEX = HexFormat.of();
  private static final Pattern ADDRESS = Pattern.compile("address {2}(0x[0-9a-f]{40})");

  @TempDir Path folder;

  /** What a person types, line by line; empty where there is no terminal. */
  private final Deque<String> typed = new ArrayDeque<>();

  private Path password = Path.of("");

  @BeforeEach
  void writePassword() throws IOException {
    password = Files.writeString(folder.resolve("password"), "correct horse\n");
  }

  private record Run(int code, String out, String err) {
    String address() {
      Matcher found = ADDRESS.matcher(out);
      assertTrue(found.find(), () -> out + err);
      return found.group(1);
    }
  }

  private Run run(String... args) {
    CommandLine line =
        new CommandLine(
            new KeysCommand(prompt -> typed.isEmpty() ? null : typed.poll().toCharArray()));
    line.setExecutionExceptionHandler((e, of, parsed) -> {
      of.getErr().println(e instanceof Failure ? e.getMessage() : "FAULT " + e);
      return 1;
    });
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    line.setOut(new PrintWriter(out));
    line.setErr(new PrintWriter(err));
    int code = line.execute(args);
    assertFalse(err.toString().contains("FAULT"), err.toString());
    return new Run(code, out.toString(), err.toString());
  }

  private Run make() {
    Path keys = folder.resolve("keys");
    return run("new", "--kdf=light", "--keys=" + keys, "--password-file=" + password);
  }

  private String keys() {
    return "--keys=" + folder.resolve("keys");
  }

  @Test
  void theCommandLineHasIt() {
    assertTrue(Main.commandLine().getSubcommands().containsKey("keys"));
  }

  @Test
  void aKeyIsMadeListedShownAndOpened() {
    Run made = make();
    assertEquals(0, made.code, made.err);
    Run list = run("list", keys());
    assertEquals(0, list.code);
    assertTrue(list.out.startsWith(made.address() + "  UTC--"), list.out);
    assertTrue(list.out.endsWith("  scrypt\n"), list.out);
    Run json = run("list", keys(), "--format=json");
    assertTrue(json.out.startsWith("[{\"address\":\"" + made.address() + "\""), json.out);
    Run show = run("show", made.address(), keys(), "--check", "--password-file=" + password);
    assertEquals(0, show.code, show.err);
    assertTrue(show.out.contains("kdf      scrypt, n 4096, r 8, p 1\n"), show.out);
    assertTrue(show.out.endsWith("opens    " + made.address() + "\n"), show.out);
    assertEquals("", show.err);
    // Another key each time.
    assertFalse(make().address().equals(made.address()));
  }

  @Test
  void passwordsAreTypedTwiceForANewKey() {
    typed.addAll(List.of("correct horse", "correct horsf"));
    Run differ = run("new", "--kdf=light", keys());
    assertEquals(1, differ.code);
    assertEquals("the two passwords differ\n", differ.err);
    typed.addAll(List.of("correct horse", "correct horse"));
    Run made = run("new", "--kdf=light", keys());
    assertEquals(0, made.code, made.err);
    typed.add("correct horse");
    assertEquals(0, run("show", made.address(), keys(), "--check").code);
    typed.add("wrong");
    Run wrong = run("show", made.address(), keys(), "--check");
    assertEquals(1, wrong.code);
    assertTrue(wrong.err.contains("the password is wrong, or the file was changed"), wrong.err);
    Run nobody = run("show", made.address(), keys(), "--check");
    assertEquals(1, nobody.code);
    assertTrue(nobody.err.contains("there is no terminal to ask"), nobody.err);
    assertTrue(nobody.err.contains("--password-file"), nobody.err);
  }

  @Test
  void aShortPasswordMakesNoFile() throws IOException {
    Files.writeString(password, "1234567\n");
    Run refused = make();
    assertEquals(1, refused.code);
    assertEquals("the password is too short; it must have 8 bytes or more\n", refused.err);
    assertFalse(Files.exists(folder.resolve("keys")));
  }

  @Test
  void keysComeFromDigitsAndFromOtherFiles() throws IOException {
    Path digits = folder.resolve("digits");
    String secret = "00".repeat(31) + "01";
    String address = "0x7e5f4552091a69125d5dfcb7b8c2659029395bdf";
    for (String text : List.of(secret, "0x" + secret + "\n", secret + "\r\n")) {
      // One derivation of the slow kind is enough.
      String kdf = text.equals(secret) ? "pbkdf2" : "light";
      Files.writeString(digits, text);
      Path keys = Files.createTempDirectory(folder, "keys");
      Run imported =
          run(
              "import",
              digits.toString(),
              "--kdf=" + kdf,
              "--keys=" + keys,
              "--password-file=" + password);
      assertEquals(0, imported.code, imported.err);
      assertEquals(address, imported.address());
      assertFalse(imported.out.contains(secret));
    }
    Path other = Files.writeString(folder.resolve("other"), "another horse");
    Path first;
    try (Stream<Path> files = Files.walk(folder)) {
      first = files.filter(file -> ("" + file).contains("UTC--")).findFirst().orElseThrow();
    }
    Run again =
        run(
            "import",
            first.toString(),
            "--from-password-file=" + password,
            "--password-file=" + other,
            "--kdf=light",
            keys());
    assertEquals(0, again.code, again.err);
    assertEquals(address, again.address());
    assertEquals(0, run("show", address, keys(), "--check", "--password-file=" + other).code);
    assertEquals(1, run("show", address, keys(), "--check", "--password-file=" + password).code);
  }

  @Test
  void whatIsNoSecretIsNotImported() throws IOException {
    Path file = folder.resolve("digits");
    String order = "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";
    for (String text :
        List.of("", "00", "00".repeat(32), order, "zz".repeat(32), "00".repeat(33), "{}", "é")) {
      Files.writeString(file, text);
      Run refused =
          run(
              "import",
              file.toString(),
              keys(),
              "--password-file=" + password,
              "--from-password-file=" + password);
      assertEquals(1, refused.code, text);
      assertFalse(refused.err.contains(order), refused.err);
    }
    assertFalse(Files.exists(folder.resolve("keys")));
  }

  @Test
  void aCommandIsSignedAsANodeTakesIt() {
    Run made = make();
    Address sender = Address.read(new ByteReader(HEX.parseHex(made.address().substring(2))));
    Command command = new Command.Withdraw(new SubaccountId(sender, 0), 5);
    String hex = HEX.formatHex(CommandCodec.encode(new Authenticated(sender, command)));
    Run signed =
        run(
            "sign",
            made.address(),
            keys(),
            "--password-file=" + password,
            "--command=" + hex,
            "--chain-id=7",
            "--nonce=100",
            "--expires-ms=200");
    assertEquals(0, signed.code, signed.err);
    byte[] bytes = HEX.parseHex(signed.out.strip());
    Authenticator.Answer answer = new Authenticator(7).authenticate(bytes);
    assertEquals(AuthCode.OK, answer.code());
    assertEquals(
        new Authenticated(sender, command, new Authenticated.Once(100, 200)), answer.command());
    assertEquals(AuthCode.WRONG_CHAIN, new Authenticator(8).authenticate(bytes).code());
  }

  @Test
  void aDigestIsSigned() throws IOException {
    Path digits = Files.writeString(folder.resolve("digits"), "00".repeat(31) + "02");
    Run made =
        run("import", digits.toString(), keys(), "--kdf=light", "--password-file=" + password);
    byte[] secret = new byte[SigningKey.BYTES];
    secret[31] = 2;
    String digest = "ab".repeat(32);
    Run signed =
        run("sign", made.address(), keys(), "--password-file=" + password, "--digest=" + digest);
    assertEquals(
        HEX.formatHex(new SigningKey(secret).sign(HEX.parseHex(digest)).toBytes()),
        signed.out.strip());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sign,KEY,--digest=00 | 2 | --digest must be hexadecimal digits of 32 bytes",
        "sign,KEY | 2 | Missing required argument",
        "sign,KEY,--command=00,--chain-id=1 | 2 | --command: ",
        "sign,KEY,--command=0,--chain-id=1 | 2 | --command must be hexadecimal digits",
        "sign,KEY,--command=COMMAND,--chain-id=1 | 2 | counts more than once",
        "sign,KEY,--command=COMMAND,--chain-id=1,--nonce=1 | 2 | --nonce and --expires-ms come",
        "sign,KEY,--command=COMMAND,--chain-id=1,--nonce=1,--expires-ms=2 | 1 | does not sign for",
        "sign,0x0000000000000000000000000000000000000001,--digest=DIGEST | 1 | has no key of",
        "sign,0xzz00000000000000000000000000000000000001,--digest=DIGEST | 2 | KEY is 0xzz",
        "new,--kdf=argon | 2 | 'argon' must be scrypt, pbkdf2 or light",
        "new,--password=x | 2 | Unknown option",
      })
  void whatIsWrongIsSaid(String line, int code, String reason) {
    Run made = make();
    String command =
        HEX.formatHex(
            CommandCodec.encode(
                new Authenticated(
                    Address.ofNumber(9),
                    new Command.Withdraw(new SubaccountId(Address.ofNumber(9), 0), 5))));
    String full =
        line.replace("KEY", made.address())
                .replace("COMMAND", command)
                .replace("DIGEST", "00".repeat(32))
            + ","
            + keys()
            + (line.startsWith("new") ? "" : ",--password-file=" + password);
    Run run = run(full.split(","));
    assertEquals(code, run.code, run.err);
    assertTrue(run.err.contains(reason), run.err);
    assertEquals("", run.out);
  }

  @Test
  void aFolderWithSomethingElseIsListedAndEndsWithOne() throws IOException {
    Run made = make();
    Files.writeString(folder.resolve("keys/note"), "hello");
    Run list = run("list", keys());
    assertEquals(1, list.code);
    assertTrue(list.out.startsWith(made.address()), list.out);
    assertTrue(list.err.contains("note: is no JSON"), list.err);
  }
}
