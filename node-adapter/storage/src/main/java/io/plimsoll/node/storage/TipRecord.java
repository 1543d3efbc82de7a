package io.plimsoll.node.storage;

import io.plimsoll.chain.block.Hash;
import io.plimsoll.chain.root.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The last block that was acknowledged, in a file outside of the database: a database that lost its
 * newest writes opens as if they had never been, and this tells.
 *
 * <p>One line: {@code plimsoll-tip 1 HEIGHT HASH SUM}, where SUM is SHA-256 of what stands before
 * it.
 *
 * @param height height of the block; 0 before the first
 * @param hash its hash; zeros before the first
 */
record TipRecord(long height, Hash hash) {

  private static final String HEAD = "plimsoll-tip 1 ";
  private static final int LONGEST = 512;

  private String text() {
    String body = HEAD + height + " " + hash.hex() + " ";
    return body + sum(body) + "\n";
  }

  private static String sum(String body) {
    byte[] bytes = body.getBytes(StandardCharsets.US_ASCII);
    return HexFormat.of().formatHex(new Sha256().update(bytes, 0, bytes.length).digest());
  }

  /**
   * Reads the record; null where there is no file.
   *
   * @throws StoreRefused where the file is not a record, to the byte
   */
  static @Nullable TipRecord read(Path file) {
    byte[] bytes;
    try {
      if (Files.size(file) > LONGEST) {
        throw new StoreRefused(file + ": is no tip record; it is too long");
      }
      bytes = Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      return null;
    } catch (IOException e) {
      throw new StoreFailed(file + ": the tip record cannot be read: " + e.getMessage(), e);
    }
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    TipRecord record = parse(text);
    if (record == null || !record.text().equals(text)) {
      throw new StoreRefused(file + ": the tip record is damaged: " + text.strip());
    }
    return record;
  }

  private static @Nullable TipRecord parse(String text) {
    String[] words = text.split(" ", -1);
    if (words.length != 5) {
      return null;
    }
    try {
      return new TipRecord(Long.parseLong(words[2]), Hash.ofHex(words[3]));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /**
   * Replaces the file, and returns when that is on disk: the new bytes are synced before the name
   * moves to them, and the folder after.
   *
   * @throws StoreFailed where it cannot be
   */
  void write(Path file) {
    Path next = file.resolveSibling(file.getFileName() + ".next");
    try {
      try (FileChannel out =
          FileChannel.open(
              next,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        ByteBuffer bytes = ByteBuffer.wrap(text().getBytes(StandardCharsets.US_ASCII));
        while (bytes.hasRemaining()) {
          out.write(bytes);
        }
        out.force(true);
      }
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      sync(file.toAbsolutePath().getParent());
    } catch (IOException e) {
      throw new StoreFailed(file + ": the tip record cannot be written: " + e.getMessage(), e);
    }
  }

  /** Syncs a folder, so that the names in it last. */
  private static void sync(@Nullable Path folder) throws IOException {
    if (folder != null) {
      try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
        names.force(true);
      }
    }
  }
}
