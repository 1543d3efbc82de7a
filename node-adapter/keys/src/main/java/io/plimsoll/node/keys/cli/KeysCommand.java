package io.plimsoll.node.keys.cli;

import io.plimsoll.chain.codec.ByteReader;
import io.plimsoll.chain.codec.MalformedBytes;
import io.plimsoll.chain.command.Address;
import io.plimsoll.chain.command.Authenticated;
import io.plimsoll.chain.command.CommandCodec;
import io.plimsoll.node.auth.Authenticator;
import io.plimsoll.node.auth.SigningKey;
import io.plimsoll.node.cli.Columns;
import io.plimsoll.node.cli.Failure;
import io.plimsoll.node.cli.Format;
import io.plimsoll.node.keys.KeyFile;
import io.plimsoll.node.keys.KeyRefused;
import io.plimsoll.node.keys.Keystore;
import io.plimsoll.node.keys.Password;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import tools.jackson.databind.json.JsonMapper;

/** {@code plimsoll keys}. */
@CommandLine.Command(
    name = "keys",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = {
      "Makes secret keys in encrypted files, lists them, and signs with them.",
      "",
      "Files are in Ethereum's Web3 Secret Storage format, version 3, as geth and web3j have them."
          + " A password comes from a file or from the terminal, never from an argument or the"
          + " environment, which others can see."
    })
final class KeysCommand implements Runnable {

  private static final HexFormat HEX = HexFormat.of();

  private final Terminal terminal;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  KeysCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  /** Where keys lie. */
  static final class Where {

    @CommandLine.Option(
        names = "--keys",
        paramLabel = "DIR",
        defaultValue = "${sys:user.home}/.plimsoll/keys",
        description = "The folder of keys (${DEFAULT-VALUE}).")
    private Path folder;

    private Keystore store() {
      return new Keystore(folder);
    }
  }

  /** How a new file is encrypted. */
  static final class Strong {

    @CommandLine.Option(
        names = "--kdf",
        paramLabel = "NAME",
        defaultValue = "scrypt",
        converter = StrengthConverter.class,
        description =
            "How the password is derived: scrypt, pbkdf2, or light, which is scrypt for keys that"
                + " guard nothing (${DEFAULT-VALUE}).")
    private KeyFile.Strength strength;
  }

  /** Reads the option as it is written in the help. */
  static final class StrengthConverter implements CommandLine.ITypeConverter<KeyFile.Strength> {

    /** For picocli. */
    StrengthConverter() {}

    @Override
    public KeyFile.Strength convert(String value) {
      for (KeyFile.Strength strength : KeyFile.Strength.values()) {
        if (strength.name().toLowerCase(Locale.ROOT).equals(value)) {
          return strength;
        }
      }
      throw new CommandLine.TypeConversionException(
          "'" + value + "' must be scrypt, pbkdf2 or light");
    }
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "Say what to do: see --help");
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  @FunctionalInterface
  private interface Work {
    void run() throws IOException;
  }

  private static int doing(Work work) throws IOException {
    try {
      work.run();
      return 0;
    } catch (KeyRefused e) {
      throw new Failure(String.valueOf(e.getMessage()));
    }
  }

  @CommandLine.Command(
      name = "new",
      mixinStandardHelpOptions = true,
      description = "Makes a key by chance and prints its address and file.")
  int make(
      @CommandLine.Mixin Where where,
      @CommandLine.Mixin PasswordOption secret,
      @CommandLine.Mixin Strong strong)
      throws IOException {
    return doing(() -> {
      SecureRandom chance = new SecureRandom();
      byte[] bytes = new byte[SigningKey.BYTES];
      try (Password password = secret.readNew(terminal)) {
        // All but one of 2^127 numbers are keys.
        do {
          chance.nextBytes(bytes);
        } while (!isKey(bytes));
        add(where, KeyFile.encrypt(bytes, password, strong.strength, chance));
      } finally {
        Arrays.fill(bytes, (byte) 0);
      }
    });
  }

  private static boolean isKey(byte[] secret) {
    try {
      new SigningKey(secret).address();
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private void add(Where where, KeyFile key) throws IOException {
    Path file = where.store().add(key, InstantSource.system().instant());
    out().println("address  " + key.address());
    out().println("file     " + file);
  }

  @CommandLine.Command(
      name = "import",
      mixinStandardHelpOptions = true,
      description = {
        "Takes the key in a file: an encrypted one of another program or folder, or 64 hexadecimal"
            + " digits. The file stays; one of digits should be destroyed.",
        "The password encrypts the new file; --from-password-file or the terminal opens the other."
      })
  int importing(
      @CommandLine.Parameters(paramLabel = "FILE") Path from,
      @CommandLine.Option(
              names = "--from-password-file",
              paramLabel = "FILE",
              description = "A file whose one line is the password of an encrypted FILE.")
          @Nullable Path fromPassword,
      @CommandLine.Mixin Where where,
      @CommandLine.Mixin PasswordOption secret,
      @CommandLine.Mixin Strong strong)
      throws IOException {
    return doing(() -> {
      byte[] bytes = plain(from);
      if (bytes == null) {
        KeyFile other = KeyFile.read(from);
        try (Password old =
            PasswordOption.read(
                terminal, fromPassword, "--from-password-file", "password of " + from + ": ")) {
          bytes = secretOf(other, from, old);
        }
      }
      try (Password password = secret.readNew(terminal)) {
        add(where, KeyFile.encrypt(bytes, password, strong.strength, new SecureRandom()));
      } finally {
        Arrays.fill(bytes, (byte) 0);
      }
    });
  }

  private static byte[] secretOf(KeyFile key, Path file, Password password) {
    try {
      return key.secret(password);
    } catch (KeyRefused e) {
      throw new KeyRefused(file + ": " + e.getMessage());
    }
  }

  /** The bytes whose 64 digits a file has; null where it begins as JSON does. */
  private static byte @Nullable [] plain(Path file) throws IOException {
    byte[] text;
    try (InputStream in = Files.newInputStream(file)) {
      // Digits, 0x and the end of a line, and one more.
      text = in.readNBytes(2 * SigningKey.BYTES + 5);
    }
    try {
      int from = 0;
      int to = text.length;
      while (to > 0 && text[to - 1] <= ' ' && text[to - 1] > 0) {
        to--;
      }
      if (to > 0 && text[0] == '{') {
        return null;
      }
      if (to >= 2 && text[0] == '0' && text[1] == 'x') {
        from = 2;
      }
      byte[] out = new byte[SigningKey.BYTES];
      boolean digits = to - from == 2 * out.length;
      for (int i = 0; digits && i < out.length; i++) {
        int high = Character.digit(text[from + 2 * i], 16);
        int low = Character.digit(text[from + 2 * i + 1], 16);
        digits = high >= 0 && low >= 0;
        out[i] = (byte) (high << 4 | low);
      }
      if (!digits) {
        Arrays.fill(out, (byte) 0);
        throw new KeyRefused(file + ": is neither an encrypted key nor 64 hexadecimal digits");
      }
      return out;
    } finally {
      Arrays.fill(text, (byte) 0);
    }
  }

  @CommandLine.Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = {
        "Prints address, file and derivation of each key.",
        "Ends with 1 where the folder holds something else, which is said on standard error."
      })
  int list(
      @CommandLine.Mixin Where where,
      @CommandLine.Option(
              names = "--format",
              paramLabel = "FORMAT",
              defaultValue = "table",
              converter = Format.Converter.class,
              description = Format.DESCRIPTION)
          Format format)
      throws IOException {
    List<Map<String, Object>> keys = new ArrayList<>();
    Columns table = new Columns(3);
    List<String> wrong = new ArrayList<>();
    doing(() -> {
      for (Keystore.Entry entry : where.store().entries()) {
        KeyFile key = entry.key();
        if (key == null) {
          wrong.add(entry.reason());
          continue;
        }
        String address = key.address() == null ? "not said" : "" + key.address();
        String name = "" + entry.file().getFileName();
        table.row(address, name, key.derivation().name());
        keys.add(described(address, entry.file(), key));
      }
    });
    if (format == Format.JSON) {
      out().println(new JsonMapper().writeValueAsString(keys));
    } else {
      table.print(out());
    }
    wrong.forEach(reason -> spec.commandLine().getErr().println("plimsoll: " + reason));
    return wrong.isEmpty() ? 0 : 1;
  }

  private static Map<String, Object> described(String address, Path file, KeyFile key) {
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("address", address);
    out.put("file", file.toString());
    out.put("kdf", key.derivation().name());
    out.put("costs", key.derivation().costs());
    out.put("id", key.id());
    return out;
  }

  @CommandLine.Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = {
        "Prints what a key's file says, and with --check whether a password opens it. A secret is"
            + " never printed."
      })
  int show(
      @CommandLine.Parameters(paramLabel = "KEY", description = "An address, or a file.")
          String which,
      @CommandLine.Option(names = "--check", description = "Open it.") boolean check,
      @CommandLine.Mixin Where where,
      @CommandLine.Mixin PasswordOption secret)
      throws IOException {
    return doing(() -> {
      Named named = named(which, where);
      KeyFile key = named.key;
      String address = key.address() == null ? "not said" : "" + key.address();
      out().println("address  " + address);
      out().println("file     " + named.file);
      out().println("kdf      " + key.derivation().name() + ", " + key.derivation().costs());
      out().println("id       " + key.id());
      out().flush();
      if (Keystore.isOpenToOthers(named.file)) {
        spec.commandLine()
            .getErr()
            .println("plimsoll: " + named.file + ": others than its owner may read it");
      }
      if (check) {
        out().println("opens    " + unlock(named, secret).address());
      }
    });
  }

  private record Named(Path file, KeyFile key) {}

  private Named named(String which, Where where) throws IOException {
    if (which.startsWith("0x") && which.length() == 2 + 2 * Address.BYTES) {
      Address address;
      try {
        address = Address.read(new ByteReader(HEX.parseHex(which.substring(2))));
      } catch (IllegalArgumentException e) {
        throw new CommandLine.ParameterException(
            spec.commandLine(), "KEY is " + which + "; it must be an address or a file", e);
      }
      Keystore.Entry entry = where.store().find(address);
      if (entry.key() != null) {
        return new Named(entry.file(), entry.key());
      }
    }
    Path file = Path.of(which);
    return new Named(file, KeyFile.read(file));
  }

  private SigningKey unlock(Named named, PasswordOption secret) throws IOException {
    try (Password password = secret.read(terminal, "password of " + named.file + ": ")) {
      byte[] bytes = secretOf(named.key, named.file, password);
      try {
        return new SigningKey(bytes);
      } finally {
        Arrays.fill(bytes, (byte) 0);
      }
    }
  }

  @CommandLine.Command(
      name = "sign",
      mixinStandardHelpOptions = true,
      description = {
        "Signs a command for a chain, or a digest, and prints the bytes in hexadecimal.",
        "A command is the hex of its canonical bytes with its sender, who must be the key's"
            + " address; what is printed is what a node takes. Where the bytes have no nonce and"
            + " expiry, --nonce and --expires-ms give them."
      })
  int sign(
      @CommandLine.Parameters(paramLabel = "KEY", description = "An address, or a file.")
          String which,
      @CommandLine.ArgGroup(multiplicity = "1") What what,
      @CommandLine.Mixin Where where,
      @CommandLine.Mixin PasswordOption secret)
      throws IOException {
    return doing(() -> {
      Authenticated command = what.of == null ? null : command(what.of);
      byte[] digest = what.digest == null ? null : hex("--digest", what.digest, SigningKey.BYTES);
      SigningKey key = unlock(named(which, where), secret);
      if (digest != null) {
        out().println(HEX.formatHex(key.sign(digest).toBytes()));
      } else if (command != null && what.of != null) {
        out().println(HEX.formatHex(signed(what.of.chainId, command, key)));
      }
    });
  }

  /** What is signed: the one or the other. */
  static final class What {

    @CommandLine.Option(
        names = "--digest",
        paramLabel = "HEX",
        description = "32 bytes that are signed as they are. Know what they are a digest of.")
    private @Nullable String digest;

    @CommandLine.ArgGroup(exclusive = false)
    private @Nullable OfCommand of;
  }

  /** A command and what it counts once for. */
  static final class OfCommand {

    @CommandLine.Option(
        names = "--command",
        paramLabel = "HEX",
        required = true,
        description = "The canonical bytes of a command.")
    private String command;

    @CommandLine.Option(
        names = "--chain-id",
        paramLabel = "N",
        required = true,
        description = "The chain that it is for.")
    private long chainId;

    @CommandLine.Option(
        names = "--nonce",
        paramLabel = "N",
        description = "Larger than those before; usually the time in milliseconds.")
    private @Nullable Long nonce;

    @CommandLine.Option(
        names = "--expires-ms",
        paramLabel = "N",
        description = "The block time in milliseconds from which on it is refused.")
    private @Nullable Long expiresMs;
  }

  private Authenticated command(OfCommand of) {
    Authenticated command;
    try {
      command = CommandCodec.decode(hex("--command", of.command, -1));
    } catch (MalformedBytes e) {
      throw wrong("--command: " + e.getMessage());
    }
    if (of.nonce == null && of.expiresMs == null) {
      if (command.once() == null) {
        throw wrong("the command counts more than once; give --nonce and --expires-ms");
      }
      return command;
    }
    if (of.nonce == null || of.expiresMs == null) {
      throw wrong("--nonce and --expires-ms come together");
    }
    if (command.once() != null) {
      throw wrong("the command has a nonce and an expiry already");
    }
    return new Authenticated(
        command.sender(), command.command(), new Authenticated.Once(of.nonce, of.expiresMs));
  }

  private static byte[] signed(long chainId, Authenticated command, SigningKey key) {
    try {
      return new Authenticator(chainId).sign(command, key).toBytes();
    } catch (IllegalArgumentException e) {
      throw new Failure("" + e.getMessage());
    }
  }

  private byte[] hex(String option, String text, int bytes) {
    try {
      byte[] out = HEX.parseHex(text.startsWith("0x") ? text.substring(2) : text);
      if (bytes < 0 || out.length == bytes) {
        return out;
      }
    } catch (IllegalArgumentException e) {
      // It is refused below, with what it must be.
    }
    throw wrong(
        option + " must be hexadecimal digits" + (bytes < 0 ? "" : " of " + bytes + " bytes"));
  }

  private CommandLine.ParameterException wrong(String message) {
    return new CommandLine.ParameterException(spec.commandLine(), message);
  }
}
