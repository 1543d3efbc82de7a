package io.plimsoll.node.log;

import io.plimsoll.chain.block.Block;
import io.plimsoll.chain.block.Hash;
import io.plimsoll.node.file.PartialFile;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes a log. It is written beside its place and moved there when it is whole, so that a file of
 * the wanted name is always a whole log.
 */
public final class BlockLogWriter implements AutoCloseable {

  private static final int BUFFER = 1 << 16;

  private final PartialFile partial;
  private final OutputStream out;
  private final long longest;
  private long blocks;
  private Hash last = Hash.ZERO;

  private BlockLogWriter(PartialFile partial, OutputStream out, long longest) {
    this.partial = partial;
    this.out = out;
    this.longest = longest;
  }

  /** Begins a log that will take the place of the file. */
  public static BlockLogWriter create(Path file) throws IOException {
    return create(file, LogLine.LONGEST);
  }

  /** With another limit for the bytes of a line. */
  static BlockLogWriter create(Path file, long longest) throws IOException {
    PartialFile partial = PartialFile.of(file);
    try {
      OutputStream out = new BufferedOutputStream(Files.newOutputStream(partial.path()), BUFFER);
      return new BlockLogWriter(partial, out, longest);
    } catch (IOException e) {
      partial.close();
      throw e;
    }
  }

  /**
   * Appends a block.
   *
   * @throws IllegalArgumentException where it does not follow the last one
   * @throws IOException where it cannot be written, or its line would be longer than a reader takes
   */
  public void write(Block block) throws IOException {
    if (block.height() != blocks + 1 || !block.previous().equals(last)) {
      throw new IllegalArgumentException(
          "block " + block.height() + " does not follow block " + blocks + " of this log");
    }
    long length = LogLine.length(block);
    if (length > longest) {
      throw new IOException(
          "block "
              + block.height()
              + " makes a line of "
              + length
              + " bytes, and a line of a log has at most "
              + longest
              + "; spread its commands over several blocks");
    }
    out.write(LogLine.write(block));
    blocks++;
    last = block.hash();
  }

  /** Writes the last line and puts the log into its place. */
  public void finish() throws IOException {
    out.write(LogLine.writeEnd(blocks, last.hex()));
    out.close();
    partial.finish();
  }

  /** Throws away what was not finished. */
  @Override
  public void close() throws IOException {
    try (partial) {
      out.close();
    }
  }
}
