package io.plimsoll.node.server.diverge;

import io.plimsoll.chain.MarginChain;
import io.plimsoll.chain.block.Block;
import io.plimsoll.chain.block.BlockRefused;
import io.plimsoll.chain.model.ModelCatalogue;
import io.plimsoll.kernels.engine.Engine;
import io.plimsoll.node.cli.Failure;
import io.plimsoll.node.log.BlockLogReader;
import io.plimsoll.node.storage.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A log beside what this program makes of its blocks. */
final class Replayed implements Side {

  private final LogSide log;
  private final BlockLogReader reader;
  private final MarginChain chain;
  private final List<Claim> claims = new ArrayList<>();

  Replayed(LogSide log, Engine engine, ModelCatalogue models) throws IOException {
    this.log = log;
    reader = log.read();
    chain = new MarginChain(engine, models);
  }

  @Override
  public String name() {
    return log.name();
  }

  @Override
  public long first() {
    return log.first();
  }

  @Override
  public long last() {
    return log.last();
  }

  @Override
  public @Nullable Claim claim(long height) throws IOException {
    while (claims.size() < height) {
      Block block = reader.next();
      if (block == null) {
        return null;
      }
      try {
        claims.add(Claim.of(Outcome.of(block, chain.execute(block))));
        chain.commit();
      } catch (BlockRefused e) {
        throw new Failure(name() + ": the chain refuses " + e.getMessage());
      }
    }
    return height < 1 ? null : claims.get((int) height - 1);
  }

  @Override
  public @Nullable Block block(long height) throws IOException {
    return log.block(height);
  }

  @Override
  public void replay(MarginChain to, long height) throws IOException {
    log.replay(to, height);
  }

  @Override
  public void close() {
    log.close();
    try {
      reader.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
