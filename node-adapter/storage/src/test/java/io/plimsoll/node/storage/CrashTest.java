package io.plimsoll.node.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.plimsoll.chain.MarginChain;
import io.plimsoll.chain.block.Hash;
import io.plimsoll.child.ChildJvm;
import io.plimsoll.kernels.engine.Engine;
import io.plimsoll.kernels.engine.Engines;
import io.plimsoll.node.storage.Victim.Doing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDB;
import org.rocksdb.util.Environment;

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
  private static final String MAIN = Victim.class.getName();
  private static final String ALWAYS = Integer.toString(Integer.MAX_VALUE);

  /** Between opening and closing. */
  private static final int BLOCKS = 24;

  /** From so many on, all that can be interrupted must have been. */
  private static final int MANY = 500;

  /** Each so manieth kill is in a folder of its own. */
  private static final int FRESH = 20;

  private static final int MOST_LINES = 120;
  private static final int MOST_TIMES = 3;
  private static final int LONGEST_MICROS = 20_000;
  private static final int SHORT_MICROS = 500;
  private static final Pattern STATE =
      Pattern.compile("(opened|undone|committed) [0-9]+ [0-9a-f]{64}");

  @TempDir Path folder;

  private final MarginChain control = new MarginChain(ENGINE);

  /** From the start of a process to its open database, as far as is known. */
  private volatile long startMicros = 300_000;

  private final List<Hash> roots = new ArrayList<>(List.of(control.root()));

  @AfterAll
  static void close() {
    ENGINE.close();
  }

  private static List<String> command(Path chain, List<String> jvm, int blocks) {
    return ChildJvm.command(jvm, MAIN, chain.toString(), Integer.toString(blocks), ALWAYS);
  }

  /** Options of the JVMs that are killed. */
  private List<String> jvm() throws IOException, InterruptedException {
    List<String> options = List.of(library());
    return KILLS < MANY
        ? options
        : ChildJvm.archived(
            folder, options, MAIN, folder.resolve("first").toString(), "" + BLOCKS, "3");
  }

  private String library() throws IOException {
    return ChildJvm.library(folder, RocksDB.class, Environment.getJniLibraryFileName("rocksdb"));
  }

  private Hash root(long height) {
    while (roots.size() <= height) {
      control.execute(Victim.block(control));
      control.commit();
      roots.add(control.root());
    }
    return roots.get((int) height);
  }

  /** What was on disk when a call had returned; what is about to be is none of that. */
  private record Said(String what, long height, String rest) {
    static final Said NOTHING = new Said("", 0, "");

    static Said of(String line) {
      String[] words = line.split(" ", 3);
      return new Said(words[0], Long.parseLong(words[1]), words[2]);
    }

    /** The last in what was said. */
    static Said last(List<String> lines) {
      Said last = NOTHING;
      for (String line : lines) {
        last = STATE.matcher(line).matches() ? of(line) : last;
      }
      return last;
    }
  }

  /** Whether a height is on disk after the last word: it, or what the next call leaves. */
  private static boolean fits(Said last, long height) {
    return switch (last.what) {
      // In what came before, nothing was opened.
      case "" -> true;
      case "committed" -> height == last.height || height == last.height + 1;
      case "undone", "opened" -> Math.abs(height - last.height) <= 1;
      default -> false;
    };
  }

  @Test
  void whatWasCommittedOutlivesTheProcess() throws IOException, InterruptedException {
    System.out.println("whatWasCommittedOutlivesTheProcess: -Dplimsoll.seed=" + SEED);
    SplittableRandom random = new SplittableRandom(SEED);
    EnumMap<Doing, Integer> at = new EnumMap<>(Doing.class);
    int ahead = 0;
    long highest = 0;
    List<String> jvm = jvm();
    // By the folder; some kills have one of their own, for what is done in an empty one alone.
    Map<Path, Long> heights = new HashMap<>();
    for (int kill = 0; kill < KILLS; kill++) {
      Path chain = folder.resolve(isFresh(kill) ? "chain" + kill : "chain");
      List<String> lines = runAndKill(command(chain, jvm, BLOCKS), kill, random);
      at.merge(doing(lines), 1, Integer::sum);
      Said last = Said.last(lines);
      long before = heights.getOrDefault(chain, 0L);
      if (!last.what.isEmpty()) {
        assertEquals(root(last.height).hex(), last.rest, last::toString);
      }
      TipRecord recorded = TipRecord.read(chain.resolve("TIP"));
      try (StoredChain stored = StoredChain.open(chain, ENGINE)) {
        long height = stored.chain().height();
        assertTrue(
            last.what.isEmpty() ? height == before : fits(last, height),
            () -> "on disk is block " + height + ", before was " + before + ": " + lines);
        assertEquals(root(height), stored.chain().root());
        ahead += recorded != null && recorded.height() < height ? 1 : 0;
        heights.put(chain, height);
        highest = Math.max(highest, height);
        if (kill % 10 == 0) {
          stored.store().verify();
        }
        if (kill % 50 == 49) {
          System.out.println("CrashTest: kill " + kill + " at block " + height + "; " + at);
        }
      }
    }
    System.out.println(
        "CrashTest: %d kills up to block %d, %d with a block ahead of its record; when: %s"
            .formatted(KILLS, highest, ahead, at));
    assertTrue(highest > KILLS, "only " + highest + " blocks");
    if (KILLS >= MANY) {
      // What is looked up before something is pruned takes less time than a signal.
      at.putIfAbsent(Doing.PRUNE, 0);
      assertEquals(Set.of(Doing.values()), at.keySet(), "everything was interrupted");
      assertTrue(ahead > 0, "none between a block and its record");
    }
  }

  /** What the process was at that had said this. */
  private static Doing doing(List<String> lines) {
    for (String line : lines.reversed()) {
      if (line.startsWith(Victim.ABOUT_TO)) {
        return Doing.valueOf(line.substring(Victim.ABOUT_TO.length()));
      }
      if (STATE.matcher(line).matches()) {
        // Between two calls.
        return Doing.EXECUTE;
      }
    }
    return Doing.START;
  }

  /**
   * When a process is killed: so much later than the line that it says for the n-th time, or than
   * its n-th line, whichever, where there are no words.
   */
  private record Moment(String line, int times, long micros) {

    /** Half of them when one thing is about to happen, each as often as any other. */
    static Moment of(int kill, SplittableRandom random) {
      if (kill % 4 == 0) {
        return new Moment("", 1 + random.nextInt(MOST_LINES), random.nextInt(LONGEST_MICROS));
      }
      // What is done in an empty folder alone, and what is done anywhere but there.
      EnumSet<Doing> from = EnumSet.of(Doing.OPEN, Doing.CREATE);
      if (!isFresh(kill)) {
        from = EnumSet.complementOf(EnumSet.of(Doing.START, Doing.CREATE));
      }
      Doing doing = List.copyOf(from).get(random.nextInt(from.size()));
      int times = isFresh(kill) ? 1 : 1 + random.nextInt(MOST_TIMES);
      int longest = doing == Doing.OPEN ? LONGEST_MICROS : SHORT_MICROS;
      return new Moment(
          Victim.ABOUT_TO + doing, times, random.nextBoolean() ? 0 : random.nextInt(longest));
    }

    boolean counts(String said) {
      return line.isEmpty() || line.equals(said);
    }
  }

  private static boolean isFresh(int kill) {
    return kill % FRESH == FRESH - 1;
  }

  /** Returns what a process had said when it was killed. */
  private List<String> runAndKill(List<String> command, int kill, SplittableRandom random)
      throws IOException, InterruptedException {
    if (kill % 4 == 1) {
      // Before it says anything, and while it opens what there is.
      try (ChildJvm child = ChildJvm.start(command, (_, _) -> {})) {
        child.killAfterMicros(random.nextLong(2 * startMicros));
        child.goneKilled();
        return child.lines();
      }
    }
    long from = System.nanoTime();
    Moment moment = Moment.of(kill, random);
    AtomicInteger count = new AtomicInteger();
    ChildJvm.Listener kills =
        (child, line) -> {
          if (line.equals(Victim.ABOUT_TO + Doing.RESTORE)) {
            startMicros = Math.max(1, (System.nanoTime() - from) / 1_000);
          }
          if (moment.counts(line) && count.incrementAndGet() == moment.times) {
            child.killAfterMicros(moment.micros);
          }
        };
    try (ChildJvm child = ChildJvm.start(command, kills)) {
      child.goneKilled();
      return child.lines();
    }
  }

  @Test
  void whatIsKilledLeavesNothingInTheFolderForTemporaryFiles()
      throws IOException, InterruptedException {
    Path temporary = Files.createDirectory(folder.resolve("temporary"));
    List<String> jvm = List.of("-Djava.io.tmpdir=" + temporary);
    ChildJvm.Listener kills =
        (child, line) -> {
          if (line.equals(Victim.ABOUT_TO + Doing.RESTORE)) {
            child.kill();
          }
        };
    try (ChildJvm child = ChildJvm.start(command(folder.resolve("chain"), jvm, BLOCKS), kills)) {
      child.goneKilled();
    }
    try (Stream<Path> left = Files.list(temporary)) {
      assertEquals(List.of(), left.toList());
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
      stored.execute(Victim.block(stored.chain()));
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
    line.addAll(command(disk.resolve("chain"), List.of(), Integer.MAX_VALUE));
    return failed(line);
  }

  /** What a process said last before it failed for want of a disk, as the reason is. */
  private static Said failed(List<String> line) throws IOException, InterruptedException {
    try (ChildJvm child = ChildJvm.start(line, (_, _) -> {})) {
      assertEquals(0, child.gone(), () -> "a fault of the program, no message: " + child.lines());
      String failed = child.lines().getLast();
      assertTrue(
          failed.matches("failed .*(No space left|Read-only file system|cannot be written).*"),
          failed);
      return Said.last(child.lines());
    }
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
    List<String> jvm = List.of(library());
    List<String> limited = new ArrayList<>(List.of("/bin/sh", "-c", "ulimit -f 150; exec \"$@\""));
    limited.add("sh");
    limited.addAll(command(folder.resolve("chain"), jvm, Integer.MAX_VALUE));
    Said last = failed(limited);
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
