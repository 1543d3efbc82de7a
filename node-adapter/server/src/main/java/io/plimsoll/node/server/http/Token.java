package io.plimsoll.node.server.http;

import io.plimsoll.node.cli.Failure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * The secret of administrative calls, compared in a time that does not tell how much of it fits.
 */
public final class Token {

  private static final int LEAST = 16;
  private static final String SCHEME = "Bearer ";

  private final byte @Nullable [] secret;

  private Token(byte @Nullable [] secret) {
    this.secret = secret;
  }

  /** No token: no call is administrative. */
  public static Token none() {
    return new Token(null);
  }

  /**
   * Reads the one line of a file.
   *
   * @throws Failure where it is too short to be a secret
   */
  public static Token read(Path file) throws IOException {
    return of(Files.readString(file).strip(), file.toString());
  }

  static Token of(String text, String from) {
    if (text.length() < LEAST || text.chars().anyMatch(c -> c <= ' ' || c > 126)) {
      throw new Failure(
          from + ": a token is one line of at least " + LEAST + " printing characters");
    }
    return new Token(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Whether a header's value has the token. */
  boolean isIn(@Nullable String authorization) {
    if (secret == null || authorization == null || !authorization.startsWith(SCHEME)) {
      return false;
    }
    byte[] given = authorization.substring(SCHEME.length()).getBytes(StandardCharsets.UTF_8);
    return MessageDigest.isEqual(secret, given);
  }
}
