package io.plimsoll.node.keys;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.node.auth.SigningKey;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.web3j.crypto.ECKeyPair;
import org.web3j.crypto.Hash;
import org.web3j.crypto.Wallet;
import org.web3j.crypto.WalletFile;
import org.web3j.crypto.exception.CipherException;
import org.web3j.utils.Numeric;
import tools.jackson.databind.json.JsonMapper;

class KeyFileTest {

  private static final HexFormat HEX = HexFormat.of();
  private static final JsonMapper WEB3J = new JsonMapper();
  private static final SecureRandom CHANCE = new SecureRandom();

  /** The secret and the password of the definition's two examples. */
  private static final String SECRET =
      "7a28b5ba57c53603b0b07b56bba752f7784bf506fa95edc395f5cf6c7514fe9d";

  private static final String ADDRESS = "0x008aeeda4d805471df9b2a5b0f38a0c3bcba786b";

  private static final String BY_PBKDF2 =
      """
      {"crypto": {"cipher": "aes-128-ctr",
        "cipherparams": {"iv": "6087dab2f9fdbbfaddc31a909735c1e6"},
        "ciphertext": "5318b4d5bcd28de64ee5559e671353e16f075ecae9f99c7a79a38af5f869aa46",
        "kdf": "pbkdf2",
        "kdfparams": {"c": 262144, "dklen": 32, "prf": "hmac-sha256",
          "salt": "ae3cd4e7013836a3df6bd7241b12db061dbe2c6785853cce422d148a624ce0bd"},
        "mac": "517ead924a9d0dc3124507e3393d175ce3ff7c1e96529c6c555ce9e51205e9b2"},
       "id": "3198bc9c-6672-5ab3-d995-4942343ae5b6", "version": 3}
      """;

  private static final String BY_SCRYPT =
      """
      {"crypto": {"cipher": "aes-128-ctr",
        "cipherparams": {"iv": "83dbcc02d8ccb40e466191a123791e0e"},
        "ciphertext": "d172bf743a674da9cdad04534d56926ef8358534d458fffccd4e6ad2fbde479c",
        "kdf": "scrypt",
        "kdfparams": {"dklen": 32, "n": 262144, "p": 8, "r": 1,
          "salt": "ab0c7876052600dd703518d6fc3fe8984592145b591fc8fb5c6d43190334ba19"},
        "mac": "2103ac29920d71da29f15d75b4a16dbe95cfd7ff8faea1056c33131d846e3097"},
       "id": "3198bc9c-6672-5ab3-d995-4942343ae5b6", "version": 3}
      """;

  private static Password password(String text) {
    return Password.of(text.toCharArray());
  }

  private static KeyFile parse(String json) {
    return KeyFile.parse(json.getBytes(StandardCharsets.UTF_8));
  }

  /** A file whose derivation is quick. */
  private static KeyFile quick(byte[] secret, String password) {
    String salt = HEX.formatHex(CHANCE.generateSeed(8));
    Derivation derivation = new Derivation.Scrypt(16, 1, 1, 32, salt);
    return KeyFile.encrypt(secret, password(password), derivation, CHANCE);
  }

  @Test
  void theDefinitionsExamplesOpen() {
    for (String json : new String[] {BY_PBKDF2, BY_SCRYPT}) {
      KeyFile file = parse(json);
      assertNull(file.address());
      byte[] secret = file.secret(password("testpassword"));
      assertEquals(SECRET, HEX.formatHex(secret));
      assertEquals(ADDRESS, new SigningKey(secret).address().toString());
    }
  }

  @Test
  void theWrongPasswordOpensNothing() {
    KeyFile file = quick(HEX.parseHex(SECRET), "correct horse");
    for (String other : new String[] {"", "correct horsf", "Correct horse", "correct horse "}) {
      KeyRefused refused =
          assertThrows(KeyRefused.class, () -> file.unlock(password(other)), () -> other);
      assertTrue(String.valueOf(refused.getMessage()).contains("the password is wrong"));
    }
    assertEquals(SECRET, HEX.formatHex(file.secret(password("correct horse"))));
  }

  /** Early clients left out zeros at the front of a secret. */
  @Test
  void shortSecretsAreThoseWithZerosInFront() throws GeneralSecurityException {
    byte[] secret = HEX.parseHex("0000" + SECRET.substring(4));
    KeyFile whole = quick(secret, "a password");
    byte[] cut = Arrays.copyOfRange(secret, 2, secret.length);
    KeyFile read = parse(reencrypted(whole, "a password", cut));
    assertArrayEquals(secret, read.secret(password("a password")));
  }

  /** The file of other bytes, by the ciphers of others. */
  private static String reencrypted(KeyFile file, String password, byte[] bytes)
      throws GeneralSecurityException {
    byte[] derived = file.derivation().derive(password.getBytes(StandardCharsets.UTF_8));
    WalletFile read = web3j(file.toJson());
    Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
    byte[] vector = HEX.parseHex(read.getCrypto().getCipherparams().getIv());
    cipher.init(
        Cipher.ENCRYPT_MODE, new SecretKeySpec(derived, 0, 16, "AES"), new IvParameterSpec(vector));
    byte[] encrypted = cipher.doFinal(bytes);
    byte[] checked = Arrays.copyOfRange(derived, 16, 32 + encrypted.length);
    System.arraycopy(encrypted, 0, checked, 16, encrypted.length);
    read.getCrypto().setCiphertext(HEX.formatHex(encrypted));
    read.getCrypto().setMac(HEX.formatHex(Hash.sha3(checked)));
    return WEB3J.writeValueAsString(read);
  }

  /**
   * As web3j reads it; its annotations make its JSON reader keep the derivation's name to itself.
   */
  private static WalletFile web3j(String json) {
    WalletFile file = WEB3J.readValue(json, WalletFile.class);
    file.getCrypto().setKdf(WEB3J.readTree(json).path("crypto").path("kdf").asString());
    return file;
  }

  private static byte[] padded(BigInteger number) {
    return HEX.parseHex(Numeric.toHexStringNoPrefixZeroPadded(number, 64));
  }

  @Test
  void eachChangedByteIsNoticed() {
    KeyFile file = quick(HEX.parseHex(SECRET), "correct horse");
    String json = file.toJson();
    for (String member : new String[] {"ciphertext", "mac", "salt", "address"}) {
      int at = json.indexOf('"' + member + "\":\"") + member.length() + 4;
      for (int i = at; json.charAt(i) != '"'; i++) {
        char other = json.charAt(i) == '0' ? '1' : '0';
        String changed = json.substring(0, i) + other + json.substring(i + 1);
        KeyFile parsed = parse(changed);
        assertThrows(
            KeyRefused.class, () -> parsed.unlock(password("correct horse")), () -> changed);
      }
    }
    // The definition's checksum leaves out the initial vector; the address does not.
    String mark = "\"iv\":\"";
    char first = json.charAt(json.indexOf(mark) + mark.length());
    String vector = json.replace(mark + first, mark + (first == '0' ? '1' : '0'));
    KeyFile parsed = parse(vector);
    KeyRefused refused =
        assertThrows(KeyRefused.class, () -> parsed.unlock(password("correct horse")));
    assertTrue(String.valueOf(refused.getMessage()).contains("its key is of"), refused::getMessage);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"n\": 262144 | \"n\": 262145 | crypto.kdfparams.n is 262145; it must be a power of two",
        "\"n\": 262144 | \"n\": 1073741824 | crypto.kdfparams.n is 1073741824; it must be a whole",
        "\"n\": 262144 | \"n\": 0 | crypto.kdfparams.n is 0; it must be a whole number in 2..",
        "\"n\": 262144 | \"n\": -2 | crypto.kdfparams.n is -2; it must be a whole number in 2..",
        "\"n\": 262144 | \"n\": 1e5 | crypto.kdfparams.n is 100000.0; it must be a whole number",
        "\"n\": 262144 | \"n\": \"16\" | crypto.kdfparams.n is \"16\"; it must be a whole number",
        "\"n\": 262144 | \"n\": 99999999999999999999 | crypto.kdfparams.n is 99999999999999999999",
        "\"r\": 1 | \"r\": 17 | crypto.kdfparams.r is 17; it must keep n * r within 4194304",
        "\"r\": 1 | \"r\": 0 | crypto.kdfparams.r is 0; it must be a whole number in 1..",
        "\"r\": 1 | \"r\": 2147483647 | crypto.kdfparams.r is 2147483647; it must be a whole",
        "\"p\": 8 | \"p\": 65 | crypto.kdfparams.p is 65; it must keep n * r * p within 16777216",
        "\"p\": 8 | \"p\": 2147483647 | crypto.kdfparams.p is 2147483647; it must be a whole",
        "\"p\": 8, |  | crypto.kdfparams.p is missing; it must be a whole number",
        "\"dklen\": 32 | \"dklen\": 16 | crypto.kdfparams.dklen is 16; it must be a whole number",
        "\"dklen\": 32 | \"dklen\": 2000000000 | crypto.kdfparams.dklen is 2000000000; it must",
        "\"scrypt\" | \"argon2id\" | crypto.kdf is 'argon2id'; it must be scrypt or pbkdf2",
        "\"scrypt\" | 7 | crypto.kdf is 7; it must be a text",
        "aes-128-ctr | aes-128-cbc | crypto.cipher is \"aes-128-cbc\"; it must be aes-128-ctr",
        "83dbcc02 | 83dbcc | crypto.cipherparams.iv is \"83dbccd8ccb40e466191a123791e0e\"; it must",
        "83dbcc02 | 83dbccxy | crypto.cipherparams.iv is \"83dbccxyd8ccb40e466191a123791e0e\"; it",
        "d172bf74 | d172bf7400 | crypto.ciphertext is \"d172bf7400",
        "2103ac29 | 2103ac2 | crypto.mac is \"2103ac2",
        "\"version\": 3 | \"version\": 1 | version is 1; it must be 3",
        "\"version\": 3 | \"version\": \"3\" | version is \"3\"; it must be 3",
        "\"version\": 3 | \"Crypto\": {} | version is missing; it must be 3",
        "\"version\": 3 | \"version\": 3, \"Crypto\": {} | has both crypto and Crypto",
        "\"version\": 3 | \"version\": 3, \"version\": 3 | is no JSON: Duplicate",
        "\"version\": 3 | \"version\": 3, \"address\": \"00\" | address is \"00\"; it must have 40",
        "\"version\": 3 | \"version\": 3, \"address\": \"zz\" | address is \"zz\"; it must have 40",
        "\"version\": 3 | \"version\": 3, \"address\": null | address is null; it must be a text",
        "\"crypto\" | \"crypt\" | crypto must be an object",
        "\"cipherparams\" | \"params\" | crypto.cipherparams must be an object",
        "\"id\" | , | is no JSON",
      })
  void whatIsNoFileIsRefusedByName(String from, String to, String reason) {
    String json = BY_SCRYPT.replaceFirst(from, to == null ? "" : to);
    assertNotEquals(BY_SCRYPT, json);
    KeyRefused refused = assertThrows(KeyRefused.class, () -> parse(json));
    assertTrue(
        String.valueOf(refused.getMessage()).startsWith(reason), () -> "" + refused.getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "262144 | 10000001 | crypto.kdfparams.c is 10000001; it must be a whole number in 1..",
        "262144 | 0 | crypto.kdfparams.c is 0; it must be a whole number in 1..",
        "hmac-sha256 | hmac-md5 | crypto.kdfparams.prf is \"hmac-md5\"; it must be hmac-sha256",
      })
  void whatPbkdf2MayNotAskForIsRefused(String from, String to, String reason) {
    KeyRefused refused =
        assertThrows(KeyRefused.class, () -> parse(BY_PBKDF2.replaceFirst(from, to)));
    assertTrue(
        String.valueOf(refused.getMessage()).startsWith(reason), () -> "" + refused.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "3", "null", "{}", "{\"version\":3}", "{} {}", "\u0000"})
  void junkIsRefused(String json) {
    assertThrows(KeyRefused.class, () -> parse(json));
  }

  @Test
  void longAndDeepFilesAreRefused() {
    String member = "\"version\": 3, \"x\": ";
    String big = BY_SCRYPT.replace("\"version\": 3", member + '"' + "x".repeat(1 << 14) + '"');
    assertThrows(KeyRefused.class, () -> parse(big));
    String deep = BY_SCRYPT.replace("\"version\": 3", member + "[".repeat(7000) + "]".repeat(7000));
    assertThrows(KeyRefused.class, () -> parse(deep));
  }

  @Test
  void noSecretIsInAnyText() {
    KeyFile file = quick(HEX.parseHex(SECRET), "correct horse");
    assertFalse(file.toJson().contains(SECRET));
    Password password = password("correct horse");
    assertFalse(password.toString().contains("horse"));
    byte[] held = password.bytes();
    password.close();
    assertArrayEquals(new byte["correct horse".length()], held);
  }

  @Test
  void typedPasswordsAreOverwritten() {
    char[] typed = "a passwörd".toCharArray();
    try (Password password = Password.of(typed)) {
      assertEquals("a passwörd", new String(password.bytes(), StandardCharsets.UTF_8));
    }
    assertArrayEquals(new char[10], typed);
    assertThrows(KeyRefused.class, () -> Password.of(new char[] {'\ud800'}));
    assertThrows(KeyRefused.class, () -> Password.of(new char[Password.MOST_BYTES + 1]));
  }

  @Test
  void whatIsNoKeyOrNoPasswordEncryptsNothing() {
    byte[] order = HEX.parseHex("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141");
    for (byte[] secret : new byte[][] {new byte[SigningKey.BYTES], order, new byte[31]}) {
      assertThrows(KeyRefused.class, () -> quick(secret, "correct horse"));
    }
    assertThrows(
        KeyRefused.class,
        () ->
            KeyFile.encrypt(
                HEX.parseHex(SECRET), password("1234567"), KeyFile.Strength.LIGHT, CHANCE));
  }

  @Test
  void web3jReadsTheseFilesAndTheseReadWeb3js() throws CipherException {
    long seed = Long.getLong("plimsoll.seed", 31);
    System.out.println("KeyFileTest: -Dplimsoll.seed=" + seed);
    Random random = new Random(seed);
    String[] passwords = {
      "correct horse", "пароль из слов", "a\u0301 \ud83d\udd11 key", "\"\\ \tquote"
    };
    for (String text : passwords) {
      byte[] secret = new byte[SigningKey.BYTES];
      random.nextBytes(secret);
      secret[0] = 0;
      KeyFile ours = KeyFile.encrypt(secret, password(text), KeyFile.Strength.LIGHT, CHANCE);
      WalletFile read = web3j(ours.toJson());
      assertArrayEquals(secret, padded(Wallet.decrypt(text, read).getPrivateKey()));
      WalletFile theirs = Wallet.createLight(text, ECKeyPair.create(secret));
      KeyFile parsed = parse(WEB3J.writeValueAsString(theirs));
      assertArrayEquals(secret, parsed.secret(password(text)));
      assertEquals(new SigningKey(secret).address(), parsed.unlock(password(text)).address());
    }
  }
}
