package io.plimsoll.node.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.DBOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.NativeLibraryLoader;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Snapshot;
import org.rocksdb.WALRecoveryMode;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * A database of RocksDB. A log of writes that ends early is opened as far as it goes: after a crash
 * it may, and RocksDB cannot tell that from a log that was cut later. What is missing then is found
 * by the tip record, not here.
 */
final class RocksKeyValues implements KeyValues {

  private static boolean isLoaded;

  private final DBOptions options;
  private final ColumnFamilyOptions columnOptions = new ColumnFamilyOptions();
  private final WriteOptions synced = new WriteOptions().setSync(true);
  private final List<ColumnFamilyHandle> handles = new ArrayList<>();
  private final EnumMap<Column, ColumnFamilyHandle> byColumn = new EnumMap<>(Column.class);
  private final RocksDB db;

  private RocksKeyValues(Path folder, boolean create) throws RocksDBException {
    options =
        new DBOptions()
            .setCreateIfMissing(create)
            // A database of an earlier version lacks the columns that came later.
            .setCreateMissingColumnFamilies(true)
            .setErrorIfExists(create)
            .setParanoidChecks(true)
            .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
            .setKeepLogFileNum(4)
            .setMaxTotalWalSize(256L << 20)
            .setWalRecoveryMode(WALRecoveryMode.PointInTimeRecovery);
    List<ColumnFamilyDescriptor> columns = new ArrayList<>();
    columns.add(new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, columnOptions));
    for (Column column : Column.values()) {
      columns.add(new ColumnFamilyDescriptor(column.bytes(), columnOptions));
    }
    db = RocksDB.open(options, folder.toString(), columns, handles);
    // The first is RocksDB's own; the others come back in the order in which they were named.
    Iterator<ColumnFamilyHandle> named = handles.subList(1, handles.size()).iterator();
    for (Column column : Column.values()) {
      byColumn.put(column, named.next());
    }
  }

  /**
   * Opens a database, or makes one where the folder does not exist.
   *
   * @throws StoreFailed where it cannot be opened: another process has it, it is damaged, or its
   *     library cannot be loaded
   */
  static RocksKeyValues open(Path folder) {
    loadLibrary();
    boolean create = !Files.exists(folder);
    try {
      return new RocksKeyValues(folder, create);
    } catch (RocksDBException e) {
      String message = String.valueOf(e.getMessage());
      if (message.contains("lock hold by current process") || message.contains("LOCK")) {
        throw new StoreFailed(folder + ": another process uses this database", e);
      }
      throw new StoreFailed(folder + ": the database cannot be opened: " + message, e);
    }
  }

  /**
   * RocksDB's library lies in its jar, and is unpacked before the system loads it. The file is gone
   * then: by itself RocksDB removes it when the process ends, so that each that is killed leaves 17
   * MB behind.
   */
  private static synchronized void loadLibrary() {
    if (isLoaded) {
      return;
    }
    // Who has said where RocksDB may unpack it wants it there.
    String chosen = System.getenv("ROCKSDB_SHAREDLIB_DIR");
    String where = chosen == null ? System.getProperty("java.io.tmpdir") : chosen;
    try {
      if (chosen == null) {
        unpackLibrary();
      }
      RocksDB.loadLibrary();
    } catch (RuntimeException | UnsatisfiedLinkError e) {
      Throwable reason = e.getCause() == null ? e : e.getCause();
      throw new StoreFailed(
          "the database's library cannot be loaded from "
              + where
              + ", where it is unpacked: "
              + reason.getMessage()
              + "; programs must be allowed to write there and to run what they wrote",
          e);
    }
    isLoaded = true;
  }

  /** What cannot be done here RocksDB tries by itself, and says why not. */
  private static void unpackLibrary() {
    try {
      Path folder = Files.createTempDirectory("plimsoll-rocksdb");
      try {
        NativeLibraryLoader.getInstance().loadLibrary(folder.toString());
      } finally {
        remove(folder);
      }
    } catch (IOException | RuntimeException | UnsatisfiedLinkError e) {
      return;
    }
  }

  /** Where a library in use cannot be removed, RocksDB does so at the end. */
  private static void remove(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.deleteIfExists(file);
      }
      Files.delete(folder);
    } catch (IOException e) {
      folder.toFile().deleteOnExit();
    }
  }

  private ColumnFamilyHandle handle(Column column) {
    return Objects.requireNonNull(byColumn.get(column));
  }

  @Override
  public byte @Nullable [] get(Column column, byte[] key) {
    try {
      return db.get(handle(column), key);
    } catch (RocksDBException e) {
      throw new StoreFailed("the database cannot be read: " + e.getMessage(), e);
    }
  }

  @Override
  public void write(Batch batch) {
    try (WriteBatch out = new WriteBatch()) {
      batch.make(new RocksTarget(out));
      db.write(synced, out);
    } catch (RocksDBException e) {
      throw unwritable(e);
    }
  }

  private static StoreFailed unwritable(RocksDBException e) {
    return new StoreFailed("the database cannot be written: " + e.getMessage(), e);
  }

  private final class RocksTarget implements Batch.Target {

    private final WriteBatch out;

    RocksTarget(WriteBatch out) {
      this.out = out;
    }

    @Override
    public void put(Column column, byte[] key, byte[] value) {
      try {
        out.put(handle(column), key, value);
      } catch (RocksDBException e) {
        throw unwritable(e);
      }
    }

    @Override
    public void delete(Column column, byte[] key) {
      try {
        out.delete(handle(column), key);
      } catch (RocksDBException e) {
        throw unwritable(e);
      }
    }

    @Override
    public void deleteRange(Column column, byte[] from, byte[] to) {
      try {
        out.deleteRange(handle(column), from, to);
      } catch (RocksDBException e) {
        throw unwritable(e);
      }
    }
  }

  @Override
  public View view() {
    return new RocksView();
  }

  @Override
  public void verifyChecksums() {
    try {
      db.verifyChecksum();
    } catch (RocksDBException e) {
      throw new StoreFailed("the database is damaged: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    handles.forEach(ColumnFamilyHandle::close);
    db.close();
    synced.close();
    columnOptions.close();
    options.close();
  }

  private final class RocksView implements View {

    private final Snapshot snapshot = db.getSnapshot();
    private final ReadOptions reading = new ReadOptions().setSnapshot(snapshot);

    @Override
    public byte @Nullable [] get(Column column, byte[] key) {
      try {
        return db.get(handle(column), reading, key);
      } catch (RocksDBException e) {
        throw new StoreFailed("the database cannot be read: " + e.getMessage(), e);
      }
    }

    @Override
    public byte @Nullable [] seek(Column column, byte[] from) {
      try (RocksIterator iterator = db.newIterator(handle(column), reading)) {
        iterator.seek(from);
        boolean there = iterator.isValid();
        iterator.status();
        return there ? iterator.key() : null;
      } catch (RocksDBException e) {
        throw new StoreFailed("the database cannot be read: " + e.getMessage(), e);
      }
    }

    @Override
    public void scan(Column column, byte[] from, Visitor visitor) {
      try (RocksIterator iterator = db.newIterator(handle(column), reading)) {
        iterator.seek(from);
        while (iterator.isValid()) {
          visitor.visit(iterator.key(), iterator.value());
          iterator.next();
        }
        // An iterator ends at a damaged block as if nothing followed; only its status tells.
        iterator.status();
      } catch (RocksDBException e) {
        throw new StoreFailed("the database cannot be read: " + e.getMessage(), e);
      }
    }

    @Override
    public void close() {
      reading.close();
      db.releaseSnapshot(snapshot);
      snapshot.close();
    }
  }
}
