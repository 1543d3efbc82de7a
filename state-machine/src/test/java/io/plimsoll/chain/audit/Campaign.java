package io.plimsoll.chain.audit;

import io.plimsoll.kernels.engine.Engine;
import io.plimsoll.kernels.engine.Engines;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Many seeds of {@link Simulation} on some threads: the profile {@code audit}. Each seed that is
 * done is a line, with its last root and the seed to go on from where the campaign is cut off. A
 * seed that fails is said with the command that replays it up to the block that fails, and few
 * moves that fail in the same way are left as a file, which {@code -Dplimsoll.audit.moves=FILE}
 * replays.
 */
public final class Campaign {

  private static final String COMMAND = "./mvnw -q -B -Paudit -pl state-machine -am verify";

  private final PrintStream out;
  private final Path folder;
  private final int tries;
  private final Map<String, Integer> seen = new TreeMap<>();
  private final List<String> failures = new ArrayList<>();

  /** Seeds that are done while one before them is not. */
  private final TreeSet<Long> ahead = new TreeSet<>();

  /** The first seed that is not done. */
  private long next;

  private long done;
  private long blocks;

  /** A campaign that tells what it finds and leaves moves in a folder, after so many tries. */
  Campaign(PrintStream out, Path folder, int tries) {
    this.out = out;
    this.folder = folder;
    this.tries = tries;
  }

  /**
   * Runs what the settings {@code plimsoll.audit.*} say: {@code seed} is the first of {@code
   * seeds}, each of {@code blocks}, on {@code threads}; after {@code seconds}, 0 being never, no
   * seed begins any more; {@code moves} is a file to replay instead.
   */
  public static void main(String[] args) throws InterruptedException, IOException {
    Campaign campaign = new Campaign(System.out, Path.of("target/audit"), 1_500);
    String moves = System.getProperty("plimsoll.audit.moves", "");
    boolean holds;
    if (moves.isEmpty()) {
      holds =
          campaign.run(
              Long.getLong("plimsoll.audit.seed", 1),
              Integer.getInteger("plimsoll.audit.seeds", 1_000),
              Integer.getInteger("plimsoll.audit.blocks", 1_000),
              Integer.getInteger("plimsoll.audit.threads", 2),
              Integer.getInteger("plimsoll.audit.seconds", 0));
    } else {
      List<Move> all = Files.readAllLines(Path.of(moves)).stream().map(Move::parse).toList();
      Simulation.Failure failure = campaign.play(all);
      System.out.println(failure == null ? "the moves do not fail" : failure.text());
      holds = failure == null;
    }
    if (!holds) {
      System.exit(1);
    }
  }

  /** Runs seeds and says whether all of them hold. */
  boolean run(long first, int seeds, int blocksEach, int threads, int seconds)
      throws InterruptedException {
    long start = System.nanoTime();
    next = first;
    AtomicLong begun = new AtomicLong(first);
    List<Thread> workers = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      Runnable work =
          () -> {
            while (seconds == 0 || System.nanoTime() - start < seconds * 1_000_000_000L) {
              long seed = begun.getAndIncrement();
              if (seed >= first + seeds) {
                return;
              }
              run(seed, blocksEach);
            }
          };
      workers.add(Thread.ofPlatform().start(work));
    }
    for (Thread worker : workers) {
      worker.join();
    }
    long tookMs = (System.nanoTime() - start) / 1_000_000;
    out.println("simulator: seen " + seen);
    out.printf(
        "simulator: %,d seeds from %d, %,d blocks, %d failed, %,d ms on %d threads%n",
        done, first, blocks, failures.size(), tookMs, threads);
    return failures.isEmpty();
  }

  private void run(long seed, int count) {
    long start = System.nanoTime();
    int taken = 0;
    String root = "-";
    String wrong = null;
    try (Engine scalar = Engines.create("scalar", 1);
        Engine simd = Engines.create("simd", seed % 2 == 0 ? 2 : 1)) {
      Simulation simulation = new Simulation(seed, scalar, simd);
      Simulation.Failure failure = simulation.run(count);
      taken = failure == null ? count : failure.blocks();
      root = simulation.root().hex();
      wrong = failure == null ? null : describe(seed, simulation, failure);
      note(simulation);
    } catch (RuntimeException | AssertionError e) {
      // A fault of the simulator; it must not end a campaign in silence.
      wrong = "simulator: seed " + seed + " of the simulator itself: " + e + replay(seed, count);
      e.printStackTrace(out);
    }
    end(seed, taken, root, (System.nanoTime() - start) / 1_000_000, wrong);
  }

  private synchronized void note(Simulation simulation) {
    simulation.seen().forEach((what, often) -> seen.merge(what, often, Integer::sum));
    seen.merge("option price held to decimals", simulation.pricesChecked(), Integer::sum);
  }

  private synchronized void end(
      long seed, int taken, String root, long tookMs, @Nullable String wrong) {
    done++;
    blocks += taken;
    ahead.add(seed);
    while (ahead.remove(next)) {
      next++;
    }
    if (wrong != null) {
      failures.add(wrong);
      out.println(wrong);
    }
    out.printf(
        "simulator: seed %d %s, %,d blocks, root %s, %.1f s; all before seed %d are done%n",
        seed, wrong == null ? "holds" : "fails", taken, root, tookMs / 1e3, next);
    out.flush();
  }

  /** What each failing seed was said to have done. */
  List<String> failures() {
    return failures;
  }

  /** What each kind of thing came to. */
  Map<String, Integer> seen() {
    return seen;
  }

  private Simulation.@Nullable Failure play(List<Move> moves) {
    try (Engine scalar = Engines.create("scalar", 1);
        Engine simd = Engines.create("simd", 1)) {
      return Simulation.play(moves, scalar, simd);
    }
  }

  private String describe(long seed, Simulation simulation, Simulation.Failure failure) {
    StringBuilder text = new StringBuilder();
    text.append("simulator: seed ").append(seed).append(" fails at its block ");
    text.append(failure.blocks()).append(", height ").append(failure.height()).append(": ");
    text.append(failure.text()).append(replay(seed, failure.blocks()));
    List<Move> few =
        new Shrinking(tries, tried -> isSame(play(tried), failure)).of(simulation.moves());
    Simulation.Failure again = play(few);
    if (!isSame(again, failure)) {
      return text.append("\n  its moves alone do not fail").toString();
    }
    Path file = folder.resolve("seed-" + seed + ".moves").toAbsolutePath();
    write(file, few);
    text.append("\n  shrunk to ").append(few.size()).append(" moves: ").append(COMMAND);
    return text.append(" -Dplimsoll.audit.moves=").append(file).toString();
  }

  private static String replay(long seed, int blocks) {
    String which = " -Dplimsoll.audit.seed=" + seed + " -Dplimsoll.audit.seeds=1";
    return "\n  replay: " + COMMAND + which + " -Dplimsoll.audit.blocks=" + blocks;
  }

  private static boolean isSame(Simulation.@Nullable Failure one, Simulation.Failure other) {
    return one != null && one.kind().equals(other.kind());
  }

  private static void write(Path file, List<Move> moves) {
    try {
      Files.createDirectories(file.getParent());
      Files.write(file, moves.stream().map(Move::toString).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
