package io.plimsoll.node.server.run;

import io.plimsoll.chain.ChainView;
import io.plimsoll.chain.block.Block;
import io.plimsoll.node.log.BlockLogReader;
import io.plimsoll.node.log.LogRefused;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Follows a block log to its end; blocks that the chain has already are passed over. */
public final class LogSource implements BlockSource {

  private final Path file;
  private final BlockLogReader reader;

  /** Opens a log. */
  public LogSource(Path file) throws IOException {
    this.file = file;
    reader = BlockLogReader.open(file);
  }

  @Override
  public String name() {
    return "log " + file;
  }

  /** An interrupt would close the file. */
  @Override
  public boolean mayWait() {
    return false;
  }

  @Override
  public @Nullable Block next(ChainView after) throws IOException {
    try {
      Block block = reader.next();
      while (block != null && block.height() <= after.height()) {
        if (block.height() == after.height() && !block.hash().equals(after.lastHash())) {
          throw new SourceRefused(
              file
                  + ": block "
                  + block.height()
                  + " is "
                  + block.hash().hex()
                  + "; the chain here has "
                  + after.lastHash().hex());
        }
        block = reader.next();
      }
      return block;
    } catch (LogRefused e) {
      throw new SourceRefused(file + ", " + e.getMessage());
    }
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
