package io.plimsoll.bench.simulate;

import io.plimsoll.node.cli.Failure;
import java.io.IOException;
import java.util.List;

/**
 * Spreads the opening over as many blocks as it needs, a millisecond apart: the first brings the
 * prices of the opening, which stay, and every book opens in one block. Ten thousand books need one
 * block; a million would be more than one block, and one line of a log, can hold.
 */
final class OpeningBlocks {

  /** Commands after which a block is full; half of what a chain takes by its own default. */
  static final int MOST_COMMANDS = 500_000;

  /** Where the blocks go. */
  @FunctionalInterface
  interface Chain {
    void execute(long timeMs, List<byte[]> commands) throws IOException;
  }

  private final int most;
  private final long nextBlockMs;
  private final Chain chain;
  private long timeMs;
  private Commands commands;

  /**
   * Begins with the content of the first block.
   *
   * @param most commands after which a block is full
   * @param nextBlockMs time of the first block after the opening
   */
  OpeningBlocks(BlockFeed.Content first, int most, long nextBlockMs, Chain chain) {
    this.most = most;
    this.nextBlockMs = nextBlockMs;
    this.chain = chain;
    timeMs = first.timeMs();
    commands = new Commands().addAll(first.commands());
  }

  /** The commands to which the next book is added. */
  Commands forNextBook() throws IOException {
    if (commands.size() >= most) {
      execute();
      timeMs++;
      commands = new Commands();
    }
    return commands;
  }

  /** Executes what is left, when all books are there. */
  void finish() throws IOException {
    execute();
  }

  private void execute() throws IOException {
    if (timeMs >= nextBlockMs) {
      throw new Failure(
          "The books need more blocks to open than there are milliseconds between two blocks; take"
              + " fewer blocks or fewer books");
    }
    chain.execute(timeMs, commands.toList());
  }
}
