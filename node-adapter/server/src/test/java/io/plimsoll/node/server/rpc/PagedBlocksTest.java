package io.plimsoll.node.server.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.plimsoll.chain.block.Block;
import io.plimsoll.chain.block.Hash;
import java.util.List;
import org.junit.jupiter.api.Test;

class PagedBlocksTest {

  private int read;

  private static Block made(long height) {
    return new Block(height, 1_000 * height, Hash.ZERO, List.of(new byte[] {(byte) height}));
  }

  private final PagedBlocks blocks =
      new PagedBlocks(height -> {
        read++;
        return height > 50 ? null : made(height);
      });

  private Block page(long height, boolean more) {
    Hash hash = made(height).hash();
    Block block = blocks.get(height, hash);
    assertNotNull(block);
    blocks.gave(hash, block, more);
    return block;
  }

  @Test
  void aBlockIsReadOnceForAllOfItsPages() {
    Block first = page(3, true);
    assertSame(first, page(3, true));
    page(3, false);
    assertEquals(1, read);
    assertEquals(0, blocks.size());
    page(3, false);
    assertEquals(2, read, "who asks for one page leaves nothing");
  }

  /** Two that follow from different heights, and a third one that begins and goes away. */
  @Test
  void severalTakeTurns() {
    for (int i = 0; i < 100; i++) {
      page(3, true);
      page(4, true);
    }
    page(5, true);
    assertEquals(3, read);
    for (long height = 10; height < 40; height++) {
      page(height, true);
    }
    assertEquals(8, blocks.size());
    page(3, true);
    assertEquals(34, read, "what was asked of longest ago is not kept");
  }

  @Test
  void anotherBlockOfTheHeightIsAnother() {
    page(3, true);
    assertNotNull(blocks.get(3, made(4).hash()));
    assertEquals(2, read);
    assertNull(blocks.get(51, made(51).hash()));
  }
}
