package io.plimsoll.node.server.dev;

import io.plimsoll.node.auth.SigningKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Keys that everybody knows, for whoever tries a development chain: the number 0 has all roles,
 * those after it have money. The secret of a number is SHA-256 of {@code plimsoll development key
 * N}. Never let anything of worth be theirs.
 */
public final class DevKeys {

  /** The number of keys. */
  public static final int COUNT = 8;

  /** The number of the key that has all roles. */
  public static final int OPERATOR = 0;

  private DevKeys() {}

  /**
   * A key.
   *
   * @throws IllegalArgumentException where none has the number
   */
  public static SigningKey key(int number) {
    if (number < 0 || number >= COUNT) {
      throw new IllegalArgumentException("there are keys 0 to " + (COUNT - 1));
    }
    String words = "plimsoll development key " + number;
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return new SigningKey(digest.digest(words.getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
