package io.plimsoll.node.keys;

import io.plimsoll.chain.codec.ByteReader;
import io.plimsoll.chain.command.Address;
import io.plimsoll.node.auth.SigningKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.bouncycastle.crypto.digests.KeccakDigest;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.modes.CTRModeCipher;
import org.bouncycastle.crypto.modes.SICBlockCipher;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A secret key under a password: Ethereum's Web3 Secret Storage Definition, version 3, as geth,
 * web3j and wallets write and read it. A password is derived to 32 bytes ({@link Derivation}); the
 * first 16 encrypt by AES-128 in counter mode, the next 16 go before the encrypted bytes into
 * Keccak-256, which tells a wrong password and a changed file.
 *
 * <p>Members that the definition does not name are passed over, as others add some.
 */
public final class KeyFile {

  private static final int VERSION = 3;
  private static final int MOST_FILE_BYTES = 1 << 14;
  private static final int IV_BYTES = 16;
  private static final int CIPHER_KEY_BYTES = 16;
  private static final int MAC_BYTES = 32;
  private static final int SALT_BYTES = 32;
  private static final String CIPHER = "aes-128-ctr";
  private static final HexFormat HEX = HexFormat.of();

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final @Nullable Address address;
  private final String id;
  private final Derivation derivation;
  private final String iv;
  private final String encrypted;
  private final String mac;

  private KeyFile(
      @Nullable Address address,
      String id,
      Derivation derivation,
      String iv,
      String encrypted,
      String mac) {
    this.address = address;
    this.id = id;
    this.derivation = derivation;
    this.iv = iv;
    this.encrypted = encrypted;
    this.mac = mac;
  }

  /** How {@link #encrypt} is to derive the cipher's key. */
  public enum Strength {
    /** scrypt as geth does by itself: 256 MiB and about a second. */
    SCRYPT,
    /** scrypt with 4 MiB, for keys that guard nothing. */
    LIGHT,
    /** A million rounds of PBKDF2, for readers that know no scrypt. */
    PBKDF2
  }

  /**
   * Reads a file.
   *
   * @throws KeyRefused where it is not a key's
   */
  public static KeyFile read(Path file) throws IOException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MOST_FILE_BYTES + 1);
    }
    try {
      return parse(bytes);
    } catch (KeyRefused e) {
      throw new KeyRefused(file + ": " + e.getMessage());
    }
  }

  static KeyFile parse(byte[] bytes) {
    if (bytes.length > MOST_FILE_BYTES) {
      throw new KeyRefused("a key's file has at most " + MOST_FILE_BYTES + " bytes");
    }
    JsonNode root;
    try {
      root = MAPPER.readTree(bytes);
    } catch (JacksonException e) {
      throw new KeyRefused("is no JSON: " + e.getOriginalMessage());
    }
    JsonReader file = new JsonReader("", root);
    file.require(
        "version",
        file.node("version").isInt() && file.node("version").intValue() == VERSION,
        "be " + VERSION);
    // Early clients wrote it with a capital.
    boolean early = file.has("Crypto");
    if (early && file.has("crypto")) {
      throw new KeyRefused("has both crypto and Crypto");
    }
    JsonReader crypto = file.object(early ? "Crypto" : "crypto");
    String cipher = crypto.text("cipher");
    crypto.require("cipher", cipher.equals(CIPHER), "be " + CIPHER);
    String id = file.has("id") ? file.text("id") : "";
    return new KeyFile(
        file.has("address") ? address(file) : null,
        id,
        derivation(crypto.text("kdf"), crypto.object("kdfparams")),
        crypto.object("cipherparams").hex("iv", IV_BYTES, IV_BYTES),
        // Some early clients left out leading zeros of the secret.
        crypto.hex("ciphertext", 1, SigningKey.BYTES),
        crypto.hex("mac", MAC_BYTES, MAC_BYTES));
  }

  private static Derivation derivation(String name, JsonReader in) {
    int bytes = in.whole("dklen", Derivation.LEAST_BYTES, Derivation.MOST_BYTES);
    String salt = in.hex("salt", 1, Derivation.MOST_SALT);
    return switch (name) {
      case "scrypt" -> {
        int most = Derivation.MOST_MEMORY;
        int n = in.whole("n", 2, most);
        in.require("n", Integer.bitCount(n) == 1, "be a power of two");
        int r = in.whole("r", 1, most);
        in.require("r", (long) n * r <= most, "keep n * r within " + most);
        int work = Derivation.MOST_WORK;
        int p = in.whole("p", 1, work);
        in.require("p", (long) n * r * p <= work, "keep n * r * p within " + work);
        yield new Derivation.Scrypt(n, r, p, bytes, salt);
      }
      case "pbkdf2" -> {
        String prf = in.text("prf");
        in.require("prf", prf.equals("hmac-sha256"), "be hmac-sha256");
        int rounds = in.whole("c", 1, Derivation.MOST_ROUNDS);
        yield new Derivation.Pbkdf2(rounds, bytes, salt);
      }
      default -> throw new KeyRefused("crypto.kdf is '" + name + "'; it must be scrypt or pbkdf2");
    };
  }

  private static Address address(JsonReader file) {
    String text = file.text("address");
    String digits = text.startsWith("0x") || text.startsWith("0X") ? text.substring(2) : text;
    try {
      byte[] bytes = HEX.parseHex(digits);
      file.require("address", bytes.length == Address.BYTES, "have 40 hexadecimal digits");
      return Address.read(new ByteReader(bytes));
    } catch (IllegalArgumentException e) {
      file.require("address", false, "have 40 hexadecimal digits");
      throw e;
    }
  }

  /**
   * Encrypts a secret.
   *
   * @param secret 32 bytes, big-endian; they are not changed
   * @throws KeyRefused where the password is too short, or no key has this secret
   */
  public static KeyFile encrypt(
      byte[] secret, Password password, Strength strength, SecureRandom chance) {
    if (password.bytes().length < Password.LEAST_BYTES) {
      throw new KeyRefused(
          "the password is too short; it must have " + Password.LEAST_BYTES + " bytes or more");
    }
    String salt = bytes(chance, SALT_BYTES);
    return encrypt(
        secret,
        password,
        switch (strength) {
          case SCRYPT -> Derivation.strong(salt);
          case LIGHT -> Derivation.light(salt);
          case PBKDF2 -> Derivation.pbkdf2(salt);
        },
        chance);
  }

  static KeyFile encrypt(
      byte[] secret, Password password, Derivation derivation, SecureRandom chance) {
    Address address = key(secret).address();
    String iv = bytes(chance, IV_BYTES);
    byte[] derived = derivation.derive(password.bytes());
    try {
      byte[] encrypted = cipher(derived, HEX.parseHex(iv), secret);
      byte[] random = HEX.parseHex(bytes(chance, 2 * Long.BYTES));
      random[6] = (byte) ((random[6] & 0x0f) | 0x40);
      random[8] = (byte) ((random[8] & 0x3f) | 0x80);
      ByteReader halves = new ByteReader(random);
      String id = new UUID(halves.i64(), halves.i64()).toString();
      String mac = HEX.formatHex(mac(derived, encrypted));
      return new KeyFile(address, id, derivation, iv, HEX.formatHex(encrypted), mac);
    } finally {
      Arrays.fill(derived, (byte) 0);
    }
  }

  private static SigningKey key(byte[] secret) {
    try {
      return new SigningKey(secret);
    } catch (IllegalArgumentException e) {
      throw new KeyRefused("this secret is no key: " + e.getMessage());
    }
  }

  private static String bytes(SecureRandom chance, int count) {
    byte[] out = new byte[count];
    chance.nextBytes(out);
    return HEX.formatHex(out);
  }

  /** Encrypts or decrypts, which are the same in counter mode. */
  private static byte[] cipher(byte[] derived, byte[] iv, byte[] from) {
    byte[] key = Arrays.copyOf(derived, CIPHER_KEY_BYTES);
    CTRModeCipher cipher = SICBlockCipher.newInstance(AESEngine.newInstance());
    cipher.init(true, new ParametersWithIV(new KeyParameter(key), iv));
    byte[] out = new byte[from.length];
    cipher.processBytes(from, 0, from.length, out, 0);
    cipher.reset();
    Arrays.fill(key, (byte) 0);
    return out;
  }

  private static byte[] mac(byte[] derived, byte[] encrypted) {
    KeccakDigest digest = new KeccakDigest(MAC_BYTES * Byte.SIZE);
    digest.update(derived, CIPHER_KEY_BYTES, CIPHER_KEY_BYTES);
    digest.update(encrypted, 0, encrypted.length);
    byte[] out = new byte[MAC_BYTES];
    digest.doFinal(out, 0);
    return out;
  }

  /**
   * The key; it lives as long as the process keeps it.
   *
   * @throws KeyRefused where the password is another, the file was changed, or it is another key's
   */
  public SigningKey unlock(Password password) {
    byte[] secret = secret(password);
    try {
      return key(secret);
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
  }

  /**
   * The secret, for who puts it into another file; who calls overwrites it.
   *
   * @throws KeyRefused as {@link #unlock} does
   */
  public byte[] secret(Password password) {
    byte[] derived = derivation.derive(password.bytes());
    byte[] bytes = HEX.parseHex(encrypted);
    try {
      if (!MessageDigest.isEqual(mac(derived, bytes), HEX.parseHex(mac))) {
        throw new KeyRefused("the password is wrong, or the file was changed");
      }
      byte[] plain = cipher(derived, HEX.parseHex(iv), bytes);
      byte[] secret = new byte[SigningKey.BYTES];
      System.arraycopy(plain, 0, secret, secret.length - plain.length, plain.length);
      Arrays.fill(plain, (byte) 0);
      Address found = key(secret).address();
      if (address != null && !found.equals(address)) {
        Arrays.fill(secret, (byte) 0);
        throw new KeyRefused("the file says " + address + "; its key is of " + found);
      }
      return secret;
    } finally {
      Arrays.fill(derived, (byte) 0);
    }
  }

  /** The address that the file says, which only {@link #unlock} checks; null where it says none. */
  public @Nullable Address address() {
    return address;
  }

  /** The file's id, whatever text it is. */
  public String id() {
    return id;
  }

  /** How the password is derived. */
  public Derivation derivation() {
    return derivation;
  }

  /** The file's text. */
  public String toJson() {
    Map<String, Object> crypto = new LinkedHashMap<>();
    crypto.put("cipher", CIPHER);
    crypto.put("ciphertext", encrypted);
    crypto.put("cipherparams", Collections.singletonMap("iv", iv));
    crypto.put("kdf", derivation.name());
    crypto.put("kdfparams", derivation.parameters());
    crypto.put("mac", mac);
    Map<String, Object> file = new LinkedHashMap<>();
    if (address != null) {
      file.put("address", address.toString().substring(2));
    }
    file.put("crypto", crypto);
    file.put("id", id);
    file.put("version", VERSION);
    return MAPPER.writeValueAsString(file);
  }

  byte[] toBytes() {
    return toJson().getBytes(StandardCharsets.UTF_8);
  }
}
