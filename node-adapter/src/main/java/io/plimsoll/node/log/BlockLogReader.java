package io.plimsoll.node.log;

import io.plimsoll.chain.block.Block;
import io.plimsoll.chain.block.Hash;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Reads a log, line by line. A block is given out only when its line has its one form, its hash is
 * its own, and it follows the block before; the end only when it counts all blocks and nothing is
 * behind it. So a log that is damaged, cut short or reordered is refused at its line.
 */
public final class BlockLogReader implements AutoCloseable {

  private static final int BUFFER = 1 << 16;

  private final InputStream in;
  private final long longest;
  private long line;
  private long height;
  private long timeMs = Long.MIN_VALUE;
  private Hash last = Hash.ZERO;
  private boolean ended;

  private BlockLogReader(InputStream in, long longest) {
    this.in = in;
    this.longest = longest;
  }

  /** Opens a log. */
  public static BlockLogReader open(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new FileSystemException(file.toString(), null, "is a folder, not a log");
    }
    return of(Files.newInputStream(file));
  }

  /** Reads a log from a stream, which it closes. */
  public static BlockLogReader of(InputStream in) {
    return of(in, LogLine.LONGEST);
  }

  /** With another limit for the bytes of a line. */
  static BlockLogReader of(InputStream in, long longest) {
    return new BlockLogReader(new BufferedInputStream(in, BUFFER), longest);
  }

  /**
   * The next block, or null after the last one of a whole log.
   *
   * @throws LogRefused where the next line is not what must stand there
   * @throws IOException where the file cannot be read
   */
  public @Nullable Block next() throws IOException {
    if (ended) {
      return null;
    }
    line++;
    byte[] bytes = readLine();
    if (bytes.length == 0) {
      throw new LogRefused(line, "the log ends without its last line; it was cut short");
    }
    return switch (LogLine.read(line, bytes)) {
      case LogLine.OfBlock(Block block, String hash) -> checked(block, hash);
      case LogLine.End end -> {
        check(end);
        yield null;
      }
    };
  }

  /** The number of the line that was read last, from 1. */
  public long line() {
    return line;
  }

  private byte[] readLine() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(BUFFER);
    int next = in.read();
    while (next >= 0) {
      bytes.write(next);
      if (next == '\n') {
        break;
      }
      if (bytes.size() == longest) {
        throw new LogRefused(line, "is longer than " + longest + " bytes");
      }
      next = in.read();
    }
    return bytes.toByteArray();
  }

  private Block checked(Block block, String hash) {
    if (block.height() != height + 1) {
      throw new LogRefused(line, "height is " + block.height() + "; it must be " + (height + 1));
    }
    if (!block.previous().equals(last)) {
      throw new LogRefused(
          line,
          "previousHash is " + block.previous().hex() + "; the block before is " + last.hex());
    }
    if (block.timeMs() <= timeMs) {
      throw new LogRefused(
          line, "timeMs is " + block.timeMs() + "; it must be later than " + timeMs);
    }
    Hash own = block.hash();
    if (!own.hex().equals(hash)) {
      throw new LogRefused(line, "hash is " + hash + "; the block's is " + own.hex());
    }
    height = block.height();
    timeMs = block.timeMs();
    last = own;
    return block;
  }

  private void check(LogLine.End end) throws IOException {
    if (end.blocks() != height) {
      throw new LogRefused(line, "blocks is " + end.blocks() + "; there were " + height);
    }
    if (!end.hash().equals(last.hex())) {
      throw new LogRefused(line, "hash is " + end.hash() + "; the last block's is " + last.hex());
    }
    if (in.read() >= 0) {
      throw new LogRefused(line + 1, "there is more behind the last line");
    }
    ended = true;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
