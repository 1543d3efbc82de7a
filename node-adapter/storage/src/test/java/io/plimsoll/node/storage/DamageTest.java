package io.plimsoll.node.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.plimsoll.chain.block.Block;
import io.plimsoll.chain.block.Hash;
import io.plimsoll.kernels.engine.Engine;
import io.plimsoll.kernels.engine.Engines;
import io.plimsoll.node.cli.Main;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a store on disk loses or gains behind its back is refused, with a message that names it. */
class DamageTest {

  private static final Engine ENGINE = Engines.create("scalar", 1);
  private static final int BLOCKS = 40;

  @TempDir Path folder;

  @AfterAll
  static void close() {
    ENGINE.close();
  }

  @BeforeEach
  void fill() {
    grow(folder, BLOCKS);
  }

  private static void grow(Path to, int blocks) {
    try (StoredChain stored = StoredChain.open(to, ENGINE)) {
      for (int i = 0; i < blocks; i++) {
        Block block = TestBlocks.block(stored.chain().height() + 1, 0, stored.chain().lastHash());
        stored.execute(block);
        stored.commit();
      }
    }
  }

  private Path tip() {
    return folder.resolve("TIP");
  }

  private List<Path> files(String suffix) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("db"))) {
      return files.filter(file -> file.toString().endsWith(suffix)).sorted().toList();
    }
  }

  /** Opens and reads all; returns the message of the refusal. */
  private String refusal() {
    RuntimeException refused =
        assertThrows(
            RuntimeException.class,
            () -> {
              try (StoredChain stored = StoredChain.open(folder, ENGINE)) {
                stored.store().verify();
              }
            });
    assertTrue(
        refused instanceof StoreRefused || refused instanceof StoreFailed,
        () -> "not a refusal: " + refused);
    return String.valueOf(refused.getMessage());
  }

  private void assertRefused(String words) {
    String message = refusal();
    assertTrue(message.contains(words), message);
  }

  @Test
  void withoutDamageItOpens() {
    try (StoredChain stored = StoredChain.open(folder, ENGINE)) {
      assertEquals(BLOCKS, stored.chain().height());
      stored.store().verify();
    }
  }

  /** RocksDB opens all of these without a word, each with fewer blocks than were acknowledged. */
  @Test
  void aLogOfWritesThatLostItsEndIsRefused() throws IOException {
    Path log = files(".log").getLast();
    long size = Files.size(log);
    for (long left : new long[] {size - 7, size / 2, 1, 0}) {
      Path copy = folder.resolveSibling(folder.getFileName() + "-" + left);
      copy(folder, copy);
      try (FileChannel cut =
          FileChannel.open(
              copy.resolve("db").resolve(log.getFileName()), StandardOpenOption.WRITE)) {
        cut.truncate(left);
      }
      StoreRefused refused =
          assertThrows(StoreRefused.class, () -> StoredChain.open(copy, ENGINE).close());
      String message = String.valueOf(refused.getMessage());
      assertTrue(message.contains("was acknowledged") || message.contains("nothing"), message);
    }
  }

  @Test
  void aLogOfWritesThatIsGoneIsRefused() throws IOException {
    for (Path log : files(".log")) {
      Files.delete(log);
    }
    String message = refusal();
    assertTrue(
        message.contains("acknowledged") || message.contains("database holds nothing"), message);
  }

  @Test
  void aFlippedBitInTheLogOfWritesIsRefused() throws IOException {
    Path log = files(".log").getLast();
    flip(log, Files.size(log) / 2);
    assertRefused("was acknowledged");
  }

  @Test
  void aFlippedBitInATableIsRefused() throws IOException {
    // A second opening writes what the log holds into tables.
    grow(folder, 1);
    List<Path> tables = files(".sst");
    assertTrue(!tables.isEmpty());
    Path largest = tables.getFirst();
    for (Path table : tables) {
      largest = Files.size(table) > Files.size(largest) ? table : largest;
    }
    flip(largest, Files.size(largest) / 3);
    assertRefused("checksum mismatch");
  }

  @Test
  void aTableThatWasCutOrRemovedIsRefused() throws IOException {
    grow(folder, 1);
    Path table = files(".sst").getLast();
    Path copy = folder.resolveSibling(folder.getFileName() + "-cut");
    copy(folder, copy);
    try (FileChannel cut =
        FileChannel.open(
            copy.resolve("db").resolve(table.getFileName()), StandardOpenOption.WRITE)) {
      cut.truncate(Files.size(table) - 11);
    }
    assertThrows(StoreFailed.class, () -> StoredChain.open(copy, ENGINE).close());
    Files.delete(table);
    assertRefused("cannot be opened");
  }

  @Test
  void aMissingTipRecordIsRefused() throws IOException {
    Files.delete(tip());
    assertRefused("there is no tip record");
  }

  @Test
  void aDamagedTipRecordIsRefused() throws IOException {
    byte[] whole = Files.readAllBytes(tip());
    for (int i = 0; i < whole.length; i++) {
      byte[] bytes = whole.clone();
      bytes[i] ^= 1;
      Files.write(tip(), bytes);
      assertRefused("the tip record is damaged");
    }
    for (int left = 0; left < whole.length; left++) {
      Files.write(tip(), java.util.Arrays.copyOf(whole, left));
      assertRefused("the tip record is damaged");
    }
    Files.write(tip(), new byte[100_000]);
    assertRefused("too long");
    Files.write(tip(), whole);
    grow(folder, 1);
  }

  @Test
  void aDatabaseThatIsGoneIsRefused() throws IOException {
    Files.move(folder.resolve("db"), folder.resolve("elsewhere"));
    assertRefused("there is no database; the tip record says block " + BLOCKS);
  }

  /** A database from a backup is behind what was acknowledged since. */
  @Test
  void anOlderDatabaseIsRefused() throws IOException {
    Path backup = folder.resolveSibling(folder.getFileName() + "-backup");
    copy(folder, backup);
    grow(folder, 3);
    Files.copy(tip(), backup.resolve("TIP"), StandardCopyOption.REPLACE_EXISTING);
    StoreRefused refused =
        assertThrows(StoreRefused.class, () -> StoredChain.open(backup, ENGINE).close());
    assertTrue(String.valueOf(refused.getMessage()).contains("43 was acknowledged"));
  }

  @Test
  void aTipRecordOfAnotherTimeOrChainIsRefused() throws IOException {
    String old = Files.readString(tip());
    grow(folder, 2);
    Files.writeString(tip(), old);
    assertRefused("the record is not its own");
    new TipRecord(BLOCKS + 2, Hash.ZERO).write(tip());
    assertRefused("was acknowledged as 0000");
  }

  /** A crash between the database and the record leaves the one a block ahead of the other. */
  @Test
  void oneBlockMoreThanRecordedIsFine() throws IOException {
    String old = Files.readString(tip());
    grow(folder, 1);
    String fresh = Files.readString(tip());
    Files.writeString(tip(), old);
    try (StoredChain stored = StoredChain.open(folder, ENGINE)) {
      assertEquals(BLOCKS + 1, stored.chain().height());
    }
    assertEquals(fresh, Files.readString(tip()));
    new TipRecord(BLOCKS, Hash.ZERO).write(tip());
    assertRefused("was acknowledged as");
  }

  @Test
  void aFileInPlaceOfTheFolderIsRefused() throws IOException {
    Path file = folder.resolve("file");
    Files.writeString(file, "x", StandardCharsets.US_ASCII);
    StoreFailed failed =
        assertThrows(StoreFailed.class, () -> StoredChain.open(file, ENGINE).close());
    assertTrue(String.valueOf(failed.getMessage()).contains("is no folder"));
  }

  /** As in a container that is read-only and has no folder for temporary files. */
  @Test
  void aLibraryThatCannotBeUnpackedIsSaidWithItsPlace() throws Exception {
    Path nowhere = folder.resolve("TIP");
    String said = withoutLibrary("-Djava.io.tmpdir=" + nowhere, "");
    assertTrue(said.contains("cannot be loaded from " + nowhere + ", where"), said);
    said = withoutLibrary("-Dnone=1", nowhere.toString());
    assertTrue(said.contains("cannot be loaded from " + nowhere + ", where"), said);
  }

  /** What a command says that cannot load the library, under an option or RocksDB's variable. */
  private String withoutLibrary(String option, String variable) throws Exception {
    Path out = folder.resolveSibling(folder.getFileName() + "-said");
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                option,
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "db",
                "info",
                folder.toString())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile());
    if (!variable.isEmpty()) {
      builder.environment().put("ROCKSDB_SHAREDLIB_DIR", variable);
    }
    Process process = builder.start();
    try {
      assertTrue(process.waitFor(60, TimeUnit.SECONDS), "it has not ended after a minute");
    } finally {
      process.destroyForcibly();
    }
    String said = Files.readString(out);
    assertEquals(1, process.exitValue(), said);
    assertFalse(said.contains("\tat "), said);
    return said;
  }

  private static void flip(Path file, long at) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[(int) at] ^= 4;
    Files.write(file, bytes);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file));
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    }
  }
}
