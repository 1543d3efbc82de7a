package io.plimsoll.node.log;

import io.plimsoll.chain.block.Block;
import io.plimsoll.chain.block.Hash;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Writes a log. It is written beside its place and moved there when it is whole, so that a file of
 * the wanted name is always a whole log.
 */
public final class BlockLogWriter implements AutoCloseable {

  private static final int BUFFER = 1 << 16;

  private final Path file;
  private final Path partial;
  private final OutputStream out;
  private long blocks;
  private Hash last = Hash.ZERO;

  private BlockLogWriter(Path file, Path partial, OutputStream out) {
    this.file = file;
    this.partial = partial;
    this.out = out;
  }

  /** Begins a log that will take the place of the file. */
  public static BlockLogWriter create(Path file) throws IOException {
    Path partial = file.resolveSibling("." + file.getFileName() + ".partial");
    OutputStream out = new BufferedOutputStream(Files.newOutputStream(partial), BUFFER);
    return new BlockLogWriter(file, partial, out);
  }

  /**
   * Appends a block.
   *
   * @throws IllegalArgumentException where it does not follow the last one
   */
  public void write(Block block) throws IOException {
    if (block.height() != blocks + 1 || !block.previous().equals(last)) {
      throw new IllegalArgumentException(
          "block " + block.height() + " does not follow block " + blocks + " of this log");
    }
    byte[] line = LogLine.write(block);
    out.write(line);
    blocks++;
    last = block.hash();
  }

  /** Writes the last line and puts the log into its place. */
  public void finish() throws IOException {
    out.write(LogLine.writeEnd(blocks, last.hex()));
    out.close();
    Files.move(partial, file, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Throws away what was not finished. */
  @Override
  public void close() throws IOException {
    out.close();
    Files.deleteIfExists(partial);
  }
}
