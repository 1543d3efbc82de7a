package io.plimsoll.node.storage;

import io.plimsoll.chain.MarginChain;
import io.plimsoll.kernels.engine.Engine;
import io.plimsoll.kernels.engine.Engines;
import java.nio.file.Path;

/**
 * A process that is killed: undoes some blocks, then makes blocks until it dies, and says in a line
 * what is on disk each time that a call has returned.
 */
final class Victim {

  private static final int UNDONE = 3;

  private Victim() {}

  public static void main(String[] args) {
    Path folder = Path.of(args[0]);
    try (Engine engine = Engines.create("scalar", 1);
        StoredChain stored = StoredChain.open(folder, engine)) {
      MarginChain chain = stored.chain();
      say("opened", chain);
      for (int i = 0; i < UNDONE && chain.height() > UNDONE; i++) {
        stored.undo();
        say("undone", chain);
      }
      while (true) {
        stored.execute(TestBlocks.block(chain.height() + 1, 0, chain.lastHash()));
        stored.commit();
        say("committed", chain);
      }
    } catch (StoreFailed | StoreRefused e) {
      System.out.println("failed 0 " + e.getMessage());
      System.out.flush();
    }
  }

  private static void say(String what, MarginChain chain) {
    System.out.println(what + " " + chain.height() + " " + chain.root().hex());
    System.out.flush();
  }
}
