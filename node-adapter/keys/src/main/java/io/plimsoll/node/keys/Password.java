package io.plimsoll.node.keys;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * A password as bytes of UTF-8, which closing overwrites. It is never a {@link String}, which
 * nobody can overwrite.
 */
public final class Password implements AutoCloseable {

  /** The most bytes of a password. */
  public static final int MOST_BYTES = 1024;

  /** The fewest bytes of a password that encrypts; one that decrypts may be any. */
  public static final int LEAST_BYTES = 8;

  private final byte[] bytes;

  private Password(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * A password that somebody typed; the characters are overwritten.
   *
   * @throws KeyRefused where it is too long, or has half of a character
   */
  public static Password of(char[] typed) {
    ByteBuffer encoded = ByteBuffer.allocate(0);
    try {
      encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(typed));
      return taken(Arrays.copyOf(encoded.array(), encoded.limit()), "the password");
    } catch (CharacterCodingException e) {
      throw new KeyRefused("the password has half of a character");
    } finally {
      Arrays.fill(typed, '\0');
      Arrays.fill(encoded.array(), (byte) 0);
    }
  }

  /**
   * The one line of a file; its end, if there is one, is not part of it.
   *
   * @throws KeyRefused where there are more lines, or it is too long
   */
  public static Password read(Path file) throws IOException {
    byte[] all;
    try (InputStream in = Files.newInputStream(file)) {
      all = in.readNBytes(MOST_BYTES + 3);
    }
    try {
      int length = all.length;
      if (length > 0 && all[length - 1] == '\n') {
        length--;
        if (length > 0 && all[length - 1] == '\r') {
          length--;
        }
      }
      byte[] line = Arrays.copyOf(all, length);
      for (byte each : line) {
        if (each == '\n' || each == '\r') {
          Arrays.fill(line, (byte) 0);
          throw new KeyRefused(file + ": a password is one line, and there are more");
        }
      }
      return taken(line, file + ": the password");
    } finally {
      Arrays.fill(all, (byte) 0);
    }
  }

  private static Password taken(byte[] bytes, String what) {
    if (bytes.length > MOST_BYTES) {
      Arrays.fill(bytes, (byte) 0);
      throw new KeyRefused(what + " is too long; it may have " + MOST_BYTES + " bytes");
    }
    return new Password(bytes);
  }

  /** Whether both are the same, in a time that does not tell how much of them is. */
  public boolean matches(Password other) {
    return MessageDigest.isEqual(bytes, other.bytes);
  }

  /** The bytes themselves, not a copy. */
  byte[] bytes() {
    return bytes;
  }

  /** Overwrites the password, which is useless from then on. */
  @Override
  public void close() {
    Arrays.fill(bytes, (byte) 0);
  }

  @Override
  public String toString() {
    return "a password";
  }
}
