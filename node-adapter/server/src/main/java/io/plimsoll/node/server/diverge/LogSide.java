package io.plimsoll.node.server.diverge;

import io.plimsoll.chain.MarginChain;
import io.plimsoll.chain.block.Block;
import io.plimsoll.node.cli.Failure;
import io.plimsoll.node.log.BlockLogReader;
import io.plimsoll.node.log.LogRefused;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A block log: blocks, and nothing of what they come to. */
final class LogSide implements Side {

  private final Path file;
  private final List<Claim> claims = new ArrayList<>();

  LogSide(Path file) throws IOException {
    this.file = file;
    try (BlockLogReader reader = BlockLogReader.open(file)) {
      for (Block block = reader.next(); block != null; block = reader.next()) {
        claims.add(Claim.of(block));
      }
    } catch (LogRefused e) {
      throw new Failure(file + ", " + e.getMessage());
    }
  }

  @Override
  public String name() {
    return file.toString();
  }

  @Override
  public long first() {
    return 1;
  }

  @Override
  public long last() {
    return claims.size();
  }

  @Override
  public @Nullable Claim claim(long height) {
    return height < 1 || height > claims.size() ? null : claims.get((int) height - 1);
  }

  /** Reads up to there: who wants many asks {@link #read}. */
  @Override
  public @Nullable Block block(long height) throws IOException {
    try (BlockLogReader reader = read()) {
      for (Block block = reader.next(); block != null; block = reader.next()) {
        if (block.height() == height) {
          return block;
        }
      }
    }
    return null;
  }

  @Override
  public void replay(MarginChain chain, long to) throws IOException {
    try (BlockLogReader reader = read()) {
      Block block = reader.next();
      while (block != null && chain.height() < to) {
        if (block.height() > chain.height()) {
          chain.execute(block);
          chain.commit();
        }
        block = reader.next();
      }
    }
  }

  BlockLogReader read() throws IOException {
    return BlockLogReader.open(file);
  }

  @Override
  public void close() {
    claims.clear();
  }
}
