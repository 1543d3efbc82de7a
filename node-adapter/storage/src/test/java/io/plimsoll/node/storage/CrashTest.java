package io.plimsoll.node.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.plimsoll.chain.MarginChain;
import io.plimsoll.chain.block.Hash;
import io.plimsoll.kernels.engine.Engine;
import io.plimsoll.kernels.engine.Engines;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDB;

/**
 * A process that dies at any moment loses nothing of what it said was committed, and what is found
 * after it is the chain that never died.
 *
 * <p>{@code -Dplimsoll.kills} says how often, {@code -Dplimsoll.seed} when.
 */
class CrashTest {

  private static final Engine ENGINE = Engines.create("scalar", 1);
  private static final int KILLS = Integer.getInteger("plimsoll.kills", 4);
  private static final long SEED = Long.getLong("plimsoll.seed", 1);
  private static final int MOST_LINES = 40;
  private static final int LONGEST_MS = 20;

  @TempDir Path folder;

  private final MarginChain control = new MarginChain(ENGINE);
  private final List<Hash> roots = new ArrayList<>(List.of(control.root()));

  @AfterAll
  static void close() {
    ENGINE.close();
  }

  private static List<String> command(Path folder) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:TieredStopAtLevel=1",
        "-XX:+UseSerialGC",
        "--add-modules=jdk.incubator.vector",
        "--enable-native-access=ALL-UNNAMED",
        "-cp",
        System.getProperty("java.class.path"),
        Victim.class.getName(),
        folder.toString());
  }

  private Hash root(long height) {
    while (roots.size() <= height) {
      control.execute(TestBlocks.block(control.height() + 1, 0, control.lastHash()));
      control.commit();
      roots.add(control.root());
    }
    return roots.get((int) height);
  }

  private record Said(String what, long height, String rest) {
    static Said of(String line) {
      String[] words = line.split(" ", 3);
      return new Said(words[0], Long.parseLong(words[1]), words[2]);
    }
  }

  /** Whether a height is on disk after the last word: it, or what the next call leaves. */
  private static boolean fits(Said last, long height) {
    return switch (last.what) {
      case "committed" -> height == last.height || height == last.height + 1;
      case "undone", "opened" -> Math.abs(height - last.height) <= 1;
      default -> false;
    };
  }

  @Test
  void whatWasCommittedOutlivesTheProcess() throws IOException, InterruptedException {
    System.out.println("whatWasCommittedOutlivesTheProcess: -Dplimsoll.seed=" + SEED);
    SplittableRandom random = new SplittableRandom(SEED);
    long highest = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      Said last = runAndKill(1 + random.nextInt(MOST_LINES), random.nextInt(LONGEST_MS));
      assertEquals(root(last.height).hex(), last.rest, "what it said after block " + last.height);
      try (StoredChain stored = StoredChain.open(folder, ENGINE)) {
        long height = stored.chain().height();
        assertTrue(fits(last, height), "it said " + last + "; on disk is block " + height);
        assertEquals(root(height), stored.chain().root());
        highest = Math.max(highest, height);
        if (kill % 10 == 0) {
          stored.store().verify();
        }
      }
    }
    assertTrue(highest > KILLS, "only " + highest + " blocks");
  }

  /** Returns the last whole line of a process that was killed some time after a number of lines. */
  private Said runAndKill(int afterLines, int afterMs) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command(folder)).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try (BufferedReader lines = process.inputReader(StandardCharsets.US_ASCII)) {
      Said last = new Said("", 0, "");
      int count = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        // The last line may be cut; a whole one ends with a root.
        if (line.length() > 2 * Hash.BYTES) {
          last = Said.of(line);
        }
        count++;
        if (count == afterLines) {
          process.waitFor(afterMs, TimeUnit.MILLISECONDS);
          // The process's own method would close what there is still to read.
          process.toHandle().destroyForcibly();
        }
      }
      process.waitFor();
      assertTrue(count >= afterLines, "it ended by itself: " + last);
      assertFalse(last.what.equals("failed"), last::toString);
      return last;
    }
  }

  /** A disk of 8 MiB of which all but a bit is taken: the store stops with the reason. */
  @Test
  void aDiskWithoutRoomStopsTheStoreAndLosesNothing() throws IOException, InterruptedException {
    Path kept = folder.resolve("kept");
    Said last =
        onDisk(
            "mount -t tmpfs -o size=8m none \"$0\"; head -c 6500000 /dev/zero >\"$0/filler\";"
                + " \"$@\"; cp -a \"$0/chain\" \""
                + kept
                + "\"");
    try (StoredChain stored = StoredChain.open(kept, ENGINE)) {
      long height = stored.chain().height();
      assertTrue(fits(last, height), "it said " + last + "; on disk is block " + height);
      assertEquals(root(height), stored.chain().root());
    }
  }

  /** A disk that became read-only, as one does after errors: it is said, and nothing is changed. */
  @Test
  void aReadOnlyDiskIsRefused() throws IOException, InterruptedException {
    Path disk = Files.createDirectory(folder.resolve("disk"));
    try (StoredChain stored = StoredChain.open(disk.resolve("chain"), ENGINE)) {
      stored.execute(TestBlocks.block(1, 0, stored.chain().lastHash()));
      stored.commit();
    }
    Said last = onDisk("mount --bind \"$0\" \"$0\"; mount -o remount,bind,ro \"$0\"; \"$@\"");
    assertEquals("", last.what, "nothing can be said of a chain that may not be written");
    try (StoredChain stored = StoredChain.open(disk.resolve("chain"), ENGINE)) {
      assertEquals(root(1), stored.chain().root());
    }
  }

  /** Runs a process whose folder is on a disk of its own; returns what it said before it failed. */
  private Said onDisk(String script) throws IOException, InterruptedException {
    Path disk = folder.resolve("disk");
    Files.createDirectories(disk);
    assumeTrue(canMount(disk), "this user may not mount");
    List<String> line = new ArrayList<>(List.of("unshare", "-m", "/bin/sh", "-c", script));
    line.add(disk.toString());
    line.addAll(command(disk.resolve("chain")));
    Process process =
        new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    Said last = new Said("", 0, "");
    Said failed = last;
    try (BufferedReader lines = process.inputReader(StandardCharsets.US_ASCII)) {
      for (String each = lines.readLine(); each != null; each = lines.readLine()) {
        Said said = Said.of(each);
        if (said.what.equals("failed")) {
          failed = said;
        } else {
          last = said;
        }
      }
    }
    assertEquals(0, process.waitFor(), "a fault of the program, not a message");
    assertEquals("failed", failed.what);
    assertTrue(
        failed.rest.contains("No space left") || failed.rest.contains("Read-only file system"),
        failed::toString);
    return last;
  }

  private static boolean canMount(Path disk) throws InterruptedException {
    try {
      return new ProcessBuilder(
                  "unshare", "-m", "/bin/mount", "-t", "tmpfs", "none", disk.toString())
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** A file that may not grow is what a full disk is to a process. */
  @Test
  void aFullDiskStopsTheStoreAndLosesNothing() throws IOException, InterruptedException {
    assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "there is no shell to limit a process");
    // RocksDB unpacks its library into a file, which the limit would stop as well.
    Path library = folder.resolve("librocksdbjni.so");
    try (InputStream in = RocksDB.class.getResourceAsStream("/librocksdbjni-linux64.so")) {
      assumeTrue(in != null, "the library of this machine has another name");
      Files.copy(Objects.requireNonNull(in), library);
    }
    List<String> limited = new ArrayList<>(List.of("/bin/sh", "-c", "ulimit -f 150; exec \"$@\""));
    limited.add("sh");
    limited.addAll(command(folder.resolve("chain")));
    limited.add(limited.indexOf("-cp"), "-Djava.library.path=" + folder);
    Process process =
        new ProcessBuilder(limited).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    Said last = new Said("", 0, "");
    Said failed = last;
    try (BufferedReader lines = process.inputReader(StandardCharsets.US_ASCII)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Said said = Said.of(line);
        if (said.what.equals("failed")) {
          failed = said;
        } else {
          last = said;
        }
      }
    }
    assertEquals(0, process.waitFor(), "a fault of the program, not a message");
    assertEquals("failed", failed.what);
    assertTrue(failed.rest.contains("cannot be written"), failed::toString);
    try (StoredChain stored = StoredChain.open(folder.resolve("chain"), ENGINE)) {
      long height = stored.chain().height();
      assertTrue(fits(last, height), "it said " + last + "; on disk is block " + height);
      assertEquals(root(height), stored.chain().root());
      stored.execute(TestBlocks.block(height + 1, 0, stored.chain().lastHash()));
      stored.commit();
      stored.store().verify();
    }
  }
}
