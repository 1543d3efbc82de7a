package io.plimsoll.node.storage;

import io.plimsoll.chain.MarginChain;
import io.plimsoll.chain.block.Block;
import io.plimsoll.kernels.engine.Engine;
import io.plimsoll.kernels.engine.Engines;
import io.plimsoll.node.parameters.Models;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A process that is killed. It opens the store, undoes some blocks, makes more, keeps a snapshot,
 * prunes and closes, so many blocks at a time and so many times, or until it dies. It says in a
 * line what it is about to do, and in another what is on disk each time that a call has returned.
 */
final class Victim {

  /** What a line begins with that says what comes next. */
  static final String ABOUT_TO = "about to ";

  private static final int UNDONE = 3;

  /** Of which the state has several. */
  private static final int CHUNK_BYTES = 512;

  /** What it does, of which a write is a part. */
  private static Doing doing = Doing.OPEN;

  private Victim() {}

  /** What it can be at when it is killed, in the order of its life. */
  enum Doing {
    /** The JVM starts. */
    START,
    /** The database is opened. */
    OPEN,
    /** A new database's first write. */
    CREATE,
    /** Leaves are read and the last blocks applied again. */
    RESTORE,
    /** The tip record goes back. */
    UNDO,
    /** Behind it, the database. */
    UNDO_WRITE,
    /** A block is executed. */
    EXECUTE,
    /** It is written. */
    COMMIT_WRITE,
    /** It is in the database, and the tip record follows. */
    COMMIT_RECORD,
    /** A view of the state is read. */
    SNAPSHOT,
    /** A chunk or the header is written. */
    SNAPSHOT_WRITE,
    /** What goes is looked up. */
    PRUNE,
    /** It is deleted. */
    PRUNE_WRITE,
    /** The database is closed. */
    CLOSE;

    /** What the write of this is, and what comes behind that. */
    private Doing next(int steps) {
      return switch (this) {
        case OPEN -> CREATE;
        case UNDO -> UNDO_WRITE;
        case EXECUTE -> steps == 1 ? COMMIT_WRITE : COMMIT_RECORD;
        case SNAPSHOT -> SNAPSHOT_WRITE;
        case PRUNE -> PRUNE_WRITE;
        default -> this;
      };
    }
  }

  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    try (Engine engine = Engines.create("scalar", 1)) {
      int blocks = Integer.parseInt(args[1]);
      int lives = Integer.parseInt(args[2]);
      for (int i = 0; i < lives; i++) {
        live(folder, engine, blocks);
      }
    } catch (StoreFailed | StoreRefused e) {
      say("failed 0 " + e.getMessage());
    }
  }

  private static void live(Path folder, Engine engine, int blocks) throws IOException {
    about(Doing.OPEN);
    Files.createDirectories(folder);
    Path tip = folder.resolve("TIP");
    TipRecord recorded = TipRecord.read(tip);
    KeyValues db = new Telling(RocksKeyValues.open(folder.resolve("db")));
    ChainStore store = ChainStore.open(db, tip, Models.catalogue(), recorded);
    about(Doing.RESTORE);
    try (StoredChain stored = StoredChain.open(store, engine)) {
      MarginChain chain = stored.chain();
      say("opened", chain);
      for (int i = 0; i < UNDONE && chain.height() > UNDONE; i++) {
        about(Doing.UNDO);
        stored.undo();
        say("undone", chain);
      }
      for (int i = 0; i < blocks; i++) {
        about(Doing.EXECUTE);
        stored.execute(block(chain));
        stored.commit();
        say("committed", chain);
      }
      about(Doing.SNAPSHOT);
      store.takeSnapshot(CHUNK_BYTES);
      about(Doing.PRUNE);
      store.prune(ChainStore.LEAST_KEPT, 2);
      about(Doing.CLOSE);
    }
  }

  /** The next block, of which one command counts once. */
  static Block block(MarginChain chain) {
    long height = chain.height() + 1;
    long expiresMs = TestBlocks.FIRST_MS + height * 1_000 + 60_000;
    return TestBlocks.with(
        TestBlocks.block(height, 0, chain.lastHash()), TestBlocks.once(1, height, expiresMs));
  }

  private static void about(Doing what) {
    doing = what;
    say(ABOUT_TO + what);
  }

  private static void say(String what, MarginChain chain) {
    say(what + " " + chain.height() + " " + chain.root().hex());
  }

  private static void say(String line) {
    System.out.println(line);
    System.out.flush();
  }

  /** Says when a write begins and when it has ended. */
  private record Telling(KeyValues db) implements KeyValues {

    @Override
    public void write(Batch batch) {
      Doing of = doing;
      say(ABOUT_TO + of.next(1));
      db.write(batch);
      Doing behind = of.next(2);
      if (behind != of.next(1)) {
        say(ABOUT_TO + behind);
      }
    }

    @Override
    public byte @Nullable [] get(Column column, byte[] key) {
      return db.get(column, key);
    }

    @Override
    public View view() {
      return db.view();
    }

    @Override
    public void verifyChecksums() {
      db.verifyChecksums();
    }

    @Override
    public void close() {
      db.close();
    }
  }
}
