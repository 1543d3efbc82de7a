package io.plimsoll.node.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.chain.MarginChain;
import io.plimsoll.chain.block.Block;
import io.plimsoll.kernels.engine.Engine;
import io.plimsoll.kernels.engine.Engines;
import io.plimsoll.node.log.BlockLogWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The blocks and roots that Go's tests read are what this program makes now; {@code
 * -Dplimsoll.write=true} writes them anew.
 */
class FixtureTest {

  private static final int BLOCKS = 6;

  @TempDir Path folder;

  @Test
  void theFixtureOfGoIsTrue() throws IOException {
    Path log = folder.resolve("blocks.jsonl");
    StringBuilder roots = new StringBuilder();
    try (Engine engine = Engines.create("scalar", 1);
        BlockLogWriter out = BlockLogWriter.create(log)) {
      MarginChain chain = new MarginChain(engine);
      for (long height = 1; height <= BLOCKS; height++) {
        Block block = TestBlocks.block(height, chain.lastHash());
        roots.append(chain.execute(block).stateRoot().hex()).append('\n');
        chain.commit();
        out.write(block);
      }
      out.finish();
    }
    Path module = Path.of("go");
    assertTrue(Files.isDirectory(module), "run in the module's folder");
    Path kept = module.resolve("testdata");
    if (Boolean.getBoolean("plimsoll.write")) {
      Files.createDirectories(kept);
      Files.writeString(kept.resolve("blocks.jsonl"), Files.readString(log));
      Files.writeString(kept.resolve("roots.txt"), roots);
    }
    assertEquals(Files.readString(log), Files.readString(kept.resolve("blocks.jsonl")));
    assertEquals(roots.toString(), Files.readString(kept.resolve("roots.txt")));
  }
}
