package io.plimsoll.bench.price;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The bytes of a file that a person wrote, its text and its hash. The hash stands in every result
 * that used the file.
 *
 * @param name the file as the person named it, for messages
 * @param text its content, which was UTF-8
 * @param sha256 of the bytes, in lower-case hex
 */
public record InputFile(String name, String text, String sha256) {

  private static final long BYTES = 64L << 20;

  /**
   * Reads a file of this machine.
   *
   * @throws InvalidInput where it is absent, unreadable, too large or not UTF-8
   */
  public static InputFile read(Path file) {
    String name = file.toString();
    try {
      if (!Files.isRegularFile(file)) {
        throw new InvalidInput(name, 0, "the file", "", "does not exist or is not a regular file");
      }
      if (Files.size(file) > BYTES) {
        throw new InvalidInput(name, 0, "the file", "", "is larger than 64 MiB");
      }
      return of(name, Files.readAllBytes(file));
    } catch (IOException e) {
      throw new InvalidInput(name, 0, "the file", "", "cannot be read: " + e.getMessage());
    }
  }

  /**
   * Reads a file that is shipped beside a class.
   *
   * @throws InvalidInput where no such file is shipped
   */
  public static InputFile shipped(Class<?> beside, String resource) {
    try (InputStream in = beside.getResourceAsStream(resource)) {
      if (in == null) {
        throw new InvalidInput(resource, 0, "the file", "", "is not among those that are shipped");
      }
      return of(resource, in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Bytes from elsewhere.
   *
   * @throws InvalidInput where they are not UTF-8
   */
  public static InputFile of(String name, byte[] bytes) {
    try {
      String text =
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(bytes))
              .toString();
      String unmarked = text.startsWith("\uFEFF") ? text.substring(1) : text;
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
      return new InputFile(name, unmarked, HexFormat.of().formatHex(hash));
    } catch (CharacterCodingException e) {
      throw new InvalidInput(name, 0, "the file", "", "is not UTF-8 text");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
